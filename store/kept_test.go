package store_test

import (
	"fmt"
	"strings"
	"testing"

	"winnow/review"
	"winnow/store"
	"winnow/store/storetest"
)

// longSamples makes a project whose samples have texts of so many bytes.
func longSamples(t *testing.T, n, bytes int) *store.DB {
	t.Helper()
	db := storetest.MustCreate(t, storetest.Task())
	for i := range n {
		raw := fmt.Sprintf(`{"id":"long-%d","text":"%d %s","label":"fresh","confidence":0.%03d}`, i, i, strings.Repeat("x", bytes), i)
		storetest.MustAdd(t, db, []review.Sample{sampleOf(t, storetest.Task(), raw)})
	}
	return db
}

// isSame tells that two samples are one reading of the record.
func isSame(a, b review.Sample) bool { return &a.Raw[0] == &b.Raw[0] }

func itemOf(t *testing.T, db *store.DB, seq uint64) review.Item {
	t.Helper()
	it, err := db.Item(seq)
	must(t, err)
	return it
}

func TestKept_ALongSampleIsReadOnceAndStandsAsItDoesNow(t *testing.T) {
	t.Parallel()
	db := longSamples(t, 3, 10<<10)
	before := itemOf(t, db, 2)
	if r, err := db.Commit(review.Batch{Actions: []review.Action{decide("ann", 2, review.Reject)}}); err != nil || r.Actions[0].Err != nil {
		t.Fatal(err, r)
	}
	after := itemOf(t, db, 2)
	if !isSame(before.Sample, after.Sample) {
		t.Error("the record was read twice")
	}
	if before.State.Verdict != "" || after.State.Verdict != review.Reject {
		t.Errorf("it stands as %q, before the decision as %q", after.State.Verdict, before.State.Verdict)
	}
	must(t, db.Walk(review.OrderQueue, func(it review.Item) bool {
		if it.Sample.Seq == 2 {
			t.Error("a decided sample stands in the queue")
		}
		if now := itemOf(t, db, it.Sample.Seq); !isSame(it.Sample, now.Sample) {
			t.Errorf("sample %d was read for the queue and again by itself", it.Sample.Seq)
		}
		return true
	}))
}

func TestKept_AnotherTaskReadsTheRecordAnew(t *testing.T) {
	t.Parallel()
	db := longSamples(t, 1, 10<<10)
	if it := itemOf(t, db, 1); it.Sample.Suggestion.Label != "fresh" {
		t.Fatalf("the suggestion is %+v", it.Sample.Suggestion)
	}
	task := storetest.Task()
	task.Target = "verdict"
	must(t, db.SetTask(task))
	if it := itemOf(t, db, 1); it.Sample.Suggested {
		t.Errorf("with another target it still suggests %+v", it.Sample.Suggestion)
	}
}

func TestKept_IsBounded(t *testing.T) {
	t.Parallel()
	const mega = 1 << 20
	db := longSamples(t, 9, mega)
	first := itemOf(t, db, 1)
	for seq := range uint64(9) {
		itemOf(t, db, seq+1)
	}
	if isSame(first.Sample, itemOf(t, db, 1).Sample) {
		t.Error("a sample of nine megabytes back is still held")
	}
	if last := itemOf(t, db, 9); !isSame(last.Sample, itemOf(t, db, 9).Sample) {
		t.Error("the sample that was read last is not held")
	}
	short := project(t, 1)
	if it := itemOf(t, short, 1); isSame(it.Sample, itemOf(t, short, 1).Sample) {
		t.Error("a short sample is held")
	}
}
