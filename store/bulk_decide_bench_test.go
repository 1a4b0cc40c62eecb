package store_test

import (
	"slices"
	"testing"
	"time"

	"winnow/review"
	"winnow/store/storetest"
)

// What a bulk action on many samples costs, and what it costs somebody else who
// decides meanwhile, beside what a decision costs alone.
func BenchmarkBulkDecide(b *testing.B) {
	const n = 20_000
	for b.Loop() {
		db := storetest.MustCreate(b, storetest.Task())
		storetest.MustAdd(b, db, storetest.Samples(n))
		desk, err := review.NewDesk(db, given{}, nil)
		if err != nil {
			b.Fatal(err)
		}
		ann, bob := desk.Session("ann"), desk.Session("bob")
		f, err := review.ParseFilter("conf:0-1")
		if err != nil {
			b.Fatal(err)
		}
		g, err := ann.Gather(b.Context(), f)
		if err != nil {
			b.Fatal(err)
		}
		run, err := ann.Bulk(g, review.Deed{Verdict: review.Reject})
		if err != nil {
			b.Fatal(err)
		}
		alone := decideOften(b, bob, func() bool { return false })
		done, began := make(chan struct{}), time.Now()
		var took time.Duration
		go func() {
			defer close(done)
			for more := true; more; {
				if more, err = run.Step(); err != nil {
					b.Error(err)
					return
				}
			}
			took = time.Since(began)
		}()
		beside := decideOften(b, bob, func() bool {
			select {
			case <-done:
				return true
			default:
				return false
			}
		})
		<-done
		report := func(name string, of []time.Duration, share float64) {
			if len(of) > 0 {
				b.ReportMetric(float64(of[int(share*float64(len(of)-1))].Microseconds())/1000, name)
			}
		}
		report("ms-alone-p50", alone, 0.5)
		report("ms-alone-p99", alone, 0.99)
		report("ms-beside-p50", beside, 0.5)
		report("ms-beside-p99", beside, 0.99)
		report("ms-beside-max", beside, 1)
		b.ReportMetric(float64(run.Progress().Done)/took.Seconds(), "samples/s")
		desk.Close()
		if err := db.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// decideOften decides one sample after the other, deferring them, 100 of them or
// until the end, and returns how long each took until it was saved, the quickest
// first.
func decideOften(b *testing.B, s *review.Session, end func() bool) []time.Duration {
	b.Helper()
	const most = 100
	var took []time.Duration
	for len(took) < most && !end() {
		items, err := s.Upcoming(1)
		if err != nil {
			b.Fatal(err)
		}
		if len(items) == 0 {
			break
		}
		began := time.Now()
		if _, err := s.Decide(items[0].Sample.Seq, review.Decision{Verdict: review.Defer}).Result(); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	return took
}
