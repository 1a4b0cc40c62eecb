package measure_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"winnow/review/measure"
)

func figure(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 5e-4 {
		t.Errorf("%s: %.4f, want %.4f", what, got, want)
	}
}

// Worked by hand: three labels, one of them never told.
func TestScoresOf_PrecisionRecallAndF1OfEachLabel(t *testing.T) {
	t.Parallel()
	truth := []string{"a", "a", "a", "a", "b", "b", "c", "c"}
	said := []string{"a", "a", "b", "", "b", "a", "a", "b"}
	s := measure.ScoresOf(truth, said)
	figure(t, "accuracy", s.Accuracy, 3.0/8)
	if len(s.Labels) != 3 || s.Labels[0].Label != "a" || s.Labels[2].Label != "c" {
		t.Fatalf("labels %+v", s.Labels)
	}
	a, c := s.Labels[0], s.Labels[2]
	figure(t, "precision of a", *a.Precision, 2.0/4)
	figure(t, "recall of a", *a.Recall, 2.0/4)
	figure(t, "F1 of a", a.F1, 0.5)
	if c.Precision != nil || *c.Recall != 0 || c.F1 != 0 {
		t.Errorf("of a label that is never told: %+v", c)
	}
	figure(t, "macro F1", s.MacroF1, (0.5+0.4+0)/3)
	low, high := measure.Interval(3, 8)
	if s.AccuracyLow != low || s.AccuracyHigh != high {
		t.Errorf("interval %v to %v", s.AccuracyLow, s.AccuracyHigh)
	}
	if s.MacroF1Low > s.MacroF1 || s.MacroF1High < s.MacroF1 {
		t.Errorf("macro F1 %.3f outside %.3f to %.3f", s.MacroF1, s.MacroF1Low, s.MacroF1High)
	}
	if none := measure.ScoresOf(nil, nil); none.Accuracy != 0 || none.MacroF1 != 0 {
		t.Errorf("of nothing %+v", none)
	}
}

// labellers answer right with chance p, and the second where the first does.
func labellers(seed uint64, n int, p, q float64) (truth, a, b []string) {
	from := rand.New(rand.NewPCG(seed, 2))
	for range n {
		l := fmt.Sprint(from.IntN(3))
		say := func(p float64) string {
			if from.Float64() < p {
				return l
			}
			return fmt.Sprint(from.IntN(3))
		}
		truth, a, b = append(truth, l), append(a, say(p)), append(b, say(q))
	}
	return truth, a, b
}

// The intervals hold what they promise: of many comparisons between two that are
// equally good, about one in twenty finds one ahead.
func TestLeadOf_FindsNoLeadWhereThereIsNone(t *testing.T) {
	t.Parallel()
	wrongly := 0
	const tries = 60
	for seed := range uint64(tries) {
		truth, a, b := labellers(seed, 120, 0.7, 0.7)
		if l := measure.LeadOf(truth, a, b); l.AccuracyLow > 0 || l.AccuracyHigh < 0 {
			wrongly++
		}
	}
	if wrongly > 8 {
		t.Errorf("%d of %d found a lead where there is none", wrongly, tries)
	}
	truth, a, b := labellers(1, 400, 0.9, 0.6)
	l := measure.LeadOf(truth, a, b)
	if l.AccuracyLow <= 0 || l.MacroF1Low <= 0 {
		t.Errorf("no lead is found where there is one: %+v", l)
	}
	figure(t, "lead", l.Accuracy, measure.ScoresOf(truth, a).Accuracy-measure.ScoresOf(truth, b).Accuracy)
	if measure.LeadOf(truth, a, b) != l {
		t.Error("the same comparison gives other figures")
	}
}

func TestDriftOf_KnownDistances(t *testing.T) {
	t.Parallel()
	// F1 is 1 from 2 on, F2 begins at 3: they do not overlap.
	if d := measure.DriftOf([]float64{1, 2, 2}, []float64{3, 4}); d.Distance != 1 {
		t.Errorf("apart: %+v", d)
	}
	if d := measure.DriftOf([]float64{1, 2, 3}, []float64{3, 2, 1}); d.Distance != 0 || d.P != 1 {
		t.Errorf("the same: %+v", d)
	}
	// At 2: 2/4 against 1/4.
	d := measure.DriftOf([]float64{1, 2, 3, 4}, []float64{2, 3, 4, 5})
	figure(t, "distance", d.Distance, 0.25)
	if d.Of.Median != 2.5 || d.From.Median != 3.5 {
		t.Errorf("medians %v and %v", d.Of.Median, d.From.Median)
	}
	// Kolmogorov's distribution: P(K > 1.358) = 0.05.
	var a, b []float64
	for i := range 10000 {
		a, b = append(a, float64(i)), append(b, float64(i)+192.05-math.Mod(float64(i), 1))
	}
	d = measure.DriftOf(a, b)
	if d.Distance < 0.019 || d.Distance > 0.0195 || d.P < 0.04 || d.P > 0.06 {
		t.Errorf("at the edge of chance: %+v", d)
	}
	if d := measure.DriftOf(nil, a); d.P != 1 || d.Of != nil {
		t.Errorf("of nothing: %+v", d)
	}
}
