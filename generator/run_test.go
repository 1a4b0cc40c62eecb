package generator_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"winnow/generator"
	"winnow/review"
)

// pass lets the time of the test's bubble pass; nothing really waits.
func pass(d time.Duration) { <-time.After(d) }

// Every test runs in a bubble of its own, which also fails when a goroutine
// of the run outlives it.

func TestRun_StoresWhatWasAskedForInOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		src, d := &source{script: []attempt{counting}}, &desk{}
		r := generator.NewRun(src, generator.Request{Count: 100}, d)
		r.Start(t.Context())
		if err := r.Wait(); err != nil {
			t.Fatalf("Wait: %v", err)
		}
		ids := d.stored()
		for i, id := range ids {
			if want := fmt.Sprintf("s%d", i); id != want {
				t.Fatalf("sample %d is %s, want %s", i, id, want)
			}
		}
		want := review.Stream{Source: "fake source", Phase: review.StreamDone, Made: 100, Wanted: 100}
		if diff := cmp.Diff(want, d.stream()); diff != "" {
			t.Errorf("stream at the end (-want +got):\n%s", diff)
		}
	})
}

func TestRun_FirstSampleAtOnceThenWhatGathered(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		free := make(chan struct{})
		d := &desk{gate: func(int) error { <-free; return nil }}
		r := generator.NewRun(&source{script: []attempt{counting}}, generator.Request{Count: 10}, d)
		r.Start(t.Context())
		synctest.Wait()
		close(free)
		if err := r.Wait(); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]int{1, 9}, d.groups); diff != "" {
			t.Errorf("sizes of the groups (-want +got):\n%s", diff)
		}
	})
}

func TestRun_BusyDeskHoldsTheSourceUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		free := make(chan struct{})
		d := &desk{gate: func(int) error { <-free; return nil }}
		emitted := 0
		src := &source{script: []attempt{func(_ context.Context, req generator.Request, emit func(generator.Event)) error {
			for ; emitted < req.Count; emitted++ {
				emit(sample(emitted))
			}
			return nil
		}}}
		r := generator.NewRun(src, generator.Request{Count: 10_000}, d)
		r.Start(t.Context())
		synctest.Wait()
		if emitted > 200 {
			t.Errorf("the source made %d samples while the desk had stored none", emitted)
		}
		close(free)
		if err := r.Wait(); err != nil {
			t.Fatal(err)
		}
		if n := len(d.stored()); n != 10_000 {
			t.Errorf("%d samples stored, want 10000", n)
		}
	})
}

func TestRun_DuplicatesAreAskedForAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		src := &source{script: []attempt{
			func(_ context.Context, _ generator.Request, emit func(generator.Event)) error {
				emit(sample(100))
				emit(sample(100))
				emit(sample(101))
				return nil
			},
			counting,
		}}
		d := &desk{}
		r := generator.NewRun(src, generator.Request{Count: 3, Skip: 7}, d)
		r.Start(t.Context())
		if err := r.Wait(); err != nil {
			t.Fatal(err)
		}
		s := d.stream()
		if s.Made != 3 || s.Duplicates != 1 || s.Phase != review.StreamDone {
			t.Errorf("made %d, duplicates %d, %s; want 3, 1, done", s.Made, s.Duplicates, s.Phase)
		}
		want := []generator.Request{{Count: 3, Skip: 7}, {Count: 1, Skip: 10}}
		if diff := cmp.Diff(want, src.asked); diff != "" {
			t.Errorf("asked (-want +got):\n%s", diff)
		}
	})
}

// endless emits a sample a second, its text growing meanwhile, until stopped.
func endless(ctx context.Context, req generator.Request, emit func(generator.Event)) error {
	for i := 0; ; i++ {
		for n := range 10 {
			emit(partial(strings.Repeat("word ", n+1)))
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(100 * time.Millisecond):
			}
		}
		emit(sample(req.Skip + i))
	}
}

func TestRun_PauseDropsTheHalfSampleAndResumeGoesOn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		src, d := &source{script: []attempt{endless, counting}}, &desk{}
		r := generator.NewRun(src, generator.Request{Count: 5}, d)
		r.Start(t.Context())
		pass(2550 * time.Millisecond)
		if s := d.stream(); s.Phase != review.StreamRunning || s.Made != 2 || s.Partial == "" {
			t.Errorf("before the pause: %+v", s)
		}
		r.Pause()
		pass(time.Hour)
		if s := d.stream(); s.Phase != review.StreamPaused || s.Made != 2 || s.Partial != "" {
			t.Errorf("in the pause: %+v", s)
		}
		r.Resume()
		if err := r.Wait(); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"s0", "s1", "s2", "s3", "s4"}, d.stored()); diff != "" {
			t.Errorf("stored (-want +got):\n%s", diff)
		}
	})
}

func TestRun_PauseBeforeStartHolds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		src, d := &source{script: []attempt{counting}}, &desk{}
		r := generator.NewRun(src, generator.Request{Count: 1000}, d)
		r.Pause()
		r.Start(t.Context())
		pass(time.Second)
		if s := d.stream(); s.Phase != review.StreamPaused {
			t.Errorf("phase %s, want paused", s.Phase)
		}
		r.Resume()
		if err := r.Wait(); err != nil {
			t.Fatal(err)
		}
	})
}

func TestRun_EndsWithItsContextAndKeepsWhatCame(t *testing.T) {
	t.Parallel()
	for name, pause := range map[string]bool{"while running": false, "in a pause": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				d := &desk{}
				r := generator.NewRun(&source{script: []attempt{endless}}, generator.Request{Count: 1000}, d)
				r.Start(ctx)
				pass(3500 * time.Millisecond)
				if pause {
					r.Pause()
				}
				synctest.Wait()
				cancel()
				if err := r.Wait(); !errors.Is(err, context.Canceled) {
					t.Errorf("Wait: %v, want context canceled", err)
				}
				if n := len(d.stored()); n != 3 {
					t.Errorf("%d samples stored, want 3", n)
				}
				if s := d.stream(); s.Phase != review.StreamDone || s.Partial != "" {
					t.Errorf("stream at the end: %+v", s)
				}
			})
		})
	}
}

func TestRun_PartialsAreShownAtMostOnceAFrame(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		src := &source{script: []attempt{func(_ context.Context, _ generator.Request, emit func(generator.Event)) error {
			for n := range 10_000 {
				emit(partial(fmt.Sprint(n)))
				pass(100 * time.Microsecond)
			}
			emit(sample(1))
			return nil
		}}}
		d := &desk{}
		r := generator.NewRun(src, generator.Request{Count: 1}, d)
		r.Start(t.Context())
		pass(500 * time.Millisecond)
		if got := d.stream().Partial; len(got) != 4 {
			t.Errorf("half-way the screen shows %q, want about 5000", got)
		}
		if err := r.Wait(); err != nil {
			t.Fatal(err)
		}
		if n := len(d.streams); n < 50 || n > 70 {
			t.Errorf("%d updates in a second, want about 62", n)
		}
	})
}

func TestRun_WaitingSourceIsCountedDown(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		src := &source{script: []attempt{func(_ context.Context, _ generator.Request, emit func(generator.Event)) error {
			emit(generator.Event{Wait: &generator.Wait{Reason: "rate limited", For: 10 * time.Second}})
			pass(10 * time.Second)
			emit(partial("go"))
			pass(time.Second)
			emit(sample(1))
			return nil
		}}}
		d := &desk{}
		r := generator.NewRun(src, generator.Request{Count: 1}, d)
		r.Start(t.Context())
		pass(7100 * time.Millisecond)
		if s := d.stream(); s.Phase != review.StreamWaiting || s.Message != "rate limited" || s.Hint != "goes on in 3 s" {
			t.Errorf("while it waits: %+v", s)
		}
		pass(3 * time.Second)
		if s := d.stream(); s.Phase != review.StreamRunning || s.Message != "" || s.Hint != "" {
			t.Errorf("after it waited: %+v", s)
		}
		if err := r.Wait(); err != nil {
			t.Fatal(err)
		}
	})
}

func TestRun_NothingAskedForIsDoneAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		src, d := &source{script: []attempt{counting}}, &desk{}
		r := generator.NewRun(src, generator.Request{}, d)
		r.Start(t.Context())
		if err := r.Wait(); err != nil || len(src.asked) != 0 {
			t.Errorf("Wait: %v after %d attempts", err, len(src.asked))
		}
	})
}

func TestRun_ManyHandsOnPauseLoseNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := &desk{}
		r := generator.NewRun(&source{script: []attempt{endless}}, generator.Request{Count: 20}, d)
		ctx, cancel := context.WithCancel(t.Context())
		r.Start(ctx)
		var hands sync.WaitGroup
		for i := range 8 {
			hands.Go(func() {
				for n := range 20 {
					pass(time.Duration(100*i+37*n) * time.Millisecond)
					r.Pause()
					pass(time.Millisecond)
					r.Resume()
				}
			})
		}
		hands.Wait()
		for d.stream().Made < 20 {
			pass(time.Second)
		}
		cancel()
		_ = r.Wait() // done or stopped, whichever came first
		for i, id := range d.stored() {
			if want := fmt.Sprintf("s%d", i); id != want {
				t.Fatalf("sample %d is %s, want %s: one was lost", i, id, want)
			}
		}
	})
}
