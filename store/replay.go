package store

import (
	"fmt"

	"winnow/review"
)

// replay is what the log makes of the samples, worked out anew: states of the
// samples that the log touches, undo pointers, and the counts. Entries stay in
// the file and are read as they are needed, so it takes memory for the touched
// samples only.
type replay struct {
	tables
	states map[uint64]review.State
	heads  map[string]review.Heads
	counts review.Counts
	n      uint64 // entries replayed
	head   chainHead
}

var _ review.Ledger = (*replay)(nil)

// State implements [review.Ledger] as of the entries replayed so far.
func (p *replay) State(seq uint64) (review.State, error) {
	if st, ok := p.states[seq]; ok {
		return st, nil
	}
	if p.items.Get(numberKey(seq)) == nil {
		return review.State{}, review.ErrNotFound
	}
	return review.State{}, nil
}

// Heads implements [review.Ledger] as of the entries replayed so far.
func (p *replay) Heads(reviewer string) (review.Heads, error) { return p.heads[reviewer], nil }

// replayLog goes through the whole log. An entry that its predecessors do not
// explain is an error.
func (t tables) replayLog() (*replay, error) {
	p := &replay{tables: t, states: map[uint64]review.State{}, heads: map[string]review.Heads{}}
	c := t.log.Cursor()
	for k, v := c.First(); k != nil; k, v = c.Next() {
		n, err := number(k)
		if err != nil {
			return nil, err
		}
		if n != p.n+1 {
			return nil, fmt.Errorf("%w: log entry %d follows entry %d", review.ErrDamaged, n, p.n)
		}
		if err := p.step(n, v); err != nil {
			return nil, err
		}
		p.n = n
	}
	return p, nil
}

// link reads the entry and makes sure that it continues the chain.
func (p *replay) link(n uint64, stored []byte) (review.Entry, error) {
	l, err := decodeLink(numberKey(n), stored)
	if err != nil {
		return review.Entry{}, err
	}
	head := p.head.next(l.payloadHash)
	if head.hash != l.chain {
		return review.Entry{}, fmt.Errorf("%w: log entry %d does not continue the chain of those before it", review.ErrDamaged, n)
	}
	p.head = head
	return l.entry()
}

func (p *replay) step(n uint64, stored []byte) error {
	e, err := p.link(n, stored)
	if err != nil {
		return err
	}
	change, err := review.Plan(p, e.Action, n)
	if err != nil {
		return fmt.Errorf("%w: log entry %d cannot be done again: %w", review.ErrDamaged, n, err)
	}
	if d := change.Entry; d.N != e.N || d.Seq != e.Seq || d.Target != e.Target || d.Was != e.Was || d.Heads != e.Heads {
		return fmt.Errorf("%w: log entry %d does not follow from those before it", review.ErrDamaged, n)
	}
	if change.Now == (review.State{}) {
		delete(p.states, e.Seq)
	} else {
		p.states[e.Seq] = change.Now
	}
	p.heads[e.Reviewer] = change.Heads
	p.counts.Apply(change.Entry.Was, change.Now)
	return nil
}
