package rank

import (
	"math"
	"slices"
	"strings"

	"winnow/review"
)

// wordCount is the number of words between spaces.
func wordCount(text string) int {
	n := 0
	for range strings.FieldsSeq(text) {
		n++
	}
	return n
}

func logWords(n int) float64 { return math.Log1p(float64(n)) }

func fieldWords(s *review.Sample) int {
	n := 0
	for _, f := range s.Fields {
		n += wordCount(f.Text)
	}
	return n
}

func (b *builder) lengths() {
	words := func(x float64) float64 { return math.Round(math.Expm1(x)) }
	length := func(name string, prior float64, f func(s *review.Sample) float64, show func(float64) float64) {
		b.feature(name, prior, func(s *review.Sample, _ *evidence) float64 { return f(s) }, show)
	}
	length("length", 0, func(s *review.Sample) float64 { return logWords(fieldWords(s) + wordCount(s.Suggestion.Prose())) }, words)
	if hasProse(b.pool.task) {
		length("length of the response", 0, func(s *review.Sample) float64 { return logWords(wordCount(s.Suggestion.Prose())) }, words)
		length("length of the input", 0, func(s *review.Sample) float64 { return logWords(fieldWords(s)) }, words)
	}
	if first, second, ok := judgedPair(b.pool.task); ok {
		diff := func(s *review.Sample) float64 {
			return logWords(wordCount(s.Field(first))) - logWords(wordCount(s.Field(second)))
		}
		length("length for the chosen side", priorVerbose, func(s *review.Sample) float64 { return b.pool.side(s) * diff(s) }, nil)
		length("likeness of the lengths", 0, func(s *review.Sample) float64 { return -math.Abs(diff(s)) }, nil)
	}
}

// hasProse tells a task whose suggestion is a running text.
func hasProse(task review.Task) bool { return task.Kind == review.Text || task.Kind == review.Chat }

// judgedPair tells a task that compares two texts: the two answers of kind
// prefer, or two fields named alike with the endings 1 and 2.
func judgedPair(task review.Task) (first, second string, ok bool) {
	if len(task.Answers) == 2 {
		return task.Answers[0], task.Answers[1], true
	}
	if len(task.Labels) < 2 {
		return "", "", false
	}
	for _, f := range task.Fields {
		stem, found := strings.CutSuffix(f, "1")
		if found && slices.Contains(task.Fields, stem+"2") {
			return f, stem + "2", true
		}
	}
	return "", "", false
}

// side is 1 when a judge's suggestion chose the first text, -1 for the second,
// 0 for neither.
func (p *pool) side(s *review.Sample) float64 {
	switch s.Suggestion.Label {
	case p.task.Labels[0].Name:
		return 1
	case p.task.Labels[1].Name:
		return -1
	}
	return 0
}

// partsOf are the texts of a sample: the reviewer's fields, and for kind text
// the response too. Fields are kept apart by a prefix, the two texts that a
// judge compared by whether they were chosen.
func (p *pool) partsOf(s *review.Sample, free bool) []part {
	out := make([]part, 0, len(s.Fields)+1)
	first, second, judged := judgedPair(p.task)
	for i, f := range s.Fields {
		prefix, of := "", f.Name
		switch {
		case judged && (f.Name == first || f.Name == second):
			prefix, of = "r:", "the other"
			if (f.Name == first) == (s.Suggestion.Label == p.task.Labels[0].Name) {
				prefix, of = "c:", "the chosen"
			}
		case judged || hasProse(p.task):
			prefix = "i:"
		case len(s.Fields) > 1:
			prefix = string(rune('a'+i)) + ":"
		}
		out = append(out, part{prefix, f.Text, of})
	}
	if hasProse(p.task) {
		out = append(out, part{"o:", s.Suggestion.Prose(), p.task.Target})
	} else if free {
		out = append(out, part{"l:", strings.Join(s.Suggestion.LabelNames(), " "), p.task.Target})
	}
	return out
}
