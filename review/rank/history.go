package rank

import (
	"fmt"
	"slices"

	"winnow/review"
)

// history is the log as learning reads it: what became of which sample, entry
// by entry.
type history struct {
	upTo  uint64 // last log entry that was read
	steps []step
	facts map[uint64]fact // of decide entries, by number
}

// step says how a sample stands after a log entry.
type step struct {
	entry   uint64
	seq     uint64
	final   bool // there is a final decision
	unseen  bool // it teaches nothing, see fact
	outcome Outcome
}

// fact is what a decide entry said, and what undoing it goes back to.
type fact struct {
	final bool
	// unseen tells that it teaches nothing: it was made in bulk, so that nobody
	// looked at the sample, or of a sample that was purged, so that nobody can.
	unseen  bool
	outcome Outcome
	before  uint64 // the decide entry that stood before it, 0 if none
	met     uint64 // the version of the sample that it changed, as a redo of it must
}

// read takes in the entries that were written since the last time.
func (h *history) read(store review.Store) error {
	var fresh []review.Entry
	err := store.Log(0, func(e review.Entry) bool {
		if e.N <= h.upTo {
			return false
		}
		fresh = append(fresh, slim(e))
		return true
	})
	if err != nil {
		return fmt.Errorf("reading the log: %w", err)
	}
	if h.facts == nil {
		h.facts = map[uint64]fact{}
	}
	for _, e := range slices.Backward(fresh) {
		h.take(e)
		h.upTo = e.N
	}
	return nil
}

// slim drops the texts of an entry, of which a long log has many.
func slim(e review.Entry) review.Entry {
	d := &e.Decision
	d.Before, d.After = review.Answer{Label: d.Before.Label}, review.Answer{Label: d.After.Label}
	e.Note, e.Was.Note = "", ""
	return e
}

// take takes an entry in, unless it changed no decision. So it is with an undo or
// a redo of a flag or a note, and with one of a bulk action where somebody had
// changed the sample since: [review.Plan] then leaves it as it is.
func (h *history) take(e review.Entry) {
	var now uint64 // the decide entry that stands after this one
	switch target, ok := h.facts[e.Target]; {
	case e.Op == review.OpDecide:
		h.facts[e.N] = fact{
			final: e.Decision.Verdict.Final(), unseen: e.Bulk != nil || e.Purged, outcome: OutcomeOf(e.Decision),
			before: e.Was.Decision, met: e.Was.Version,
		}
		now = e.N
	case e.Op == review.OpUndo && ok && e.Was.Version == e.Target:
		now = target.before
	case e.Op == review.OpRedo && ok && e.Was.Version == target.met:
		now = e.Target
	default:
		return
	}
	f := h.facts[now] // without a decision the zero fact: nothing stands
	// Of a purged sample there is nothing to read either, whatever stood.
	h.steps = append(h.steps, step{entry: e.N, seq: e.Seq, final: f.final, unseen: f.unseen || e.Purged, outcome: f.outcome})
}

// OutcomeOf is what a decision teaches.
func OutcomeOf(d review.Decision) Outcome {
	o := Outcome{Changed: d.Verdict != review.Accept}
	switch d.Verdict {
	case review.Accept:
		o.Label = d.Before.Label
	case review.Relabel, review.Edit:
		o.Label = d.After.Label
	}
	return o
}
