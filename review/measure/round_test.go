package measure

import (
	"math"
	"testing"
)

func TestRoundUp_NumbersThatReadWell(t *testing.T) {
	t.Parallel()
	for _, v := range []struct{ of, want float64 }{{0, 2}, {2, 2}, {7, 8}, {9, 10}, {101, 200}, {407, 500}} {
		if got := RoundUp(v.of); math.Abs(got-v.want) > 1e-9 {
			t.Errorf("above %v is %v, want %v", v.of, got, v.want)
		}
	}
}
