package rank

import (
	"math"
	"slices"
	"strings"
	"unicode"

	"winnow/review"
)

// shape is what can be counted on a text without understanding it.
type shape [shapes]float64

// The features of a shape.
const (
	shapeEcho     = iota // share of its words that stand in the context
	shapeCovered         // share of the context's words that stand in it
	shapeDistinct        // share of its words that are distinct
	shapeDigits          // share of its words with a digit
	shapeCapitals        // share of its words that begin with a capital letter, sentences' first apart
	shapeForeign         // share of its letters outside ASCII
	shapeMarks           // punctuation for each word
	shapeAsks            // has a question mark
	shapeBreaks          // line breaks, logarithm
	shapeEnds            // does not end like a sentence
	shapeLetters         // letters for each word
	shapeRefuses         // refuses or speaks of itself as a model
	shapeSentence        // words for each sentence, logarithm
	shapeNegated         // share of negating words
	shapeHedged          // share of hedging words
	shapeRare            // mean rarity of words
	shapes
)

func shapeNames() [shapes]string {
	return [shapes]string{
		"echo of the context", "context covered", "distinct words", "words with digits", "capitalised words",
		"letters outside ASCII", "punctuation", "question mark", "line breaks", "no full stop at the end",
		"length of the words", "refusal", "length of the sentences", "negations", "hedging words", "rare words",
	}
}

var refusals = []string{"as an ai", "language model", "i cannot", "i can't", "i'm sorry", "i am sorry", "unable to", "not able to", "cannot provide", "don't have access"}

var negations = []string{"not", "no", "never", "none", "nothing", "neither", "nor", "without", "cannot", "t", "n't"}

var hedges = []string{"may", "might", "could", "perhaps", "possibly", "probably", "seems", "likely", "some", "often", "usually", "generally", "maybe"}

func shapeOf(text, context string, rarity func(string) float64) shape {
	var s shape
	in := map[string]bool{}
	tokens(context, func(w string) { in[w] = true })
	seen := map[string]bool{}
	n, echo := 0.0, 0.0
	tokens(text, func(w string) {
		n++
		if in[w] {
			echo++
		}
		if slices.Contains(negations, w) {
			s[shapeNegated]++
		}
		if slices.Contains(hedges, w) {
			s[shapeHedged]++
		}
		s[shapeRare] += rarity(w)
		seen[w] = true
	})
	n = max(n, 1)
	covered := 0.0
	for w := range in {
		if seen[w] {
			covered++
		}
	}
	s[shapeEcho] = echo / n
	s[shapeCovered] = covered / float64(max(1, len(in)))
	if context == "" {
		s[shapeEcho], s[shapeCovered] = math.NaN(), math.NaN()
	}
	s[shapeDistinct] = float64(len(seen)) / math.Pow(n, 0.8)
	letters, foreign, marks := 0.0, 0.0, 0.0
	for _, r := range text {
		switch {
		case unicode.IsLetter(r):
			letters++
			if r > 127 {
				foreign++
			}
		case unicode.IsPunct(r):
			marks++
		}
	}
	s[shapeForeign] = math.Sqrt(foreign / max(1, letters))
	s[shapeMarks] = marks / n
	s[shapeAsks] = truth(strings.ContainsAny(text, "?"))
	s[shapeBreaks] = math.Log1p(float64(strings.Count(text, "\n")))
	s[shapeLetters] = letters / n
	trimmed := strings.TrimSpace(text)
	s[shapeEnds] = truth(trimmed == "" || !strings.ContainsAny(trimmed[len(trimmed)-1:], ".!?\"')"))
	sentences := 1.0
	begin := true
	for w := range strings.FieldsSeq(text) {
		r := []rune(w)[0]
		if unicode.IsUpper(r) && !begin {
			s[shapeCapitals]++
		}
		if strings.ContainsAny(w, "0123456789") {
			s[shapeDigits]++
		}
		begin = strings.ContainsAny(w[len(w)-1:], ".!?:")
		if begin {
			sentences++
		}
	}
	s[shapeCapitals] = math.Sqrt(s[shapeCapitals] / n)
	s[shapeDigits] = math.Sqrt(s[shapeDigits] / n)
	s[shapeSentence] = math.Log1p(n / sentences)
	s[shapeNegated] = math.Sqrt(s[shapeNegated] / n)
	s[shapeHedged] = math.Sqrt(s[shapeHedged] / n)
	s[shapeRare] /= n
	low := strings.ToLower(text)
	for _, r := range refusals {
		if strings.Contains(low, r) {
			s[shapeRefuses] = 1
		}
	}
	return s
}

// shapes adds the shape of each sample's text: of the response beside the
// fields for kind text, of the chosen text beside the other for a judge, else
// of the last field beside those before it.
func (b *builder) shapes() {
	p := b.pool
	rarity := p.rarity()
	first, second, judge := judgedPair(p.task)
	values := make([][]float64, shapes)
	for f := range values {
		values[f] = make([]float64, p.len())
	}
	for k := range p.order {
		s := p.at(k)
		var a shape
		if judge {
			context := p.context(s, func(f review.Field) bool { return f.Name != first && f.Name != second })
			one, two, side := shapeOf(s.Field(first), context, rarity), shapeOf(s.Field(second), context, rarity), p.side(s)
			for f := range a {
				a[f] = side * (one[f] - two[f])
			}
		} else if p.task.Kind == review.Text {
			a = shapeOf(s.Suggestion.Text, p.context(s, func(review.Field) bool { return true }), rarity)
		} else if n := len(s.Fields); n > 0 {
			last := s.Fields[n-1]
			a = shapeOf(last.Text, p.context(s, func(f review.Field) bool { return f.Name != last.Name }), rarity)
		}
		for f := range a {
			values[f][k] = a[f]
		}
	}
	for f, name := range shapeNames() {
		if b.add(name, 0, values[f], nil) != nil {
			b.table.columns[len(b.table.columns)-1].ridge = ridgeShape - (ridgeShape-ridgeShapeJudge)*truth(judge)
		}
	}
}

// context is the text of those fields that are wanted.
func (p *pool) context(s *review.Sample, want func(review.Field) bool) string {
	var out []string
	for _, f := range s.Fields {
		if want(f) {
			out = append(out, f.Text)
		}
	}
	return strings.Join(out, " ")
}

// rarity returns how rare a word is among the samples: the logarithm of how
// many samples there are for each that has it.
func (p *pool) rarity() func(word string) float64 {
	df, seen := make([]int32, buckets), make([]int32, buckets)
	for k := range p.order {
		count := func(w string) {
			if at := bucketOf(hashOn(hashBegin, w)); seen[at] != int32(k+1) {
				seen[at] = int32(k + 1)
				df[at]++
			}
		}
		s := p.at(k)
		for _, f := range s.Fields {
			tokens(f.Text, count)
		}
		tokens(s.Suggestion.Text, count)
	}
	return func(w string) float64 {
		return math.Log(float64(p.len()+1) / float64(1+df[bucketOf(hashOn(hashBegin, w))]))
	}
}
