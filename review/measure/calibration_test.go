package measure_test

import (
	"math"
	"testing"

	"winnow/review/measure"
)

func near(a, b float64) bool { return math.Abs(a-b) < 1e-9 }

func TestCalibrated_AHonestConfidenceHasNoError(t *testing.T) {
	t.Parallel()
	var confidence []float64
	var right []bool
	for i := range 1000 { // 0.8, and right four times of five
		confidence, right = append(confidence, 0.8), append(right, i%5 != 0)
	}
	c := measure.Calibrated(confidence, right)
	if c.Items != 1000 || !near(c.ECE, 0) || !near(c.Brier, 0.16) {
		t.Errorf("%+v, want 1000 items, no error, Brier 0.16", c)
	}
}

func TestCalibrated_OverconfidenceIsTheError(t *testing.T) {
	t.Parallel()
	var confidence []float64
	var right []bool
	for i := range 600 { // surer in the second half, right half the time in both
		p := 0.7
		if i >= 300 {
			p = 0.9
		}
		confidence, right = append(confidence, p), append(right, i%2 == 0)
	}
	if c := measure.Calibrated(confidence, right); !near(c.ECE, 0.3) {
		t.Errorf("ECE %.3f, want the mean of 0.2 and 0.4", c.ECE)
	}
}

func TestCalibrated_UnknownIsLeftOut(t *testing.T) {
	t.Parallel()
	c := measure.Calibrated([]float64{math.NaN(), 1, math.NaN()}, []bool{false, true, false})
	if c.Items != 1 || c.Brier != 0 || c.ECE != 0 {
		t.Errorf("%+v, want one item without error", c)
	}
	if c := measure.Calibrated([]float64{math.NaN()}, []bool{true}); c != (measure.Calibration{}) {
		t.Errorf("without a confidence: %+v", c)
	}
}
