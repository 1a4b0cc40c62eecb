package store_test

import (
	"errors"
	"syscall"
	"testing"

	"winnow/review"
	"winnow/store"
	"winnow/store/storetest"
)

// Ensure that a commit goes on from what the file says, not from what the one
// before left in memory, whatever came between them.
func TestCommit_GoesOnFromTheFile(t *testing.T) {
	t.Parallel()
	fails := func(t *testing.T, db *store.DB) {
		t.Helper()
		once(db, failUnwritten)
		_, err := db.Commit(review.Batch{Actions: []review.Action{decide("ann", 2, review.Reject), decide("bob", 3, review.Reject)}})
		if !errors.Is(err, syscall.EIO) {
			t.Fatalf("got %v", err)
		}
	}
	otherTask := func(t *testing.T, db *store.DB) {
		t.Helper()
		task := storetest.Task()
		task.Guidelines = "look twice"
		must(t, db.SetTask(task))
	}
	for name, between := range map[string]func(*testing.T, *store.DB){
		"nothing":                      func(*testing.T, *store.DB) {},
		"a commit that failed":         fails,
		"that, and what was no commit": func(t *testing.T, db *store.DB) { fails(t, db); otherTask(t, db) },
		"a commit that was saved after all": func(t *testing.T, db *store.DB) {
			once(db, failWritten)
			do(t, db, decide("bob", 4, review.Defer))
		},
		"a commit without a change": func(t *testing.T, db *store.DB) {
			r, err := db.Commit(review.Batch{Actions: []review.Action{{ID: newID(), Op: review.OpUndo, Reviewer: "nobody", At: moment}}})
			if err != nil || r.Actions[0].Err == nil {
				t.Fatal(r, err)
			}
		},
		"a task":    otherTask,
		"a lesson":  func(t *testing.T, db *store.DB) { must(t, db.Rescore(t.Context(), lesson(5))) },
		"a rebuild": func(t *testing.T, db *store.DB) { must(t, db.Rebuild()) },
		"an import": func(t *testing.T, db *store.DB) {
			b := begin(t, db)
			add(t, b, manySamples(5))
			publish(t, b)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := project(t, 6)
			do(t, db, decide("ann", 1, review.Accept))
			between(t, db)
			do(t, db, decide("ann", 5, review.Reject))
			do(t, db, review.Action{ID: newID(), Op: review.OpUndo, Reviewer: "ann", At: moment})
			do(t, db, review.Action{ID: newID(), Op: review.OpUndo, Reviewer: "ann", At: moment})
			do(t, db, decide("bob", 6, review.Accept))
			mustAgree(t, db)
			mustAgree(t, reopen(t, db))
		})
	}
}

// Ensure that an action is known again that was saved by this very process.
func TestCommit_KnowsItsOwnActionsAgain(t *testing.T) {
	t.Parallel()
	db := project(t, 3)
	a := decide("ann", 1, review.Accept)
	first := do(t, db, a)
	do(t, db, decide("ann", 2, review.Accept))
	if again := do(t, db, a); again.Entry.N != first.Entry.N {
		t.Errorf("done as entry %d and again as entry %d", first.Entry.N, again.Entry.N)
	}
	if ids := logged(t, db); len(ids) != 2 {
		t.Errorf("the log holds %v", ids)
	}
}
