package review_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"winnow/review"
)

// Ensure that the first hits are the first of all hits, also where they lie far
// apart and in no order.
func TestSession_SearchOrdersAllHitsAndNotOnlyTheFirst(t *testing.T) {
	t.Parallel()
	shelf := newShelf()
	for i, confidence := range []float64{0.5, 0.1, 0.9, 0.3, 0.7, 0.2} {
		shelf.add(sampleOf("rare"+string(rune('1'+i)), confidence))
		for j := range 40 {
			shelf.add(sampleOf(string(rune('A'+i))+string(rune('A'+j)), 0))
		}
	}
	seat := openDesk(t, shelf).Session("ann")
	for seq, verdict := range map[uint64]review.Verdict{1 + 41: review.Accept, 1 + 5*41: review.Defer} { // of 0.1 and 0.2
		if _, err := seat.Decide(seq, review.Decision{Verdict: verdict}).Result(); err != nil {
			t.Fatal(err)
		}
	}
	for order, want := range map[review.Order][]string{
		review.OrderQueue:   {"rare4", "rare1", "rare5", "rare3", "rare6", "rare2"},
		review.OrderSurest:  {"rare3", "rare5", "rare1", "rare4", "rare6", "rare2"},
		review.OrderArrival: {"rare1", "rare3", "rare4", "rare5", "rare6", "rare2"},
	} {
		seat.Choose(order, review.Filter{})
		for n := 1; n <= len(want)+1; n++ {
			hits, more, err := seat.Search(review.Filter{Words: []string{"rare"}}, n)
			var got []string
			for _, h := range hits {
				got = append(got, h.Sample.ID)
			}
			if err != nil || more != (n < len(want)) || !slices.Equal(got, want[:min(n, len(want))]) {
				t.Errorf("the first %d %s: %v, more %v, %v", n, order, got, more, err)
			}
		}
	}
}

// Ensure that a search that nobody waits for goes no further.
func TestSearchFor_EndsWithTheContext(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]review.Filter{"what many match": {}, "what few match": {Words: []string{"text of"}}} {
		for _, most := range []int{1, 500} {
			ctx, stop := context.WithCancel(t.Context())
			seen := 0
			_, _, err := review.SearchFor(ctx, openDesk(t, newShelf().fill(300)).Session("ann"), f, most, func(*review.Item) int {
				seen++
				stop()
				return seen
			})
			if seen != 1 || !errors.Is(err, context.Canceled) {
				t.Errorf("%s: %d were looked at, %v", name, seen, err)
			}
		}
	}
}

// counting is a shelf that counts what is read of it.
type counting struct {
	*shelf
	read int
}

func (c *counting) Walk(o review.Order, visit func(review.Item) bool) error {
	return c.shelf.Walk(o, func(it review.Item) bool {
		c.read++
		return visit(it)
	})
}

// Ensure that the first decided samples are found without reading all behind them,
// that deferred ones, which wait in the queue, are found with them, and that a
// queue of decided samples is empty without being read.
func TestSession_SearchReadsNoMoreThanItNeedsForWhatIsDecided(t *testing.T) {
	t.Parallel()
	shelf := &counting{shelf: newShelf().fill(100)}
	seat := openDesk(t, shelf).Session("ann")
	for seq := uint64(2); seq <= 100; seq += 2 {
		verdict := review.Accept
		if seq%10 == 0 {
			verdict = review.Defer
		}
		if _, err := seat.Decide(seq, review.Decision{Verdict: verdict}).Result(); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		query      string
		want       []uint64
		more       bool
		mostToRead int
	}{
		{"decision:accept", []uint64{2, 4, 6}, true, 8},
		{"decision:accept nowhere", nil, false, 100},
		{"decision:accept decision:defer", []uint64{10, 20, 30}, true, 1000},
		{"decision:reject", nil, false, 100},
	} {
		f, err := review.ParseFilter(c.query)
		if err != nil {
			t.Fatal(err)
		}
		shelf.read = 0
		hits, more, err := seat.Search(f, 3)
		var got []uint64
		for _, h := range hits {
			got = append(got, h.Sample.Seq)
		}
		if err != nil || more != c.more || !slices.Equal(got, c.want) || shelf.read > c.mostToRead {
			t.Errorf("%s: %v, more %v, %d samples read, %v", c.query, got, more, shelf.read, err)
		}
	}
	shelf.read = 0
	seat.Choose(review.OrderQueue, review.Filter{Verdicts: []review.Verdict{review.Accept}})
	if items, end, err := seat.Ahead(t.Context(), 3, 1<<20); len(items) > 0 || !end || err != nil || shelf.read > 0 {
		t.Errorf("the queue of what is decided: %d samples, end %v, %d read, %v", len(items), end, shelf.read, err)
	}
}
