package review

import (
	"fmt"
	"maps"
	"slices"
)

// Decide returns the decision that turns the sample's suggestion into after:
// accept when nothing changed, edit when a text, a span or a turn did, relabel
// when only labels or levels did. It returns [ErrNoSuggestion] when an empty
// answer would be accepted, [ErrUnknownLabel] for a label that is not in the
// task, and [ErrNotWhole] for an answer that leaves something open.
func Decide(t Task, s Sample, after Answer) (Decision, error) {
	if err := t.check(s, after); err != nil {
		return Decision{}, err
	}
	d := Decision{Before: s.Suggestion, After: after, Verdict: Accept}
	for name, text := range after.Fields {
		if s.Field(name) != text {
			d.Verdict = Edit
		}
	}
	switch v := t.verdict(s.Suggestion, after); {
	case d.Verdict == Edit:
	case v == Accept && !s.Suggested && t.Kind != Text:
		d.Verdict = Relabel // "none of them" where nothing was suggested
	default:
		d.Verdict = v
	}
	return d, nil
}

// verdict is what turning one answer into the other is, fields aside.
func (t Task) verdict(before, after Answer) Verdict {
	switch {
	case t.Kind == Text && after.Text != before.Text, t.Kind == Chat && !slices.Equal(after.Turns, before.Turns):
		return Edit
	case t.Kind == Spans && !slices.Equal(after.Spans, before.Spans):
		if slices.EqualFunc(after.Spans, before.Spans, func(a, b Span) bool { return a.Start == b.Start && a.End == b.End }) {
			return Relabel
		}
		return Edit
	case t.Kind == MultiLabel && !slices.Equal(after.Labels, before.Labels),
		t.Kind.OneLabel() && after.Label != before.Label,
		t.Kind == Rate && !maps.Equal(after.Ratings, before.Ratings):
		return Relabel
	}
	return Accept
}

// check tells whether the answer can stand.
func (t Task) check(s Sample, after Answer) error {
	empty := false
	switch t.Kind {
	case MultiLabel:
		empty = after.Labels == nil && !s.Suggested
	case Spans:
		empty = after.Spans == nil && !s.Suggested
	case Text:
		empty = after.Text == "" && !s.Suggested
	case Chat:
		empty = len(after.Turns) == 0
	default:
		empty = after.Label == "" && len(after.Ratings) == 0
	}
	if empty {
		return ErrNoSuggestion
	}
	if t.Kind.OneLabel() && after.Label == "" {
		return fmt.Errorf("the whole is not rated yet: %w", ErrNotWhole)
	}
	for _, name := range after.LabelNames() {
		if _, ok := t.Label(name); !ok {
			return fmt.Errorf("%q: %w", name, ErrUnknownLabel)
		}
	}
	for _, r := range t.Requirements {
		level, ok := after.Ratings[r.Name]
		if !ok {
			return fmt.Errorf("%q is not rated yet: %w", r.Name, ErrNotWhole)
		}
		if _, ok := t.Label(level); !ok {
			return fmt.Errorf("%q: %w", level, ErrUnknownLabel)
		}
	}
	return nil
}
