package measure

import (
	"cmp"
	"math"
	"slices"
)

// calibrationBins is how many bins of equal mass the calibration error has.
const calibrationBins = 15

// Calibration says how far confidences can be taken at their word.
type Calibration struct {
	// Items had a confidence; those without one are left out.
	Items int `json:"items"`
	// Brier is the mean squared difference between the confidence and what
	// happened (1: taken unchanged, 0: changed). Less is better.
	Brier float64 `json:"brier"`
	// ECE is the expected calibration error over 15 bins of equal mass: the
	// mean distance between a bin's confidence and the share that was taken
	// unchanged (Naeini et al. 2015; bins as Nixon et al. 2019). Less is better.
	ECE float64 `json:"ece"`
}

// Calibrated compares confidences (0 to 1, NaN where unknown) with whether the
// suggestion was right.
func Calibrated(confidence []float64, right []bool) Calibration {
	type pair struct{ p, y float64 }
	var pairs []pair
	c := Calibration{}
	for i, p := range confidence {
		if math.IsNaN(p) {
			continue
		}
		y := 0.0
		if right[i] {
			y = 1
		}
		pairs = append(pairs, pair{p, y})
		c.Brier += (p - y) * (p - y)
	}
	c.Items = len(pairs)
	if c.Items == 0 {
		return c
	}
	c.Brier /= float64(c.Items)
	slices.SortFunc(pairs, func(a, b pair) int { return cmp.Or(cmp.Compare(a.p, b.p), cmp.Compare(a.y, b.y)) })
	// Equal confidences belong together, or their order would make up errors.
	for i := 0; i < len(pairs); {
		j := i
		for j < len(pairs) && pairs[j].p == pairs[i].p {
			j++
		}
		mean := 0.0
		for _, q := range pairs[i:j] {
			mean += q.y
		}
		for k := i; k < j; k++ {
			pairs[k].y = mean / float64(j-i)
		}
		i = j
	}
	bins := min(calibrationBins, c.Items)
	for b := range bins {
		bin := pairs[b*c.Items/bins : (b+1)*c.Items/bins]
		gap := 0.0
		for _, q := range bin {
			gap += q.p - q.y
		}
		c.ECE += math.Abs(gap) / float64(c.Items)
	}
	return c
}

// MeanCalibration is the mean over several runs.
func MeanCalibration(runs []Calibration) Calibration {
	var mean Calibration
	n := float64(max(1, len(runs)))
	for _, r := range runs {
		mean.Items = r.Items
		mean.Brier += r.Brier / n
		mean.ECE += r.ECE / n
	}
	return mean
}
