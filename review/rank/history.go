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
	unseen  bool // it was made in bulk: nobody looked at the sample, so it teaches nothing
	outcome Outcome
}

// fact is what a decide entry said, and what undoing it goes back to.
type fact struct {
	final   bool
	unseen  bool
	outcome Outcome
	before  uint64 // the decide entry that stood before it, 0 if none
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

func (h *history) take(e review.Entry) {
	var now uint64 // the decide entry that stands after this one
	switch e.Op {
	case review.OpDecide:
		f := fact{final: e.Decision.Verdict.Final(), unseen: e.Bulk != nil, outcome: OutcomeOf(e.Decision), before: e.Was.Decision}
		h.facts[e.N], now = f, e.N
	case review.OpUndo:
		target, ok := h.facts[e.Target]
		if !ok {
			return // a flag or a note was undone
		}
		now = target.before
	case review.OpRedo:
		if _, ok := h.facts[e.Target]; !ok {
			return
		}
		now = e.Target
	default:
		return
	}
	f := h.facts[now] // without a decision the zero fact: nothing stands
	h.steps = append(h.steps, step{entry: e.N, seq: e.Seq, final: f.final, unseen: f.unseen, outcome: f.outcome})
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
