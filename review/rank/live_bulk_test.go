package rank_test

import (
	"testing"

	"winnow/review"
	"winnow/review/rank"
)

func TestLive_DecisionsInBulkTeachNothing(t *testing.T) {
	t.Parallel()
	samples := moods(t, 0, 60)
	alone, bulk := moodProject(t, samples), moodProject(t, samples)
	live := rank.NewLive(alone.DB)
	for seq := uint64(1); seq <= 30; seq++ {
		alone.judge(t, seq)
	}
	if reordered, err := live.Step(t.Context()); err != nil || !reordered {
		t.Fatalf("30 decisions one by one: %t, %v", reordered, err)
	}
	var actions []review.Action
	for seq := uint64(1); seq <= 30; seq++ {
		actions = append(actions, review.Action{
			Op: review.OpDecide, Reviewer: "ann", Seq: seq, Decision: review.Decision{Verdict: review.Reject},
			Bulk: &review.Bulk{ID: "b", Filter: "rain", Count: 30, N: int(seq)},
		})
	}
	if _, err := bulk.Commit(review.Batch{Actions: actions}); err != nil {
		t.Fatal(err)
	}
	if reordered, err := rank.NewLive(bulk.DB).Step(t.Context()); err != nil || reordered {
		t.Errorf("30 decisions in bulk: reordered %t, %v", reordered, err)
	}
	// One of them is looked at after all: from then on it counts as any.
	for seq := uint64(1); seq <= 30; seq++ {
		bulk.judge(t, seq)
	}
	if reordered, err := rank.NewLive(bulk.DB).Step(t.Context()); err != nil || !reordered {
		t.Errorf("decided again one by one: reordered %t, %v", reordered, err)
	}
}
