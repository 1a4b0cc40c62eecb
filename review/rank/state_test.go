package rank_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"winnow/review"
	"winnow/review/rank"
)

func TestLearner_AForgottenDecisionLeavesNoTrace(t *testing.T) {
	t.Parallel()
	task, samples, wrong := clues(t, 200)
	with, without := rank.NewLearner(task, samples), rank.NewLearner(task, samples)
	for i := range 60 {
		with.Observe(i, rank.Outcome{Changed: wrong[i]})
		without.Observe(i, rank.Outcome{Changed: wrong[i]})
	}
	for i := 60; i < 80; i++ {
		with.Observe(i, rank.Outcome{Changed: true})
	}
	with.Refit()
	for i := 60; i < 80; i++ {
		with.Forget(i)
	}
	for range 20 { // until the weights have settled
		with.Refit()
		without.Refit()
	}
	for i := range samples {
		if a, b := with.Suspicion(i), without.Suspicion(i); math.Abs(a-b) > 1e-3 {
			t.Fatalf("sample %d is suspected at %.4f after an undo, at %.4f without the decision", i, a, b)
		}
	}
}

func TestLearner_TheLastDecisionOnASampleCounts(t *testing.T) {
	t.Parallel()
	task, samples, _ := clues(t, 200)
	l := rank.NewLearner(task, samples)
	for i := range 50 {
		l.Observe(i, rank.Outcome{Changed: true})
	}
	l.Refit()
	high := l.Suspicion(100)
	for i := range 50 {
		l.Observe(i, rank.Outcome{Changed: false})
	}
	l.Refit()
	if low := l.Suspicion(100); low > 0.3 || high < 0.7 {
		t.Errorf("suspected at %.2f when all was changed, at %.2f when all was decided anew", high, low)
	}
}

func TestLearner_ConfidenceIsUnknownWithoutEvidence(t *testing.T) {
	t.Parallel()
	task, samples, _ := pool(t, 100, func(r *rand.Rand, i int) (string, bool) {
		if i == 0 {
			return `{"id":"0","text":"river","label":"yes","confidence":0.8}`, false
		}
		return fmt.Sprintf(`{"id":"%d","text":"%s","label":"yes"}`, i, filler(r)), false
	})
	l := rank.NewLearner(task, samples)
	if !l.Confidence(0).IsKnown() || l.Confidence(1).IsKnown() {
		t.Errorf("before any decision: %v with a witness, %v without", l.Confidence(0), l.Confidence(1))
	}
	for i := range 5 {
		l.Observe(i, rank.Outcome{})
	}
	l.Refit()
	if !l.Confidence(50).IsKnown() {
		t.Error("nothing is known of a sample after the learner has learned")
	}
}

func TestLearner_ConfidenceFallsAsTheSuspicionRises(t *testing.T) {
	t.Parallel()
	task, samples, wrong := clues(t, 400)
	l := rank.NewLearner(task, samples)
	for _, decided := range []int{30, 200} {
		decideSome(l, samples, wrong, decided)
		order := make([]int, len(samples))
		for i := range order {
			order[i] = i
		}
		slices.SortFunc(order, func(a, b int) int {
			if l.Suspicion(a) < l.Suspicion(b) {
				return -1
			}
			return 1
		})
		for k := 1; k < len(order); k++ {
			a, _ := l.Confidence(order[k-1]).Value()
			b, _ := l.Confidence(order[k]).Value()
			if b > a {
				t.Fatalf("%d decided: the more suspicious one has the higher confidence, %v after %v", decided, b, a)
			}
		}
	}
}

// What is shown must hold for the decisions to come, also where the given
// confidence is far too high.
func TestLearner_ConfidenceOfDecisionsToComeHolds(t *testing.T) {
	t.Parallel()
	task, samples, wrong := pool(t, 1500, func(r *rand.Rand, i int) (string, bool) {
		p := 0.7 + 0.3*r.Float64()
		return fmt.Sprintf(`{"id":"%d","text":"%s","label":"yes","confidence":%.3f}`, i, filler(r), p), r.Float64() > p-0.4
	})
	l := rank.NewLearner(task, samples)
	decideSome(l, samples, wrong, 500)
	said, kept, given := 0.0, 0.0, 0.0
	for i := 500; i < 1500; i++ {
		p, _ := l.Confidence(i).Value()
		q, _ := (rank.Given{}).Confidence(samples[i]).Value()
		said, given = said+p/1000, given+q/1000
		if !wrong[i] {
			kept += 1.0 / 1000
		}
	}
	if math.Abs(said-kept) > 0.1 || math.Abs(said-kept) > math.Abs(given-kept)/3 {
		t.Errorf("%.2f of the suggestions hold; shown were %.2f, given %.2f", kept, said, given)
	}
}

func TestSteering_SaysWhereTheModelGoesWrong(t *testing.T) {
	t.Parallel()
	task, samples, wrong := pool(t, 400, func(r *rand.Rand, i int) (string, bool) {
		label := []string{"yes", "no"}[i%2]
		topic := []string{"football goal match", "senate vote party"}[i/2%2]
		bad := label == "no" && i/2%2 == 1 && r.IntN(10) > 0
		return fmt.Sprintf(`{"id":"%d","text":"%s %s %s","label":"%s"}`, i, topic, filler(r), topic, label), bad
	})
	l := rank.NewLearner(task, samples)
	for i := range 200 {
		o := rank.Outcome{Changed: wrong[i], Label: samples[i].Suggestion.Label}
		if wrong[i] {
			o.Label = "odd"
		}
		l.Observe(i, o)
	}
	s := l.Steering()
	if len(s.Labels) != 2 || s.Labels[0].Label != "no" || s.Labels[0].Decided != 100 || s.Labels[0].Rate < 0.3 {
		t.Errorf("rates of the labels: %+v", s.Labels)
	}
	if len(s.Confused) != 1 || s.Confused[0].Suggested != "no" || s.Confused[0].Corrected != "odd" || s.Confused[0].Count != s.Labels[0].Changed {
		t.Errorf("confused: %+v", s.Confused)
	}
	total := 0
	for _, n := range s.Neighbourhoods {
		total += n.Samples
	}
	if total != len(samples) || !slices.ContainsFunc(s.Neighbourhoods[0].Words, func(w string) bool { return w == "senate" || w == "vote" || w == "party" }) {
		t.Errorf("neighbourhoods of %d samples: %+v", total, s.Neighbourhoods)
	}
	shown := map[string]int{}
	for _, d := range s.Demonstrations {
		shown[d.Label]++
		if d.Index >= 200 || d.Changed != wrong[d.Index] || d.Central <= 0 || d.Central > 1 {
			t.Errorf("demonstration %+v", d)
		}
	}
	if shown["yes"] != 5 || shown["no"] != 5 || shown["odd"] != 5 {
		t.Errorf("demonstrations by label: %v", shown)
	}
}

func TestWithout_SwitchesAFamilyOff(t *testing.T) {
	t.Parallel()
	task, samples, _ := clues(t, 100)
	plain := rank.NewLearner(task, samples, rank.Without(rank.Families()...))
	for i := range samples {
		if plain.Suspicion(i) != plain.Suspicion(0) {
			t.Fatal("with every family switched off two samples still differ")
		}
	}
	for _, family := range rank.Families() {
		l := rank.NewLearner(task, samples, rank.Without(family))
		if p := l.Suspicion(0); math.IsNaN(p) || p <= 0 || p >= 1 {
			t.Errorf("without %s: suspicion %v", family, p)
		}
	}
}

func TestLearner_StandsOddPools(t *testing.T) {
	t.Parallel()
	text := review.Task{Name: "t", Kind: review.Text, Fields: []string{"instruction", "input"}, Target: "output"}
	judge := review.Task{
		Name: "j", Kind: review.Classify, Fields: []string{"instruction", "output_1", "output_2"}, Target: "label",
		Labels: []review.Label{{Name: "1"}, {Name: "2"}, {Name: "tie"}},
	}
	for name, p := range map[string]struct {
		task    review.Task
		records []string
	}{
		"empty":               {task: text},
		"one":                 {text, []string{`{"instruction":"","output":""}`}},
		"without suggestions": {text, []string{`{"instruction":"a"}`, `{"instruction":"b","input":"c"}`}},
		"a judge's ties":      {judge, []string{`{"instruction":"a","output_1":"b","output_2":"c","label":"tie"}`, `{"instruction":"a","output_1":"b","output_2":"","label":"2"}`}},
		"the same twice":      {text, []string{`{"id":"1","instruction":"a","output":"🙂 否"}`, `{"id":"1","instruction":"a","output":"🙂 否"}`}},
	} {
		var samples []review.Sample
		for _, r := range p.records {
			s, err := review.ParseRecord(p.task, []byte(r))
			if err != nil {
				t.Fatal(name, err)
			}
			samples = append(samples, s)
		}
		if order := rank.Replay(p.task, samples, make([]rank.Outcome, len(samples)), 1); len(order) != len(samples) {
			t.Errorf("%s: %d of %d samples came up", name, len(order), len(samples))
		}
		l := rank.NewLearner(p.task, samples)
		for i := range samples {
			l.Observe(i, rank.Outcome{Changed: i == 0})
		}
		l.Refit()
		for i := range samples {
			if e := l.Explain(i); math.IsNaN(e.LogOdds) || math.IsNaN(l.Suspicion(i)) {
				t.Errorf("%s: sample %d is suspected at %v", name, i, l.Suspicion(i))
			}
		}
		if s := l.Steering(); len(s.Confused) > 0 {
			t.Errorf("%s: confused %v", name, s.Confused)
		}
	}
}
