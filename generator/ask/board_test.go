package ask_test

import (
	"context"
	"testing"

	"winnow/generator"
	"winnow/generator/ask"
	"winnow/review"
)

// Ensure that what reviewers decide after the last answer is told too.
func TestBoard_CountsWhatIsDecidedAfterTheRun(t *testing.T) {
	t.Parallel()
	r := &reviews{}
	cfg := one(&fake{host: "h", answer: obedient})
	cfg.Reviews = r
	s, err := ask.New(seaTask(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if s.Board() != nil {
		t.Error("there is a board before anything was asked")
	}
	o := again(t, s, seaTask(), 10)
	if o.err != nil || len(o.samples) != 10 {
		t.Fatalf("%d samples, %v", len(o.samples), o.err)
	}
	before := s.Board()
	for i, sample := range o.samples[:5] {
		label := sample.Suggestion.Label
		d := ask.Reviewed{Sample: sample, Decision: review.Accept, Answer: review.Answer{Label: label}}
		if i == 4 {
			other := map[string]string{"calm": "rough", "rough": "calm"}
			d.Decision, d.Answer.Label = review.Relabel, other[label]
		}
		*r = append(*r, d)
	}
	b := s.Board()
	accepted, corrected := 0, 0
	for _, l := range b.Labels {
		accepted, corrected = accepted+l.Accepted, corrected+l.Corrected
	}
	if accepted != 4 || corrected != 1 || b.Accepted != 5 || b.Demonstrations != 5 {
		t.Errorf("%d accepted, %d corrected, %d taken, %d to be shown", accepted, corrected, b.Accepted, b.Demonstrations)
	}
	for _, l := range before.Labels {
		if l.Accepted+l.Corrected > 0 {
			t.Errorf("the board of before was changed: %+v", l)
		}
	}
}

// Ensure that all that a board counts is of the runs of its source: what reviewers
// decided of older samples steers, and is no part of what was made; and that a
// pause begins no new count.
func TestBoard_CountsOneScope(t *testing.T) {
	t.Parallel()
	r := &reviews{}
	for i := range 12 {
		r.decide(t, i, "rough", []string{"calm", "rough"}[i%2])
	}
	for i, d := range *r {
		d.Sample.Provenance.Source = "openai" // of a run before
		(*r)[i] = d
	}
	cfg := one(&fake{host: "h", answer: obedient})
	cfg.Reviews = r
	s, err := ask.New(seaTask(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	samples := again(t, s, seaTask(), 10).samples
	ctx, cancel := context.WithCancel(t.Context())
	o := &outcome{}
	_ = s.Generate(ctx, generator.Request{Task: seaTask(), Count: 20, Skip: 10, Seed: 7}, func(e generator.Event) {
		if o.note(e); len(o.samples) == 4 {
			cancel()
		}
	})
	cancel()
	samples = append(samples, o.samples...)
	samples = append(samples, again(t, s, seaTask(), 30-len(samples)).samples...)
	wanted, made := 0, 0
	for _, l := range s.Board().Labels {
		wanted, made = wanted+l.Wanted, made+l.Made
		if l.Accepted+l.Corrected > 0 {
			t.Errorf("of samples that it did not make: %+v", l)
		}
	}
	if wanted != 30 || made != len(samples) || len(samples) != 30 {
		t.Errorf("wanted %d, made %d, of %d samples", wanted, made, len(samples))
	}
}

// Ensure that the counts of a board keep up with the samples while calls are under
// way.
func TestBoard_KeepsUpWithTheSamples(t *testing.T) {
	t.Parallel()
	for _, task := range []review.Task{seaTask(), checkedTask()} {
		s, err := ask.New(task, one(checker("h", func(int) error { return nil })))
		if err != nil {
			t.Fatal(err)
		}
		samples, behind := 0, 0
		var b *review.Board
		err = s.Generate(t.Context(), generator.Request{Task: task, Count: 40, Seed: 7}, func(e generator.Event) {
			if e.Board != nil {
				b = e.Board
			}
			if b != nil && e.Sample == nil {
				made, by := 0, 0
				for _, l := range b.Labels {
					made += l.Made
				}
				for _, how := range b.Strategies {
					by += how.Made
				}
				if made != samples || by != samples {
					behind++
				}
			}
			if e.Sample != nil {
				samples++
			}
		})
		if err != nil || samples != 40 || behind > 0 {
			t.Errorf("%d samples, %v; a board told of another number %d times", samples, err, behind)
		}
	}
}

// Ensure that nobody waits for a run under way to tell.
func TestBoard_IsTheRunsOwnWhileItIsUnderWay(t *testing.T) {
	t.Parallel()
	cfg := one(&fake{host: "h", answer: obedient})
	cfg.Reviews = &reviews{}
	s, err := ask.New(seaTask(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	told := 0
	err = s.Generate(t.Context(), generator.Request{Task: seaTask(), Count: 20, Seed: 7}, func(e generator.Event) {
		if e.Sample == nil {
			return
		}
		if told++; s.Board() != nil {
			t.Error("two tell of one run")
		}
	})
	if err != nil || told != 20 {
		t.Errorf("%d samples, %v", told, err)
	}
}
