package store_test

import (
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"winnow/review"
	"winnow/store"
	"winnow/store/storetest"
)

// From a closed file to the first sample, which is what stands between a
// reviewer and the screen.
func BenchmarkOpen(b *testing.B) {
	for _, n := range sizes(b) {
		path := filepath.Join(b.TempDir(), "p.winnow")
		db, err := store.Create(path, storetest.Task())
		if err != nil {
			b.Fatal(err)
		}
		importRows(b, db, rows(b, n))
		if err := db.Close(); err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprintf("samples=%d", n), func(b *testing.B) {
			top := peak(b)
			for b.Loop() {
				db, err := store.Open(path)
				if err != nil {
					b.Fatal(err)
				}
				if err := db.Walk(review.OrderQueue, func(review.Item) bool { return false }); err != nil {
					b.Fatal(err)
				}
				if err := db.Close(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(top(), "MB-peak")
		})
	}
}

// deciders is how many people decide at once, each the next sample as soon as
// the last one is saved.
const deciders = 64

// together lets all of them do their share and returns how many were done in a
// second.
func together(b *testing.B, do func(n uint64)) float64 {
	b.Helper()
	const each = 40
	var all sync.WaitGroup
	start := time.Now()
	for who := range uint64(deciders) {
		all.Add(1)
		go func() {
			defer all.Done()
			for i := range uint64(each) {
				do(who*each + i + 1)
			}
		}()
	}
	all.Wait()
	return deciders * each / time.Since(start).Seconds()
}

// Many reviewers at one desk, beside single commits of the same store and
// bbolt's own way to group transactions, in turn.
func BenchmarkDeciders(b *testing.B) {
	db := storetest.MustCreate(b, storetest.Task())
	importRows(b, db, rows(b, 100_000))
	other, err := bbolt.Open(filepath.Join(b.TempDir(), "batch"), 0o600, nil)
	if err != nil {
		b.Fatal(err)
	}
	defer other.Close()
	var desk, single, batch float64
	rounds := 0
	for b.Loop() {
		rounds++
		single += together(b, func(n uint64) {
			a := decide("ann", n, review.Accept)
			a.ID = fmt.Sprint("single", rounds, "-", n)
			if r, err := db.Commit(review.Batch{Actions: []review.Action{a}}); err != nil || r.Actions[0].Err != nil {
				b.Error(err, r)
			}
		})
		d, err := review.NewDesk(db, given{}, nil)
		if err != nil {
			b.Fatal(err)
		}
		s := d.Session("ann")
		desk += together(b, func(n uint64) {
			if _, err := s.Decide(n, review.Decision{Verdict: review.Accept}).Result(); err != nil {
				b.Error(err)
			}
		})
		d.Close()
		batch += together(b, func(n uint64) {
			err := other.Batch(func(tx *bbolt.Tx) error {
				t, err := tx.CreateBucketIfNotExists([]byte("log"))
				if err != nil {
					return err
				}
				return t.Put(fmt.Append(nil, rounds, n), make([]byte, 150))
			})
			if err != nil {
				b.Error(err)
			}
		})
	}
	b.ReportMetric(0, "ns/op") // all three together say nothing
	b.ReportMetric(desk/float64(rounds), "desk/s")
	b.ReportMetric(desk/single, "x/single")
	b.ReportMetric(desk/batch, "x/DB.Batch")
}
