package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"testing"

	"winnow/review"
	"winnow/store"
	"winnow/store/storetest"
)

// secretProject has a sample whose every text is a word of its own, decided,
// edited, noted and drafted by two people, among others.
func secretProject(t *testing.T) (path string, secrets []string) {
	t.Helper()
	task := storetest.Task()
	db := storetest.MustCreate(t, task)
	storetest.MustAdd(t, db, storetest.Samples(30))
	field := task.Fields[0]
	raw := fmt.Sprintf(`{"id":"zebra-id",%q:"zebra-text","own":"zebra-member"}`, field)
	storetest.MustAdd(t, db, []review.Sample{sampleOf(t, task, raw)})
	it, err := db.Find("zebra-id")
	must(t, err)
	seq := it.Sample.Seq
	edit := decide("ann", seq, review.Edit)
	edit.Decision.Before = review.Answer{Text: "zebra-before"}
	edit.Decision.After = review.Answer{Text: "zebra-after", Fields: map[string]string{field: "zebra-field"}}
	do(t, db, edit)
	do(t, db, review.Action{ID: "n", Op: review.OpNote, Reviewer: "bob", At: moment, Seq: seq, Note: "zebra-note"})
	do(t, db, review.Action{ID: "n2", Op: review.OpNote, Reviewer: "bob", At: moment, Seq: seq, Note: "zebra-second"})
	do(t, db, undo("bob"))
	do(t, db, decide("ann", 2, review.Accept))
	_, err = db.Commit(review.Batch{Drafts: []review.Draft{{
		Seq: seq, Reviewer: "ann", At: moment, Texts: map[string]string{field: "zebra-draft"},
	}}})
	must(t, err)
	must(t, db.Close())
	return db.Path(), []string{
		"zebra-id", "zebra-text", "zebra-member", "zebra-before", "zebra-after",
		"zebra-field", "zebra-note", "zebra-second", "zebra-draft",
	}
}

func TestPurge_NoByteOfTheTextsIsLeft(t *testing.T) {
	t.Parallel()
	path, secrets := secretProject(t)
	before, err := os.ReadFile(path)
	must(t, err)
	for _, s := range secrets {
		if !bytes.Contains(before, []byte(s)) {
			t.Fatalf("the test is wrong: %q is not in the file", s)
		}
	}
	_, err = store.Purge(context.Background(), path, []string{"zebra-id"})
	must(t, err)
	after, err := os.ReadFile(path)
	must(t, err)
	if bytes.Contains(after, []byte("zebra")) {
		for _, s := range secrets {
			if bytes.Contains(after, []byte(s)) {
				t.Errorf("%q is still in the file", s)
			}
		}
		t.Fatal("the file still holds a text of the purged sample")
	}
	if n := mustBeSound(t, path).Samples; n != 31 {
		t.Errorf("%d samples are counted instead of 31", n)
	}
}

func TestPurge_IsOfferedNoMoreAndTheOthersStay(t *testing.T) {
	t.Parallel()
	path, _ := secretProject(t)
	_, err := store.Purge(context.Background(), path, []string{"zebra-id"})
	must(t, err)
	db := open(t, path)
	if _, err := db.Find("zebra-id"); !errors.Is(err, review.ErrNotFound) {
		t.Errorf("the purged id: %v", err)
	}
	it, err := db.Find("purged-31")
	must(t, err)
	if it.State.Verdict != review.Reject || it.State.Note != "" || len(it.Drafts) > 0 || it.Decision == nil || !it.Decision.Purged {
		t.Errorf("the purged sample is %+v", it)
	}
	for _, seq := range walk(t, db, review.OrderQueue) {
		if seq == 31 {
			t.Error("the queue still offers it")
		}
	}
	if it, err := db.Item(2); err != nil || it.State.Verdict != review.Accept {
		t.Errorf("another sample is %+v, %v", it.State, err)
	}
	r, err := db.Commit(review.Batch{Actions: []review.Action{undo("ann"), undo("ann")}})
	must(t, err)
	if !errors.Is(r.Actions[1].Err, review.ErrChangedSince) {
		t.Errorf("a decision about a purged sample could be undone: %v", r.Actions[1].Err)
	}
	must(t, db.Rebuild())
	mustAgree(t, db)
}

func TestPurge_TheSameContentStaysOutAndTheIDIsFree(t *testing.T) {
	t.Parallel()
	path, _ := secretProject(t)
	_, err := store.Purge(context.Background(), path, []string{"zebra-id"})
	must(t, err)
	db := open(t, path)
	task, err := db.Task()
	must(t, err)
	field := task.Fields[0]
	for _, c := range []struct {
		raw  string
		want review.Arrival
	}{
		{fmt.Sprintf(`{"id":"zebra-id",%q:"zebra-text","own":"zebra-member"}`, field), review.Duplicate},
		{fmt.Sprintf(`{"id":"zebra-id",%q:"something else"}`, field), review.Stored},
	} {
		r, err := db.Commit(review.Batch{Samples: []review.Sample{sampleOf(t, task, c.raw)}})
		must(t, err)
		if got := r.Samples[0].Arrival; got != c.want {
			t.Errorf("%s came back as %v, want %v", c.raw, got, c.want)
		}
	}
	mustAgree(t, db)
}

func TestPurge_AnUnknownIDChangesNothing(t *testing.T) {
	t.Parallel()
	path, _ := secretProject(t)
	before, err := os.ReadFile(path)
	must(t, err)
	if _, err := store.Purge(context.Background(), path, []string{"zebra-id", "nobody"}); !errors.Is(err, review.ErrNotFound) {
		t.Errorf("got %v", err)
	}
	after, err := os.ReadFile(path)
	must(t, err)
	if !bytes.Equal(before, after) {
		t.Error("the file was changed")
	}
}
