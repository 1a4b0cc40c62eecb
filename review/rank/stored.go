package rank

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"winnow/review"
)

// stored are the samples of a project, read from there whenever their texts
// are needed: as many as are learned about would take more memory than all
// that is learned.
type stored struct {
	store review.Store
	cards []card // by arrival
	head  int    // how many of them waited at the head of the queue
}

// find is the index of the sample with that arrival number.
func find(cards []card, seq uint64) (i int, ok bool) {
	return slices.BinarySearchFunc(cards, seq, func(c card, seq uint64) int { return cmp.Compare(c.seq, seq) })
}

// each reads those that wait along the queue, which is cheap, and what has left
// its head meanwhile one by one.
func (r stored) each(visit func(i int, s *review.Sample)) error {
	seen, left, passed := make([]bool, len(r.cards)), r.head, 0
	var s review.Sample // one for all, which visit does not keep
	err := r.store.Walk(review.OrderGiven, func(it review.Item) bool {
		if i, ok := find(r.cards, it.Sample.Seq); ok && !seen[i] {
			s = brief(it.Sample)
			visit(i, &s)
			seen[i] = true
			left--
		}
		passed++
		return left > 0 && passed < 2*r.head
	})
	if err != nil {
		return fmt.Errorf("reading the samples again: %w", err)
	}
	for i := range r.cards {
		if seen[i] {
			continue
		}
		if s, err = r.read(i); err != nil {
			return fmt.Errorf("reading a sample again: %w", err)
		}
		visit(i, &s)
	}
	return nil
}

func (r stored) read(i int) (review.Sample, error) {
	it, err := r.store.Item(r.cards[i].seq)
	if errors.Is(err, review.ErrNotFound) {
		return review.Sample{}, nil // it was taken away meanwhile
	}
	return brief(it.Sample), err
}

// at implements source. What cannot be read is told without its words: that
// the project cannot be read shows wherever it matters.
func (r stored) at(i int) review.Sample {
	s, err := r.read(i)
	if err != nil {
		return review.Sample{}
	}
	return s
}
