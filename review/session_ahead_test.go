package review_test

import (
	"context"
	"errors"
	"math"
	"testing"
	"testing/synctest"

	"winnow/review"
)

// Ensure that a search through the whole queue keeps nobody else from the next
// sample, and ends when nobody wants it any more.
func TestSession_AFilteredQueueHoldsUpNobody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		gate, walking := make(chan struct{}), make(chan struct{})
		slow := &slowWalk{shelf: newShelf().fill(5), begins: func() { close(walking); <-gate }}
		desk := openDesk(t, slow)
		ann, bob := desk.Session("ann"), desk.Session("bob")
		ann.Choose(review.OrderArrival, review.Filter{Words: []string{"nowhere"}})
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() {
			_, _, err := ann.Ahead(ctx, 3, math.MaxInt)
			ended <- err
		}()
		<-walking
		if items, err := bob.Upcoming(2); err != nil || len(items) != 2 {
			t.Errorf("bob meanwhile: %d samples, %v", len(items), err)
		}
		cancel()
		close(gate)
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("ann's search ended with %v", err)
		}
	})
}

// slowWalk is a shelf on which going by arrival takes its time.
type slowWalk struct {
	*shelf
	begins func()
}

func (s *slowWalk) Walk(o review.Order, visit func(review.Item) bool) error {
	if o == review.OrderArrival {
		s.begins()
	}
	return s.shelf.Walk(o, visit)
}

func TestSession_AheadIsBoundedByBytesButNotBelowTwo(t *testing.T) {
	t.Parallel()
	s := newShelf().fill(6)
	for i := range s.samples {
		s.samples[i].Raw = make([]byte, 10)
	}
	ann := openDesk(t, s).Session("ann")
	for _, c := range []struct {
		n, bytes, want int
		end            bool
	}{{9, math.MaxInt, 6, true}, {9, 1, 2, false}, {9, 30, 3, false}, {4, math.MaxInt, 4, false}, {0, math.MaxInt, 0, false}} {
		if items, end, err := ann.Ahead(t.Context(), c.n, c.bytes); err != nil || end != c.end || len(items) != c.want {
			t.Errorf("%d samples of %d bytes: %d, end %v, %v", c.n, c.bytes, len(items), end, err)
		}
	}
}
