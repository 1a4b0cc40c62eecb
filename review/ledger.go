package review

import "fmt"

// Heads are a reviewer's places in the log: the entry that undo reverts next
// and the undo entry that redo takes back next; 0 where there is none. The
// entries form two linked lists (each entry keeps the heads before it), so
// undo and redo have any depth, need no memory and survive a restart.
type Heads struct {
	Undo uint64 `json:"undo,omitempty"`
	Redo uint64 `json:"redo,omitempty"`
}

// Ledger is what [Plan] reads: the log and what derives from it, as they are
// before the action.
type Ledger interface {
	// State returns the state of the sample with arrival number seq, or
	// ErrNotFound if there is no such sample.
	State(seq uint64) (State, error)
	// Entry returns log entry n, or ErrNotFound.
	Entry(n uint64) (Entry, error)
	// Heads returns the reviewer's heads; zero for an unknown reviewer.
	Heads(reviewer string) (Heads, error)
}

// Change is what one action does: the entry to append and what derives from
// it.
type Change struct {
	Entry Entry
	// Now is the sample's state after the entry (Entry.Was is before).
	Now State
	// Heads are the reviewer's heads after the entry.
	Heads Heads
}

// Plan works out what an action does as log entry number n. It changes
// nothing itself. Errors: [ErrNotFound], [ErrNothingToUndo],
// [ErrNothingToRedo], [ErrChangedSince], [ErrBulkOver].
//
// Of a bulk action each entry is undone by itself, but one whose sample somebody
// has changed since holds up none of the others: its undo changes nothing.
func Plan(l Ledger, a Action, n uint64) (Change, error) {
	heads, err := l.Heads(a.Reviewer)
	if err != nil {
		return Change{}, fmt.Errorf("reading the undo pointers of %q: %w", a.Reviewer, err)
	}
	e := Entry{N: n, Action: a, Heads: heads}
	switch a.Op {
	case OpUndo:
		return planUndo(l, e)
	case OpRedo:
		return planRedo(l, e)
	}
	if e.Was, err = l.State(a.Seq); err != nil {
		return Change{}, fmt.Errorf("reading the state of sample %d: %w", a.Seq, err)
	}
	if a.Bulk != nil && e.Was.Decided() {
		return Change{}, ErrChangedSince // nobody has asked for this decision to be replaced
	}
	return Change{Entry: e, Now: e.apply(), Heads: Heads{Undo: n}}, nil
}

// apply returns the state that a decide, flag or note entry makes of Was.
func (e Entry) apply() State {
	now := e.Was
	now.Version = e.N
	switch e.Op {
	case OpDecide:
		now.Decision, now.Verdict = e.N, e.Decision.Verdict
	case OpFlag:
		now.Flag = e.Flag
	case OpNote:
		now.Note = e.Note
	}
	return now
}

func planUndo(l Ledger, e Entry) (Change, error) {
	if e.Heads.Undo == 0 {
		return Change{}, ErrNothingToUndo
	}
	target, now, err := targetAndState(l, e.Heads.Undo)
	if err != nil {
		return Change{}, err
	}
	if err := e.join(target); err != nil {
		return Change{}, err
	}
	e.Target, e.Seq, e.Was = target.N, target.Seq, now
	c := Change{Entry: e, Now: target.Was, Heads: Heads{Undo: target.Heads.Undo, Redo: e.N}}
	return c.unless(now.Version != target.N)
}

func planRedo(l Ledger, e Entry) (Change, error) {
	if e.Heads.Redo == 0 {
		return Change{}, ErrNothingToRedo
	}
	undo, err := l.Entry(e.Heads.Redo)
	if err != nil {
		return Change{}, fmt.Errorf("reading log entry %d: %w", e.Heads.Redo, err)
	}
	target, now, err := targetAndState(l, undo.Target)
	if err != nil {
		return Change{}, err
	}
	if err := e.join(target); err != nil {
		return Change{}, err
	}
	e.Target, e.Seq, e.Was = target.N, target.Seq, now
	c := Change{Entry: e, Now: target.apply(), Heads: Heads{Undo: target.N, Redo: undo.Heads.Redo}}
	return c.unless(now.Version != target.Was.Version)
}

// join makes an undo or redo one of the bulk action that its target is of. One
// that was asked for a bulk action goes no further than that.
func (e *Entry) join(target Entry) error {
	switch {
	case e.Bulk != nil && (target.Bulk == nil || target.Bulk.ID != e.Bulk.ID):
		return ErrBulkOver
	case target.Bulk != nil:
		e.Bulk = &Bulk{ID: target.Bulk.ID}
	}
	return nil
}

// unless is the change where nobody has changed the sample since. Where somebody
// has, it cannot be made; in a bulk action it then leaves the sample as it is.
func (c Change) unless(changed bool) (Change, error) {
	switch {
	case !changed:
		return c, nil
	case c.Entry.Bulk == nil:
		return Change{}, ErrChangedSince
	}
	c.Now = c.Entry.Was
	return c, nil
}

func targetAndState(l Ledger, n uint64) (Entry, State, error) {
	target, err := l.Entry(n)
	if err != nil {
		return Entry{}, State{}, fmt.Errorf("reading log entry %d: %w", n, err)
	}
	now, err := l.State(target.Seq)
	if err != nil {
		return Entry{}, State{}, fmt.Errorf("reading the state of sample %d: %w", target.Seq, err)
	}
	return target, now, nil
}
