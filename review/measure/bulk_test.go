package measure_test

import (
	"testing"

	"winnow/review"
	"winnow/review/measure"
)

func TestReview_BulkCountsAsDecidedAndAsNoEvidence(t *testing.T) {
	t.Parallel()
	var items []review.Item
	for i := range 10 {
		seq := uint64(i) + 1
		it := review.Item{
			Sample:     review.Sample{Seq: seq, Suggested: true, Suggestion: review.Answer{Label: "good"}},
			State:      review.State{Version: seq, Decision: seq, Verdict: review.Accept},
			Confidence: review.Known(0.95),
			Decision: &review.Entry{N: seq, Action: review.Action{
				Op: review.OpDecide, Reviewer: "ann", Seq: seq,
				Decision: review.Decision{Verdict: review.Accept, Seconds: 3, Before: review.Answer{Label: "good"}, After: review.Answer{Label: "good"}},
			}},
		}
		if i >= 2 {
			it.Decision.Bulk = &review.Bulk{ID: "b", Filter: "word", Count: 8}
			it.Decision.Decision.Seconds = 0
		}
		items = append(items, it)
	}
	f, err := measure.Review(measure.Reading{
		Walk: func(visit func(review.Item) bool) error {
			for _, it := range items {
				visit(it)
			}
			return nil
		},
		Log: func(before uint64, visit func(review.Entry) bool) error {
			for _, it := range items {
				if before == 0 && !visit(*it.Decision) {
					break
				}
			}
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if f.Decided != 10 || f.Decisions[review.Accept] != 10 || f.Bulk != 8 {
		t.Errorf("counted %d decided, %v, %d in bulk", f.Decided, f.Decisions, f.Bulk)
	}
	if g := f.Labels[0]; g.Samples != 10 || g.Decided != 2 || g.Accepted != 2 {
		t.Errorf("the label's acceptance rests on %+v", g)
	}
	if f.Reliability.Items != 2 || f.Pace.Decisions != 2 || f.Time.Median != 3 {
		t.Errorf("reliability of %d, pace of %d, median %v: what nobody looked at is in it", f.Reliability.Items, f.Pace.Decisions, f.Time.Median)
	}
	if len(f.Stretches) != 1 || f.Stretches[0].Decisions != 2 {
		t.Errorf("stretches %+v", f.Stretches)
	}
}
