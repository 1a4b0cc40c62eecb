package review

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Answer is what a sample should say: the model's suggestion, or what a
// reviewer made of it. Which members count depends on the task's [Kind].
type Answer struct {
	// Label is the class (kind classify), the answer that is preferred (prefer)
	// or the level of the whole (rate).
	Label string `json:"label,omitempty"`
	// Labels are the labels of kind multilabel, in the task's order. Not nil and
	// empty: none of them fits.
	Labels []string `json:"labels,omitzero"`
	// Spans are the stretches of kind spans, see [SortSpans] for their order.
	// Not nil and empty: there is nothing to mark.
	Spans []Span `json:"spans,omitzero"`
	// Text is the response (kind text).
	Text string `json:"text,omitempty"`
	// Turns are the conversation (kind chat).
	Turns []Turn `json:"turns,omitempty"`
	// Ratings are the levels by requirement (kind rate).
	Ratings map[string]string `json:"ratings,omitempty"`
	// Fields holds the fields that a reviewer rewrote, by name; nil in a
	// suggestion.
	Fields map[string]string `json:"fields,omitempty"`
}

// Span is a labelled stretch of a text. Start and End count code points from 0,
// End is behind the last one.
type Span struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Label string `json:"label"`
}

// Turn is what one side of a conversation said.
type Turn struct {
	// Role is the speaker as the record names it: system, user, assistant, human, …
	Role    string `json:"role"`
	Content string `json:"content"`
	// Fixed tells that the content is no plain text in the record (a tool call,
	// a list of parts): it can be read but not edited.
	Fixed bool `json:"fixed,omitempty"`
}

// Equal tells whether two answers say the same.
func (a Answer) Equal(b Answer) bool {
	return a.Label == b.Label && a.Text == b.Text && slices.Equal(a.Labels, b.Labels) && slices.Equal(a.Spans, b.Spans) &&
		slices.Equal(a.Turns, b.Turns) && maps.Equal(a.Ratings, b.Ratings) && maps.Equal(a.Fields, b.Fields)
}

// Prose is the running text of the answer: the response, or what was said in the
// conversation, turns apart by blank lines.
func (a Answer) Prose() string {
	if len(a.Turns) == 0 {
		return a.Text
	}
	said := make([]string, 0, len(a.Turns))
	for _, t := range a.Turns {
		if t.Content != "" {
			said = append(said, t.Content)
		}
	}
	return strings.Join(said, "\n\n")
}

// LabelNames are the names of all labels in the answer, each once.
func (a Answer) LabelNames() []string {
	if a.Label != "" {
		return []string{a.Label}
	}
	if len(a.Spans) == 0 {
		return a.Labels
	}
	var names []string
	for _, s := range a.Spans {
		if !slices.Contains(names, s.Label) {
			names = append(names, s.Label)
		}
	}
	return names
}

// putParts gives what answers of some kinds have besides label and text, to be
// hashed.
func (a Answer) putParts(put func(string)) {
	for _, l := range a.Labels {
		put(l)
	}
	for _, s := range a.Spans {
		put(strconv.Itoa(s.Start))
		put(strconv.Itoa(s.End))
		put(s.Label)
	}
	for _, t := range a.Turns {
		put(t.Role)
		put(t.Content)
	}
	for _, name := range slices.Sorted(maps.Keys(a.Ratings)) {
		put(name)
		put(a.Ratings[name])
	}
}

// InOrder returns the labels in the task's order, each once.
func (t Task) InOrder(labels []string) []string {
	out := make([]string, 0, len(labels))
	for _, l := range t.Labels {
		if slices.Contains(labels, l.Name) {
			out = append(out, l.Name)
		}
	}
	return out
}

// SortSpans puts spans in the order of the text, of those that begin together
// the longest first, and drops repeated ones.
func SortSpans(spans []Span) []Span {
	slices.SortFunc(spans, func(a, b Span) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End), cmp.Compare(a.Label, b.Label))
	})
	return slices.Compact(spans)
}
