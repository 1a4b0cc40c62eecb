package measure

import "math"

// RoundUp is the next number that reads well at the end of an axis: 1, 2, 3, 4,
// 5, 6 or 8 times a power of ten, and at least 2.
func RoundUp(v float64) float64 {
	v = max(v, 2)
	unit := math.Pow(10, math.Floor(math.Log10(v)))
	for _, k := range []float64{1, 2, 3, 4, 5, 6, 8} {
		if k*unit >= v {
			return k * unit
		}
	}
	return 10 * unit
}
