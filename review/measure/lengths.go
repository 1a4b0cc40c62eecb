package measure

import (
	"math"
	"slices"
)

// Drift says how far the distribution of one set of values lies from another's.
type Drift struct {
	// Distance is the greatest distance between the two cumulative distributions
	// (Kolmogorov 1933, Smirnov 1939): 0 for the same, 1 where they do not overlap.
	Distance float64 `json:"distance"`
	// P is how likely such a distance or a greater one is where both are drawn
	// from one distribution, in the limit of many values (Stephens 1970). Values
	// that come many times make it a little too large.
	P float64 `json:"p"`
	// Of are the quartiles of the first set, From those of the second; nil for
	// an empty set.
	Of   *Quartiles `json:"of"`
	From *Quartiles `json:"from"`
}

// DriftOf compares two sets of values; of an empty one nothing is known, and the
// distance is 0 and P 1.
func DriftOf(of, from []float64) Drift {
	d := Drift{P: 1, Of: quartilesOf(of), From: quartilesOf(from)}
	if len(of) == 0 || len(from) == 0 {
		return d
	}
	a, b := slices.Sorted(slices.Values(of)), slices.Sorted(slices.Values(from))
	n, m := float64(len(a)), float64(len(b))
	for i, j := 0, 0; i < len(a) && j < len(b); {
		v := min(a[i], b[j])
		for i < len(a) && a[i] == v {
			i++
		}
		for j < len(b) && b[j] == v {
			j++
		}
		d.Distance = max(d.Distance, math.Abs(float64(i)/n-float64(j)/m))
	}
	root := math.Sqrt(n * m / (n + m))
	d.P = kolmogorov((root + 0.12 + 0.11/root) * d.Distance)
	return d
}

// kolmogorov is the chance of more than x in Kolmogorov's distribution.
func kolmogorov(x float64) float64 {
	if x < 0.2 {
		return 1 // to more digits than anybody reads
	}
	sum, sign := 0.0, 1.0
	for k := 1.0; k <= 100; k++ {
		term := math.Exp(-2 * k * k * x * x)
		sum += sign * term
		sign = -sign
		if term < 1e-12 {
			break
		}
	}
	return max(0, min(1, 2*sum))
}

func quartilesOf(values []float64) *Quartiles {
	s := sample{n: len(values), values: values}
	return s.quartiles()
}
