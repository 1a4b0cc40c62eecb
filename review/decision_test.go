package review_test

import (
	"errors"
	"reflect"
	"testing"

	"winnow/review"
)

func TestDecide(t *testing.T) {
	t.Parallel()
	labelled := sampleOf("a", 0.5)
	bare := labelled
	bare.Suggested, bare.Suggestion = false, review.Answer{}
	answered := review.Sample{
		ID: "c", Fields: []review.Field{{Name: "instruction", Text: "Add."}, {Name: "input"}},
		Suggested: true, Suggestion: review.Answer{Text: "3"},
	}
	silent := answered
	silent.Suggestion = review.Answer{}
	open := silent
	open.Suggested = false
	label := func(l string) review.Answer { return review.Answer{Label: l} }
	text := func(s string) review.Answer { return review.Answer{Text: s} }
	with := func(a review.Answer, field, s string) review.Answer {
		a.Fields = map[string]string{field: s}
		return a
	}
	for _, c := range []struct {
		name   string
		task   review.Task
		sample review.Sample
		after  review.Answer
		want   review.Verdict
		err    error
	}{
		{"the label stands", newsTask(), labelled, label("biased"), review.Accept, nil},
		{"another label", newsTask(), labelled, label("neutral"), review.Relabel, nil},
		{"a label for none", newsTask(), bare, label("biased"), review.Relabel, nil},
		{"the text was mended", newsTask(), labelled, with(label("biased"), "text", "better"), review.Edit, nil},
		{"text and label", newsTask(), labelled, with(label("neutral"), "text", "better"), review.Edit, nil},
		{"the text was looked at", newsTask(), labelled, with(label("biased"), "text", "text of a"), review.Accept, nil},
		{"looked at, another label", newsTask(), labelled, with(label("neutral"), "text", "text of a"), review.Relabel, nil},
		{"the text was emptied", newsTask(), labelled, with(label("biased"), "text", ""), review.Edit, nil},
		{"no label to accept", newsTask(), bare, review.Answer{}, "", review.ErrNoSuggestion},
		{"mended without a label", newsTask(), bare, with(review.Answer{}, "text", "better"), "", review.ErrNoSuggestion},
		{"unknown label", newsTask(), labelled, label("odd"), "", review.ErrUnknownLabel},
		{"the response stands", chatTask(), answered, text("3"), review.Accept, nil},
		{"a better response", chatTask(), answered, text("4"), review.Edit, nil},
		{"the response was emptied", chatTask(), answered, text(""), review.Edit, nil},
		{"a better instruction", chatTask(), answered, with(text("3"), "instruction", "Sum."), review.Edit, nil},
		{"silence stands", chatTask(), silent, text(""), review.Accept, nil},
		{"a response for none", chatTask(), open, text("4"), review.Edit, nil},
		{"no response to accept", chatTask(), open, text(""), "", review.ErrNoSuggestion},
	} {
		got, err := review.Decide(c.task, c.sample, c.after)
		if !errors.Is(err, c.err) || c.err == nil && err != nil {
			t.Errorf("%s: %v, want %v", c.name, err, c.err)
			continue
		}
		want := review.Decision{Verdict: c.want, Before: c.sample.Suggestion, After: c.after}
		if err != nil {
			want = review.Decision{}
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, want %+v", c.name, got, want)
		}
	}
}

func TestDecide_HostileLabelIsQuoted(t *testing.T) {
	t.Parallel()
	_, err := review.Decide(newsTask(), sampleOf("a", 0), review.Answer{Label: "\x1b[2J%s"})
	if want := `"\x1b[2J%s": label is not in the task`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestVerdict_AllButDeferAreFinal(t *testing.T) {
	t.Parallel()
	for _, v := range review.Verdicts {
		if v.Final() != (v != review.Defer) {
			t.Errorf("%s: final %v", v, v.Final())
		}
	}
	if review.Verdict("").Final() || review.Verdict("odd").Final() {
		t.Error("what is no verdict is final")
	}
}

func TestItem_SaysWhatTheStandingDecisionSays(t *testing.T) {
	t.Parallel()
	s := sampleOf("a", 0.5)
	after := review.Answer{Label: "neutral", Fields: map[string]string{"text": "better"}}
	for v, curated := range map[review.Verdict]bool{
		review.Accept: true, review.Edit: true, review.Relabel: true, review.Reject: false, review.Defer: false,
	} {
		it := review.Item{
			Sample: s, State: review.State{Verdict: v, Decision: 1},
			Decision: &review.Entry{N: 1, Action: review.Action{Decision: review.Decision{Verdict: v, After: after}}},
		}
		want, text := s.Suggestion, "text of a"
		if curated {
			want, text = after, "better"
		}
		if !it.Answer().Equal(want) || it.Field("text") != text {
			t.Errorf("%s: %+v, %q", v, it.Answer(), it.Field("text"))
		}
	}
	fresh := review.Item{Sample: s}
	if !fresh.Answer().Equal(s.Suggestion) || fresh.Field("text") != "text of a" || fresh.Field("none") != "" {
		t.Errorf("undecided: %+v", fresh.Answer())
	}
}
