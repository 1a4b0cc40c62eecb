package measure_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"winnow/review"
	"winnow/review/measure"
)

var nine = time.Date(2026, 3, 14, 9, 0, 0, 0, time.UTC)

func at(seconds int) itemOption {
	return func(it *review.Item) { it.Decision.At = nine.Add(time.Duration(seconds) * time.Second) }
}

func by(name string) itemOption {
	return func(it *review.Item) { it.Decision.Reviewer = name }
}

func into(label string) itemOption {
	return func(it *review.Item) { it.Decision.Decision.After.Label = label }
}

func from(p review.Provenance) itemOption {
	return func(it *review.Item) { it.Sample.Provenance = p }
}

func entry(v review.Verdict, at int, seconds float64) review.Entry {
	return review.Entry{Action: review.Action{
		Op: review.OpDecide, At: nine.Add(time.Duration(at) * time.Second),
		Decision: review.Decision{Verdict: v, Seconds: seconds},
	}}
}

// figures are those of items and a log, the oldest entry first.
func figures(t testing.TB, labels []string, items []review.Item, log []review.Entry) measure.Figures {
	t.Helper()
	f, err := measure.Review(measure.Reading{
		Labels: labels,
		Walk: func(visit func(review.Item) bool) error {
			for _, it := range items {
				visit(it)
			}
			return nil
		},
		Log: func(before uint64, visit func(review.Entry) bool) error {
			from := len(log)
			if before > 0 {
				from = int(before) - 1
			}
			for i := from - 1; i >= 0; i-- {
				e := log[i]
				e.N = uint64(i + 1)
				if !visit(e) {
					return nil
				}
			}
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestReview_EmptyProjectHasListsAndNoRates(t *testing.T) {
	t.Parallel()
	b, err := json.Marshal(figures(t, nil, nil, nil))
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"progress", "stretches", "balance", "sources", "models", "strategies", "times", "reviewers"} {
		if list, ok := got[key].([]any); !ok || len(list) != 0 {
			t.Errorf("%s is %v, want an empty list", key, got[key])
		}
	}
	if r := got["reliability"].(map[string]any); r["brier"] != nil || r["ece"] != nil {
		t.Errorf("reliability is %v, want no rates", r)
	}
}

func TestReview_ProgressIsOfStandingDecisionsByTheirTime(t *testing.T) {
	t.Parallel()
	f := figures(t, nil, []review.Item{
		item("a", review.Unknown, decided(review.Accept, 1), at(3)),
		item("a", review.Unknown, decided(review.Relabel, 1), at(0)),
		item("a", review.Unknown, decided(review.Defer, 1), at(1)),
		item("a", review.Unknown, decided(review.Accept, 1), at(1)),
	}, nil)
	want := []measure.Point{
		{At: nine},
		{At: nine.Add(time.Second), Decided: 1},
		{At: nine.Add(2 * time.Second), Decided: 2, Accepted: 1},
		{At: nine.Add(3 * time.Second), Decided: 2, Accepted: 1},
		{At: nine.Add(4 * time.Second), Decided: 3, Accepted: 2},
	}
	if d := cmp.Diff(want, f.Progress); d != "" {
		t.Error(d)
	}
}

func TestReview_ProgressIsBoundedAndEndsWithEverything(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		seconds := rapid.SliceOfN(rapid.Int64Range(-5e9, 5e9), 1, 60).Draw(t, "seconds")
		var items, turned []review.Item
		for _, s := range seconds {
			it := item("a", review.Unknown, decided(review.Accept, 1))
			it.Decision.At = time.Unix(s, 0)
			items = append(items, it)
			turned = append([]review.Item{it}, turned...)
		}
		read := func(items []review.Item) []measure.Point {
			f, err := measure.Review(measure.Reading{
				Walk: func(visit func(review.Item) bool) error {
					for _, it := range items {
						visit(it)
					}
					return nil
				},
				Log: func(uint64, func(review.Entry) bool) error { return nil },
			})
			if err != nil {
				t.Fatal(err)
			}
			return f.Progress
		}
		points := read(items)
		if len(points) > 241 {
			t.Fatalf("%d points", len(points))
		}
		if last := points[len(points)-1]; last.Decided != len(seconds) {
			t.Fatalf("the curve ends with %d of %d", last.Decided, len(seconds))
		}
		for i := range points[1:] {
			if points[i+1].Decided < points[i].Decided || !points[i+1].At.After(points[i].At) {
				t.Fatalf("the curve falls or turns back: %v", points)
			}
		}
		if d := cmp.Diff(points, read(turned)); d != "" {
			t.Fatalf("another order of samples gives another curve: %s", d)
		}
	})
}

func TestReview_StretchesAreTenMinutesOfActiveTimeFromTheEnd(t *testing.T) {
	t.Parallel()
	// 25 decisions of 60 s, a break that was left on screen, and a deferral:
	// 1,500 + 300 + 60 s.
	var log []review.Entry
	for i := range 25 {
		v := review.Accept
		if i%5 == 0 {
			v = review.Reject
		}
		log = append(log, entry(v, 60*i, 60))
	}
	log = append(log, entry(review.Relabel, 9000, 7500), entry(review.Defer, 9060, 60))
	s := figures(t, nil, nil, log).Stretches
	if len(s) != 4 {
		t.Fatalf("%d stretches: %+v", len(s), s)
	}
	for i, want := range []float64{60, 600, 600, 600} {
		if math.Abs(s[i].ActiveSeconds-want) > 1e-6 {
			t.Errorf("stretch %d has %v s, want %v", i, s[i].ActiveSeconds, want)
		}
	}
	newest := s[3]
	if newest.Decisions != 5 || newest.Accepted != 4 || !newest.Ended.Equal(nine.Add(9060*time.Second)) {
		t.Errorf("the newest stretch is %+v, want the relabelling and the last 4 before it", newest)
	}
	if got := value(s[2].PerHour); math.Abs(got-60) > 1e-6 {
		t.Errorf("%v decisions an hour, want 60", got)
	}
}

func TestReview_StretchesAreBoundedAndLoseNothing(t *testing.T) {
	t.Parallel()
	var log []review.Entry
	for i := range 10_000 {
		log = append(log, entry(review.Accept, i, 61))
	}
	s := figures(t, nil, nil, log).Stretches
	decisions, active := 0, 0.0
	for _, p := range s {
		decisions += p.Decisions
		active += p.ActiveSeconds
	}
	if len(s) > 240 || decisions != 10_000 || math.Abs(active-610_000) > 1e-3 {
		t.Errorf("%d stretches with %d decisions in %v s", len(s), decisions, active)
	}
}

func TestReview_ConfusionAndBalance(t *testing.T) {
	t.Parallel()
	f := figures(t, []string{"a", "b", "never"}, []review.Item{
		item("a", review.Unknown, decided(review.Accept, 1), into("a")),
		item("a", review.Unknown, decided(review.Accept, 1), into("a")),
		item("a", review.Unknown, decided(review.Relabel, 1), into("b")),
		item("a", review.Unknown, decided(review.Reject, 1)),
		item("a", review.Unknown, decided(review.Defer, 1)),
		item("b", review.Unknown, decided(review.Edit, 1), into("b")),
		item("b", review.Unknown),
		item("", review.Unknown, decided(review.Relabel, 1), into("b")),
	}, nil)
	want := measure.Confusion{
		Labels: []string{"a", "b"}, Counts: [][]int{{2, 1}, {0, 1}}, Rejected: []int{1, 0}, Missing: []int{0, 1},
		Pairs: []measure.Pair{{Suggested: "a", Decided: "b", Count: 1}},
	}
	if d := cmp.Diff(want, f.Confusion); d != "" {
		t.Error(d)
	}
	balance := []measure.Balance{
		{Label: "a", Suggested: 5, SuggestedDecided: 4, Decided: 2},
		{Label: "b", Suggested: 2, SuggestedDecided: 1, Decided: 3},
		{Label: "never"},
	}
	if d := cmp.Diff(balance, f.Balance); d != "" {
		t.Error(d)
	}
}

func TestReview_ConfusionNamesTheMostFrequentLabels(t *testing.T) {
	t.Parallel()
	var items []review.Item
	for i := range 100 {
		for range 1 + i {
			name := fmt.Sprintf("l%03d", i)
			items = append(items, item(name, review.Unknown, decided(review.Accept, 1), into(name)))
		}
	}
	c := figures(t, nil, items, nil).Confusion
	if len(c.Labels) != 40 || c.Labels[0] != "l099" || c.Counts[0][0] != 100 || c.Others != 60*61/2 {
		t.Errorf("%d labels from %v, %d others", len(c.Labels), c.Labels[:1], c.Others)
	}
}

func TestReview_AcceptanceAndTokensPerSourceModelAndStrategy(t *testing.T) {
	t.Parallel()
	made := review.Provenance{Source: "openai", Origin: "host", Model: "m", Strategy: "evolve", Tokens: 30}
	f := figures(t, nil, []review.Item{
		item("a", review.Unknown, decided(review.Accept, 1), from(made)),
		item("a", review.Unknown, decided(review.Reject, 1), from(made)),
		item("a", review.Unknown, from(made)),
		item("a", review.Unknown, decided(review.Accept, 1), from(review.Provenance{Source: "file", Origin: "r.jsonl"})),
	}, nil)
	if len(f.Sources) != 2 || len(f.Models) != 1 || len(f.Strategies) != 1 {
		t.Fatalf("%+v %+v %+v", f.Sources, f.Models, f.Strategies)
	}
	if g := f.Sources[0]; g.Name != "openai host" || g.Samples != 3 || g.Decided != 2 || value(g.Acceptance) != 0.5 {
		t.Errorf("%+v", g)
	}
	if g := f.Strategies[0]; g.Name != "evolve" || g.Tokens != 90 || value(g.PerAccepted) != 60 {
		t.Errorf("%+v, %v tokens per accepted", g, value(g.PerAccepted))
	}
	if g := f.Sources[1]; g.Name != "file r.jsonl" || g.PerAccepted != nil {
		t.Errorf("%+v", g)
	}
}

func TestReview_NamesBeyondSomeHundredsAreCountedTogether(t *testing.T) {
	t.Parallel()
	var items []review.Item
	for i := range 2000 {
		items = append(items, item("a", review.Unknown, from(review.Provenance{Source: fmt.Sprint(i)})))
	}
	f := figures(t, nil, items, nil)
	if n := len(f.Sources); n != 501 {
		t.Fatalf("%d sources", n)
	}
	if g := f.Sources[0]; g.Name != measure.Others || g.Samples != 1500 {
		t.Errorf("%+v", g)
	}
}

func TestReview_QuartilesOfTimePerLabelAndReviewer(t *testing.T) {
	t.Parallel()
	var items []review.Item
	for _, s := range []float64{5, 1, 3, 2, 4} {
		items = append(items, item("a", review.Unknown, decided(review.Accept, s), by("ann")))
	}
	items = append(items,
		item("b", review.Unknown, decided(review.Reject, 9), by("bob")),
		item("b", review.Unknown, decided(review.Defer, 90), by("bob")))
	f := figures(t, nil, items, nil)
	if len(f.Times) != 2 || f.Times[0].Label != "b" {
		t.Fatalf("%+v, want the slowest label first", f.Times)
	}
	want := measure.LabelTime{Label: "a", Decisions: 5, Seconds: measure.Quartiles{P5: 1.2, Lower: 2, Median: 3, Upper: 4, P95: 4.8}}
	got := f.Times[1]
	if got.Label != want.Label || got.Decisions != 5 || !near(got.Seconds.P5, 1.2) || got.Seconds.Lower != 2 ||
		got.Seconds.Median != 3 || got.Seconds.Upper != 4 || !near(got.Seconds.P95, 4.8) {
		t.Errorf("%+v, want %+v", got, want)
	}
	if r := f.Reviewers; len(r) != 2 || r[0].Name != "ann" || r[0].Accepted != 5 || r[0].ActiveSeconds != 15 || value(r[1].MedianSeconds) != 9 {
		t.Errorf("%+v", r)
	}
}

func TestReview_ManyTimesAreASampleWithTheRightMedian(t *testing.T) {
	t.Parallel()
	var items []review.Item
	for i := range 60_000 {
		items = append(items, item("a", review.Unknown, decided(review.Accept, float64(i)/1000)))
	}
	f := figures(t, nil, items, nil)
	if f.Pace.Decisions != 60_000 || math.Abs(f.Time.Median-30) > 2 || math.Abs(f.Time.Lower-15) > 2 {
		t.Errorf("%d decisions, %+v, want quartiles near 15, 30, 45", f.Pace.Decisions, f.Time)
	}
}

func TestReview_ErrorsOfReadingAreKept(t *testing.T) {
	t.Parallel()
	broken := errors.New("disk on fire")
	_, err := measure.Review(measure.Reading{
		Walk: func(func(review.Item) bool) error { return nil },
		Log:  func(uint64, func(review.Entry) bool) error { return broken },
	})
	if !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}
