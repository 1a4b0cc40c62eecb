package store_test

import (
	"testing"

	"winnow/review"
)

// Ensure that a decided sample keeps the confidence that its reviewer was shown,
// also where that was none: what was learned since was learned from the decision.
func TestItem_KeepsTheConfidenceThatWasShown(t *testing.T) {
	t.Parallel()
	db := project(t, 4)
	for seq, shown := range map[uint64]review.Confidence{1: review.Unknown, 2: review.Known(0.25)} {
		a := decide("ann", seq, review.Accept)
		a.Decision.Shown.Confidence = shown
		do(t, db, a)
	}
	must(t, db.Rescore(t.Context(), lesson(4)))
	for seq, want := range map[uint64]review.Confidence{1: review.Unknown, 2: review.Known(0.25)} {
		it, err := db.Item(seq)
		must(t, err)
		if it.Confidence != want {
			t.Errorf("sample %d was decided at %v and has %v", seq, want, it.Confidence)
		}
	}
	it, err := db.Item(4)
	must(t, err)
	if !it.Confidence.IsKnown() {
		t.Error("the sample that is open has not what was learned of it")
	}
}
