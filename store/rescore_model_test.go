package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"winnow/review"
	"winnow/store"
	"winnow/store/storetest"
)

// inPlace and anew are how few samples may move for each way of a Rescore.
const (
	inPlace = 0
	anew    = 1 << 30
)

// learnedOrder is the undecided samples as the lesson orders them.
func (m *model) learnedOrder(seed uint64, l review.Lesson) []uint64 {
	learner := *m
	learner.samples = slices.Clone(m.samples)
	for _, s := range l.Scores {
		if s.Seq <= uint64(len(learner.samples)) {
			learner.samples[s.Seq-1].Confidence = s.Place
		}
	}
	return learner.order(seed)
}

func wantOrder(t interface{ Fatalf(string, ...any) }, db *store.DB, o review.Order, want []uint64) {
	var got []uint64
	err := db.Walk(o, func(it review.Item) bool { got = append(got, it.Sample.Seq); return true })
	if err != nil || !slices.Equal(got, want) {
		t.Fatalf("%s: got %v (%v), want %v", o, got, err, want)
	}
}

// lessons are about some of the samples, with many equal places.
func lessons(samples int) *rapid.Generator[review.Lesson] {
	return rapid.Custom(func(t *rapid.T) review.Lesson {
		l := review.Lesson{Entry: rapid.Uint64Range(1, 9).Draw(t, "entry")}
		for seq := range uint64(samples) {
			switch p := rapid.IntRange(-2, 4).Draw(t, "place"); {
			case p == -1:
				l.Scores = append(l.Scores, review.Score{Seq: seq + 1, Place: review.Unknown, Confidence: review.Unknown})
			case p >= 0:
				c := review.Known(float64(p) / 4)
				l.Scores = append(l.Scores, review.Score{Seq: seq + 1, Place: c, Confidence: c})
			}
		}
		return l
	})
}

// Ensure that a Rescore gives the lesson's order, whatever is committed
// between its transactions, on both ways, and that no step leaves anything
// that a check complains of.
func TestRescore_CommitsBetweenItsStepsLoseNothing(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	runs := 0
	rapid.Check(t, func(t *rapid.T) {
		runs++
		all := storetest.Samples(12)
		m := newModel(slices.Clone(all[:8]))
		db, err := store.Create(filepath.Join(folder, fmt.Sprintf("p%d.winnow", runs)), storetest.Task())
		check(t, err)
		defer func() { check(t, db.Close()) }()
		db.StopSyncing() // nothing crashes here, and there are many transactions
		db.SweepAfter(mayLeave().Draw(t, "places left"))
		_, err = db.Commit(review.Batch{Samples: m.samples})
		check(t, err)
		busy := func() {
			commit(t, m, db)
			if n := len(m.samples); n < len(all) && rapid.Bool().Draw(t, "arrival") {
				s := all[n]
				_, err := db.Commit(review.Batch{Samples: []review.Sample{s}})
				check(t, err)
				s.Seq = uint64(n + 1)
				m.samples = append(m.samples, s)
			}
			report, err := db.Check()
			check(t, err)
			if !report.OK() {
				t.Fatalf("in the middle: %q", report.Lines())
			}
		}
		for range rapid.IntRange(1, 2).Draw(t, "lessons") {
			few := rapid.SampledFrom([]int{inPlace, anew}).Draw(t, "few")
			db.SmallRescores(rapid.IntRange(2, 5).Draw(t, "keys"), rapid.IntRange(2, 4).Draw(t, "moves"), few, busy)
			l := lessons(len(m.samples)).Draw(t, "lesson")
			check(t, db.Rescore(context.Background(), l))
			busy()
			wantOrder(t, db, review.OrderQueue, m.learnedOrder(db.Seed(), l))
			wantOrder(t, db, review.OrderGiven, m.order(db.Seed()))
			entry, ok, err := db.Learned()
			if err != nil || ok != (len(l.Scores) > 0) || ok && entry != l.Entry {
				t.Fatalf("learned up to %d, %t, %v", entry, ok, err)
			}
		}
	})
}

// lesson turns the order of the samples around, but for every third one.
func lesson(n int) review.Lesson {
	l := review.Lesson{Entry: 1}
	for seq := 1; seq <= n; seq++ {
		if seq%3 != 0 {
			c := review.Known(1 - float64(seq)/float64(n+1))
			l.Scores = append(l.Scores, review.Score{Seq: uint64(seq), Place: c, Confidence: c})
		}
	}
	return l
}

// Ensure that samples which a later lesson leaves out go back to where they
// came, whether samples are moved or the order is written anew.
func TestRescore_BothWaysGiveTheSameOrder(t *testing.T) {
	t.Parallel()
	var orders [2][]uint64
	for i, few := range []int{inPlace, anew} {
		db := project(t, 40)
		db.SmallRescores(7, 3, few, func() {})
		must(t, db.Rescore(t.Context(), lesson(40)))
		second := lesson(40)
		second.Scores = second.Scores[3:9]
		must(t, db.Rescore(t.Context(), second))
		mustAgree(t, db)
		m := newModel(storetest.Samples(40))
		orders[i] = walk(t, db, review.OrderQueue)
		wantSeqs(t, orders[i], m.learnedOrder(db.Seed(), second)...)
		db = reopen(t, db)
		wantSeqs(t, walk(t, db, review.OrderQueue), orders[i]...)
		must(t, db.Rescore(t.Context(), review.Lesson{}))
		wantSeqs(t, walk(t, db, review.OrderQueue), walk(t, db, review.OrderGiven)...)
		mustAgree(t, db)
	}
}

// Ensure that a crash between two steps leaves a project that opens, is whole
// and has the samples of its queue, and that what was left behind goes.
func TestRescore_CrashBetweenStepsLeavesAWholeOrder(t *testing.T) {
	t.Parallel()
	for _, few := range []int{inPlace, anew} {
		db := project(t, 40)
		must(t, db.Rescore(t.Context(), lesson(20)))
		folder, copies := t.TempDir(), 0
		db.SmallRescores(7, 3, few, func() {
			copies++
			b, err := os.ReadFile(db.Path())
			must(t, err)
			must(t, os.WriteFile(filepath.Join(folder, fmt.Sprint(copies)), b, 0o600))
		})
		before := walk(t, db, review.OrderQueue)
		must(t, db.Rescore(t.Context(), lesson(40)))
		after := walk(t, db, review.OrderQueue)
		for n := 1; n <= copies; n++ {
			crashed := open(t, filepath.Join(folder, fmt.Sprint(n)))
			mustAgree(t, crashed)
			got := walk(t, crashed, review.OrderQueue)
			if few == anew && !slices.Equal(got, before) && !slices.Equal(got, after) {
				t.Errorf("copy %d has neither order: %v", n, got)
			}
			if slices.Sort(got); len(slices.Compact(got)) != 40 {
				t.Errorf("copy %d shows %d samples", n, len(got))
			}
			must(t, crashed.Rescore(t.Context(), lesson(40)))
			wantSeqs(t, walk(t, crashed, review.OrderQueue), after...)
		}
	}
}

// Ensure that a rebuild in the middle ends a Rescore in words and leaves the
// given order.
func TestRescore_RebuildInTheMiddleEndsIt(t *testing.T) {
	t.Parallel()
	for _, few := range []int{inPlace, anew} {
		for at := 2; at <= 5; at++ {
			db := project(t, 40)
			must(t, db.Rescore(t.Context(), lesson(20)))
			steps := 0
			db.SmallRescores(7, 3, few, func() {
				if steps++; steps == at {
					must(t, db.Rebuild())
				}
			})
			if err := db.Rescore(t.Context(), lesson(40)); !errors.Is(err, review.ErrBusy) {
				t.Errorf("step %d: %v", at, err)
			}
			wantSeqs(t, walk(t, db, review.OrderQueue), walk(t, db, review.OrderGiven)...)
			mustAgree(t, db)
		}
	}
}
