package e2e

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"winnow/generator"
	"winnow/generator/ask"
	"winnow/generator/openai"
	"winnow/review"
)

// desk keeps what it is given and tells of failures.
type desk struct {
	mu     sync.Mutex
	stored []review.Sample
	waits  []string
	aside  []string // what was said of answers that became no sample
	last   review.Stream
	failed chan review.Stream // one for each failure
	done   int                // requests of the failure told last
}

func newDesk() *desk { return &desk{failed: make(chan review.Stream, 1000), done: -1} }

func (d *desk) Add(_ context.Context, samples []review.Sample) ([]review.Added, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	out := make([]review.Added, len(samples))
	for i, s := range samples {
		if slices.ContainsFunc(d.stored, func(x review.Sample) bool { return x.ID == s.ID }) {
			out[i].Arrival = review.Duplicate
			continue
		}
		d.stored = append(d.stored, s)
	}
	return out, nil
}

func (d *desk) SetStream(s review.Stream) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.last = s
	switch {
	case s.Phase == review.StreamFailed && s.Requests != d.done: // the same is shown more than once
		d.done = s.Requests
		d.failed <- s
	case s.Phase == review.StreamWaiting:
		d.waits = append(d.waits, s.Message)
	}
}

// impatient are limits that let a stall end soon.
func impatient(addr string) openai.Config {
	return openai.Config{
		BaseURL: "http://" + addr + "/v1", Model: "parrot",
		Timeouts: openai.Timeouts{
			Connect: 5 * time.Second, FirstByte: 5 * time.Second,
			Idle: time.Second, Silence: 5 * time.Second, Total: time.Minute,
		},
		Retry: openai.Retry{Tries: 2, First: time.Millisecond, Most: 300 * time.Millisecond},
	}
}

// outlast runs against the server, going on after each failure, until the
// budget ends it, and returns what was said of the failures.
func outlast(t *testing.T, f *faulty, d *desk, task review.Task) (said []string) {
	t.Helper()
	source, err := ask.New(task, ask.Config{Endpoints: []ask.Endpoint{endpoint(t, impatient(f.addr))}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute) // for a machine with much else to do
	defer cancel()
	run := generator.NewRun(source, generator.Request{Task: task, Count: 100_000, Seed: 7}, d,
		generator.Aside(func(r generator.Reject) { d.aside = append(d.aside, r.Reason) }))
	run.Start(ctx)
	for {
		var s review.Stream
		select {
		case s = <-d.failed:
		case <-ctx.Done():
			_ = run.Wait() // then nobody else writes to the desk
			t.Fatalf("the run hangs after %q: %+v", said, d.last)
		}
		said = append(said, s.Message)
		if s.Hint == "" {
			t.Errorf("no advice with %q", s.Message)
		}
		if strings.HasPrefix(s.Message, "the budget of") {
			break
		}
		if strings.Contains(s.Message, "connection refused") {
			f.open(t)
		}
		run.Resume()
	}
	cancel()
	if err := run.Wait(); !errors.Is(err, context.Canceled) {
		t.Errorf("the run ended with %v", err)
	}
	return said
}

// Ensure that no failure costs a sample that had arrived whole, that no half
// one is stored, that each is said with its cause, that nothing is asked for
// twice, and that the budget holds.
func TestFaults_NothingIsLostAndNothingHalfIsStored(t *testing.T) {
	t.Parallel()
	for atOnce, dense := range map[int]int{1: 4, 8: 2} { // English, and another script
		t.Run(fmt.Sprintf("%d at once", atOnce), func(t *testing.T) {
			t.Parallel()
			f, d := openFaulty(t, faults(), dense), newDesk()
			task := parcels(review.Generate{PerRequest: 4, Budget: review.Budget{Tokens: 30_000}})
			task.Generate.AtOnce = atOnce
			said := outlast(t, f, d, task)
			var want []string
			for _, one := range f.script {
				// At once, what comes twice meets two calls, and each is waited out.
				if one.says != "" && (atOnce == 1 || one.times == 1) {
					want = append(want, one.says)
				}
			}
			for i, w := range append(want, "the budget of 30000 tokens is spent") {
				if atOnce == 1 && (i >= len(said) || !strings.Contains(said[i], w)) {
					t.Errorf("failure %d of %q does not say %q", i, said, w)
				}
				// Several that fail together end the run once; the others are told aside.
				if !slices.ContainsFunc(append(said, d.aside...), func(s string) bool { return strings.Contains(s, w) }) {
					t.Errorf("nobody said %q: %q, and aside %q", w, said, d.aside)
				}
			}
			if atOnce == 1 && !slices.ContainsFunc(d.waits, func(w string) bool { return strings.Contains(w, "is asked too often (429): slow down") }) {
				t.Errorf("the wait was not shown: %q", d.waits)
			}
			f.mu.Lock()
			defer f.mu.Unlock()
			f.check(t, d)
			f.report(t, d, said)
		})
	}
}

// check lays what is stored against what was sent whole.
func (f *faulty) check(t *testing.T, d *desk) {
	t.Helper()
	stored := map[string]bool{}
	for _, s := range d.stored {
		stored[s.Fields[0].Text] = true
		if _, ok := f.whole[s.Fields[0].Text]; !ok {
			t.Errorf("stored, and never sent whole: %s", s.Raw)
		}
	}
	for content := range f.whole {
		if !stored[content] {
			t.Errorf("lost: %s", content)
		}
	}
	for _, half := range f.half {
		if stored[half] {
			t.Errorf("stored half: %s", half)
		}
	}
	for _, user := range f.repeated {
		t.Errorf("asked for again: %s", user)
	}
	if d.last.Tokens > 30_000 {
		t.Errorf("%d tokens spent of 30000", d.last.Tokens)
	}
	for _, one := range f.script {
		if f.requests[one.name] != one.times {
			t.Errorf("%s was met %d times, want %d", one.name, f.requests[one.name], one.times)
		}
	}
	if !slices.ContainsFunc(d.last.Refused, func(r review.StreamRefused) bool { return r.Reason != "" }) {
		t.Errorf("what was refused is not shown: %+v", d.last.Refused)
	}
}

func (f *faulty) report(t *testing.T, d *desk, said []string) {
	t.Helper()
	requests, halves := 0, 0
	for _, n := range f.requests {
		requests += n
	}
	for _, s := range d.stored {
		if slices.Contains(f.half, s.Fields[0].Text) {
			halves++
		}
	}
	t.Logf("%d requests, %d failures; %d samples sent whole, %d stored, %d sent half, %d of them stored; %d tokens counted of 30000, %d sent",
		requests, len(said), len(f.whole), len(d.stored), len(f.half), halves, d.last.Tokens, f.tokens)
	for _, s := range said {
		t.Logf("said: %s", s)
	}
	for _, r := range d.aside {
		t.Logf("aside: %s", r)
	}
}
