package store_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"winnow/review"
	"winnow/store"
	"winnow/store/storetest"
)

// given ranks by the confidence that the sample brought.
type given struct{}

func (given) Confidence(s review.Sample) review.Confidence {
	if p, ok := s.Signal("confidence"); ok {
		return review.Known(p)
	}
	return review.Unknown
}

func sampleOf(t *testing.T, task review.Task, raw string) review.Sample {
	t.Helper()
	s, err := review.ParseRecord(task, []byte(raw))
	if err != nil {
		t.Fatal(err)
	}
	s.Confidence = given{}.Confidence(s)
	return s
}

// project makes a project with n samples.
func project(t *testing.T, n int) *store.DB {
	t.Helper()
	db := storetest.MustCreate(t, storetest.Task())
	storetest.MustAdd(t, db, storetest.Samples(n))
	return db
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func open(t *testing.T, path string, opts ...store.Option) *store.DB {
	t.Helper()
	db, err := store.Open(path, opts...)
	must(t, err)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func reopen(t *testing.T, db *store.DB) *store.DB {
	t.Helper()
	must(t, db.Close())
	return open(t, db.Path())
}

// do commits one action that must succeed.
func do(t *testing.T, db *store.DB, a review.Action) review.Change {
	t.Helper()
	r, err := db.Commit(review.Batch{Actions: []review.Action{a}})
	must(t, err)
	must(t, r.Actions[0].Err)
	return r.Actions[0].Change
}

var ids atomic.Int64

// newID is an action id that no other action has.
func newID() string { return fmt.Sprintf("a-%d", ids.Add(1)) }

var moment = time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC)

func decide(reviewer string, seq uint64, v review.Verdict) review.Action {
	return review.Action{
		ID: newID(), Op: review.OpDecide, Reviewer: reviewer, At: moment, Seq: seq,
		Decision: review.Decision{Verdict: v, After: review.Answer{Label: "stale"}, Seconds: 1.5},
	}
}

func undo(reviewer string) review.Action {
	return review.Action{ID: newID(), Op: review.OpUndo, Reviewer: reviewer, At: moment}
}

func redo(reviewer string) review.Action {
	return review.Action{ID: newID(), Op: review.OpRedo, Reviewer: reviewer, At: moment}
}

func walk(t *testing.T, db *store.DB, o review.Order) []uint64 {
	t.Helper()
	var seqs []uint64
	must(t, db.Walk(o, func(it review.Item) bool {
		seqs = append(seqs, it.Sample.Seq)
		return true
	}))
	return seqs
}

func mustAgree(t *testing.T, db *store.DB) {
	t.Helper()
	r, err := db.Check()
	must(t, err)
	if !r.OK() {
		t.Fatalf("the check found differences: %q", r.Lines())
	}
}

func wantSeqs(t *testing.T, got []uint64, want ...uint64) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Fatalf("got samples %v, want %v", got, want)
	}
}

func newPath(t *testing.T) string { return filepath.Join(t.TempDir(), "p.winnow") }

// manySamples are n samples that are not among storetest's first n.
func manySamples(n int) []review.Sample {
	all := storetest.Samples(n + 40)
	return all[40:]
}
