package main

import (
	"slices"

	"winnow/generator/ask"
	"winnow/review"
)

// mostDecided bounds the decisions that steer a source: its last ones.
const mostDecided = 1000

// decided tells a source what reviewers made of the project's samples, as the
// log has it.
type decided struct {
	store review.Store
	upTo  uint64 // last log entry that was told
}

// Since implements [ask.Reviews]. What cannot be read steers nothing.
func (d *decided) Since(n int) (out []ask.Reviewed, again bool) {
	var seqs []uint64
	seen := map[uint64]bool{}
	last := uint64(0)
	again = n == 0
	_ = d.store.Log(0, func(e review.Entry) bool {
		last = max(last, e.N)
		if e.N <= d.upTo && !again || len(seqs) >= mostDecided {
			return false
		}
		switch e.Op {
		case review.OpUndo, review.OpRedo:
			again = true // what was told may stand no more
		case review.OpDecide:
			if !seen[e.Seq] {
				seqs, seen[e.Seq] = append(seqs, e.Seq), true
			} else {
				again = again || e.Was.Verdict != ""
			}
		}
		return true
	})
	d.upTo = max(d.upTo, last)
	for _, seq := range slices.Backward(seqs) {
		it, err := d.store.Item(seq)
		if err != nil || !it.State.Verdict.Final() {
			continue
		}
		out = append(out, ask.Reviewed{Sample: it.Sample, Decision: it.State.Verdict, Answer: answerOf(it)})
	}
	return out, again && n > 0
}

// answerOf is what a sample became; of a rejected one nothing.
func answerOf(it review.Item) review.Answer {
	if it.State.Verdict == review.Reject {
		return review.Answer{}
	}
	return it.Answer()
}
