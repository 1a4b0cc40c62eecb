package rank_test

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"winnow/review"
	"winnow/review/rank"
)

func labelled(signals ...review.Signal) review.Sample {
	return review.Sample{
		Suggested:  true,
		Suggestion: review.Answer{Label: "wheat"},
		Signals:    signals,
	}
}

func TestGiven_FirstWitnessThatIsThere(t *testing.T) {
	t.Parallel()
	// Worst believed first, so that each further signal takes over.
	signals := []review.Signal{
		{Name: "mean_logprob", Value: math.Log(0.25)},
		{Name: "verbal_confidence", Value: 0.35},
		{Name: "votes", Value: 0.45},
		{Name: "probs", Value: 0.55},
		{Name: "label_probability", Value: 0.65},
		{Name: "confidence", Value: 0.75},
	}
	for n, want := range []float64{0.25, 0.35, 0.45, 0.55, 0.65, 0.75} {
		s := labelled(signals[:n+1]...)
		got, known := rank.Given{}.Confidence(s).Value()
		if !known || math.Abs(got-want) > 1e-12 {
			t.Errorf("with %d signals, up to %s: confidence %v (known %v), want %v",
				n+1, signals[n].Name, got, known, want)
		}
		for i, r := range rank.Why(s) {
			if r.Used != (i == n) {
				t.Errorf("with %d signals: %s used %v", n+1, r.Signal, r.Used)
			}
		}
	}
}

func TestGiven_UnknownWithoutEvidence(t *testing.T) {
	t.Parallel()
	unlabelled := review.Sample{Signals: []review.Signal{{Name: "confidence", Value: 0.9}}}
	for name, s := range map[string]review.Sample{
		"no signal":            labelled(),
		"a signal of its own":  labelled(review.Signal{Name: "toxicity", Value: 0.9}),
		"no suggestion":        unlabelled,
		"above one":            labelled(review.Signal{Name: "confidence", Value: 93}),
		"not a number":         labelled(review.Signal{Name: "probs", Value: math.NaN()}),
		"positive log of odds": labelled(review.Signal{Name: "mean_logprob", Value: 0.5}),
	} {
		if c := (rank.Given{}).Confidence(s); c.IsKnown() {
			t.Errorf("%s: confidence %v, want unknown", name, c)
		}
		for _, r := range rank.Why(s) {
			if r.Used {
				t.Errorf("%s: signal %s is called used", name, r.Signal)
			}
		}
	}
}

func TestGiven_PassesOverWhatIsNoProbability(t *testing.T) {
	t.Parallel()
	s := labelled(review.Signal{Name: "confidence", Value: 93}, review.Signal{Name: "votes", Value: 0.6})
	if got := (rank.Given{}).Confidence(s); got != review.Known(0.6) {
		t.Errorf("confidence %v, want the votes' 0.60", got)
	}
}

func TestWhy_SaysWhatEachSignalIsAndWhichWasUsed(t *testing.T) {
	t.Parallel()
	s := labelled(
		review.Signal{Name: "votes", Value: 0.6},
		review.Signal{Name: "toxicity", Value: 3},
		review.Signal{Name: "probs", Value: 0.7},
	)
	want := []rank.Reason{
		{Signal: "votes", Value: 0.6, Text: "share of the votes for the label; not used for the confidence: another signal tells more"},
		{Signal: "toxicity", Value: 3, Text: "kept, not used for the order"},
		{Signal: "probs", Value: 0.7, Used: true, Text: "probability of the label among all"},
	}
	if d := cmp.Diff(want, rank.Why(s)); d != "" {
		t.Errorf("reasons (-want +got):\n%s", d)
	}
}

// Ensure that of several labels the one is named which makes the whole uncertain.
func TestWhy_NamesTheLeastCertainOfSeveralLabels(t *testing.T) {
	t.Parallel()
	task := review.Task{
		Name: "topics", Kind: review.MultiLabel, Fields: []string{"text"},
		Labels: []review.Label{{Name: "sport"}, {Name: "music"}, {Name: "a\u202eb"}},
	}.WithDefaults()
	for want, raw := range map[string]string{
		`least certain label: "music", probability 0.48, left out`:                                                         `{"text":"a","labels":["sport"],"probs":{"sport":0.9,"music":0.48,"a\u202eb":0.1}}`,
		`least certain label: "sport", probability 0.30, suggested`:                                                        `{"text":"a","labels":["sport","music"],"probs":{"sport":0.3,"music":0.9,"a\u202eb":0.2}}`,
		`least certain label: "a\u202eb", probability 0.40, left out`:                                                      `{"text":"a","labels":[],"probs":{"sport":0.1,"music":0.2,"a\u202eb":0.4}}`,
		`least certain label: "music", probability 0.51, left out; not used for the confidence: another signal tells more`: `{"text":"a","labels":["sport"],"probs":{"sport":0.9,"music":0.51},"confidence":0.3}`,
	} {
		s, err := review.ParseRecord(task, []byte(raw))
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, r := range rank.Why(s) {
			found = found || r.Signal == "probs" && r.Text == want
		}
		if !found {
			t.Errorf("%s: the reasons are %+v, want %s", raw, rank.Why(s), want)
		}
	}
}

func TestWhy_NothingForASampleWithoutSignals(t *testing.T) {
	t.Parallel()
	if got := rank.Why(labelled()); len(got) != 0 {
		t.Errorf("reasons %v, want none", got)
	}
}

// Ensure the screen can never show another reason than the one that ranked:
// the confidence is known exactly when one reason is used.
func TestWhy_AgreesWithGiven(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := review.Sample{Suggested: rapid.Bool().Draw(t, "suggested")}
		names := []string{"confidence", "label_probability", "probs", "votes", "verbal_confidence", "mean_logprob", "other"}
		for range rapid.IntRange(0, 8).Draw(t, "signals") {
			s.Signals = append(s.Signals, review.Signal{
				Name:  rapid.SampledFrom(names).Draw(t, "name"),
				Value: rapid.Float64Range(-2, 2).Draw(t, "value"),
			})
		}
		used := 0
		for _, r := range rank.Why(s) {
			if r.Used {
				used++
			}
		}
		known := 0
		if (rank.Given{}).Confidence(s).IsKnown() {
			known = 1
		}
		if used != known {
			t.Fatalf("%d reasons used for confidence %v of %+v", used, rank.Given{}.Confidence(s), s)
		}
	})
}
