package store_test

import (
	"context"
	"slices"
	"testing"

	"go.etcd.io/bbolt"

	"winnow/review"
	"winnow/store"
)

// keysInQueue closes the project, counts the keys of its queue and opens it again.
func keysInQueue(t *testing.T, db *store.DB) (again *store.DB, n int) {
	t.Helper()
	must(t, db.Close())
	raw, err := bbolt.Open(db.Path(), 0o600, &bbolt.Options{ReadOnly: true})
	must(t, err)
	must(t, raw.View(func(tx *bbolt.Tx) error {
		n = tx.Bucket([]byte("queue")).Inspect().KeyN
		return nil
	}))
	must(t, raw.Close())
	return open(t, db.Path()), n
}

// Ensure that places that samples left are not offered, over restarts and from
// whatever end one looks, and that they do not pile up.
func TestSweep_PlacesThatWereLeftAreNotOfferedAndDoNotPileUp(t *testing.T) {
	t.Parallel()
	const n, decisions, mostLeft = 400, 200, 32
	db := project(t, n)
	must(t, db.Rescore(context.Background(), lesson(n)))
	order := walk(t, db, review.OrderQueue)
	given := walk(t, db, review.OrderGiven)
	most := 0
	for i, seq := range order[:decisions] {
		do(t, db, decide("ann", seq, review.Accept))
		given = slices.DeleteFunc(given, func(s uint64) bool { return s == seq })
		if i%23 != 0 {
			continue
		}
		var keys int
		db, keys = keysInQueue(t, db)
		most = max(most, keys-len(given))
		wantSeqs(t, walk(t, db, review.OrderQueue), order[i+1:]...)
		wantSeqs(t, walk(t, db, review.OrderGiven), given...)
		if surest := walk(t, db, review.OrderSurest); len(surest) != len(given) {
			t.Fatalf("from the other end there are %d samples, want %d", len(surest), len(given))
		}
		mustAgree(t, db)
	}
	if most == 0 || most >= mostLeft {
		t.Errorf("up to %d places that were left stood in the queue, want some and fewer than %d", most, mostLeft)
	}
}

// Ensure that a sample that comes back is offered once, where it was.
func TestSweep_ASampleThatComesBackIsOfferedOnce(t *testing.T) {
	t.Parallel()
	for _, after := range []int{1, 2, 1000} {
		db := project(t, 5)
		db.SweepAfter(after)
		order := walk(t, db, review.OrderQueue)
		first, rest := order[0], order[1:]
		do(t, db, decide("ann", first, review.Reject))
		wantSeqs(t, walk(t, db, review.OrderQueue), rest...)
		do(t, db, undo("ann"))
		wantSeqs(t, walk(t, db, review.OrderQueue), order...)
		do(t, db, decide("ann", first, review.Defer))
		wantSeqs(t, walk(t, db, review.OrderQueue), append(slices.Clone(rest), first)...)
		do(t, db, decide("ann", rest[0], review.Defer))
		do(t, db, decide("ann", first, review.Defer))
		wantSeqs(t, walk(t, db, review.OrderQueue), append(slices.Clone(rest[1:]), rest[0], first)...)
		mustAgree(t, db)
	}
}

// Ensure that a record which is damaged after its sample was decided keeps nobody
// from deciding others, though its place cannot be found any more.
func TestSweep_ADamagedRecordStopsNoDecision(t *testing.T) {
	t.Parallel()
	db := project(t, 9)
	db.SweepAfter(3)
	do(t, db, decide("ann", 1, review.Accept))
	must(t, db.Spoil("items", []byte{0, 0, 0, 0, 0, 0, 0, 1}, []byte{1, 2, 3}))
	for seq := uint64(2); seq <= 9; seq++ {
		do(t, db, decide("ann", seq, review.Accept))
	}
	wantSeqs(t, walk(t, db, review.OrderQueue))
	report, err := db.Check()
	must(t, err)
	if report.OK() {
		t.Error("the check does not tell of the record")
	}
}

// Ensure that a purge finds the place of a sample that was just decided.
func TestSweep_APurgedSampleLeavesNoPlace(t *testing.T) {
	t.Parallel()
	db := project(t, 4)
	do(t, db, decide("ann", 2, review.Accept))
	it, err := db.Item(2)
	must(t, err)
	must(t, db.Close())
	_, err = store.Purge(t.Context(), db.Path(), []string{it.Sample.ID})
	must(t, err)
	db, keys := keysInQueue(t, open(t, db.Path()))
	if keys != 3 {
		t.Errorf("the queue has %d keys, want 3", keys)
	}
	mustAgree(t, db)
}
