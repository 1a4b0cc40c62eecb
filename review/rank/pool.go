package rank

import (
	"bytes"
	"cmp"
	"slices"

	"winnow/review"
)

// pool is the samples in an order that does not depend on how they came: by
// id, then by content. Everything that the learner adds up, deals out to folds
// or hashes goes by this order, so that shuffled input changes no figure.
type pool struct {
	task    review.Task
	samples []review.Sample
	order   []int32 // place → index in samples
	place   []int32 // index → place
}

func newPool(task review.Task, samples []review.Sample) *pool {
	p := &pool{task: task, samples: samples, order: make([]int32, len(samples)), place: make([]int32, len(samples))}
	for i := range samples {
		p.order[i] = int32(i)
	}
	slices.SortStableFunc(p.order, func(a, b int32) int {
		x, y := &samples[a], &samples[b]
		return cmp.Or(cmp.Compare(x.ID, y.ID), bytes.Compare(x.Raw, y.Raw))
	})
	for k, i := range p.order {
		p.place[i] = int32(k)
	}
	return p
}

func (p *pool) len() int { return len(p.order) }

// at is the sample at a place.
func (p *pool) at(k int) *review.Sample { return &p.samples[p.order[k]] }

// folds deals the samples out for cross-fitting: by a hash of what the
// reviewer reads, so that samples with the same text share a fold.
func (p *pool) folds() []uint8 {
	out := make([]uint8, p.len())
	for k := range out {
		h := uint64(hashBegin)
		for _, f := range p.at(k).Fields {
			h = hashOn(hashOn(h, f.Text), "\x00")
		}
		out[k] = uint8(uint64(bucketOf(h)) % studentFolds)
	}
	return out
}
