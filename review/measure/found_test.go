package measure_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"winnow/review/measure"
)

func TestFoundBy_PerfectOrderIsOneAndItsReverseMinusOne(t *testing.T) {
	t.Parallel()
	wrong := make([]bool, 100)
	up, down := make([]int, 100), make([]int, 100)
	for i := range wrong {
		wrong[i] = i < 20
		up[i], down[i] = i, 99-i
	}
	f := measure.FoundBy(up, wrong)
	if f.Area != 1 || f.Found["10"] != 0.5 || f.Found["20"] != 1 || f.Found["50"] != 1 || f.ReviewsTo5Pct != 0.15 {
		t.Errorf("the perfect order gives %+v", f)
	}
	if f := measure.FoundBy(down, wrong); math.Abs(f.Area+1) > 1e-9 || f.Found["50"] != 0 || f.ReviewsTo5Pct != 0.95 {
		t.Errorf("the worst order gives %+v", f)
	}
}

func TestFoundBy_RandomOrderIsZeroOnTheMean(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	wrong := make([]bool, 300)
	for i := range wrong {
		wrong[i] = i%3 == 0
	}
	var runs []measure.Found
	for range 400 {
		runs = append(runs, measure.FoundBy(r.Perm(len(wrong)), wrong))
	}
	m := measure.MeanFound(runs)
	if math.Abs(m.Area) > 0.02 || math.Abs(m.Found["30"]-0.3) > 0.02 {
		t.Errorf("random orders give %+v on the mean", m)
	}
}

func TestFoundBy_StaysInItsBounds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		wrong := rapid.SliceOfN(rapid.Bool(), 0, 40).Draw(t, "wrong")
		order := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0)).Perm(len(wrong))
		f := measure.FoundBy(order, wrong)
		if f.Area < -1-1e-9 || f.Area > 1+1e-9 || f.ReviewsTo5Pct < 0 || f.ReviewsTo5Pct > 1 {
			t.Fatalf("%+v", f)
		}
		for _, v := range f.Found {
			if v < 0 || v > 1 {
				t.Fatalf("%+v", f)
			}
		}
	})
}
