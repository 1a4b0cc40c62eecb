package student

import (
	"math"
	"slices"
)

const (
	rounds = 100 // of fitting the two sorts of losses
	narrow = 1e-3
	floor  = 1e-6
)

// Clean is for each example the probability that its label is right, by nothing
// but the losses of a model that did not see it: those of right labels and those
// of wrong ones are taken for two normal distributions (FreeAL, Xiao et al. 2023,
// section 3.3). Where there is too little to learn from it is a half.
func Clean(examples []Example) []float64 {
	losses := make([]float64, len(examples))
	for i, shares := range Crossed(examples) {
		losses[i] = -math.Log(max(floor, Of(shares, examples[i].Label)))
		if shares == nil {
			losses[i] = math.NaN()
		}
	}
	return lower(losses)
}

// lower is the probability of each value to be of the lower of two normal
// distributions that are fitted to all (expectation and maximisation).
func lower(values []float64) []float64 {
	out := make([]float64, len(values))
	for i := range out {
		out[i] = 0.5
	}
	var known []float64
	for _, v := range values {
		if !math.IsNaN(v) {
			known = append(known, v)
		}
	}
	if len(known) < 4 {
		return out
	}
	slices.Sort(known)
	mean := [2]float64{known[len(known)/4], known[len(known)*9/10]}
	width := [2]float64{spreadOf(known), spreadOf(known)}
	share := [2]float64{0.5, 0.5}
	of := func(v float64) float64 {
		d := [2]float64{}
		for k := range d {
			z := (v - mean[k]) / width[k]
			d[k] = math.Log(share[k]/width[k]) - z*z/2
		}
		return 1 / (1 + math.Exp(d[1]-d[0]))
	}
	for range rounds {
		var n, sum, square [2]float64
		for _, v := range known {
			p := [2]float64{of(v)}
			p[1] = 1 - p[0]
			for k := range p {
				n[k] += p[k]
				sum[k] += p[k] * v
				square[k] += p[k] * v * v
			}
		}
		for k := range n {
			if n[k] < floor {
				return out // there is one sort only
			}
			mean[k] = sum[k] / n[k]
			width[k] = math.Sqrt(max(narrow, square[k]/n[k]-mean[k]*mean[k]))
			share[k] = n[k] / float64(len(known))
		}
	}
	for i, v := range values {
		switch {
		case math.IsNaN(v):
		case v <= mean[0]:
			out[i] = max(of(v), of(mean[0])) // a wide second one reaches below the first
		default:
			out[i] = of(v)
		}
	}
	return out
}

func spreadOf(sorted []float64) float64 {
	return max(narrow, (sorted[len(sorted)-1]-sorted[0])/4)
}
