package review_test

import (
	"errors"
	"reflect"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"winnow/review"
)

// seqs are the arrival numbers of what comes up next for the reviewer.
func seqs(t *testing.T, seat *review.Session, n int, keep ...uint64) []uint64 {
	t.Helper()
	items, err := seat.Upcoming(n, keep...)
	if err != nil {
		t.Fatal(err)
	}
	out := []uint64{}
	for _, it := range items {
		out = append(out, it.Sample.Seq)
	}
	return out
}

func wantSeqs(t *testing.T, what string, got []uint64, want ...uint64) {
	t.Helper()
	if len(got) != len(want) || len(want) > 0 && !reflect.DeepEqual(got, want) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

func TestSession_UpcomingIsTheQueueOfItsChoice(t *testing.T) {
	t.Parallel()
	s := newShelf()
	for _, in := range []review.Sample{sampleOf("sure", 0.9), sampleOf("torn", 0.5), sampleOf("unsure", 0.1)} {
		s.add(in)
	}
	unknown := sampleOf("unknown", 0)
	unknown.Confidence = review.Unknown
	s.add(unknown)
	seat := openDesk(t, s).Session("ann")
	wantSeqs(t, "unknown first, then the lowest", seqs(t, seat, 9), 4, 3, 2, 1)
	wantSeqs(t, "the next two", seqs(t, seat, 2), 4, 3)
	wantSeqs(t, "none", seqs(t, seat, 0))
	seat.Choose(review.OrderArrival, review.Filter{Words: []string{"sure"}})
	if o, f := seat.Chosen(); o != review.OrderArrival || f.IsZero() {
		t.Errorf("chosen: %q, %+v", o, f)
	}
	wantSeqs(t, "filtered, as they arrived", seqs(t, seat, 9), 1, 3)
}

func TestSession_ItemUnderDecisionDoesNotComeUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newShelf().fill(3)
		gate, _ := gated(s)
		desk := openDesk(t, s)
		seat := desk.Session("ann")
		ticket := seat.Decide(1, accepted())
		synctest.Wait()
		flag := seat.Flag(2, true)
		wantSeqs(t, "while it is saved", seqs(t, seat, 9), 2, 3)
		gate <- nil
		gate <- nil
		if err := errors.Join(resultErr(ticket), resultErr(flag)); err != nil {
			t.Fatal(err)
		}
		wantSeqs(t, "when it is saved", seqs(t, seat, 9), 2, 3)
		if _, err := undone(gate, seat); err != nil {
			t.Fatal(err)
		}
		if _, err := undone(gate, seat); err != nil {
			t.Fatal(err)
		}
		wantSeqs(t, "when it is undone", seqs(t, seat, 9), 1, 2, 3)
	})
}

func undone(gate chan error, seat *review.Session) (review.Change, error) {
	ticket := seat.Undo()
	gate <- nil
	return ticket.Result()
}

// The answer comes when the sample may come up again, not some time before.
func TestSession_FailedOrDeferredComesBackWithTheAnswer(t *testing.T) {
	t.Parallel()
	s := newShelf().fill(2)
	var fail error
	s.onCommit = func(review.Batch) error { return fail }
	seat := openDesk(t, s).Session("ann")
	for range 200 {
		fail = errDisk
		if _, err := seat.Decide(1, accepted()).Result(); !errors.Is(err, errDisk) {
			t.Fatalf("got %v", err)
		}
		fail = nil
		wantSeqs(t, "not saved: still to do", seqs(t, seat, 9), 1, 2)
		if _, err := seat.Decide(1, review.Decision{Verdict: review.Defer}).Result(); err != nil {
			t.Fatal(err)
		}
		wantSeqs(t, "deferred: at the end", seqs(t, seat, 9), 2, 1)
		if _, err := seat.Undo().Result(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestSession_LeasesKeepReviewersApart(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		desk := openDesk(t, newShelf().fill(5))
		ann, bob := desk.Session("ann"), desk.Session("bob")
		wantSeqs(t, "ann", seqs(t, ann, 2), 1, 2)
		wantSeqs(t, "bob passes ann's over", seqs(t, bob, 2), 3, 4)
		wantSeqs(t, "ann again", seqs(t, ann, 9), 1, 2, 5)
		wantSeqs(t, "nothing is left", seqs(t, desk.Session("eve"), 9))
		wantSeqs(t, "ann holds what is on screen only", seqs(t, ann, 0, 5))
		wantSeqs(t, "bob takes what she gave back", seqs(t, bob, 9), 1, 2, 3, 4)
		ann.Leave()
		wantSeqs(t, "she has left", seqs(t, bob, 9), 1, 2, 3, 4, 5)
	})
}

func TestSession_LeasesExpireAfterTenMinutes(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	clock := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	pass := func(d time.Duration) {
		mu.Lock()
		defer mu.Unlock()
		clock = clock.Add(d)
	}
	desk, err := review.NewDesk(newShelf().fill(3), constant(0), func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		return clock
	})
	if err != nil {
		t.Fatal(err)
	}
	defer desk.Close()
	ann, bob := desk.Session("ann"), desk.Session("bob")
	wantSeqs(t, "ann", seqs(t, ann, 2), 1, 2)
	pass(9*time.Minute + 59*time.Second)
	wantSeqs(t, "just before", seqs(t, bob, 9), 3)
	wantSeqs(t, "a sign of life", seqs(t, ann, 0, 1, 2))
	pass(9 * time.Minute)
	wantSeqs(t, "renewed", seqs(t, bob, 9), 3)
	pass(time.Minute)
	wantSeqs(t, "expired", seqs(t, bob, 9), 1, 2, 3)
	// Ann comes back to a card that bob has by now.
	wantSeqs(t, "what bob holds stays with him", seqs(t, ann, 9, 1))
	wantSeqs(t, "bob", seqs(t, bob, 9), 1, 2, 3)
}

// One reviewer at two screens is two people to the queue.
func TestSession_TwoSeatsOfOneReviewer(t *testing.T) {
	t.Parallel()
	desk := openDesk(t, newShelf().fill(2))
	wantSeqs(t, "first", seqs(t, desk.Session("ann"), 1), 1)
	wantSeqs(t, "second", seqs(t, desk.Session("ann"), 9), 2)
}

func TestSession_ChoosingIsLeasing(t *testing.T) {
	t.Parallel()
	const people, each = 32, 5
	desk := openDesk(t, newShelf().fill(people*each))
	var crowd sync.WaitGroup
	var mu sync.Mutex
	holder := map[uint64]int{}
	for i := range people {
		crowd.Go(func() {
			items, err := desk.Session("ann").Upcoming(each)
			if err != nil || len(items) != each {
				t.Errorf("seat %d got %d, %v", i, len(items), err)
			}
			mu.Lock()
			defer mu.Unlock()
			for _, it := range items {
				if other, twice := holder[it.Sample.Seq]; twice {
					t.Errorf("sample %d went to seats %d and %d", it.Sample.Seq, other, i)
				}
				holder[it.Sample.Seq] = i
			}
		})
	}
	crowd.Wait()
}

// Ensure that the caller's list is not written to.
func TestSession_KeepStaysTheCallers(t *testing.T) {
	t.Parallel()
	seat := openDesk(t, newShelf().fill(3)).Session("ann")
	shown := []uint64{3, 99, 99}
	wantSeqs(t, "all", seqs(t, seat, 2, shown[:1]...), 1, 2)
	wantSeqs(t, "the list", shown, 3, 99, 99)
}

func TestSession_SearchFindsDecidedOnesToo(t *testing.T) {
	t.Parallel()
	s := newShelf().fill(4)
	seat := openDesk(t, s).Session("ann")
	if _, err := seat.Decide(2, accepted()).Result(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		n, want int
		more    bool
	}{{9, 4, false}, {4, 4, false}, {3, 3, true}, {0, 0, true}} {
		items, more, err := seat.Search(review.Filter{Words: []string{"text of"}}, c.n)
		if err != nil || len(items) != c.want || more != c.more {
			t.Errorf("up to %d: %d, more %v, %v; want %d, %v", c.n, len(items), more, err, c.want, c.more)
		}
	}
	items, more, err := seat.Search(review.Filter{Verdicts: []review.Verdict{review.Accept}}, 9)
	if err != nil || more || len(items) != 1 || items[0].Sample.Seq != 2 {
		t.Errorf("accepted: %v, %v, %v", items, more, err)
	}
}

func TestSession_HistoryIsOnesOwnDecisionsNewestFirst(t *testing.T) {
	t.Parallel()
	desk := openDesk(t, newShelf().fill(5))
	ann, bob := desk.Session("ann"), desk.Session("bob")
	for _, ticket := range []*review.Ticket{
		ann.Decide(1, accepted()), bob.Decide(2, accepted()), ann.Decide(3, accepted()), ann.Flag(3, true), ann.Decide(4, accepted()),
	} {
		if err := resultErr(ticket); err != nil {
			t.Fatal(err)
		}
	}
	numbers := func(before uint64, n int) []uint64 {
		entries, err := ann.History(before, n)
		if err != nil {
			t.Fatal(err)
		}
		var out []uint64
		for _, e := range entries {
			out = append(out, e.N)
		}
		return out
	}
	wantSeqs(t, "all", numbers(0, 9), 5, 3, 1)
	wantSeqs(t, "the newest", numbers(0, 1), 5)
	wantSeqs(t, "below", numbers(5, 9), 3, 1)
	wantSeqs(t, "none", numbers(0, 0))
}

// unreadable is a shelf whose reads fail.
type unreadable struct{ *shelf }

func (unreadable) Walk(review.Order, func(review.Item) bool) error { return errDisk }
func (unreadable) Log(uint64, func(review.Entry) bool) error       { return errDisk }

func TestSession_ReadErrorsComeThrough(t *testing.T) {
	t.Parallel()
	seat := openDesk(t, unreadable{newShelf()}).Session("ann")
	_, upcoming := seat.Upcoming(1)
	_, _, search := seat.Search(review.Filter{}, 1)
	_, history := seat.History(0, 1)
	for what, err := range map[string]error{"upcoming": upcoming, "search": search, "history": history} {
		if !errors.Is(err, errDisk) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := seat.Item(1); !errors.Is(err, review.ErrNotFound) {
		t.Errorf("no such sample: %v", err)
	}
}
