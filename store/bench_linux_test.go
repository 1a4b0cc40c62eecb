package store_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
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
const think = 20 * time.Millisecond

// One durable decision, on the sample that the queue has next, beside what it
// cannot be faster than: writing 4 KiB and syncing them, each in turn on the same
// file system, in random order. x/bare
// is the ratio of the medians. WINNOW_BENCH_PEER is a command that makes a
// commit of another store for every line it reads and answers with its
// nanoseconds; x/peer is the ratio to that.
func BenchmarkDecision(b *testing.B) {
	for _, n := range sizes(b) {
		db := storetest.MustCreate(b, storetest.Task())
		importRows(b, db, rows(b, n))
		next := queueHead(b, db, 1000)
		b.Run(fmt.Sprintf("samples=%d", n), func(b *testing.B) {
			decisions := 0
			ops := []func() time.Duration{
				func() time.Duration {
					a := decide("ann", next[decisions%len(next)], review.Accept)
					a.ID = strconv.Itoa(decisions)
					decisions++
					start := time.Now()
					r, err := db.Commit(review.Batch{Actions: []review.Action{a}})
					if err != nil || r.Actions[0].Err != nil {
						b.Fatal(err, r)
					}
					took := time.Since(start)
					if _, err := db.Item(next[decisions%len(next)]); err != nil { // for the card
						b.Fatal(err)
					}
					return took
				},
				bareWrite(b),
			}
			if command := strings.Fields(os.Getenv("WINNOW_BENCH_PEER")); len(command) > 0 {
				ops = append(ops, peerCommit(b, command))
			}
			took := make([][]time.Duration, len(ops))
			top := peak(b)
			for b.Loop() {
				for _, op := range rand.Perm(len(ops)) {
					<-time.After(think)
					took[op] = append(took[op], ops[op]())
				}
			}
			ours := median(took[0])
			b.ReportMetric(0, "ns/op") // all together say nothing
			b.ReportMetric(ours/1e3, "µs/decision")
			b.ReportMetric(median(took[1])/1e3, "µs/bare")
			b.ReportMetric(ours/median(took[1]), "x/bare")
			if len(ops) > 2 {
				b.ReportMetric(ours/median(took[2]), "x/peer")
			}
			b.ReportMetric(top(), "MB-peak")
		})
	}
}

// queueHead is the first of the queue, at most so many.
func queueHead(b *testing.B, db *store.DB, most int) (seqs []uint64) {
	b.Helper()
	err := db.Walk(review.OrderQueue, func(it review.Item) bool {
		seqs = append(seqs, it.Sample.Seq)
		return len(seqs) < most
	})
	if err != nil {
		b.Fatal(err)
	}
	return seqs
}

func bareWrite(b *testing.B) func() time.Duration {
	b.Helper()
	f, err := os.Create(filepath.Join(b.TempDir(), "bare"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = f.Close() })
	page := make([]byte, 4096)
	return func() time.Duration {
		page[0]++
		start := time.Now()
		if _, err := f.WriteAt(page, 0); err != nil {
			b.Fatal(err)
		}
		if err := syscall.Fdatasync(int(f.Fd())); err != nil {
			b.Fatal(err)
		}
		return time.Since(start)
	}
}

func peerCommit(b *testing.B, command []string) func() time.Duration {
	b.Helper()
	peer := exec.Command(command[0], command[1:]...)
	in, inErr := peer.StdinPipe()
	out, outErr := peer.StdoutPipe()
	if err := errors.Join(inErr, outErr, peer.Start()); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = in.Close(); _ = peer.Wait() })
	return func() time.Duration {
		var took time.Duration
		_, askErr := fmt.Fprintln(in)
		if _, err := fmt.Fscanln(out, &took); askErr != nil || err != nil {
			b.Fatal(askErr, err)
		}
		return took
	}
}

// The memory that ten thousand decisions need, twenty to a commit.
func BenchmarkDecisionsPeak(b *testing.B) {
	const decided, together = 10_000, 20
	for _, n := range sizes(b) {
		db := storetest.MustCreate(b, storetest.Task())
		importRows(b, db, rows(b, n))
		b.Run(fmt.Sprintf("samples=%d", n), func(b *testing.B) {
			top := peak(b)
			id := 0
			for b.Loop() {
				for range decided / together {
					var batch review.Batch
					for range together {
						a := decide("ann", rand.Uint64N(uint64(n))+1, review.Accept)
						a.ID = fmt.Sprint("peak", id)
						id++
						batch.Actions = append(batch.Actions, a)
					}
					if _, err := db.Commit(batch); err != nil {
						b.Fatal(err)
					}
				}
			}
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
