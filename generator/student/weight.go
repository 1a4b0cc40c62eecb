package student

import (
	"math"
	"slices"
)

// aim works out in which direction the weights would have to go for the examples
// to be told better, by the reverse cross-entropy, which a few wrong labels do
// not lead astray: it is 4(1-p) of the right label's probability p.
func (m *Model) aim() {
	m.toVal = m.reverse(m.rows, m.of)
	m.scale = 0
	for i, r := range m.rows {
		m.scale += math.Abs(m.along(r, m.of[i])) / float64(len(m.rows))
	}
}

// reverse is the slope of the mean reverse cross-entropy at the last weights.
func (m *Model) reverse(rows []row, of []int) []float64 {
	const fallen = 4 // what the logarithm of nothing is taken for, as in Wang et al. 2019
	out, share := make([]float64, len(m.last())), make([]float64, len(m.labels))
	for i, r := range rows {
		m.shares(m.last(), r, share)
		p := share[of[i]]
		for k := range share {
			share[k] *= p
		}
		share[of[i]] -= p
		m.spread(r, share, fallen/float64(len(rows)), out)
	}
	return out
}

// along is how far learning a row would take the weights in that direction.
func (m *Model) along(r row, label int) float64 {
	share := make([]float64, len(m.labels))
	m.shares(m.last(), r, share)
	m.toward(label, share)
	sum := 0.0
	for j, id := range r.ids {
		for k, s := range share {
			sum += r.xs[j] * s * m.toVal[int(id)*len(share)+k]
		}
	}
	return sum
}

// Weight is how much a sample should count, 0 to 1: one step of the outer loop
// of SunGen (Gao et al. 2023, section 3.2) from a half, up where learning the
// sample would bring the model nearer to what is known to be right and down
// where it would lead away. The paper takes many steps over the whole set; here
// the examples that the model learned stand for what is right, and one step is
// taken for each sample as it comes.
func (m *Model) Weight(text, label string) float64 {
	k := slices.Index(m.labels, label)
	if k < 0 || m.scale == 0 {
		return 0.5
	}
	return max(0, min(1, 0.5+m.along(m.row(text, false), k)/(2*m.scale)))
}
