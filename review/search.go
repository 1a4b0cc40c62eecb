package review

import (
	"cmp"
	"context"
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
	return SearchFor(context.Background(), s, f, n, func(it *Item) Item { return *it })
}

// SearchFor is [Session.Search] for a list that shows little of many items, whose
// texts may be long: of an item only what brief makes of it is kept. It ends with
// the context.
func SearchFor[T any](ctx context.Context, s *Session, f Filter, n int, brief func(*Item) T) (hits []T, more bool, err error) {
	order, _ := s.Chosen()
	found := false
	if !f.onlyDecided() {
		hits, found, err = searchQueue(ctx, s, order, f, n, brief)
	}
	if err == nil && !found && ctx.Err() == nil {
		hits, more, err = searchAll(ctx, s, order, f, n, brief)
	}
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return nil, false, fmt.Errorf("searching: %w", err)
	}
	return hits, found || more, nil
}

// searchQueue looks for more than n items that match at the head of the queue.
// What many match is found there without reading the project.
func searchQueue[T any](ctx context.Context, s *Session, order Order, f Filter, n int, brief func(*Item) T) (hits []T, found bool, err error) {
	left := searchAhead * n
	err = s.desk.store.Walk(order, func(it Item) bool {
		if f.Match(it) {
			found = len(hits) == n
			if !found {
				it = s.own(it)
				hits = append(hits, brief(&it))
			}
		}
		left--
		return !found && left > 0 && ctx.Err() == nil
	})
	return hits, found, err
}

// searchAll goes through the project and keeps the first n of what matches.
func searchAll[T any](ctx context.Context, s *Session, order Order, f Filter, n int, brief func(*Item) T) (hits []T, more bool, err error) {
	placeOf, before := s.places(order)
	type hit struct {
		at place
		is T
	}
	var kept []hit
	err = s.Walk(func(it Item) bool {
		if !f.Match(it) {
			return ctx.Err() == nil
		}
		here := placeOf(&it)
		at, _ := slices.BinarySearchFunc(kept, here, func(h hit, p place) int { return before(h.at, p) })
		if at < n {
			kept = slices.Insert(kept, at, hit{here, brief(&it)})
		}
		if at >= n || len(kept) > n {
			more = true
			kept = kept[:min(n, len(kept))]
		}
		// The decided ones come as they arrived: behind these stands nothing sooner.
		return ctx.Err() == nil && (!more || !f.onlyDecided())
	})
	for _, h := range kept {
		hits = append(hits, h.is)
	}
	return hits, more, err
}

// Arrange sorts items as [Session.Search] returns them.
func (s *Session) Arrange(items []Item) {
	order, _ := s.Chosen()
	placeOf, before := s.places(order)
	slices.SortFunc(items, func(a, b Item) int { return before(placeOf(&a), placeOf(&b)) })
}

// place is where an item stands in what a search returns, without the item.
type place struct {
	decided bool
	rank    Rank
}

// places tells the place of an item in what a search returns, and compares two.
// Those of the queue are by the confidences shown.
func (s *Session) places(order Order) (of func(*Item) place, before func(a, b place) int) {
	seed := s.desk.store.Seed()
	of = func(it *Item) place {
		p := place{decided: it.State.Decided(), rank: RankOf(it.Sample, it.State, seed)}
		if order != OrderGiven {
			p.rank.Confidence = it.Confidence
		}
		return p
	}
	before = func(a, b place) int {
		switch {
		case a.decided != b.decided && a.decided:
			return 1
		case a.decided != b.decided:
			return -1
		case a.decided || order == OrderArrival || order == OrderAll:
			return cmp.Compare(a.rank.Seq, b.rank.Seq)
		case order == OrderSurest && a.rank.Deferred == 0 && b.rank.Deferred == 0:
			return b.rank.Compare(a.rank)
		}
		return a.rank.Compare(b.rank)
	}
	return of, before
}
