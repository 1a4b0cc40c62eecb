package review

import (
	"errors"
	"fmt"
	"time"
)

// How many actions one step of a bulk takes. A step is one transaction that
// everybody else waits for, so it grows and shrinks with the time that it takes.
const (
	stepFirst = 32
	stepLeast = 32 // less would leave most of the time to the disk's syncs
	stepMost  = 1024
	stepLong  = 20 * time.Millisecond
)

// BulkRun is a bulk action under way, or the undoing or redoing of one. It goes
// on by [BulkRun.Step] and can be left between two steps at any time: what was
// done is whole, marked, and undone in one go.
type BulkRun struct {
	session *Session
	seat    *Session // holds the samples of the step under way
	mark    Bulk
	size    int
	order   Order

	deed   Deed
	filter Filter
	left   []uint64
	back   Op // OpUndo or OpRedo; "" is the bulk action itself

	progress BulkProgress
}

// BulkProgress tells how far a [BulkRun] has come.
type BulkProgress struct {
	// Done counts what is saved, of Of samples at most; of an undo or redo that
	// is not known and 0.
	Done, Of int
	// Leased, Changed and Open count samples that were passed over: another
	// reviewer has them on screen; they were decided or edited meanwhile, or do
	// not match any more; they have no answer that could stand.
	Leased, Changed, Open int
}

// Passed is how many samples were passed over.
func (p BulkProgress) Passed() int { return p.Leased + p.Changed + p.Open }

// Bulk begins a bulk action on what was gathered; nothing is done before the
// first step. Errors: those of [Session.Allows].
func (s *Session) Bulk(g Gathered, d Deed) (*BulkRun, error) {
	if err := s.Allows(g.Filter, d); err != nil {
		return nil, err
	}
	r := s.run(newID())
	r.mark.Filter, r.mark.Count = g.Filter.String(), len(g.Seqs)
	r.deed, r.filter, r.left = d, g.Filter, g.Seqs
	r.progress.Of = len(g.Seqs)
	return r, nil
}

// UndoBulk goes on undoing the bulk action of that id, of which this reviewer's
// last entries are. It ends where they do.
func (s *Session) UndoBulk(id string) *BulkRun {
	r := s.run(id)
	r.back = OpUndo
	return r
}

// RedoBulk goes on taking the undoing of the bulk action back.
func (s *Session) RedoBulk(id string) *BulkRun {
	r := s.run(id)
	r.back = OpRedo
	return r
}

func (s *Session) run(id string) *BulkRun {
	order, _ := s.Chosen()
	return &BulkRun{session: s, seat: s.desk.Session(s.reviewer), mark: Bulk{ID: id}, size: stepFirst, order: order}
}

// Progress tells how far it has come.
func (r *BulkRun) Progress() BulkProgress { return r.progress }

// ID is that of the bulk action.
func (r *BulkRun) ID() string { return r.mark.ID }

// Step does the next part and returns when it is durable; more is false when
// there is none. An error ends the run; what Progress counts as done is saved.
func (r *BulkRun) Step() (more bool, err error) {
	began := time.Now()
	if r.back == "" {
		more, err = r.forward()
	} else {
		more, err = r.backward()
	}
	switch took := time.Since(began); {
	case took > stepLong:
		r.size = max(stepLeast, r.size/2)
	case took < stepLong/2:
		r.size = min(stepMost, 2*r.size)
	}
	return more, err
}

func (r *BulkRun) forward() (more bool, err error) {
	chunk := r.left[:min(len(r.left), r.size+1)] // one of which may wait, see below
	at := r.mark.Count - len(r.left)
	r.left = r.left[len(chunk):]
	free := r.seat.claim(chunk, r.session)
	defer r.seat.Leave()
	actions, err := r.planAll(chunk, free, at)
	if err != nil {
		return false, err
	}
	switch n := len(actions) - 1; {
	case n < 0:
	case len(r.left) == 0:
		actions[n].Bulk.N = r.mark.Count // nothing comes behind it
	default:
		// Whether it is the last one is known when the rest was looked at.
		r.left = append([]uint64{actions[n].Seq}, r.left...)
		actions = actions[:n]
	}
	for _, t := range r.session.desk.submitAll(actions) {
		_, err := t.Result()
		switch {
		case errors.Is(err, ErrChangedSince):
			r.progress.Changed++
		case err != nil:
			return false, fmt.Errorf("bulk action: %w", err)
		default:
			r.progress.Done++
		}
	}
	return len(r.left) > 0, nil
}

// planAll is what is to be done with the free ones of these samples, of which the
// first comes behind so many others.
func (r *BulkRun) planAll(chunk []uint64, free []bool, behind int) (actions []Action, err error) {
	seqs, places := make([]uint64, 0, len(chunk)), make([]int, 0, len(chunk))
	for i, seq := range chunk {
		if free[i] {
			seqs, places = append(seqs, seq), append(places, behind+i+1)
		} else {
			r.progress.Leased++
		}
	}
	err = r.session.desk.store.Items(seqs, func(it Item) {
		place := places[0]
		places = places[1:]
		a, ok := r.plan(it)
		if !ok {
			return
		}
		mark := r.mark
		mark.N = place
		a.Reviewer, a.Bulk = r.session.reviewer, &mark
		actions = append(actions, a)
	})
	if err != nil {
		return nil, fmt.Errorf("bulk action: reading the samples: %w", err)
	}
	return actions, nil
}

// plan is what is to be done with one sample; ok is false where that is nothing
// any more.
func (r *BulkRun) plan(it Item) (a Action, ok bool) {
	if it.State.Decided() || it.IsHalfEdited() || !r.filter.Match(it) || r.deed.Flag && it.State.Flag {
		r.progress.Changed++
		return Action{}, false
	}
	a, err := r.deed.action(r.session.desk.task, it, r.order)
	if err != nil { // such a sample stays undecided
		r.progress.Open++
		return Action{}, false
	}
	return a, true
}

// backward undoes or redoes a part. Each entry asks by itself whether it is one
// of the bulk, so that nothing that came between is touched.
func (r *BulkRun) backward() (more bool, err error) {
	actions := make([]Action, r.size)
	for i := range actions {
		actions[i] = Action{Op: r.back, Reviewer: r.session.reviewer, Bulk: &Bulk{ID: r.mark.ID}}
	}
	more = true
	for _, t := range r.session.desk.submitAll(actions) {
		change, err := t.Result()
		switch {
		case errors.Is(err, ErrBulkOver), errors.Is(err, ErrNothingToUndo), errors.Is(err, ErrNothingToRedo):
			more = false
		case err != nil:
			return false, fmt.Errorf("bulk action: %w", err)
		case change.Now == change.Entry.Was:
			r.progress.Changed++ // somebody else's decision stands
		default:
			r.progress.Done++
		}
	}
	return more, nil
}

// claim takes leases of the samples that nobody else has, for as long as one
// step lasts; own is the seat whose leases are no hindrance.
func (s *Session) claim(seqs []uint64, own *Session) (free []bool) {
	now := s.desk.now()
	s.desk.mu.Lock()
	defer s.desk.mu.Unlock()
	free = make([]bool, len(seqs))
	for i, seq := range seqs {
		l, held := s.desk.leases[seq]
		free[i] = !held || l.holder == own || !now.Before(l.until)
		if free[i] {
			s.desk.leases[seq] = lease{holder: s, until: now.Add(leaseTime)}
		}
	}
	return free
}

// submitAll queues actions together, so that they are one transaction.
func (d *Desk) submitAll(actions []Action) []*Ticket {
	tickets := make([]*Ticket, len(actions))
	for i, a := range actions {
		a.ID, a.At = newID(), d.now()
		tickets[i] = &Ticket{action: a, done: make(chan struct{})}
	}
	d.mu.Lock()
	err := d.shut()
	if err == nil {
		d.actions = append(d.actions, tickets...)
		d.work.Signal()
	}
	d.mu.Unlock()
	if err != nil {
		for _, t := range tickets {
			t.answer(Result{Err: err})
		}
	}
	return tickets
}

// lookBack bounds how many entries are gone through for a reviewer's last one.
const lookBack = 4096

// BulkCut tells of a bulk action, or an undo or redo of one, that is this
// reviewer's last deed and did not come to its end, because the program was
// ended meanwhile: op says which of them it is. ok is false when there is none.
func (s *Session) BulkCut() (b Bulk, op Op, ok bool, err error) {
	last, found, err := s.newest()
	if err != nil || !found || last.Bulk == nil {
		return Bulk{}, "", false, err
	}
	b = *last.Bulk
	switch last.Op {
	case OpUndo:
		ok, err = s.goesOn(b, last.Target, func(e Entry) uint64 { return e.Heads.Undo })
	case OpRedo:
		ok, err = s.goesOn(b, last.Heads.Redo, func(e Entry) uint64 { return e.Heads.Redo })
	default:
		ok = b.N < b.Count
	}
	return b, last.Op, ok, err
}

// newest is this reviewer's last entry.
func (s *Session) newest() (last Entry, found bool, err error) {
	n := 0
	err = s.Log(0, func(e Entry) bool {
		n++
		if found = e.Reviewer == s.reviewer; found {
			last = e
		}
		return !found && n < lookBack
	})
	if err != nil {
		return Entry{}, false, fmt.Errorf("reading the log: %w", err)
	}
	return last, found, nil
}

// goesOn tells whether the entry that comes next belongs to the bulk action too.
func (s *Session) goesOn(b Bulk, from uint64, next func(Entry) uint64) (bool, error) {
	e, err := s.entry(from)
	if err == nil && next(e) != 0 {
		e, err = s.entry(next(e))
		return err == nil && e.Bulk != nil && e.Bulk.ID == b.ID, err
	}
	return false, err
}

// entry reads one entry of the log.
func (s *Session) entry(n uint64) (e Entry, err error) {
	err = s.Log(n+1, func(found Entry) bool {
		e = found
		return false
	})
	if err != nil {
		return Entry{}, fmt.Errorf("reading log entry %d: %w", n, err)
	}
	return e, nil
}
