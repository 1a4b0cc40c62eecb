package measure_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/review"
	"winnow/review/measure"
)

type itemOption func(*review.Item)

func item(label string, c review.Confidence, options ...itemOption) review.Item {
	it := review.Item{Confidence: c, Sample: review.Sample{
		Suggestion: review.Answer{Label: label}, Suggested: label != "", Confidence: c,
	}}
	for _, o := range options {
		o(&it)
	}
	return it
}

func decided(v review.Verdict, seconds float64) itemOption {
	return func(it *review.Item) {
		it.State.Verdict, it.State.Decision = v, 1
		it.Decision = &review.Entry{Action: review.Action{Decision: review.Decision{Verdict: v, Seconds: seconds}}}
	}
}

func flagged(it *review.Item) { it.State.Flag = true }

func of(t *testing.T, items ...review.Item) measure.Stats {
	t.Helper()
	s, err := measure.Of(func(visit func(review.Item) bool) error {
		for _, it := range items {
			if !visit(it) {
				t.Error("the walk was ended early")
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func group(t *testing.T, groups []measure.Group, name string) measure.Group {
	t.Helper()
	for _, g := range groups {
		if g.Name == name {
			return g
		}
	}
	t.Fatalf("there is no group %q in %v", name, groups)
	return measure.Group{}
}

func value(p *float64) float64 {
	if p == nil {
		return -1
	}
	return *p
}

func TestOf_EmptyProjectHasAllKeysAndNoRates(t *testing.T) {
	t.Parallel()
	b, err := json.Marshal(of(t))
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Decisions  map[string]int
		Pace       map[string]any
		Labels     []any
		Confidence []map[string]any
	}
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]int{"accept": 0, "edit": 0, "relabel": 0, "reject": 0, "defer": 0}
	if d := cmp.Diff(want, got.Decisions); d != "" {
		t.Error(d)
	}
	if got.Labels == nil {
		t.Error("labels is null, want an empty list")
	}
	if len(got.Confidence) != 11 {
		t.Errorf("%d bands, want unknown and ten", len(got.Confidence))
	}
	for _, key := range []string{"median_seconds", "per_hour"} {
		if v, ok := got.Pace[key]; !ok || v != nil {
			t.Errorf("pace.%s is %v, want null: nothing was measured", key, v)
		}
	}
}

func TestOf_DeferredIsUndecided(t *testing.T) {
	t.Parallel()
	s := of(t,
		item("a", review.Unknown, decided(review.Accept, 2)),
		item("a", review.Unknown, decided(review.Defer, 2), flagged),
		item("a", review.Unknown),
	)
	if s.Samples != 3 || s.Decided != 1 || s.Undecided != 2 || s.Flagged != 1 {
		t.Errorf("got %+v", s)
	}
	if s.Decisions[review.Defer] != 1 || s.Decisions[review.Accept] != 1 {
		t.Errorf("decisions %v", s.Decisions)
	}
}

func TestOf_BandsMeetAtTheirLowerEdge(t *testing.T) {
	t.Parallel()
	for c, band := range map[review.Confidence]string{
		review.Unknown:       "unknown",
		review.Known(0):      "0.0–0.1",
		review.Known(0.0999): "0.0–0.1",
		review.Known(0.1):    "0.1–0.2",
		review.Known(0.3):    "0.3–0.4",
		review.Known(0.6):    "0.6–0.7",
		review.Known(0.7):    "0.7–0.8",
		review.Known(0.9):    "0.9–1.0",
		review.Known(1):      "0.9–1.0",
	} {
		s := of(t, item("a", c))
		if g := group(t, s.Confidence, band); g.Samples != 1 {
			t.Errorf("confidence %s is not in band %s: %+v", c, band, s.Confidence)
		}
	}
}

func TestOf_AcceptanceIsOfDecidedSamplesBySuggestedLabel(t *testing.T) {
	t.Parallel()
	s := of(t,
		item("b", review.Known(0.95), decided(review.Accept, 1)),
		item("a", review.Known(0.95), decided(review.Accept, 1)),
		item("a", review.Known(0.15), decided(review.Relabel, 1)),
		item("a", review.Known(0.15), decided(review.Reject, 1)),
		item("a", review.Known(0.15), decided(review.Edit, 1)),
		item("a", review.Known(0.15)),
		item("", review.Unknown, decided(review.Relabel, 1)),
	)
	if len(s.Labels) != 2 || s.Labels[0].Name != "a" {
		t.Fatalf("labels %+v, want the most frequent first and none for a missing suggestion", s.Labels)
	}
	a := group(t, s.Labels, "a")
	if a.Samples != 5 || a.Decided != 4 || a.Accepted != 1 || value(a.Acceptance) != 0.25 {
		t.Errorf("label a: %+v, acceptance %v", a, value(a.Acceptance))
	}
	if g := group(t, s.Confidence, "0.1–0.2"); value(g.Acceptance) != 0 {
		t.Errorf("acceptance of a band where nothing was accepted is %v", value(g.Acceptance))
	}
	if g := group(t, s.Confidence, "0.5–0.6"); g.Acceptance != nil {
		t.Errorf("acceptance of an empty band is %v, want none", *g.Acceptance)
	}
}

func TestOf_PauseDoesNotCountAsWork(t *testing.T) {
	t.Parallel()
	s := of(t,
		item("a", review.Unknown, decided(review.Accept, 2)),
		item("a", review.Unknown, decided(review.Accept, 4)),
		item("a", review.Unknown, decided(review.Accept, 3600)),
		item("a", review.Unknown, decided(review.Defer, 54)),
	)
	if got := s.Pace.ActiveSeconds; got != 2+4+measure.IdleSeconds+54 {
		t.Errorf("active %v s", got)
	}
	if got := value(s.Pace.MedianSeconds); got != 4 {
		t.Errorf("median %v s, want 4: deferring is not a decision", got)
	}
	if got := value(s.Pace.PerHour); got != 3*3600/360.0 {
		t.Errorf("%v decisions per hour, want 30", got)
	}
}

func TestOf_MedianOfEvenCountIsTheMiddle(t *testing.T) {
	t.Parallel()
	s := of(t,
		item("a", review.Unknown, decided(review.Accept, 9)),
		item("a", review.Unknown, decided(review.Accept, 1)),
		item("a", review.Unknown, decided(review.Accept, 3)),
		item("a", review.Unknown, decided(review.Accept, 5)),
	)
	if got := value(s.Pace.MedianSeconds); got != 4 {
		t.Errorf("median %v, want 4", got)
	}
}

func TestOf_UndoneDecisionDoesNotCount(t *testing.T) {
	t.Parallel()
	undone := item("a", review.Unknown, decided(review.Accept, 5))
	undone.State = review.State{}
	s := of(t, undone)
	if s.Decided != 0 || s.Pace.ActiveSeconds != 0 {
		t.Errorf("got %+v", s)
	}
}

func TestOf_WalkErrorIsKept(t *testing.T) {
	t.Parallel()
	broken := errors.New("disk on fire")
	_, err := measure.Of(func(func(review.Item) bool) error { return broken })
	if !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}
