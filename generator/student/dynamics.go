package student

import "slices"

// Dynamics is how the probability p of a label for a text went while the model
// learned: the mean of p, and the mean of p(1-p), the uncertainty that lies in
// the text (CLLM, Seedat et al. 2023, section 3.2). Of a label that was not
// learned both are 0.
func (m *Model) Dynamics(text, label string) (mean, uncertainty float64) {
	k := slices.Index(m.labels, label)
	if k < 0 {
		return 0, 0
	}
	r, share := m.row(text, false), make([]float64, len(m.labels))
	for _, weights := range m.path {
		m.shares(weights, r, share)
		mean += share[k]
		uncertainty += share[k] * (1 - share[k])
	}
	n := float64(len(m.path))
	return mean / n, uncertainty / n
}
