package rank

import (
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"winnow/review"
)

// textMost is how much of one text a live learner reads, in bytes. What makes a
// suggestion wrong shows within it, and a review that learned from whole
// megabytes would hold them in memory and keep its screen from the processor.
const textMost = 16 << 10

// brief is a sample with its long texts cut, and without the long members of
// its record. Short ones stay what they are.
func brief(s review.Sample) review.Sample {
	if len(s.Raw) <= textMost {
		return s
	}
	fields := make([]review.Field, len(s.Fields))
	for i, f := range s.Fields {
		fields[i] = review.Field{Name: f.Name, Text: cut(f.Text, textMost)}
	}
	s.Fields, s.Suggestion.Text, s.Rationale = fields, cut(s.Suggestion.Text, textMost), cut(s.Rationale, textMost)
	s.Suggestion.Turns = briefTurns(s.Suggestion.Turns)
	s.Raw = briefRecord(s.Raw)
	return s
}

func briefTurns(turns []review.Turn) []review.Turn {
	var out []review.Turn
	left := textMost
	for _, t := range turns {
		if left <= 0 {
			break
		}
		t.Content = cut(t.Content, left)
		left -= len(t.Content)
		out = append(out, t)
	}
	return out
}

// briefRecord leaves the record's long members out: those that say something of
// a suggestion, such as votes, are short.
func briefRecord(raw []byte) []byte {
	members, err := review.Members(raw)
	if err != nil {
		return nil
	}
	out := []byte{'{'}
	for _, m := range members {
		if len(m.Value) > textMost {
			continue
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		name, err := jsontext.AppendQuote(out, m.Name)
		if err != nil {
			continue
		}
		out = append(append(name, ':'), m.Value...)
	}
	return append(out, '}')
}

// cut is the beginning of a text, whole characters of it, in memory of its own.
func cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return strings.Clone(s[:most])
}
