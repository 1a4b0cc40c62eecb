package offline

import (
	"math"
	"strings"
	"unicode"
)

// smoothing is what every class is taken to have seen of every word: Lidstone
// smoothing, below Laplace's 1 because the examples are few.
const smoothing = 0.3

// classifier is a multinomial naive Bayes classifier over words and word
// pairs. All classes count as equally frequent: how many examples somebody
// wrote says nothing about what arrives.
type classifier struct {
	classes     []class
	words       map[string]bool // the vocabulary
	temperature float64
}

type class struct {
	count map[string]float64
	total float64
}

// train learns from examples[c], the texts of class c.
func train(examples [][]string) *classifier {
	m := &classifier{classes: make([]class, len(examples)), words: map[string]bool{}, temperature: 1}
	for c, texts := range examples {
		m.classes[c].count = map[string]float64{}
		for _, t := range texts {
			m.learn(c, features(t), 1)
		}
	}
	m.temperature = m.temper(examples)
	return m
}

// learn adds a text to a class, n times; -1 takes it out again.
func (m *classifier) learn(c int, words []string, n float64) {
	for _, w := range words {
		m.classes[c].count[w] += n
		m.classes[c].total += n
		m.words[w] = true
	}
}

// probabilities returns the chance of each class for the text.
func (m *classifier) probabilities(text string) []float64 {
	return softmax(m.scores(features(text)), m.temperature)
}

// scores are the log likelihoods of the classes. Words that no example has
// are left out: they speak for nobody.
func (m *classifier) scores(words []string) []float64 {
	out := make([]float64, len(m.classes))
	size := float64(len(m.words))
	for _, w := range words {
		if !m.words[w] {
			continue
		}
		for c := range m.classes {
			k := &m.classes[c]
			out[c] += math.Log((k.count[w] + smoothing) / (k.total + smoothing*size))
		}
	}
	return out
}

// temper chooses the temperature at which the probabilities fit best (least
// log loss) to examples that were left out of the training one at a time.
// Naive Bayes takes every word for a witness of its own and is far too sure
// without it.
func (m *classifier) temper(examples [][]string) float64 {
	var scores [][]float64
	var truth []int
	for c, texts := range examples {
		for _, t := range texts {
			words := features(t)
			m.learn(c, words, -1)
			scores, truth = append(scores, m.scores(words)), append(truth, c)
			m.learn(c, words, 1)
		}
	}
	best, least := 1.0, math.Inf(1)
	for t := 1.0; t <= 64; t *= 1.1 {
		loss := 0.0
		for i, s := range scores {
			loss -= math.Log(softmax(s, t)[truth[i]])
		}
		if loss < least {
			best, least = t, loss
		}
	}
	return best
}

func softmax(scores []float64, temperature float64) []float64 {
	top := math.Inf(-1)
	for _, s := range scores {
		top = max(top, s)
	}
	out := make([]float64, len(scores))
	sum := 0.0
	for i, s := range scores {
		out[i] = math.Exp((s - top) / temperature)
		sum += out[i]
	}
	for i := range out {
		out[i] /= sum
	}
	return out
}

// features are the text's words in lower case and its pairs of neighbours.
// Whatever is neither letter, mark nor digit parts words.
func features(text string) []string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) && r != '\''
	})
	out := words
	for i := 1; i < len(words); i++ {
		out = append(out, words[i-1]+" "+words[i])
	}
	return out
}
