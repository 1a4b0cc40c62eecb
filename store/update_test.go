package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"syscall"
	"testing"

	"go.etcd.io/bbolt"

	"winnow/review"
	"winnow/store"
	"winnow/store/storetest"
)

// failWritten is a commit whose last sync fails after everything was written.
func failWritten(tx *bbolt.Tx) error { return errors.Join(tx.Commit(), syscall.EIO) }

// failUnwritten is a commit that fails before the page that counts is written.
func failUnwritten(tx *bbolt.Tx) error { return errors.Join(tx.Rollback(), syscall.EIO) }

// once lets one commit fail.
func once(db *store.DB, fail func(*bbolt.Tx) error) {
	db.FailCommits(func(tx *bbolt.Tx) error {
		db.MendCommits()
		return fail(tx)
	})
}

func logged(t *testing.T, db *store.DB) (ids []string) {
	t.Helper()
	must(t, db.Log(0, func(e review.Entry) bool { ids = append(ids, e.ID); return true }))
	return ids
}

func TestCommit_ErrorAfterTheRecordIsDurableIsSaved(t *testing.T) {
	t.Parallel()
	db := project(t, 3)
	a := decide("ann", 1, review.Accept)
	once(db, failWritten)
	r, err := db.Commit(review.Batch{Actions: []review.Action{a}, Samples: storetest.Samples(4)})
	must(t, err)
	if r.Actions[0].Change.Entry.N != 1 || r.Samples[3].Arrival != review.Stored {
		t.Errorf("receipt %+v", r)
	}
	do(t, db, decide("ann", 2, review.Reject))
	db = reopen(t, db)
	if ids := logged(t, db); len(ids) != 2 || ids[1] != a.ID {
		t.Errorf("the log holds %v", ids)
	}
	mustAgree(t, db)
}

func TestCommit_ErrorBeforeTheRecordIsDurableIsNotSaved(t *testing.T) {
	t.Parallel()
	db := project(t, 3)
	batch := review.Batch{Actions: []review.Action{decide("ann", 1, review.Accept)}}
	once(db, failUnwritten)
	if _, err := db.Commit(batch); !errors.Is(err, syscall.EIO) || errors.Is(err, review.ErrUnknown) {
		t.Fatalf("got %v", err)
	}
	if ids := logged(t, db); len(ids) != 0 {
		t.Errorf("called not saved, and the log holds %v", ids)
	}
	if _, err := db.Commit(batch); err != nil { // the cause is gone
		t.Errorf("trying again: %v", err)
	}
	mustAgree(t, reopen(t, db))
}

func TestCommit_UnknownWhenTheFileCannotBeReadAgain(t *testing.T) {
	t.Parallel()
	db := project(t, 3)
	aside := db.Path() + ".aside"
	once(db, func(tx *bbolt.Tx) error { return errors.Join(failWritten(tx), os.Rename(db.Path(), aside)) })
	_, err := db.Commit(review.Batch{Actions: []review.Action{decide("ann", 1, review.Accept)}})
	if !errors.Is(err, review.ErrUnknown) {
		t.Fatalf("got %v", err)
	}
	must(t, os.Rename(aside, db.Path()))
	_, err = db.Commit(review.Batch{Actions: []review.Action{decide("ann", 2, review.Accept)}})
	if err == nil || errors.Is(err, review.ErrUnknown) {
		t.Errorf("work after that: %v", err)
	}
}

func TestCommit_RepeatedActionIsDoneOnce(t *testing.T) {
	t.Parallel()
	db := project(t, 3)
	actions := []review.Action{decide("ann", 1, review.Accept), decide("ann", 2, review.Defer), undo("ann"), redo("ann")}
	var first []review.Change
	for _, a := range actions {
		first = append(first, do(t, db, a))
	}
	for range 2 {
		for i, a := range actions {
			if again := do(t, db, a); !reflect.DeepEqual(again.Heads, first[i].Heads) || again.Now != first[i].Now || again.Entry.N != first[i].Entry.N {
				t.Errorf("action %d again: %+v, first %+v", i, again, first[i])
			}
		}
		db = reopen(t, db) // the ids are known after that as well
	}
	twice := decide("ann", 3, review.Accept)
	r, err := db.Commit(review.Batch{Actions: []review.Action{twice, twice}})
	must(t, err)
	if r.Actions[1].Err != nil || r.Actions[1].Change.Entry.N != 5 {
		t.Errorf("twice in one batch: %+v", r.Actions[1])
	}
	other := twice
	other.Seq = 1
	r, err = db.Commit(review.Batch{Actions: []review.Action{other}})
	must(t, err)
	if r.Actions[0].Err == nil {
		t.Error("another action with a known id was called done")
	}
	if n := len(logged(t, db)); n != 5 {
		t.Errorf("%d log entries, want 5", n)
	}
	mustAgree(t, db)
}

func TestCommit_NothingIsSavedInAReplacedFile(t *testing.T) {
	t.Parallel()
	for name, replace := range map[string]func(path string) error{
		"Removed": os.Remove,
		"Renamed": func(path string) error { return os.Rename(path, path+".old") },
		"Replaced": func(path string) error {
			b, err := os.ReadFile(path)
			fresh := filepath.Join(filepath.Dir(path), "fresh")
			return errors.Join(err, os.WriteFile(fresh, b, 0o600), os.Rename(fresh, path))
		},
		"CutShort": func(path string) error { return os.Truncate(path, 8192) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := project(t, 2)
			do(t, db, decide("ann", 1, review.Accept))
			must(t, replace(db.Path()))
			for range 2 {
				_, err := db.Commit(review.Batch{Actions: []review.Action{decide("ann", 2, review.Accept)}})
				if !errors.Is(err, review.ErrReplaced) {
					t.Errorf("got %v", err)
				}
			}
			if name != "Renamed" {
				return
			}
			// What was called unsaved must not be decided twice.
			must(t, db.Close())
			if n := mustBeSound(t, db.Path()+".old").Decided(); n != 1 {
				t.Errorf("%d decided where the file is now, want 1", n)
			}
		})
	}
}

// Ensure that a file which is replaced while a commit is under way gets no
// "saved" either.
func TestCommit_NothingIsSavedInAFileReplacedMeanwhile(t *testing.T) {
	t.Parallel()
	db := project(t, 2)
	db.FailCommits(func(tx *bbolt.Tx) error { return errors.Join(tx.Commit(), os.Rename(db.Path(), db.Path()+".old")) })
	_, err := db.Commit(review.Batch{Actions: []review.Action{decide("ann", 2, review.Accept)}})
	if !errors.Is(err, review.ErrReplaced) {
		t.Errorf("got %v", err)
	}
}

// Ensure that a damaged end of the items is found and costs no sample, though
// what stands behind the end is what a killed import leaves.
func TestOpen_DamagedEndOfItemsCostsNoSample(t *testing.T) {
	t.Parallel()
	db := project(t, 20)
	must(t, db.SetItemsEnd(5))
	db = reopen(t, db)
	report, err := db.Check()
	must(t, err)
	if report.OK() {
		t.Error("the check does not see that the items end too early")
	}
	must(t, db.SetItemsEnd(20))
	mustAgree(t, reopen(t, db))
}
