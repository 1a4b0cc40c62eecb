package measure_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/review"
	"winnow/review/measure"
)

func TestReview_BulkCountsAsDecidedAndAsNoEvidence(t *testing.T) {
	t.Parallel()
	var items []review.Item
	for i := range 10 {
		seq := uint64(i) + 1
		it := review.Item{
			Sample:     review.Sample{Seq: seq, Suggested: true, Suggestion: review.Answer{Label: "good"}, Confidence: review.Known(0.95)},
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

// inBulk makes the decision one of many.
func inBulk(it *review.Item) { it.Decision.Bulk = &review.Bulk{ID: "b", Filter: "word", Count: 8} }

// Ensure that a share is of what somebody looked at, on whatever page it stands,
// while what is decided is all of it.
func TestReview_NoShareCountsWhatWasDecidedInBulk(t *testing.T) {
	t.Parallel()
	made := from(review.Provenance{Source: "file", Tokens: 10})
	items := []review.Item{
		item("a", review.Unknown, decided(review.Accept, 1), into("a"), by("ann"), at(0), made),
		item("a", review.Unknown, decided(review.Relabel, 1), into("b"), by("ann"), at(0), made),
	}
	for range 6 {
		items = append(items, item("a", review.Unknown, decided(review.Accept, 0), into("a"), by("ann"), at(0), made, inBulk))
	}
	items = append(items, item("c", review.Unknown, decided(review.Reject, 0), by("bob"), at(0), inBulk))
	f := figures(t, []string{"a", "b", "c"}, items, nil)
	if got := value(f.Share(review.Accept)); f.Decided != 9 || f.Bulk != 7 || got != 0.5 {
		t.Errorf("%v of %d decided, %d of them in bulk, are accepted", got, f.Decided, f.Bulk)
	}
	if d := cmp.Diff(map[review.Verdict]int{review.Accept: 6, review.Reject: 1}, f.BulkDecisions); d != "" {
		t.Error(d)
	}
	if end := f.Progress[len(f.Progress)-1]; end.Decided != 9 || end.Accepted != 1 {
		t.Errorf("the curve ends at %+v", end)
	}
	ann, bob := f.Reviewers[0], f.Reviewers[1]
	if ann.Decided != 8 || ann.Bulk != 6 || ann.Accepted != 1 || value(ann.Acceptance) != 0.5 {
		t.Errorf("%+v", ann)
	}
	if bob.Decided != 1 || bob.Bulk != 1 || bob.Acceptance != nil {
		t.Errorf("%+v", bob)
	}
	if g := f.Sources[0]; value(g.Acceptance) != 0.5 || g.Tokens != 80 || value(g.PerAccepted) != 20 {
		t.Errorf("%+v, %v tokens per accepted", g, value(g.PerAccepted))
	}
	want := measure.Confusion{
		Labels: []string{"a", "b"}, Counts: [][]int{{1, 1}, {0, 0}}, Rejected: []int{0, 0}, Missing: []int{0, 0},
		Pairs: []measure.Pair{{Suggested: "a", Decided: "b", Count: 1}},
	}
	if d := cmp.Diff(want, f.Confusion); d != "" {
		t.Error(d)
	}
	if b := f.Balance[0]; b.SuggestedDecided != 8 || b.Decided != 7 {
		t.Errorf("the balance, which tells how samples stand, is %+v", b)
	}
}
