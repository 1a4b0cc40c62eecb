package rank

import (
	"math/rand/v2"
	"slices"

	"winnow/review"
)

// Replay reviews all samples in the learned order and returns that order:
// outcomes[i] is what the reviewer makes of sample i, and is looked at only
// when the sample's turn has come. Equal suspicions are settled by the seed.
func Replay(task review.Task, samples []review.Sample, outcomes []Outcome, seed uint64, opts ...Option) []int {
	l := NewLearner(task, samples, opts...)
	left := shuffled(samples, seed)
	order := make([]int, 0, len(samples))
	for len(left) > 0 {
		sortBy(left, func(i int) float64 { return -l.Suspicion(i) })
		for len(left) > 0 && !l.Due() {
			i := left[0]
			left = left[1:]
			order = append(order, i)
			l.Observe(i, outcomes[i])
		}
		if len(left) > 0 {
			l.Refit()
		}
	}
	return order
}

// GivenOrder is the order of the confidence that the records bring: unknown
// first, then the lowest, ties settled by the seed.
func GivenOrder(samples []review.Sample, seed uint64) []int {
	order := shuffled(samples, seed)
	slices.SortStableFunc(order, func(a, b int) int {
		return Given{}.Confidence(samples[a]).Compare(Given{}.Confidence(samples[b]))
	})
	return order
}

// shuffled are the indexes of the samples in an order that only the seed and
// the samples' ids and contents settle, not how they came.
func shuffled(samples []review.Sample, seed uint64) []int {
	cards := make([]card, len(samples))
	for i, s := range samples {
		cards[i].id = s.ID
	}
	p := newPool(review.Task{}, cards, held(samples))
	out := make([]int, len(samples))
	for n, k := range rand.New(rand.NewPCG(seed, 0x77696e6e6f77)).Perm(len(samples)) {
		out[n] = int(p.order[k])
	}
	return out
}

// sortBy sorts by a key that is worked out once for each; equal keys stay as
// they stood.
func sortBy(of []int, key func(int) float64) {
	type keyed struct {
		i int
		k float64
	}
	ks := make([]keyed, len(of))
	for n, i := range of {
		ks[n] = keyed{i, key(i)}
	}
	slices.SortStableFunc(ks, func(a, b keyed) int {
		switch {
		case a.k < b.k:
			return -1
		case a.k > b.k:
			return 1
		}
		return 0
	})
	for n, k := range ks {
		of[n] = k.i
	}
}
