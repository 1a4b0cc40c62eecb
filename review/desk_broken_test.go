package review_test

import (
	"errors"
	"fmt"
	"testing"

	"winnow/review"
)

func TestDesk_TakesNoMoreWorkWhenNobodyKnowsWhatIsSaved(t *testing.T) {
	t.Parallel()
	for _, fatal := range []error{review.ErrUnknown, review.ErrReplaced} {
		s := newShelf().fill(3)
		commits := 0
		s.onCommit = func(review.Batch) error { commits++; return fmt.Errorf("writing p: %w", fatal) }
		desk := openDesk(t, s)
		seat := desk.Session("ann")
		if _, err := seat.Decide(1, accepted()).Result(); !errors.Is(err, fatal) {
			t.Errorf("the commit itself: %v", err)
		}
		_, action := seat.Decide(2, accepted()).Result()
		_, samples := desk.Add(t.Context(), []review.Sample{sampleOf("x", 0.5)})
		draft := desk.KeepDraft(review.Draft{Seq: 1, Reviewer: "ann"})()
		for _, err := range []error{action, samples, draft} {
			if err == nil || errors.Is(err, review.ErrUnknown) {
				t.Errorf("work after %v: %v", fatal, err)
			}
		}
		if commits != 1 {
			t.Errorf("%d commits after %v", commits, fatal)
		}
	}
}
