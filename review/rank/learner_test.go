package rank_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"winnow/review"
	"winnow/review/measure"
	"winnow/review/rank"
)

// pool makes n samples whose text and confidence come from make, and tells
// which of them are wrong.
func pool(t testing.TB, n int, row func(r *rand.Rand, i int) (record string, wrong bool)) (review.Task, []review.Sample, []bool) {
	t.Helper()
	task := review.Task{
		Name: "t", Kind: review.Classify, Fields: []string{"text"}, Target: "label",
		Labels: []review.Label{{Name: "yes"}, {Name: "no"}, {Name: "odd"}},
	}
	r := rand.New(rand.NewPCG(11, 12))
	samples, wrong := make([]review.Sample, n), make([]bool, n)
	for i := range samples {
		record, bad := row(r, i)
		s, err := review.ParseRecord(task, []byte(record))
		if err != nil {
			t.Fatal(err)
		}
		samples[i], wrong[i] = s, bad
	}
	return task, samples, wrong
}

var fillers = []string{"river", "stone", "paper", "green", "window", "early", "seven", "carry", "north", "quiet"}

func filler(r *rand.Rand) string {
	out := ""
	for range 6 {
		out += fillers[r.IntN(len(fillers))] + " "
	}
	return out
}

func outcomes(wrong []bool) []rank.Outcome {
	out := make([]rank.Outcome, len(wrong))
	for i, w := range wrong {
		out[i].Changed = w
	}
	return out
}

func area(order []int, wrong []bool) float64 { return measure.FoundBy(order, wrong).Area }

func TestLearner_BeforeTheFirstDecisionIsTheGivenOrder(t *testing.T) {
	t.Parallel()
	task, samples, _ := pool(t, 200, func(r *rand.Rand, i int) (string, bool) {
		return fmt.Sprintf(`{"id":"%d","text":"same words here","label":"yes","confidence":%.4f}`, i, r.Float64()), false
	})
	l := rank.NewLearner(task, samples)
	for a := range samples {
		for b := range samples {
			ca, cb := (rank.Given{}).Confidence(samples[a]), (rank.Given{}).Confidence(samples[b])
			x, _ := ca.Value()
			y, _ := cb.Value()
			if x < y && x > 0.02 && y < 0.98 && l.Suspicion(a) <= l.Suspicion(b) {
				t.Fatalf("confidence %.4f is suspected at %.4f, %.4f at %.4f", x, l.Suspicion(a), y, l.Suspicion(b))
			}
		}
	}
}

func TestReplay_LooksAtAnOutcomeOnlyWhenItsTurnHasCome(t *testing.T) {
	t.Parallel()
	task, samples, wrong := pool(t, 300, func(r *rand.Rand, i int) (string, bool) {
		return fmt.Sprintf(`{"id":"%d","text":"%s","label":"yes","confidence":%.3f}`, i, filler(r), r.Float64()), r.IntN(3) == 0
	})
	order := rank.Replay(task, samples, outcomes(wrong), 5)
	const at = 120
	other := slices.Clone(wrong)
	for _, i := range order[at:] {
		other[i] = !other[i]
	}
	if again := rank.Replay(task, samples, outcomes(other), 5); !slices.Equal(order[:at], again[:at]) {
		t.Error("outcomes of samples that had not come up changed the order before them")
	}
	if again := rank.Replay(task, samples, outcomes(wrong), 5); !slices.Equal(order, again) {
		t.Error("the same decisions gave another order")
	}
	sorted := slices.Sorted(slices.Values(order))
	for i, s := range sorted {
		if i != s {
			t.Fatal("the order does not hold every sample once")
		}
	}
}

func TestReplay_LearnsWhichWordsGoWrong(t *testing.T) {
	t.Parallel()
	task, samples, wrong := pool(t, 600, func(r *rand.Rand, i int) (string, bool) {
		bad := r.IntN(5) == 0
		word := ""
		if bad {
			word = "sarcasm"
		}
		return fmt.Sprintf(`{"id":"%d","text":"%s%s","label":"yes","confidence":%.3f}`, i, filler(r), word, 0.4+0.6*r.Float64()), bad
	})
	given, learned := area(rank.GivenOrder(samples, 1), wrong), area(rank.Replay(task, samples, outcomes(wrong), 1), wrong)
	if learned < 0.6 || learned < given+0.4 {
		t.Errorf("given %.2f, learned %.2f: the word that marks every error was not found", given, learned)
	}
}

func TestReplay_LearnsWhichLabelGoesWrong(t *testing.T) {
	t.Parallel()
	task, samples, wrong := pool(t, 600, func(r *rand.Rand, i int) (string, bool) {
		label := []string{"yes", "no", "odd"}[i%3]
		return fmt.Sprintf(`{"id":"%d","text":"%s","label":"%s"}`, i, filler(r), label), label == "odd" && r.IntN(4) > 0
	})
	if learned := area(rank.Replay(task, samples, outcomes(wrong), 1), wrong); learned < 0.6 {
		t.Errorf("area %.2f: the label that is mostly wrong was not found", learned)
	}
}

func TestReplay_NoticesAConfidenceThatMisleads(t *testing.T) {
	t.Parallel()
	task, samples, wrong := pool(t, 800, func(r *rand.Rand, i int) (string, bool) {
		bad := r.IntN(4) == 0
		conf := 0.1 + 0.6*r.Float64()
		if bad {
			conf += 0.25 // sure of what is wrong
		}
		return fmt.Sprintf(`{"id":"%d","text":"%s","label":"yes","confidence":%.3f}`, i, filler(r), conf), bad
	})
	given, learned := area(rank.GivenOrder(samples, 1), wrong), area(rank.Replay(task, samples, outcomes(wrong), 1), wrong)
	if given > -0.3 || learned < given+0.3 {
		t.Errorf("given %.2f, learned %.2f: the misleading confidence kept its say", given, learned)
	}
}

func TestReplay_WithoutAnySignalIsNoBetterThanChance(t *testing.T) {
	t.Parallel()
	mean := 0.0
	for seed := range uint64(6) {
		task, samples, wrong := pool(t, 400, func(r *rand.Rand, i int) (string, bool) {
			return fmt.Sprintf(`{"id":"%d-%d","text":"%s","label":"yes"}`, seed, i, filler(r)), r.IntN(3) == 0
		})
		r := rand.New(rand.NewPCG(seed, 3))
		r.Shuffle(len(wrong), func(a, b int) { wrong[a], wrong[b] = wrong[b], wrong[a] })
		mean += area(rank.Replay(task, samples, outcomes(wrong), seed), wrong) / 6
	}
	if mean > 0.15 || mean < -0.15 {
		t.Errorf("area %.2f from nothing: something leaks", mean)
	}
}

func TestReplay_GoodConfidenceIsNotSpoiled(t *testing.T) {
	t.Parallel()
	task, samples, wrong := pool(t, 800, func(r *rand.Rand, i int) (string, bool) {
		p := r.Float64()
		return fmt.Sprintf(`{"id":"%d","text":"%s","label":"yes","confidence":%.3f}`, i, filler(r), p), r.Float64() > p
	})
	given, learned := area(rank.GivenOrder(samples, 1), wrong), area(rank.Replay(task, samples, outcomes(wrong), 1), wrong)
	if learned < given-0.03 {
		t.Errorf("given %.2f, learned %.2f: learning costs more than noise", given, learned)
	}
}

func BenchmarkReplay(b *testing.B) {
	task, samples, wrong := pool(b, 2000, func(r *rand.Rand, i int) (string, bool) {
		return fmt.Sprintf(`{"id":"%d","text":"%s","label":"yes","confidence":%.3f}`, i, filler(r), r.Float64()), r.IntN(5) == 0
	})
	for b.Loop() {
		rank.Replay(task, samples, outcomes(wrong), 1)
	}
}
