package main

import (
	"slices"

	"winnow/generator/ask"
	"winnow/review"
)

const (
	// mostDecided bounds the decisions that steer a source: its last ones.
	mostDecided = 1000
	// mostLooked bounds the log entries that are read for them.
	mostLooked = 20 * mostDecided
)

// decided tells a source what reviewers made of the project's samples, as the
// log has it.
type decided struct {
	store review.Store
	upTo  uint64 // last log entry that was told
}

// Since implements [ask.Reviews]. What cannot be read steers nothing, and what
// was decided in bulk neither: nobody looked at it; nor what was purged, which has
// no texts any more.
func (d *decided) Since(n int) (out []ask.Reviewed, again bool) {
	var seqs []uint64
	seen := map[uint64]bool{}
	last, looked := uint64(0), 0
	again = n == 0
	_ = d.store.Log(0, func(e review.Entry) bool {
		last = max(last, e.N)
		if looked++; e.N <= d.upTo && !again || len(seqs) >= mostDecided || looked > mostLooked {
			return false
		}
		switch e.Op {
		case review.OpUndo, review.OpRedo:
			again = true // what was told may stand no more
		case review.OpDecide:
			again = again || e.Was.Decided() && e.Was.Decision <= d.upTo // likewise
			if !seen[e.Seq] && e.Bulk == nil && !e.Purged {
				seqs = append(seqs, e.Seq)
			}
			seen[e.Seq] = true
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
