package review

import (
	"cmp"
	"fmt"
	"slices"
)

// searchAhead is how far a search follows the queue, in samples for each one
// that is wanted, before it goes through the whole project.
const searchAhead = 8

// Search returns up to n items that match, decided or not: first those to
// decide, as the session's order has them, then the decided ones as they
// arrived. more tells that there are further ones.
func (s *Session) Search(f Filter, n int) (items []Item, more bool, err error) {
	order, _ := s.Chosen()
	items, found, err := s.searchQueue(order, f, n)
	if err == nil && !found {
		items, more, err = s.searchAll(order, f, n)
	}
	if err != nil {
		return nil, false, fmt.Errorf("searching: %w", err)
	}
	return items, found || more, nil
}

// searchQueue looks for more than n items that match at the head of the queue.
// What many match is found there without reading the project.
func (s *Session) searchQueue(order Order, f Filter, n int) (items []Item, found bool, err error) {
	left := searchAhead * n
	err = s.desk.store.Walk(order, func(it Item) bool {
		if f.Match(it) {
			found = len(items) == n
			if !found {
				items = append(items, s.own(it))
			}
		}
		left--
		return !found && left > 0
	})
	return items, found, err
}

// searchAll goes through the project and keeps the first n of what matches.
func (s *Session) searchAll(order Order, f Filter, n int) (items []Item, more bool, err error) {
	before := s.before(order)
	var kept []*Item
	err = s.Walk(func(it Item) bool {
		if !f.Match(it) {
			return true
		}
		hit := it
		at, _ := slices.BinarySearchFunc(kept, &hit, before)
		if at < n {
			kept = slices.Insert(kept, at, &hit)
		}
		if at >= n || len(kept) > n {
			more = true
			kept = kept[:min(n, len(kept))]
		}
		return true
	})
	for _, it := range kept {
		items = append(items, *it)
	}
	return items, more, err
}

// Arrange sorts items as [Session.Search] returns them.
func (s *Session) Arrange(items []Item) {
	order, _ := s.Chosen()
	before := s.before(order)
	slices.SortFunc(items, func(a, b Item) int { return before(&a, &b) })
}

// before compares the places of two items in what a search returns. Those of the
// queue are by the confidences shown.
func (s *Session) before(order Order) func(a, b *Item) int {
	seed := s.desk.store.Seed()
	rank := func(it *Item) Rank {
		r := RankOf(it.Sample, it.State, seed)
		if order != OrderGiven {
			r.Confidence = it.Confidence
		}
		return r
	}
	return func(a, b *Item) int {
		x, y := a.State.Decided(), b.State.Decided()
		switch {
		case x != y && x:
			return 1
		case x != y:
			return -1
		case x || order == OrderArrival || order == OrderAll:
			return cmp.Compare(a.Sample.Seq, b.Sample.Seq)
		}
		ra, rb := rank(a), rank(b)
		if order == OrderSurest && ra.Deferred == 0 && rb.Deferred == 0 {
			return rb.Compare(ra)
		}
		return ra.Compare(rb)
	}
}
