package store_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"winnow/review"
	"winnow/store"
	"winnow/store/storetest"
)

// randomLesson gives every sample another place.
func randomLesson(n int, entry uint64) review.Lesson {
	r := rand.New(rand.NewPCG(entry, 1))
	l := review.Lesson{Entry: entry, Scores: make([]review.Score, n)}
	for i := range l.Scores {
		p := review.Known(r.Float64())
		l.Scores[i] = review.Score{Seq: uint64(i + 1), Place: p, Confidence: p}
	}
	return l
}

// decidingMeanwhile decides one sample after the other until stop is closed and
// returns how long each took to be saved.
func decidingMeanwhile(b *testing.B, db *store.DB, from uint64, stop <-chan struct{}) <-chan []time.Duration {
	out := make(chan []time.Duration, 1)
	go func() {
		var took []time.Duration
		for seq := from; ; seq++ {
			select {
			case <-stop:
				slices.Sort(took)
				out <- took
				return
			case <-time.After(time.Millisecond):
			}
			begun := time.Now()
			r, err := db.Commit(review.Batch{Actions: []review.Action{decide("ann", seq, review.Accept)}})
			if err != nil || r.Actions[0].Err != nil {
				b.Errorf("deciding: %v %v", err, r.Actions)
				close(out)
				return
			}
			took = append(took, time.Since(begun))
		}
	}()
	return out
}

// All samples get other places while somebody decides, as they do again and again
// in a sitting: the former order is dropped at the end. The longest that a decision
// took tells how long the writer was held.
func BenchmarkRescore(b *testing.B) {
	for _, n := range sizes(b) {
		db := storetest.MustCreate(b, storetest.Task())
		importRows(b, db, rows(b, n))
		entry := uint64(1)
		if err := db.Rescore(b.Context(), randomLesson(n, entry)); err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprintf("samples=%d", n), func(b *testing.B) {
			top := peak(b)
			var all []time.Duration
			for b.Loop() {
				b.StopTimer()
				entry++
				lesson := randomLesson(n, entry)
				stop := make(chan struct{})
				took := decidingMeanwhile(b, db, uint64(len(all)%n+1), stop)
				b.StartTimer()
				if err := db.Rescore(b.Context(), lesson); err != nil {
					b.Fatal(err)
				}
				b.StopTimer()
				close(stop)
				all = append(all, <-took...)
				b.StartTimer()
			}
			b.ReportMetric(top(), "MB-peak")
			if slices.Sort(all); len(all) > 0 {
				b.ReportMetric(float64(all[len(all)*99/100].Microseconds())/1000, "ms-decision-p99")
				b.ReportMetric(float64(all[len(all)-1].Microseconds())/1000, "ms-decision-longest")
			}
		})
	}
}
