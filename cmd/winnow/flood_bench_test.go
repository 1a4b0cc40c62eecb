//go:build linux

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"winnow/generator"
	"winnow/review"
	"winnow/tui"
)

// flood is a source that makes samples at a pace: perSecond of them, or as
// fast as they are taken where that is 0.
type flood struct {
	task      review.Task
	perSecond int
	made      int
	tag       string
}

func (*flood) Name() string { return "flood" }

// Generate implements [generator.Source].
func (f *flood) Generate(ctx context.Context, _ generator.Request, emit func(generator.Event)) error {
	start, tick := time.Now(), time.NewTicker(2*time.Millisecond)
	defer tick.Stop()
	for n := 0; ; {
		due := n + 1
		if f.perSecond > 0 {
			due = int(time.Since(start).Seconds() * float64(f.perSecond))
			// What could not be made while it was paused is not made up for.
			n = max(n, due-f.perSecond/10)
		}
		for ; n < due; n++ {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			sample, err := f.next()
			if err != nil {
				return err
			}
			emit(generator.Event{Sample: &sample})
		}
		if f.perSecond > 0 {
			select {
			case <-tick.C:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}
}

func (f *flood) next() (review.Sample, error) {
	f.made++
	// The number comes first: by its beginning [shown.id] tells samples apart.
	line := fmt.Appendf(nil, `{"id":"%08d%s","text":"%sArrived %d.","label":"yes","confidence":%.4f}`,
		f.made, f.tag, benchSentence+benchSentence, f.made, 0.2+float64(f.made*7919%7993)/10_000)
	return review.ParseRecord(f.task, line)
}

// Where the flood's project and pace stand.
const floodProject, floodPace = "WINNOW_BENCH_PROJECT", "WINNOW_BENCH_PACE"

// floodMain is `winnow review --generate` with the flood for a source.
func floodMain() (err error) {
	pace, err := strconv.Atoi(os.Getenv(floodPace))
	if err != nil {
		return err
	}
	p, err := openProject(opening{path: os.Getenv(floodProject)})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	run := p.flooded(pace)
	ctx := context.Background()
	stop := start(ctx, run)
	defer addProcessor()()
	_, err = tui.Run(ctx, p.desk, p.desk.Session("ada"), tui.Options{Project: p.path, Stream: run, Local: true})
	return errors.Join(err, stop())
}

// flooded is a run of samples without an end.
func (p *project) flooded(perSecond int) *generator.Run {
	task := p.desk.Task()
	src := &flood{task: task, perSecond: perSecond, tag: strconv.FormatInt(time.Now().UnixNano(), 36)}
	return generator.NewRun(src, generator.Request{Task: task, Count: 1 << 40}, p.desk)
}

// samplesIn counts the project's samples.
func samplesIn(b *testing.B, dir string) int {
	b.Helper()
	var stats struct {
		Samples int `json:"samples"`
	}
	if err := json.Unmarshal([]byte(winnow(b, dir, "stats", "p.winnow", "--json")), &stats); err != nil {
		b.Fatal(err)
	}
	return stats.Samples
}

// BenchmarkArrival_Key measures from a key to the bytes that show the next
// card while samples arrive, beside the same program while the stream is
// paused, in turn.
func BenchmarkArrival_Key(b *testing.B) {
	for _, n := range benchSizes(b, 100_000) {
		dir := benchProject(b, n, usualBytes)
		for _, pace := range []int{1_000, 10_000} {
			b.Run(fmt.Sprintf("samples=%d/pace=%d", n, pace), func(b *testing.B) {
				for b.Loop() {
					arrivalKeys(b, copyOf(b, dir), pace)
				}
			})
		}
	}
}

func arrivalKeys(b *testing.B, dir string, pace int) {
	before := samplesIn(b, dir)
	env := []string{asProgram + "=flood", floodProject + "=p.winnow", floodPace + "=" + strconv.Itoa(pace)}
	s := show(b, dir, env, os.Args[0])
	s.changes("")
	began, flowing := time.Now(), time.Duration(0)
	var idle, arriving times
	for range keyBlocks {
		arriving = append(arriving, s.presses("x", keyBlock)...)
		s.types("G")
		flowing += time.Since(began)
		idle = append(idle, s.presses("x", keyBlock)...)
		s.types("G")
		began = time.Now()
	}
	s.quit()
	reportBeside(b, "arriving", arriving, "idle", idle)
	b.ReportMetric(float64(samplesIn(b, dir)-before)/(flowing+time.Since(began)).Seconds(), "stored/s")
}

// BenchmarkArrival_Saving measures how long a decision takes to be saved while
// samples arrive, without a screen, and how many are stored; beside it the same with
// nothing arriving, and a bare write of 4 KiB with its fdatasync. A pace of 0 is as
// fast as they can be stored.
func BenchmarkArrival_Saving(b *testing.B) {
	for _, n := range benchSizes(b, 100_000) {
		dir := benchProject(b, n, usualBytes)
		for _, pace := range []int{6_000, 0} {
			b.Run(fmt.Sprintf("samples=%d/pace=%d", n, pace), func(b *testing.B) {
				for b.Loop() {
					arrivalSaves(b, copyOf(b, dir), pace)
				}
			})
		}
	}
}

func arrivalSaves(b *testing.B, dir string, pace int) {
	const blocks, block, think = 6, 100, 10 * time.Millisecond // a person thinks longer
	p, err := openProject(opening{path: filepath.Join(dir, "p.winnow")})
	if err != nil {
		b.Fatal(err)
	}
	before := p.desk.News().Counts.Samples
	session := p.desk.Session("ada")
	save, write := saver(b, session), bareWriter(b)
	run := p.flooded(pace)
	run.Pause()
	stop := start(b.Context(), run)
	var idle, busy, bare times
	var flowing time.Duration
	for range blocks {
		for range block {
			<-time.After(think)
			bare = append(bare, timed(write))
			<-time.After(think)
			idle = append(idle, timed(save))
		}
		run.Resume()
		began := time.Now()
		for range block {
			<-time.After(think)
			busy = append(busy, timed(save))
		}
		run.Pause()
		flowing += time.Since(began)
	}
	stored := p.desk.News().Counts.Samples - before
	if err := errors.Join(stop(), p.close()); err != nil {
		b.Fatal(err)
	}
	reportBeside(b, "ack", busy, "idle", idle)
	b.ReportMetric(bare.at(50), "bare-p50-ms")
	b.ReportMetric(float64(stored)/flowing.Seconds(), "stored/s")
}

func timed(do func()) time.Duration {
	start := time.Now()
	do()
	return time.Since(start)
}

// saver decides the next sample, and returns when that is saved.
func saver(b *testing.B, session *review.Session) func() {
	var next []review.Item
	return func() {
		b.Helper()
		if len(next) == 0 {
			var err error
			if next, err = session.Upcoming(50); err != nil || len(next) == 0 {
				b.Fatal("nothing to decide", err)
			}
		}
		dec := review.Decision{Verdict: review.Reject, Before: next[0].Sample.Suggestion}
		if _, err := session.Decide(next[0].Sample.Seq, dec).Result(); err != nil {
			b.Fatal(err)
		}
		next = next[1:]
	}
}

// bareWriter writes 4 KiB and syncs them: what no durable decision can beat.
func bareWriter(b *testing.B) func() {
	f, err := os.Create(filepath.Join(b.TempDir(), "bare"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = f.Close() })
	page := make([]byte, 4096)
	return func() {
		page[0]++
		if _, err := f.WriteAt(page, 0); err != nil {
			b.Fatal(err)
		}
		if err := syscall.Fdatasync(int(f.Fd())); err != nil {
			b.Fatal(err)
		}
	}
}
