package review

import (
	"context"
	"fmt"
	"math"
	"sync"
	"time"
)

// leaseTime is how long samples stay with a reviewer who shows no sign of
// life.
const leaseTime = 10 * time.Minute

type lease struct {
	holder *Session
	until  time.Time
}

// Session is one reviewer's seat at the desk: an order, a filter, and the
// samples that are leased to this reviewer so that two people never meet the
// same one.
type Session struct {
	desk     *Desk
	reviewer string

	mu     sync.Mutex
	order  Order
	filter Filter
	// pending counts submitted actions on a sample that are not answered yet:
	// such a sample must not come up again although the store still has it in
	// the queue.
	pending map[uint64]int
}

// Session gives the named reviewer a seat. End it with [Session.Leave].
func (d *Desk) Session(reviewer string) *Session {
	return &Session{desk: d, reviewer: reviewer, order: OrderQueue, pending: map[uint64]int{}}
}

// Reviewer is the reviewer's name.
func (s *Session) Reviewer() string { return s.reviewer }

// Choose sets the order and the filter of what comes next.
func (s *Session) Choose(o Order, f Filter) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.order, s.filter = o, f
}

// Chosen returns the order and the filter of what comes next.
func (s *Session) Chosen() (Order, Filter) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.order, s.filter
}

// Upcoming returns the next n samples for this reviewer, the very next first,
// and leases them together with those to keep, which are on screen already.
// Samples with an action under way and samples leased to others are left out.
func (s *Session) Upcoming(n int, keep ...uint64) ([]Item, error) {
	out, _, err := s.Ahead(context.Background(), n, math.MaxInt, keep...)
	return out, err
}

// Ahead is Upcoming for texts of any length: behind the first two samples it
// stops at so many bytes of records. end tells that nothing comes behind what
// it returns. A filter may have to go through the whole project for it: that
// keeps nobody else waiting, and ends with the context.
func (s *Session) Ahead(ctx context.Context, n, bytes int, keep ...uint64) (items []Item, end bool, err error) {
	if _, filter := s.Chosen(); filter.IsZero() {
		// Choosing and leasing are one step, or all who come at once would
		// choose the same.
		s.desk.seating.Lock()
		defer s.desk.seating.Unlock()
	}
	for {
		if items, end, err = s.walk(ctx, n, bytes); err != nil {
			return nil, false, err
		}
		if s.lease(keep, items) {
			return items, end, nil
		}
		// Somebody was quicker with one of them.
	}
}

func (s *Session) walk(ctx context.Context, n, bytes int) (out []Item, end bool, err error) {
	order, filter := s.Chosen()
	if filter.onlyDecided() && order != OrderAll {
		return nil, true, ctx.Err() // however long the queue is
	}
	taken := s.taken()
	end = true
	err = s.desk.store.Walk(order, func(it Item) bool {
		switch {
		case ctx.Err() != nil || len(out) >= n:
			end = false
			return false
		case taken[it.Sample.Seq] || !filter.Match(it):
			return true
		}
		taken[it.Sample.Seq] = true // one that moves meanwhile may come again
		out = append(out, s.own(it))
		bytes -= len(it.Sample.Raw)
		end = len(out) < n && (bytes > 0 || len(out) < 2)
		return end
	})
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return nil, false, fmt.Errorf("reading the queue: %w", err)
	}
	return out, end, nil
}

// Hold renews the leases of samples that were read before, and gives back all
// others.
func (s *Session) Hold(seqs ...uint64) { s.lease(seqs, nil) }

// taken returns the samples that must not come up now.
func (s *Session) taken() map[uint64]bool {
	taken := map[uint64]bool{}
	s.mu.Lock()
	for seq := range s.pending {
		taken[seq] = true
	}
	s.mu.Unlock()
	now := s.desk.now()
	s.desk.mu.Lock()
	defer s.desk.mu.Unlock()
	for seq, l := range s.desk.leases {
		if l.holder != s && now.Before(l.until) {
			taken[seq] = true
		}
	}
	return taken
}

// lease replaces this reviewer's leases by those to keep, but for what
// somebody else holds by now, and the fresh ones, which must all be free: else
// nothing changes.
func (s *Session) lease(keep []uint64, fresh []Item) bool {
	s.desk.mu.Lock()
	defer s.desk.mu.Unlock()
	now := s.desk.now()
	for _, it := range fresh {
		if l, ok := s.desk.leases[it.Sample.Seq]; ok && l.holder != s && now.Before(l.until) {
			return false
		}
	}
	for seq, l := range s.desk.leases {
		if l.holder == s {
			delete(s.desk.leases, seq)
		}
	}
	until := now.Add(leaseTime)
	for _, seq := range keep {
		if l, ok := s.desk.leases[seq]; !ok || !now.Before(l.until) {
			s.desk.leases[seq] = lease{holder: s, until: until}
		}
	}
	for _, it := range fresh {
		s.desk.leases[it.Sample.Seq] = lease{holder: s, until: until}
	}
	return true
}

// Leave gives all leases back.
func (s *Session) Leave() { s.lease(nil, nil) }

// Decide submits a decision about a sample and returns at once; the sample
// does not come up again meanwhile.
func (s *Session) Decide(seq uint64, dec Decision) *Ticket {
	return s.submit(Action{Op: OpDecide, Seq: seq, Decision: dec})
}

// Flag submits a new flag.
func (s *Session) Flag(seq uint64, flag bool) *Ticket {
	return s.submit(Action{Op: OpFlag, Seq: seq, Flag: flag})
}

// Note submits a new note; an empty one removes it.
func (s *Session) Note(seq uint64, note string) *Ticket {
	return s.submit(Action{Op: OpNote, Seq: seq, Note: note})
}

// Undo submits the undoing of this reviewer's last action.
func (s *Session) Undo() *Ticket { return s.submit(Action{Op: OpUndo}) }

// Redo submits the taking back of this reviewer's last undo.
func (s *Session) Redo() *Ticket { return s.submit(Action{Op: OpRedo}) }

func (s *Session) submit(a Action) *Ticket {
	a.Reviewer = s.reviewer
	if a.Op != OpDecide {
		return s.desk.submit(a, nil)
	}
	s.mu.Lock()
	s.pending[a.Seq]++
	s.mu.Unlock()
	return s.desk.submit(a, func() { s.settle(a.Seq) })
}

func (s *Session) settle(seq uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.pending[seq]--; s.pending[seq] <= 0 {
		delete(s.pending, seq)
	}
}

// Item returns one sample as it stands now.
func (s *Session) Item(seq uint64) (Item, error) {
	it, err := s.desk.store.Item(seq)
	return s.own(it), err
}

// Walk visits every sample of the project, decided or not, as they arrived.
func (s *Session) Walk(visit func(Item) bool) error {
	return s.desk.store.Walk(OrderAll, func(it Item) bool { return visit(s.own(it)) })
}

// own picks this reviewer's draft: nobody goes on with what somebody else has
// half written.
func (s *Session) own(it Item) Item {
	it.Draft = nil
	for i := range it.Drafts {
		if it.Drafts[i].Reviewer == s.reviewer {
			it.Draft = &it.Drafts[i]
		}
	}
	return it
}

// Log visits entries of all reviewers from the newest to the oldest, below
// entry number before (0: from the end), until visit returns false.
func (s *Session) Log(before uint64, visit func(Entry) bool) error {
	return s.desk.store.Log(before, visit)
}

// History returns up to n decisions of this reviewer, the newest first, below
// log entry number before (0: from the end).
func (s *Session) History(before uint64, n int) ([]Entry, error) {
	var out []Entry
	err := s.desk.store.Log(before, func(e Entry) bool {
		if len(out) < n && e.Op == OpDecide && e.Reviewer == s.reviewer {
			out = append(out, e)
		}
		return len(out) < n
	})
	if err != nil {
		return nil, fmt.Errorf("reading the history: %w", err)
	}
	return out, nil
}
