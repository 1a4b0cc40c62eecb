package ask_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"

	"winnow/generator"
	"winnow/generator/ask"
	"winnow/review"
)

// checkedTask has everything asked about its samples, and a judge that holds back.
func checkedTask() review.Task {
	return seaTask(func(t *review.Task) {
		all := 1.0
		t.Generate.Signals = review.SignalPlan{Label: true, Votes: 3, Part: &all, Judge: "Good?"}
		t.Generate.Filters.Judge = 4
	})
}

// checker answers everything; fail says which questions about samples it does not,
// and how.
func checker(host string, fail func(n int) error) *fake {
	asked := atomic.Int32{}
	f := witness(func(_ int, c generator.Call) *generator.Object {
		if c.Members[0].Name == "why" {
			return object("why", "Fine.", "mark", "5")
		}
		o := object("label", "calm")
		o.Evidence.Shares = shares(0.8)
		return o
	})
	answer := f.answer
	f.host, f.answer = host, func(n int, c generator.Call, take func(generator.Piece) error) (generator.Answer, error) {
		if c.Members[0].Name != "text" {
			if err := fail(int(asked.Add(1))); err != nil {
				return generator.Answer{}, err
			}
		}
		return answer(n, c, take)
	}
	return f
}

// checked fails where a sample lacks what the task asks about it, and where one
// came twice.
func checked(t *testing.T, samples []review.Sample) {
	t.Helper()
	seen := map[string]bool{}
	for _, s := range samples {
		for _, name := range []string{review.SignalJudge, review.SignalProbability} {
			if _, said := s.Signal(name); !said || !strings.Contains(string(s.Raw), `"votes":["calm","calm","calm"]`) {
				t.Errorf("no %s in %s", name, s.Raw)
			}
		}
		if seen[s.ID] {
			t.Errorf("twice: %s", s.Raw)
		}
		seen[s.ID] = true
	}
}

// Ensure that a run which fails while samples are checked hands none over that
// the judge has not seen, says so, and checks them when it goes on.
func TestUnchecked_AFailureHandsNothingOverUnjudged(t *testing.T) {
	t.Parallel()
	var down atomic.Bool
	refused := &generator.Error{Reason: "the key is not accepted", Hint: "look at it"}
	f := checker("h", func(n int) error {
		if n == 20 {
			down.Store(true)
		}
		if down.Load() {
			return refused
		}
		return nil
	})
	s, err := ask.New(checkedTask(), one(f))
	if err != nil {
		t.Fatal(err)
	}
	o := again(t, s, checkedTask(), 12)
	checked(t, o.samples)
	var why *generator.Error
	if !errors.As(o.err, &why) || !errors.Is(o.err, refused) || len(o.samples) == 12 || why.Hint != "look at it" ||
		!strings.Contains(why.Reason, "the key is not accepted; ") || !strings.Contains(why.Reason, "could not be checked, and ") {
		t.Errorf("%d samples, and %v", len(o.samples), o.err)
	}
	for range 4 { // it is tried in vain: nothing is given up for that
		if more := again(t, s, checkedTask(), 12-len(o.samples)); len(more.samples) != 0 || !errors.Is(more.err, refused) {
			t.Errorf("%d samples, and %v", len(more.samples), more.err)
		}
	}
	written := texts(f)
	down.Store(false)
	more := again(t, s, checkedTask(), 12-len(o.samples))
	checked(t, append(o.samples, more.samples...))
	if more.err != nil || len(o.samples)+len(more.samples) != 12 {
		t.Errorf("%d and %d samples, and %v", len(o.samples), len(more.samples), more.err)
	}
	if n := texts(f); n > written+1 {
		t.Errorf("%d requests for samples before it went on, and %d behind it", written, n-written)
	}
}

// texts counts the requests for samples.
func texts(f *fake) (n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, c := range f.calls {
		if c.Members[0].Name == "text" {
			n++
		}
	}
	return n
}

// Ensure the same where a budget ends the run.
func TestUnchecked_ABudgetHandsNothingOverUnjudged(t *testing.T) {
	t.Parallel()
	for _, requests := range []int{2, 7, 12, 30} {
		task := checkedTask()
		task.Generate.Budget.Requests = requests
		o := run(t, task, 24, one(checker("h", func(int) error { return nil })))
		checked(t, o.samples)
		if !errors.Is(o.err, generator.ErrBudget) || o.spent.Requests != requests || len(o.samples) == 24 ||
			!strings.Contains(o.err.Error(), "could not be checked") {
			t.Errorf("%d requests: %d samples, spent %+v, and %v", requests, len(o.samples), o.spent, o.err)
		}
	}
}

// Ensure that stopping in the middle of checks, as a pause does, costs no sample
// and hands none over unjudged.
func TestUnchecked_StoppingAndGoingOnCostsNoSample(t *testing.T) {
	t.Parallel()
	for at := 1; at < 60; at += 7 {
		ctx, cancel := context.WithCancel(t.Context())
		var goesOn atomic.Bool
		f := checker("h", func(n int) error {
			if n == at {
				cancel()
			}
			if n >= at && !goesOn.Load() {
				<-ctx.Done()
				return ctx.Err()
			}
			return nil
		})
		s, err := ask.New(checkedTask(), one(f))
		if err != nil {
			t.Fatal(err)
		}
		o := &outcome{}
		err = s.Generate(ctx, generator.Request{Task: checkedTask(), Count: 12, Seed: 7}, o.note)
		cancel()
		checked(t, o.samples)
		if !errors.Is(err, context.Canceled) || len(o.rejects) != 1 || o.rejects[0].Filter != "unchecked" ||
			!strings.Contains(o.rejects[0].Reason, "could not be checked") {
			t.Fatalf("stopped at %d: %v, told %+v", at, err, o.rejects)
		}
		goesOn.Store(true)
		more := again(t, s, checkedTask(), 12-len(o.samples))
		checked(t, append(o.samples, more.samples...))
		if more.err != nil || len(o.samples)+len(more.samples) != 12 {
			t.Errorf("stopped at %d: %d and %d samples, and %v", at, len(o.samples), len(more.samples), more.err)
		}
	}
}

// Ensure that another endpoint is asked what one that failed was.
func TestUnchecked_AnotherEndpointChecks(t *testing.T) {
	t.Parallel()
	bad := checker("bad", func(int) error { return &generator.Error{Reason: "the key is not accepted"} })
	good := checker("good", func(int) error { return nil })
	answer := good.answer
	good.answer = func(n int, c generator.Call, take func(generator.Piece) error) (generator.Answer, error) {
		return answer(n+1000, c, take) // whose texts are others
	}
	o := run(t, checkedTask(), 12, ask.Config{Endpoints: []ask.Endpoint{{Endpoint: bad}, {Endpoint: good}}})
	checked(t, o.samples)
	if o.err != nil || len(o.samples) != 12 {
		t.Errorf("%d samples, and %v", len(o.samples), o.err)
	}
}

// Ensure that a question which always fails stops none of the others.
func TestUnchecked_AQuestionThatAlwaysFailsStopsNoOther(t *testing.T) {
	t.Parallel()
	broken := &generator.Error{Reason: "the server broke"}
	first := ""
	f := checker("h", func(int) error { return nil })
	answer := f.answer
	f.answer = func(n int, c generator.Call, take func(generator.Piece) error) (generator.Answer, error) {
		if c.Members[0].Name == "why" {
			if first == "" {
				first = c.User
			}
			if c.User == first {
				return generator.Answer{}, broken
			}
		}
		return answer(n, c, take)
	}
	task := checkedTask()
	task.Generate.AtOnce = 1
	s, err := ask.New(task, one(f))
	if err != nil {
		t.Fatal(err)
	}
	var all []review.Sample
	for range 6 {
		o := again(t, s, task, 8-len(all))
		if all = append(all, o.samples...); !errors.Is(o.err, broken) {
			t.Errorf("%d samples, and %v", len(all), o.err)
		}
	}
	checked(t, all)
	if len(all) != 7 {
		t.Errorf("%d samples of 8, of which one cannot be judged", len(all))
	}
}
