package store_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"winnow/review"
	"winnow/store"
)

// busy is a project with something in every table.
func busy(t *testing.T) *store.DB {
	t.Helper()
	db := project(t, 40)
	for seq := uint64(1); seq <= 20; seq++ {
		do(t, db, decide("ann", seq, review.Verdicts[seq%5]))
	}
	do(t, db, review.Action{Op: review.OpFlag, Reviewer: "bob", At: moment, Seq: 30, Flag: true})
	do(t, db, review.Action{Op: review.OpNote, Reviewer: "bob", At: moment, Seq: 31, Note: "ask"})
	do(t, db, undo("ann"))
	do(t, db, undo("ann"))
	do(t, db, redo("ann"))
	_, err := db.Commit(review.Batch{Drafts: []review.Draft{{Seq: 33, Reviewer: "bob", At: moment, Texts: map[string]string{"text": "h"}}}})
	must(t, err)
	return db
}

func TestRebuild_GivesIdenticalTables(t *testing.T) {
	t.Parallel()
	db := busy(t)
	before, err := db.Dump()
	must(t, err)
	for _, name := range store.DerivedBuckets() {
		found := false
		for key := range before {
			found = found || strings.HasPrefix(key, name+"/")
		}
		if !found {
			t.Fatalf("the test says nothing about %s: it is empty", name)
		}
	}
	must(t, db.Wipe())
	report, err := db.Check()
	must(t, err)
	if report.OK() {
		t.Error("the check does not see that everything derived is gone")
	}
	must(t, db.Rebuild())
	after, err := db.Dump()
	must(t, err)
	if !reflect.DeepEqual(before, after) {
		t.Errorf("%d pairs before, %d after, and they are not the same", len(before), len(after))
	}
	db = reopen(t, db)
	mustAgree(t, db)
	it, err := db.Item(33)
	must(t, err)
	if len(it.Drafts) == 0 {
		t.Error("rebuilding took a draft away, which nothing can bring back")
	}
	do(t, db, undo("ann"))
	mustAgree(t, db)
}

func TestCheck_FindsWhatDiffers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		bucket     string
		key, value []byte
	}{
		{"ids", nil, nil},
		{"ids", []byte("ghost"), make([]byte, 8)},
		{"hashes", nil, nil},
		{"queue", nil, nil},
		{"queue", make([]byte, 32), []byte{}},
		{"state", nil, nil},
		{"state", nil, []byte{1, 0, 9, 9, 0}},
		{"heads", nil, []byte(`{"undo":1}`)},
		{"heads", []byte("carl"), []byte(`{"undo":1}`)},
		{"meta", []byte("counts"), []byte(`{"samples":40,"decisions":{},"flagged":0}`)},
		{"drafts", []byte("\x00\x00\x00\x00\x00\x00\x00\x63ann"), []byte(`{"seq":99,"reviewer":"ann"}`)},
		{"log", nil, nil},
		{"log", nil, []byte(`{"n":1`)},
		{"log", nil, []byte(`{"n":1,"op":"undo","reviewer":"ann"}`)},
		{"items", nil, []byte{1, 2, 3}},
		{"items", nil, nil},
	} {
		t.Run(c.bucket, func(t *testing.T) {
			t.Parallel()
			db := busy(t)
			must(t, db.Spoil(c.bucket, c.key, c.value))
			report, err := db.Check()
			must(t, err)
			if report.OK() {
				t.Errorf("key %q with value %q was not noticed", c.key, c.value)
			}
		})
	}
}

func TestRebuild_ChangesNothingWhenTheLogIsBroken(t *testing.T) {
	t.Parallel()
	db := busy(t)
	must(t, db.Spoil("log", nil, []byte(`{"n":1,"op":"undo","reviewer":"ann"}`)))
	before, err := db.Dump()
	must(t, err)
	if err := db.Rebuild(); !errors.Is(err, review.ErrDamaged) {
		t.Errorf("got %v", err)
	}
	after, err := db.Dump()
	must(t, err)
	if !reflect.DeepEqual(before, after) {
		t.Error("a failed rebuild left traces")
	}
}

func TestReport_SpellsOutAHundredAndCountsTheRest(t *testing.T) {
	t.Parallel()
	db := project(t, 300)
	must(t, db.Wipe())
	report, err := db.Check()
	must(t, err)
	if len(report.Differences) != 100 || report.More == 0 {
		t.Errorf("%d differences spelled out, %d more", len(report.Differences), report.More)
	}
	lines := report.Lines()
	if len(lines) != 102 || lines[0] != "300 samples, 0 log entries" {
		t.Errorf("%d lines, the first %q", len(lines), lines[0])
	}
}

func TestItem_BrokenRecordIsAnErrorInWords(t *testing.T) {
	t.Parallel()
	db := project(t, 2)
	must(t, db.Spoil("items", nil, []byte{1, 2, 3}))
	if _, err := db.Item(1); !errors.Is(err, review.ErrDamaged) {
		t.Errorf("got %v", err)
	}
	if _, err := db.Item(2); err != nil {
		t.Errorf("the other sample: %v", err)
	}
}
