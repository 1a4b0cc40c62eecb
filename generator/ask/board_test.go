package ask_test

import (
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
