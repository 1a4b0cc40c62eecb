package rank

import (
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

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

func refusals() []string {
	return []string{
		"as an ai", "language model", "i cannot", "i can't", "i'm sorry", "i am sorry", "unable to", "not able to",
		"cannot provide", "don't have access",
	}
}

func negations() []string {
	return []string{"not", "no", "never", "none", "nothing", "neither", "nor", "without", "cannot", "t"}
}

func hedges() []string {
	return []string{
		"may", "might", "could", "perhaps", "possibly", "probably", "seems", "likely", "some", "often", "usually",
		"generally", "maybe",
	}
}

// shape looks at a text beside its context.
func (v *views) shape(text, context string) shape {
	var s shape
	v.words(&s, text, context)
	runes(&s, text)
	spaced(&s, text)
	low := strings.ToLower(text)
	for _, r := range refusals() {
		if strings.Contains(low, r) {
			s[shapeRefuses] = 1
		}
	}
	return s
}

// words counts words.
func (v *views) words(s *shape, text, context string) {
	v.text, v.context = v.text+1, v.context+1
	if v.inContext == nil {
		v.inContext = make([]int32, buckets)
	}
	n, echo, covered, distinct, apart := 0.0, 0.0, 0.0, 0.0, 0.0
	tokens(context, func(w string) {
		if at := wordBucket(w); v.inContext[at] != v.context {
			v.inContext[at] = v.context
			apart++
		}
	})
	tokens(text, func(w string) {
		n++
		at := wordBucket(w)
		here := v.inContext[at] == v.context
		echo += truth(here)
		if v.inText[at] != v.text {
			v.inText[at] = v.text
			distinct++
			covered += truth(here)
		}
		s[shapeNegated] += truth(slices.Contains(v.negations, w))
		s[shapeHedged] += truth(slices.Contains(v.hedges, w))
		s[shapeRare] += v.rarity(at)
	})
	n = max(n, 1)
	s[shapeEcho], s[shapeCovered] = echo/n, covered/max(1, apart)
	if context == "" {
		s[shapeEcho], s[shapeCovered] = math.NaN(), math.NaN()
	}
	s[shapeDistinct] = distinct / math.Pow(n, 0.8) // long texts repeat more
	s[shapeNegated], s[shapeHedged] = math.Sqrt(s[shapeNegated]/n), math.Sqrt(s[shapeHedged]/n)
	s[shapeRare] /= n
}

// runes counts letters and marks.
func runes(s *shape, text string) {
	letters, foreign, marks := 0.0, 0.0, 0.0
	for _, r := range text {
		switch {
		case unicode.IsLetter(r):
			letters++
			foreign += truth(r >= utf8.RuneSelf)
		case unicode.IsPunct(r):
			marks++
		}
	}
	n := float64(max(1, wordCount(text)))
	s[shapeForeign] = math.Sqrt(foreign / max(1, letters))
	s[shapeMarks], s[shapeLetters] = marks/n, letters/n
	s[shapeAsks] = truth(strings.Contains(text, "?"))
	s[shapeBreaks] = math.Log1p(float64(strings.Count(text, "\n")))
}

// spaced looks at what stands between spaces.
func spaced(s *shape, text string) {
	n, sentences, last, begin := 0.0, 1.0, byte(0), true
	for w := range strings.FieldsSeq(text) {
		n++
		first, _ := utf8.DecodeRuneInString(w)
		s[shapeCapitals] += truth(unicode.IsUpper(first) && !begin)
		s[shapeDigits] += truth(strings.ContainsAny(w, "0123456789"))
		last = w[len(w)-1]
		begin = strings.IndexByte(".!?:", last) >= 0
		sentences += truth(begin)
	}
	s[shapeCapitals], s[shapeDigits] = math.Sqrt(s[shapeCapitals]/max(1, n)), math.Sqrt(s[shapeDigits]/max(1, n))
	s[shapeSentence] = math.Log1p(n / sentences)
	s[shapeEnds] = truth(last == 0 || strings.IndexByte(".!?\"')", last) < 0)
}

// shapeOf is the shape of a sample's text: of the response beside the fields
// for kind text, of the chosen text beside the other for a judge, else of the
// last field beside those before it.
func (v *views) shapeOf(p *pool, s *review.Sample) shape {
	first, second, judge := judgedPair(p.task)
	if judge {
		context := contextOf(s, func(f review.Field) bool { return f.Name != first && f.Name != second })
		one, two, side := v.shape(s.Field(first), context), v.shape(s.Field(second), context), p.side(s)
		var a shape
		for f := range a {
			a[f] = side * (one[f] - two[f])
		}
		return a
	}
	if hasProse(p.task) {
		return v.shape(s.Suggestion.Prose(), contextOf(s, func(review.Field) bool { return true }))
	}
	n := len(s.Fields)
	if n == 0 {
		return shape{}
	}
	last := s.Fields[n-1]
	return v.shape(last.Text, contextOf(s, func(f review.Field) bool { return f.Name != last.Name }))
}

// shapes are the features of the shape.
func (b *builder) shapes() {
	ridge := ridgeShape
	if _, _, judge := judgedPair(b.pool.task); judge {
		ridge = ridgeShapeJudge
	}
	for f, name := range shapeNames() {
		b.features = append(b.features, feature{name: name, ridge: ridge, of: func(*review.Sample, *evidence) float64 { return b.shape[f] }})
	}
}

// contextOf is the text of those fields that are wanted.
func contextOf(s *review.Sample, want func(review.Field) bool) string {
	var out []string
	for _, f := range s.Fields {
		if want(f) {
			out = append(out, f.Text)
		}
	}
	return strings.Join(out, " ")
}

// views is what is needed to look at one text after the other: how many samples
// have a word, and which words were seen in the text and the context that are
// looked at now. Words are hashed.
type views struct {
	n                 int
	df                []int32
	inText, inContext []int32 // the number of the text that had the word last
	text, context     int32
	negations, hedges []string
}

func newViews() *views {
	return &views{df: make([]int32, buckets), inText: make([]int32, buckets), negations: negations(), hedges: hedges()}
}

// count takes the words of a sample in.
func (v *views) count(s *review.Sample) {
	v.n++
	v.text++
	one := func(w string) {
		if at := wordBucket(w); v.inText[at] != v.text {
			v.inText[at] = v.text
			v.df[at]++
		}
	}
	for _, f := range s.Fields {
		tokens(f.Text, one)
	}
	tokens(s.Suggestion.Prose(), one)
}

// rarity is the logarithm of how many samples there are for each that has a
// word.
func (v *views) rarity(bucket int32) float64 {
	return math.Log(float64(v.n+1) / float64(1+v.df[bucket]))
}

func wordBucket(w string) int32 { return bucketOf(hashOn(hashBegin, w)) }
