package rank

import (
	"bytes"
	"cmp"
	"slices"

	"winnow/review"
)

// source reads the samples of a learner. A learner goes through them when it
// is made and keeps figures; the texts it reads again when it must show some.
type source interface {
	// each visits every sample with its index, in any order.
	each(visit func(i int, s *review.Sample)) error
	// at reads one sample; one that can no longer be read is empty.
	at(i int) review.Sample
}

// held are samples that are in memory.
type held []review.Sample

func (h held) each(visit func(i int, s *review.Sample)) error {
	for i := range h {
		visit(i, &h[i])
	}
	return nil
}

func (h held) at(i int) review.Sample { return h[i] }

// card is what is kept of a sample.
type card struct {
	seq   uint64
	id    string
	label string // that is suggested
	given review.Confidence
	fold  uint8
}

// pool is the samples in an order that does not depend on how they came: by
// id, then by content. Everything that the learner adds up, deals out to folds
// or hashes goes by this order, so that shuffled input changes no figure.
type pool struct {
	task  review.Task
	cards []card // by index
	from  source
	order []int32 // place → index
	place []int32 // index → place
}

func newPool(task review.Task, cards []card, from source) *pool {
	p := &pool{task: task, cards: cards, from: from, order: make([]int32, len(cards)), place: make([]int32, len(cards))}
	for i := range cards {
		p.order[i] = int32(i)
	}
	slices.SortStableFunc(p.order, func(a, b int32) int {
		if by := cmp.Compare(cards[a].id, cards[b].id); by != 0 {
			return by
		}
		return bytes.Compare(from.at(int(a)).Raw, from.at(int(b)).Raw)
	})
	for k, i := range p.order {
		p.place[i] = int32(k)
	}
	return p
}

func (p *pool) len() int { return len(p.order) }

// at is the card of the sample at a place.
func (p *pool) at(k int) *card { return &p.cards[p.order[k]] }

// foldOf deals the samples out for cross-fitting: by a hash of what the
// reviewer reads, so that samples with the same text share a fold.
func foldOf(s *review.Sample) uint8 {
	h := uint64(hashBegin)
	for _, f := range s.Fields {
		h = hashOn(hashOn(h, f.Text), "\x00")
	}
	return uint8(uint64(bucketOf(h)) % studentFolds)
}
