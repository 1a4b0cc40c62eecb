package review_test

import (
	"errors"
	"reflect"
	"testing"

	"winnow/review"
)

func decide(reviewer string, seq uint64, v review.Verdict) review.Action {
	return review.Action{Op: review.OpDecide, Reviewer: reviewer, Seq: seq, Decision: review.Decision{Verdict: v}}
}

func undo(reviewer string) review.Action { return review.Action{Op: review.OpUndo, Reviewer: reviewer} }
func redo(reviewer string) review.Action { return review.Action{Op: review.OpRedo, Reviewer: reviewer} }

func TestPlan_UndoAndRedoOfAnyDepth(t *testing.T) {
	t.Parallel()
	const depth = 200
	s := newShelf().fill(3)
	states := []map[uint64]review.State{{1: {}, 2: {}, 3: {}}}
	for i := range depth {
		seq := uint64(i%3) + 1
		a := decide("ann", seq, review.Verdicts[i%len(review.Verdicts)])
		if i%4 == 1 {
			a = review.Action{Op: review.OpFlag, Reviewer: "ann", Seq: seq, Flag: i%8 == 1}
		}
		if i%4 == 3 {
			a = review.Action{Op: review.OpNote, Reviewer: "ann", Seq: seq, Note: string(rune('a' + i%26))}
		}
		mustPlan(t, s, a)
		states = append(states, map[uint64]review.State{1: s.states[1], 2: s.states[2], 3: s.states[3]})
	}
	for range 2 {
		for i := depth - 1; i >= 0; i-- {
			mustPlan(t, s, undo("ann"))
			checkStates(t, s, states[i])
		}
		if _, err := s.act(undo("ann")); !errors.Is(err, review.ErrNothingToUndo) {
			t.Fatalf("undo below the first action: %v", err)
		}
		for i := 1; i <= depth; i++ {
			mustPlan(t, s, redo("ann"))
			checkStates(t, s, states[i])
		}
		if _, err := s.act(redo("ann")); !errors.Is(err, review.ErrNothingToRedo) {
			t.Fatalf("redo above the last action: %v", err)
		}
	}
	if len(s.log) != depth*5 {
		t.Errorf("%d log entries, want every action, undo and redo: %d", len(s.log), depth*5)
	}
}

func checkStates(t *testing.T, s *shelf, want map[uint64]review.State) {
	t.Helper()
	for seq, w := range want {
		if got := s.states[seq]; got != w {
			t.Fatalf("sample %d: %+v, want %+v", seq, got, w)
		}
	}
}

func TestPlan_NewActionEndsRedo(t *testing.T) {
	t.Parallel()
	s := newShelf().fill(2)
	mustPlan(t, s, decide("ann", 1, review.Accept))
	mustPlan(t, s, decide("ann", 2, review.Reject))
	mustPlan(t, s, undo("ann"))
	mustPlan(t, s, review.Action{Op: review.OpFlag, Reviewer: "ann", Seq: 1, Flag: true})
	if _, err := s.act(redo("ann")); !errors.Is(err, review.ErrNothingToRedo) {
		t.Fatalf("redo after a new action: %v", err)
	}
	// What was undone before the new action is out of undo's way as well.
	mustPlan(t, s, undo("ann"))
	if c := mustPlan(t, s, undo("ann")); c.Entry.Seq != 1 || s.states[1] != (review.State{}) {
		t.Errorf("the second undo reverted %+v and left %+v", c.Entry, s.states[1])
	}
}

func TestPlan_ReviewersUndoTheirOwn(t *testing.T) {
	t.Parallel()
	s := newShelf().fill(2)
	mustPlan(t, s, decide("ann", 1, review.Accept))
	mustPlan(t, s, decide("bob", 2, review.Reject))
	if _, err := s.act(undo("eve")); !errors.Is(err, review.ErrNothingToUndo) {
		t.Fatalf("a stranger's undo: %v", err)
	}
	if c := mustPlan(t, s, undo("ann")); c.Entry.Seq != 1 {
		t.Errorf("ann's undo reverted sample %d", c.Entry.Seq)
	}
	if s.states[2].Verdict != review.Reject {
		t.Errorf("bob's decision is now %+v", s.states[2])
	}
}

func TestPlan_UndoRefusedAfterAnotherReviewer(t *testing.T) {
	t.Parallel()
	s := newShelf().fill(1)
	mustPlan(t, s, decide("ann", 1, review.Accept))
	mustPlan(t, s, decide("bob", 1, review.Reject))
	entries := len(s.log)
	if _, err := s.act(undo("ann")); !errors.Is(err, review.ErrChangedSince) {
		t.Fatalf("undo under bob's decision: %v", err)
	}
	if s.states[1].Verdict != review.Reject || len(s.log) != entries {
		t.Errorf("a refused undo left %+v and %d entries", s.states[1], len(s.log))
	}
	// Bob thinks better of it: ann's undo is possible again.
	mustPlan(t, s, undo("bob"))
	mustPlan(t, s, undo("ann"))
	if s.states[1] != (review.State{}) {
		t.Errorf("after both undos: %+v", s.states[1])
	}
	if _, err := s.act(redo("bob")); !errors.Is(err, review.ErrChangedSince) {
		t.Fatalf("redo on what is no longer there: %v", err)
	}
	mustPlan(t, s, redo("ann"))
	mustPlan(t, s, redo("bob"))
	if s.states[1].Verdict != review.Reject || s.states[1].Decision != 2 {
		t.Errorf("after both redos: %+v", s.states[1])
	}
}

// An undo gives back the note and flag under a decision, not only the verdict.
func TestPlan_FlagAndNoteKeepTheDecision(t *testing.T) {
	t.Parallel()
	s := newShelf().fill(1)
	mustPlan(t, s, decide("ann", 1, review.Defer))
	mustPlan(t, s, review.Action{Op: review.OpFlag, Reviewer: "ann", Seq: 1, Flag: true})
	mustPlan(t, s, review.Action{Op: review.OpNote, Reviewer: "ann", Seq: 1, Note: "odd"})
	want := review.State{Version: 3, Decision: 1, Verdict: review.Defer, Flag: true, Note: "odd"}
	if s.states[1] != want {
		t.Errorf("got %+v, want %+v", s.states[1], want)
	}
	if mustPlan(t, s, undo("ann")); s.states[1].Note != "" || !s.states[1].Flag {
		t.Errorf("after undoing the note: %+v", s.states[1])
	}
}

func TestPlan_ChangesNothingItself(t *testing.T) {
	t.Parallel()
	s := newShelf().fill(1)
	mustPlan(t, s, decide("ann", 1, review.Accept))
	for _, a := range []review.Action{decide("ann", 1, review.Reject), undo("ann")} {
		if _, err := review.Plan(s, a, 2); err != nil {
			t.Fatal(err)
		}
	}
	if s.states[1].Verdict != review.Accept || s.heads["ann"] != (review.Heads{Undo: 1}) || len(s.log) != 1 {
		t.Errorf("planning left %+v, %+v", s.states[1], s.heads)
	}
}

func TestPlan_UnknownSample(t *testing.T) {
	t.Parallel()
	s := newShelf().fill(1)
	for _, seq := range []uint64{0, 2} {
		if _, err := review.Plan(s, decide("ann", seq, review.Accept), 1); !errors.Is(err, review.ErrNotFound) {
			t.Errorf("sample %d: %v", seq, err)
		}
	}
}

// failingLedger cannot read one of the things that Plan reads.
type failingLedger struct {
	*shelf
	state, entry, heads error
}

func (l failingLedger) State(seq uint64) (review.State, error) {
	if l.state != nil {
		return review.State{}, l.state
	}
	return l.shelf.State(seq)
}

func (l failingLedger) Entry(n uint64) (review.Entry, error) {
	if l.entry != nil {
		return review.Entry{}, l.entry
	}
	return l.shelf.Entry(n)
}

func (l failingLedger) Heads(r string) (review.Heads, error) {
	if l.heads != nil {
		return review.Heads{}, l.heads
	}
	return l.shelf.Heads(r)
}

func TestPlan_LedgerErrorsComeThrough(t *testing.T) {
	t.Parallel()
	s := newShelf().fill(1)
	mustPlan(t, s, decide("ann", 1, review.Accept))
	mustPlan(t, s, decide("ann", 1, review.Reject))
	mustPlan(t, s, undo("ann"))
	disk := errors.New("disk on fire")
	for _, l := range []failingLedger{{shelf: s, heads: disk}, {shelf: s, entry: disk}, {shelf: s, state: disk}} {
		for _, a := range []review.Action{decide("ann", 1, review.Accept), undo("ann"), redo("ann")} {
			if a.Op == review.OpDecide && l.entry != nil {
				continue // a decision reads no entry
			}
			if c, err := review.Plan(l, a, 4); !errors.Is(err, disk) || !reflect.DeepEqual(c, review.Change{}) {
				t.Errorf("%s: %+v, %v", a.Op, c, err)
			}
		}
	}
}
