package store_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"

	"winnow/review"
	"winnow/store"
	"winnow/store/storetest"
)

// importBatch is how many samples an import puts into one transaction.
const importBatch = 2000

func fillProject(b *testing.B, db *store.DB, samples []review.Sample) {
	b.Helper()
	for batch := range slices.Chunk(samples, importBatch) {
		storetest.MustAdd(b, db, batch)
	}
}

func median(d []time.Duration) float64 {
	slices.Sort(d)
	return float64(d[len(d)/2])
}

// think is a pause as a person makes it: without one the disk and the caches
// never come to rest, and the figures are those of a machine at work.
const think = 10 * time.Millisecond

// One durable decision beside what it cannot be faster than: writing 4 KiB and
// syncing them, once each in turn on the same file system. x/bare is the ratio
// of the medians.
func BenchmarkDecision(b *testing.B) {
	for _, n := range sizes(b) {
		db := storetest.MustCreate(b, storetest.Task())
		importRows(b, db, rows(b, n))
		b.Run(fmt.Sprintf("samples=%d", n), func(b *testing.B) {
			bare, err := os.Create(filepath.Join(b.TempDir(), "bare"))
			if err != nil {
				b.Fatal(err)
			}
			defer bare.Close()
			page := make([]byte, 4096)
			var ours, floor []time.Duration
			top := peak(b)
			for i := 0; b.Loop(); i++ {
				page[0]++
				<-time.After(think)
				start := time.Now()
				if _, err := bare.WriteAt(page, 0); err != nil {
					b.Fatal(err)
				}
				if err := syscall.Fdatasync(int(bare.Fd())); err != nil {
					b.Fatal(err)
				}
				floor = append(floor, time.Since(start))
				<-time.After(think)
				a := decide("ann", uint64(i%n+1), review.Accept)
				a.ID = strconv.Itoa(i)
				start = time.Now()
				r, err := db.Commit(review.Batch{Actions: []review.Action{a}})
				if err != nil || r.Actions[0].Err != nil {
					b.Fatal(err, r)
				}
				ours = append(ours, time.Since(start))
			}
			b.ReportMetric(0, "ns/op") // both together say nothing
			b.ReportMetric(median(ours)/1e3, "µs/decision")
			b.ReportMetric(median(floor)/1e3, "µs/bare")
			b.ReportMetric(median(ours)/median(floor), "x/bare")
			b.ReportMetric(top(), "MB-peak")
		})
	}
}

func BenchmarkImport(b *testing.B) {
	const n = 100_000
	samples := storetest.Samples(n)
	for b.Loop() {
		db, err := store.Create(filepath.Join(b.TempDir(), "p.winnow"), storetest.Task())
		if err != nil {
			b.Fatal(err)
		}
		fillProject(b, db, samples)
		if err := db.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "samples/s")
}

// The next 32 of 100,000 samples, as a reviewer's screen asks for them, after
// many were decided.
func BenchmarkWalk(b *testing.B) {
	const n, decided = 100_000, 10_000
	db := storetest.MustCreate(b, storetest.Task())
	fillProject(b, db, storetest.Samples(n))
	var batch review.Batch
	for seq := uint64(1); seq <= decided; seq++ {
		batch.Actions = append(batch.Actions, decide("ann", seq, review.Accept))
	}
	if _, err := db.Commit(batch); err != nil {
		b.Fatal(err)
	}
	for _, o := range review.Orders {
		b.Run(string(o), func(b *testing.B) {
			for b.Loop() {
				left := 32
				if err := db.Walk(o, func(review.Item) bool { left--; return left > 0 }); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkCheckAndRebuild(b *testing.B) {
	db := storetest.MustCreate(b, storetest.Task())
	fillProject(b, db, storetest.Samples(100_000))
	b.Run("check", func(b *testing.B) {
		for b.Loop() {
			if r, err := db.Check(); err != nil || !r.OK() {
				b.Fatal(err, r)
			}
		}
	})
	b.Run("rebuild", func(b *testing.B) {
		for b.Loop() {
			if err := db.Rebuild(); err != nil {
				b.Fatal(err)
			}
		}
	})
}
