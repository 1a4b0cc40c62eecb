package store_test

import (
	"context"
	"errors"
	"sync"
	"syscall"
	"testing"

	"go.etcd.io/bbolt"

	"winnow/review"
	"winnow/store"
	"winnow/store/storetest"
)

// Ensure that a Rescore which fails or is called off at any step leaves a
// whole order, and a project in which the next one succeeds.
func TestRescore_FailingAtAnyStepLeavesAWholeOrder(t *testing.T) {
	t.Parallel()
	for name, fail := range map[string]func(*store.DB, context.CancelFunc){
		"Unwritten": func(db *store.DB, _ context.CancelFunc) { once(db, failUnwritten) },
		"Written":   func(db *store.DB, _ context.CancelFunc) { once(db, failWritten) },
		"CalledOff": func(_ *store.DB, cancel context.CancelFunc) { cancel() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, few := range []int{inPlace, anew} {
				db := project(t, 40)
				must(t, db.Rescore(t.Context(), lesson(20)))
				for at, steps := 1, 1; at <= steps; at++ {
					ctx, cancel := context.WithCancel(t.Context())
					steps = 0
					db.SmallRescores(7, 9, few, func() {
						if steps++; steps == at {
							fail(db, cancel)
						}
					})
					if err := db.Rescore(ctx, lesson(40)); err != nil && !errors.Is(err, syscall.EIO) && !errors.Is(err, context.Canceled) {
						t.Errorf("step %d: %v", at, err)
					}
					cancel()
					db.MendCommits()
					mustAgree(t, db)
					do(t, db, decide("ann", uint64(at), review.Accept))
					db.SmallRescores(7, 9, few, func() {})
					must(t, db.Rescore(t.Context(), lesson(20)))
					mustAgree(t, db)
				}
			}
		})
	}
}

func TestRescore_WaitsForAnImportWhichEndsWhatWasLearned(t *testing.T) {
	t.Parallel()
	db := project(t, 10)
	must(t, db.Rescore(t.Context(), lesson(10)))
	b := begin(t, db)
	add(t, b, manySamples(5))
	if err := db.Rescore(t.Context(), lesson(5)); !errors.Is(err, store.ErrImporting) {
		t.Errorf("got %v", err)
	}
	publish(t, b)
	if _, ok, err := db.Learned(); ok || err != nil {
		t.Errorf("learned: %t, %v", ok, err)
	}
	must(t, db.Rescore(t.Context(), lesson(15)))
	mustAgree(t, db)
}

// Ensure that a project of the former schema is one of this schema from its
// first lesson on, and not before.
func TestRescore_FirstLessonMakesANewSchema(t *testing.T) {
	t.Parallel()
	db := project(t, 10)
	must(t, db.SetSchema(1))
	db = reopen(t, db)
	do(t, db, decide("ann", 1, review.Accept))
	must(t, db.Rescore(t.Context(), lesson(10)))
	must(t, db.Close())
	raw, err := bbolt.Open(db.Path(), 0o600, nil)
	must(t, err)
	must(t, raw.View(func(tx *bbolt.Tx) error {
		if v := tx.Bucket([]byte("meta")).Get([]byte("schema")); v[7] != store.Schema {
			t.Errorf("the schema is %v", v)
		}
		return nil
	}))
	must(t, raw.Close())
	db = open(t, db.Path(), store.ReadOnly())
	if it, err := db.Item(4); err != nil || it.Confidence != review.Known(float64(float32(1-4.0/11))) {
		t.Errorf("sample 4: %v, %v", it.Confidence, err)
	}
	mustAgree(t, db)
}

func TestRescore_AmongCommitsAndWalks(t *testing.T) {
	t.Parallel()
	db := project(t, 60)
	db.SmallRescores(5, 3, 4, func() {})
	var all sync.WaitGroup
	all.Go(func() {
		for seq := uint64(1); seq <= 40; seq++ {
			if _, err := db.Commit(review.Batch{Actions: []review.Action{decide("ann", seq, review.Defer)}}); err != nil {
				t.Error(err)
			}
		}
	})
	all.Go(func() {
		for range 40 {
			if err := db.Walk(review.OrderQueue, func(review.Item) bool { return true }); err != nil {
				t.Error(err)
			}
		}
	})
	for n := 60; n > 50; n-- {
		must(t, db.Rescore(t.Context(), lesson(n)))
	}
	all.Wait()
	mustAgree(t, db)
	m := newModel(storetest.Samples(60))
	for seq := uint64(1); seq <= 40; seq++ {
		must(t, m.act(decide("ann", seq, review.Defer)))
	}
	wantSeqs(t, walk(t, db, review.OrderQueue), m.learnedOrder(db.Seed(), lesson(51))...)
}
