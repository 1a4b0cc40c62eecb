package generator_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"winnow/generator"
	"winnow/review"
)

func TestRun_SourceThatOnlyRepeatsItselfEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		src := &source{script: []attempt{func(_ context.Context, _ generator.Request, emit func(generator.Event)) error {
			emit(sample(1))
			return nil
		}}}
		d := &desk{}
		r := generator.NewRun(src, generator.Request{Count: 5}, d, generator.StopOnError())
		r.Start(t.Context())
		err := r.Wait()
		if err == nil || !strings.Contains(err.Error(), "repeats itself") {
			t.Fatalf("Wait: %v, want that the source repeats itself", err)
		}
		if len(src.asked) > 6 {
			t.Errorf("asked %d times for the same", len(src.asked))
		}
		if s := d.stream(); s.Phase != review.StreamFailed || s.Message != err.Error() || s.Hint == "" {
			t.Errorf("stream %+v does not say so with a hint", s)
		}
	})
}

func TestRun_RefusedAnswersAreCountedAndNamed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		src := &source{script: []attempt{func(_ context.Context, _ generator.Request, emit func(generator.Event)) error {
			emit(generator.Event{Reject: &generator.Reject{Reason: "no label"}})
			emit(generator.Event{Spent: &generator.Spent{Tokens: 40}})
			return nil
		}}}
		d := &desk{}
		r := generator.NewRun(src, generator.Request{Count: 5}, d, generator.StopOnError())
		r.Start(t.Context())
		if err := r.Wait(); err == nil || !strings.Contains(err.Error(), "no label") {
			t.Fatalf("Wait: %v, want the reason of the last refusal", err)
		}
		if s := d.stream(); s.Rejected != 3 || s.Tokens != 120 {
			t.Errorf("rejected %d, tokens %d; want 3, 120", s.Rejected, s.Tokens)
		}
	})
}

// Ensure that a source which made everything, but could not do what else was asked
// of it, is heard.
func TestRun_WhatWasNotDoneIsToldThoughAllIsMade(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		unchecked := &generator.Error{Reason: "the check cannot be run"}
		src := &source{script: []attempt{func(_ context.Context, _ generator.Request, emit func(generator.Event)) error {
			emit(sample(1))
			return unchecked
		}}}
		d := &desk{}
		r := generator.NewRun(src, generator.Request{Count: 1}, d, generator.StopOnError())
		r.Start(t.Context())
		if err := r.Wait(); !errors.Is(err, unchecked) {
			t.Errorf("Wait: %v", err)
		}
		if s := d.stream(); s.Phase != review.StreamFailed || s.Made != 1 {
			t.Errorf("stream %+v: want the sample, and that it failed", s)
		}
	})
}

// broken emits n samples, a half one, and fails with err.
func broken(n int, err error) attempt {
	return func(_ context.Context, req generator.Request, emit func(generator.Event)) error {
		for i := range n {
			emit(sample(req.Skip + i))
		}
		emit(partial("half a sam"))
		return err
	}
}

func TestRun_FailureKeepsWhatCameAndGoesOnWhenAsked(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		cause := errors.New("connection reset")
		src := &source{script: []attempt{
			broken(2, &generator.Error{Reason: "the connection was cut", Hint: "check the network", Err: cause}),
			counting,
		}}
		d := &desk{}
		r := generator.NewRun(src, generator.Request{Count: 5}, d)
		r.Start(t.Context())
		want := review.Stream{
			Source: "fake source", Phase: review.StreamFailed, Made: 2, Wanted: 5,
			Message: "the connection was cut", Hint: "check the network",
		}
		pass(time.Hour)
		if diff := cmp.Diff(want, d.stream()); diff != "" {
			t.Errorf("stream after the failure (-want +got):\n%s", diff)
		}
		r.Resume()
		if err := r.Wait(); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"s0", "s1", "s2", "s3", "s4"}, d.stored()); diff != "" {
			t.Errorf("stored (-want +got):\n%s", diff)
		}
		if s := d.stream(); s.Message != "" || s.Hint != "" {
			t.Errorf("the failure still shows: %+v", s)
		}
	})
}

func TestRun_StopOnErrorEndsWithTheError(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		cause := errors.New("connection reset")
		d := &desk{}
		r := generator.NewRun(&source{script: []attempt{broken(2, cause)}}, generator.Request{Count: 5}, d, generator.StopOnError())
		r.Start(t.Context())
		if err := r.Wait(); !errors.Is(err, cause) {
			t.Fatalf("Wait: %v, want %v", err, cause)
		}
		if n := len(d.stored()); n != 2 {
			t.Errorf("%d samples stored, want the 2 that came", n)
		}
	})
}

func TestRun_SamplesThatCouldNotBeStoredAreStoredOnResume(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		full := errors.New("disk full")
		d := &desk{gate: func(n int) error {
			if n == 1 {
				return full
			}
			return nil
		}}
		r := generator.NewRun(&source{script: []attempt{endless, counting}}, generator.Request{Count: 5}, d)
		r.Start(t.Context())
		pass(time.Minute)
		if s := d.stream(); s.Phase != review.StreamFailed || s.Message != "disk full" || s.Made != 1 {
			t.Errorf("after the failure: %+v", s)
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

func TestRun_ClosedDeskEndsIt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := &desk{gate: func(int) error { return review.ErrClosed }}
		r := generator.NewRun(&source{script: []attempt{endless}}, generator.Request{Count: 5}, d)
		r.Start(t.Context())
		if err := r.Wait(); !errors.Is(err, review.ErrClosed) {
			t.Errorf("Wait: %v, want that the desk is closed", err)
		}
	})
}

// Ensure that a screen is told that a source has nothing more to give, and is told so
// no more when one that had said it gives again.
func TestRun_ExhaustedSourceIsTold(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		src := &source{script: []attempt{broken(2, &generator.Error{Reason: "no new text", Exhausted: true}), counting}}
		d := &desk{}
		r := generator.NewRun(src, generator.Request{Count: 5}, d)
		r.Start(t.Context())
		pass(time.Hour)
		if s := d.stream(); s.Phase != review.StreamFailed || !s.Exhausted {
			t.Errorf("the stream is %+v", s)
		}
		r.Resume()
		if err := r.Wait(); err != nil {
			t.Fatal(err)
		}
		if s := d.stream(); s.Exhausted {
			t.Errorf("the stream is %+v", s)
		}
	})
}
