package student

import (
	"math"
	"slices"

	"winnow/review"
	"winnow/review/similar"
)

const (
	// smoothing is the part of a label's certainty that is dealt out to all
	// (SuperGen, Meng et al. 2022, section 3.3, with 0.15: a student that may be
	// surer than that is of more use here). What SuperGen has beside it, a pull
	// towards the mean of the model's own predictions on the way and leaving out
	// the labels that this mean denies, brought nothing or did harm on five sets of
	// real labels of which 17 to 55% are wrong: so small a model is sure of too
	// little.
	smoothing = 0.05
	// ridgePer is the ridge for one example; it falls with their number, to
	// leastRidge.
	ridgePer, leastRidge = 0.2, 0.002
	// stages are the states of the model on the way that are kept, stepsEach the
	// steps between two.
	stages, stepsEach = 20, 10
)

// Example is a text and its label.
type Example struct {
	Text, Label string
}

// row is a text as features; the last is 1 in every row.
type row struct {
	ids []int32
	xs  []float64
}

// Model gives labels to texts. It never changes and may be asked from several
// goroutines at once.
type Model struct {
	labels []string
	words  map[string]int32
	rows   []row
	of     []int     // the labels of the rows
	on     []float64 // how much each row counts; nil: 1
	ridge  float64
	brief  bool // the way there is not kept
	// path are the weights at the end of each stage, those of one word side by
	// side.
	path  [][]float64
	toVal []float64 // see Weight
	scale float64
}

// Train learns from examples; nil where they have fewer than two labels.
func Train(examples []Example) *Model {
	m := newModel(examples)
	if len(m.labels) < 2 {
		return nil
	}
	m.learn(stages * stepsEach)
	m.aim()
	return m
}

// Learn learns from examples to give labels to texts, and keeps nothing of the
// way there: of [Model.Dynamics] and [Model.Weight] such a model knows nothing,
// and it takes a twentieth of the memory. nil where the examples have fewer than
// two labels.
func Learn(examples []Example) *Model {
	m := newModel(examples)
	if len(m.labels) < 2 {
		return nil
	}
	m.brief = true
	m.learn(stages * stepsEach)
	return m
}

// newModel is a model that has read the examples and learned nothing.
func newModel(examples []Example) *Model {
	m := &Model{words: map[string]int32{"": 0}, ridge: max(leastRidge, ridgePer/float64(max(1, len(examples))))}
	for _, e := range examples {
		if !slices.Contains(m.labels, e.Label) {
			m.labels = append(m.labels, e.Label)
		}
	}
	slices.Sort(m.labels)
	for _, e := range examples {
		m.rows = append(m.rows, m.row(e.Text, true))
		m.of = append(m.of, slices.Index(m.labels, e.Label))
	}
	return m
}

// row are the features of a text, each once, of length 1 together; grow takes in
// words that are new.
func (m *Model) row(text string, grow bool) row {
	tokens := similar.Tokens(text)
	seen := map[int32]bool{}
	r := row{}
	add := func(word string) {
		id, known := m.words[word]
		if !known {
			if !grow {
				return
			}
			id = int32(len(m.words))
			m.words[word] = id
		}
		if !seen[id] {
			seen[id] = true
			r.ids = append(r.ids, id)
		}
	}
	for i, t := range tokens {
		add(t)
		if i > 0 {
			add(tokens[i-1] + " " + t)
		}
	}
	all := max(1, 2*len(tokens)-1) // those that are not known count too
	r.xs = make([]float64, len(r.ids)+1)
	for i := range r.ids {
		r.xs[i] = 1 / math.Sqrt(float64(all))
	}
	r.ids, r.xs[len(r.ids)] = append(r.ids, 0), 1
	return r
}

// learn takes steps down the slope, with momentum (Nesterov 1983): the loss is
// convex and its bend known, so that nothing need be tuned.
func (m *Model) learn(steps int) {
	size := len(m.words) * len(m.labels)
	at, ahead, slope := make([]float64, size), make([]float64, size), make([]float64, size)
	step := 1 / (1 + m.ridge)
	root := math.Sqrt(m.ridge * step)
	momentum := (1 - root) / (1 + root)
	for s := 1; s <= steps; s++ {
		m.slope(ahead, slope)
		for k, was := range at {
			at[k] = ahead[k] - step*slope[k]
			ahead[k] = at[k] + momentum*(at[k]-was)
		}
		if s%stepsEach == 0 || s == steps {
			if m.brief {
				m.path = m.path[:0]
			}
			m.path = append(m.path, slices.Clone(at))
		}
	}
}

// slope is that of the loss at the weights.
func (m *Model) slope(weights, out []float64) {
	for k, w := range weights {
		out[k] = m.ridge * w
	}
	share := make([]float64, len(m.labels))
	for i, r := range m.rows {
		m.shares(weights, r, share)
		m.toward(m.of[i], share)
		m.spread(r, share, m.counts(i)/float64(len(m.rows)), out)
	}
}

func (m *Model) counts(i int) float64 {
	if m.on == nil {
		return 1
	}
	return m.on[i]
}

// toward turns shares into the slope of the loss by the scores of the labels.
func (m *Model) toward(label int, share []float64) {
	for k := range share {
		share[k] -= smoothing / float64(len(share))
	}
	share[label] -= 1 - smoothing
}

// spread adds a slope by the scores to one by the weights.
func (m *Model) spread(r row, by []float64, times float64, out []float64) {
	for j, id := range r.ids {
		x := times * r.xs[j]
		for k, b := range by {
			out[int(id)*len(by)+k] += x * b
		}
	}
}

// scores are those of the labels.
func (m *Model) scores(weights []float64, r row, out []float64) {
	clear(out)
	for j, id := range r.ids {
		for k := range out {
			out[k] += r.xs[j] * weights[int(id)*len(out)+k]
		}
	}
}

// shares are the probabilities of the labels.
func (m *Model) shares(weights []float64, r row, out []float64) {
	m.scores(weights, r, out)
	top, sum := slices.Max(out), 0.0
	for k, s := range out {
		out[k] = math.Exp(s - top)
		sum += out[k]
	}
	for k := range out {
		out[k] /= sum
	}
}

func (m *Model) last() []float64 { return m.path[len(m.path)-1] }

// Shares are the probabilities of the labels for a text, the highest first.
func (m *Model) Shares(text string) []review.Alternative {
	share := make([]float64, len(m.labels))
	m.shares(m.last(), m.row(text, false), share)
	out := make([]review.Alternative, len(share))
	for k, p := range share {
		out[k] = review.Alternative{Label: m.labels[k], Share: p}
	}
	review.SortAlternatives(out)
	return out
}

// Probability is that of a label for a text, 0 for a label that was not learned.
func (m *Model) Probability(text, label string) float64 {
	for _, s := range m.Shares(text) {
		if s.Label == label {
			return s.Share
		}
	}
	return 0
}
