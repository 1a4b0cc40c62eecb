package student

import "slices"

const (
	settled = 300   // steps after which the weights move no more
	solved  = 1e-10 // of the squared error at first
	solves  = 500   // steps in which it is solved, or as far as it goes
)

// Influence is how much each example that is learned helps with those to be told:
// by how much their mean reverse cross-entropy would rise without it, as far as
// the bend of the loss tells without learning anew (influence functions, Koh and
// Liang 2017, as ProGen uses them, Ye et al. 2022, section 3.3). What harms is
// below zero. nil where there is nothing to learn from.
func Influence(learned, told []Example) []float64 {
	m := newModel(learned)
	if len(m.labels) < 2 {
		return nil
	}
	m.learn(settled)
	var rows []row
	var of []int
	for _, e := range told {
		if k := slices.Index(m.labels, e.Label); k >= 0 {
			rows, of = append(rows, m.row(e.Text, false)), append(of, k)
		}
	}
	if len(rows) == 0 {
		return nil
	}
	m.toVal = m.solve(m.reverse(rows, of))
	out := make([]float64, len(m.rows))
	for i, r := range m.rows {
		out[i] = m.along(r, m.of[i]) / float64(len(m.rows))
	}
	return out
}

// solve finds what the bend of the loss turns into the vector (conjugate
// gradients).
func (m *Model) solve(v []float64) []float64 {
	x, rest := make([]float64, len(v)), slices.Clone(v)
	way, bent := slices.Clone(v), make([]float64, len(v))
	left := product(rest, rest)
	first := left
	for range solves {
		if left <= solved*first {
			break
		}
		m.bend(way, bent)
		far := left / product(way, bent)
		for k := range x {
			x[k] += far * way[k]
			rest[k] -= far * bent[k]
		}
		now := product(rest, rest)
		for k := range way {
			way[k] = rest[k] + now/left*way[k]
		}
		left = now
	}
	return x
}

// bend is the second derivative of the loss at the last weights, times a vector.
func (m *Model) bend(v, out []float64) {
	for k, x := range v {
		out[k] = m.ridge * x
	}
	share, score := make([]float64, len(m.labels)), make([]float64, len(m.labels))
	for _, r := range m.rows {
		m.shares(m.last(), r, share)
		m.scores(v, r, score)
		mean := product(share, score)
		for k := range score {
			score[k] = share[k] * (score[k] - mean)
		}
		m.spread(r, score, 1/float64(len(m.rows)), out)
	}
}

func product(a, b []float64) float64 {
	sum := 0.0
	for k, x := range a {
		sum += x * b[k]
	}
	return sum
}
