package store_test

import (
	"fmt"
	"slices"
	"testing"

	"winnow/review"
	"winnow/store/storetest"
)

// A visitor that waits, such as an export into a full pipe, keeps nobody from
// writing, also not when the file has to be mapped anew because it grows.
func TestWalk_StalledVisitorHoldsUpNoCommit(t *testing.T) {
	t.Parallel()
	for _, o := range []review.Order{review.OrderAll, review.OrderArrival} {
		t.Run(string(o), func(t *testing.T) {
			t.Parallel()
			const before = 200
			db := project(t, before)
			first, goOn, ended := make(chan struct{}), make(chan struct{}), make(chan error, 1)
			var seqs []uint64
			go func() {
				ended <- db.Walk(o, func(it review.Item) bool {
					if seqs = append(seqs, it.Sample.Seq); len(seqs) == 1 {
						close(first)
						<-goOn
					}
					return true
				})
			}()
			<-first
			storetest.MustAdd(t, db, storetest.Samples(before + 20_000)[before:])
			do(t, db, decide("ann", before, review.Accept))
			close(goOn)
			must(t, <-ended)
			want := before
			if o == review.OrderArrival {
				want-- // decided before the walk came to it
			}
			if len(seqs) != want {
				t.Fatalf("the walk showed %d samples, want the %d that were there when it began and fit", len(seqs), want)
			}
			mustAgree(t, db)
		})
	}
}

// Walks read ahead in steps; no sample may be lost or come twice between them.
func TestWalk_ArrivalOrderIsWholeAcrossReadAhead(t *testing.T) {
	t.Parallel()
	const n = 3000
	db := project(t, n)
	var batch review.Batch
	var all, undecided []uint64
	for seq := uint64(1); seq <= n; seq++ {
		all = append(all, seq)
		if seq%3 == 0 || seq < 700 {
			a := decide("ann", seq, review.Accept)
			a.ID = fmt.Sprint("a", seq)
			batch.Actions = append(batch.Actions, a)
		} else {
			undecided = append(undecided, seq)
		}
	}
	if _, err := db.Commit(batch); err != nil {
		t.Fatal(err)
	}
	wantSeqs(t, walk(t, db, review.OrderAll), all...)
	wantSeqs(t, walk(t, db, review.OrderArrival), undecided...)
}

// Ensure that somebody who walks along the queue may take their time and
// decide on the way: nothing is locked meanwhile.
func TestWalk_TheVisitorMayDecide(t *testing.T) {
	t.Parallel()
	for _, o := range review.Orders {
		const n = 300 // more than are read at once
		db := project(t, n)
		db.StopSyncing() // a thousand decisions, and nothing crashes here
		for seq := uint64(1); seq <= n; seq += 7 {
			do(t, db, decide("ann", seq, review.Defer))
		}
		want := walk(t, db, o)
		var got []uint64
		must(t, db.Walk(o, func(it review.Item) bool {
			got = append(got, it.Sample.Seq)
			do(t, db, decide("ann", it.Sample.Seq, review.Accept))
			return true
		}))
		if len(want) != n || !slices.Equal(got, want) {
			t.Errorf("%s: %d samples visited, or not in their order", o, len(got))
		}
		if left := walk(t, db, o); len(left) != 0 {
			t.Errorf("%s: %d samples are left", o, len(left))
		}
	}
}
