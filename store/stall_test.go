package store_test

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"slices"
	"testing"
	"time"

	"winnow/review"
	"winnow/store"
	"winnow/store/jsonl/formats"
	"winnow/store/storetest"
)

// stuckPipe is a pipe that nobody reads; began is closed when a write began
// that is larger than any pipe holds by default, so that it waits.
type stuckPipe struct {
	to    *os.File
	began chan struct{}
}

const pipeHolds = 64 << 10

func (p *stuckPipe) Write(b []byte) (int, error) {
	if len(b) > pipeHolds {
		select {
		case <-p.began:
		default:
			close(p.began)
		}
	}
	return p.to.Write(b)
}

// exportTo exports everything to w in writes larger than a pipe.
func exportTo(db *store.DB, w io.Writer) error {
	task, err := db.Task()
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(w, 4*pipeHolds)
	_, err = formats.Write(task, db.WalkAll, func(string) (io.Writer, error) { return struct{ io.Writer }{out}, nil },
		formats.Options{Bare: true, Decisions: append([]review.Verdict{""}, review.Verdicts...)})
	if err != nil {
		return err
	}
	return out.Flush()
}

// commits makes n commits, each with a decision and so many samples, and
// returns how long each took.
func commits(db *store.DB, samples []review.Sample, n int) (took []time.Duration, err error) {
	each := len(samples) / n
	for i := range n {
		begun := time.Now()
		_, err := db.Commit(review.Batch{
			Actions: []review.Action{decide("ann", uint64(i+1), review.Reject)},
			Samples: samples[i*each : (i+1)*each],
		})
		if err != nil {
			return nil, err
		}
		took = append(took, time.Since(begun))
	}
	slices.Sort(took)
	return took, nil
}

// Ensure that an export whose reader has gone to sleep keeps nobody from
// saving, also where the file outgrows what of it is mapped, which waits for
// every open read transaction; and that the export is in the end what it would
// have been.
func TestWalk_AStalledExportHoldsUpNoCommit(t *testing.T) {
	t.Parallel()
	const before, n = 8000, 220
	const patience = 60 * time.Second
	db := storetest.MustCreate(t, storetest.Task())
	samples := storetest.Samples(before + n*150)
	bulk := begin(t, db)
	add(t, bulk, samples[:before])
	publish(t, bulk)
	read, write, err := os.Pipe()
	must(t, err)
	defer read.Close()
	pipe := &stuckPipe{to: write, began: make(chan struct{})}
	exported := make(chan error, 1)
	go func() { exported <- exportTo(db, pipe) }()
	select {
	case <-pipe.began:
	case err := <-exported:
		t.Fatalf("the export is over before the pipe is full: %v", err)
	}
	size := fileSize(t, db.Path())
	var took []time.Duration
	committed := make(chan error, 1)
	go func() {
		var err error
		took, err = commits(db, samples[before:], n)
		committed <- err
	}()
	select {
	case err := <-committed:
		must(t, err)
	case <-time.After(patience):
		_ = read.Close() // lets the export end, and the commits with it
		t.Fatal("commits wait for an export that nobody reads")
	}
	grown := fileSize(t, db.Path())
	t.Logf("%d commits while an export stands still, the file growing from %d to %d MB: p50 %v, p99 %v, longest %v",
		n, size>>20, grown>>20, took[n/2], took[n*99/100], took[n-1])
	if grown < 4*size {
		t.Errorf("the file grew from %d to %d bytes: its mapping was not outgrown", size, grown)
	}
	select {
	case err := <-exported:
		t.Fatalf("the export did not stand still: %v", err)
	default:
	}
	mustBeAllOf(t, samples[:before], read, func() error {
		err := <-exported
		_ = write.Close()
		return err
	})
}

// mustBeAllOf reads the export to its end and compares it with what the
// project held when it began.
func mustBeAllOf(t *testing.T, samples []review.Sample, from io.Reader, ended func() error) {
	t.Helper()
	fate := make(chan error, 1)
	go func() { fate <- ended() }()
	got, err := io.ReadAll(from)
	must(t, err)
	must(t, <-fate)
	var want bytes.Buffer
	for _, s := range samples {
		want.Write(s.Raw)
		want.WriteByte('\n')
	}
	// What was decided meanwhile is exported as it stands, the text the same.
	if lines := bytes.Count(got, []byte("\n")); lines != len(samples) || !bytes.Equal(got, want.Bytes()) {
		t.Errorf("the export has %d lines in %d bytes, want %d in %d", lines, len(got), len(samples), want.Len())
	}
}

func fileSize(t *testing.T, path string) int64 {
	t.Helper()
	info, err := os.Stat(path)
	must(t, err)
	return info.Size()
}
