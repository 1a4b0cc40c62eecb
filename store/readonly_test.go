package store_test

import (
	"bytes"
	"errors"
	"os"
	"testing"

	"winnow/review"
	"winnow/store"
	"winnow/store/storetest"
)

func TestReadOnly_TheDeskRefusesEveryActionInWords(t *testing.T) {
	t.Parallel()
	db := project(t, 3)
	must(t, db.Close())
	before, err := os.ReadFile(db.Path())
	must(t, err)
	reader := open(t, db.Path(), store.ReadOnly())
	desk, err := review.NewDesk(reader, given{}, nil)
	must(t, err)
	seat := desk.Session("ann")
	items, err := seat.Upcoming(3)
	must(t, err)
	if len(items) != 3 {
		t.Fatalf("%d samples are shown", len(items))
	}
	for what, ticket := range map[string]*review.Ticket{
		"a decision": seat.Decide(items[0].Sample.Seq, review.Decision{Verdict: review.Reject}),
		"a flag":     seat.Flag(items[1].Sample.Seq, true),
	} {
		if _, err := ticket.Result(); !errors.Is(err, review.ErrReadOnly) {
			t.Errorf("%s: %v", what, err)
		}
	}
	draft := review.Draft{Seq: items[0].Sample.Seq, Reviewer: "ann", Texts: map[string]string{"text": "half"}}
	if err := desk.KeepDraft(draft)(); !errors.Is(err, review.ErrReadOnly) {
		t.Errorf("a draft: %v", err)
	}
	if err := reader.SetTask(storetest.Task()); !errors.Is(err, review.ErrReadOnly) {
		t.Errorf("a task: %v", err)
	}
	desk.Close()
	must(t, reader.Close())
	after, err := os.ReadFile(db.Path())
	must(t, err)
	if !bytes.Equal(before, after) {
		t.Error("the file was changed")
	}
}
