package rank_test

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"winnow/review"
	"winnow/review/rank"
)

// clues makes a pool in which confidence, label and words all say something.
func clues(t testing.TB, n int) (review.Task, []review.Sample, []bool) {
	t.Helper()
	return pool(t, n, func(r *rand.Rand, i int) (string, bool) {
		bad := r.IntN(4) == 0
		word := fillers[r.IntN(len(fillers))]
		if bad && r.IntN(2) == 0 {
			word = "irony" // as long as others, so that it is the word that tells
		}
		return fmt.Sprintf(`{"id":"s%d","text":"%s%s","label":"%s","confidence":%.2f}`,
			i*7919%n, filler(r), word, []string{"yes", "no", "odd"}[r.IntN(3)], 0.3+0.6*r.Float64()-0.2*map[bool]float64{true: 1}[bad]), bad
	})
}

func TestReplay_ATruthCannotMoveItsOwnSampleBeforeItsReview(t *testing.T) {
	t.Parallel()
	task, samples, wrong := clues(t, 150)
	truth := outcomes(wrong)
	order := rank.Replay(task, samples, truth, 3)
	r := rand.New(rand.NewPCG(8, 9))
	for range 12 {
		at := r.IntN(len(order))
		other, rest := slices.Clone(truth), slices.Clone(order[at:])
		r.Shuffle(len(rest), func(a, b int) { rest[a], rest[b] = rest[b], rest[a] })
		for k, i := range order[at:] {
			other[i] = truth[rest[k]]
		}
		again := rank.Replay(task, samples, other, 3)
		if !slices.Equal(order[:at+1], again[:at+1]) {
			t.Fatalf("truths that were not seen by review %d changed the order up to it", at)
		}
	}
}

func TestReplay_TheOrderOfTheFileChangesNothing(t *testing.T) {
	t.Parallel()
	task, samples, wrong := clues(t, 150)
	ids := func(order []int, of []review.Sample) []string {
		out := make([]string, len(order))
		for k, i := range order {
			out[k] = of[i].ID
		}
		return out
	}
	want := ids(rank.Replay(task, samples, outcomes(wrong), 4), samples)
	given := ids(rank.GivenOrder(samples, 4), samples)
	r := rand.New(rand.NewPCG(18, 19))
	for range 6 {
		shuffled, moved := make([]review.Sample, len(samples)), make([]bool, len(samples))
		for k, i := range r.Perm(len(samples)) {
			shuffled[k], moved[k] = samples[i], wrong[i]
		}
		if got := ids(rank.Replay(task, shuffled, outcomes(moved), 4), shuffled); !slices.Equal(got, want) {
			t.Fatal("the learned order depends on the order of the file")
		}
		if got := ids(rank.GivenOrder(shuffled, 4), shuffled); !slices.Equal(got, given) {
			t.Fatal("the given order depends on the order of the file")
		}
	}
}

// The student says which labels do not fit their texts before anything is
// decided: samples whose label was flipped must come out far more suspicious
// although they too were there when it was trained.
func TestLearner_FlippedLabelsDoNotVouchForThemselves(t *testing.T) {
	t.Parallel()
	about := map[string][]string{
		"yes": {"goal", "match", "team", "league", "coach", "striker"},
		"no":  {"vote", "senate", "party", "ballot", "minister", "bill"},
	}
	task, samples, flipped := pool(t, 400, func(r *rand.Rand, i int) (string, bool) {
		topic, label := "yes", "yes"
		if i%2 == 0 {
			topic, label = "no", "no"
		}
		flip := r.IntN(10) == 0
		if flip {
			label = map[string]string{"yes": "no", "no": "yes"}[label]
		}
		text := filler(r)
		for range 4 {
			text += about[topic][r.IntN(6)] + " "
		}
		return fmt.Sprintf(`{"id":"%d","text":"%s","label":"%s"}`, i, text, label), flip
	})
	l := rank.NewLearner(task, samples)
	order := make([]int, len(samples))
	flips := 0
	for i := range order {
		order[i] = i
		if flipped[i] {
			flips++
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		if l.Suspicion(a) > l.Suspicion(b) {
			return -1
		}
		return 1
	})
	found := 0
	for _, i := range order[:flips] {
		if flipped[i] {
			found++
		}
	}
	if float64(found) < 0.9*float64(flips) {
		t.Errorf("%d of the %d flipped labels are among the %d most suspicious", found, flips, flips)
	}
}

// Another model whose answers are drawn by lot must not cost more than 0.01 of
// the area on the mean.
func TestReplay_AWitnessThatKnowsNothingCostsLittle(t *testing.T) {
	t.Parallel()
	const sets = 8
	cost := 0.0
	for seed := range uint64(sets) {
		var areas [2]float64
		for noisy := range areas {
			r := rand.New(rand.NewPCG(seed, 21))
			lots := rand.New(rand.NewPCG(seed, 22))
			task, samples, wrong := pool(t, 600, func(_ *rand.Rand, i int) (string, bool) {
				p := r.Float64()
				extra := ""
				if lot := []string{"yes", "no"}[lots.IntN(2)]; noisy == 1 {
					extra = `,"verbal_confidence":` + fmt.Sprintf("%.3f", lots.Float64()) + `,"other_models":{"m":"` + lot + `"}`
				}
				text, bad := filler(r), r.Float64() > p
				return fmt.Sprintf(`{"id":"%d","text":"%s","label":"yes","confidence":%.3f%s}`, i, text, p, extra), bad
			})
			areas[noisy] = area(rank.Replay(task, samples, outcomes(wrong), seed), wrong)
		}
		cost += (areas[0] - areas[1]) / sets
	}
	if cost > 0.01 {
		t.Errorf("witnesses that know nothing cost %.3f of the area", cost)
	}
}

func decideSome(l *rank.Learner, samples []review.Sample, wrong []bool, n int) {
	for i := range n {
		o := rank.Outcome{Changed: wrong[i], Label: samples[i].Suggestion.Label}
		if wrong[i] {
			o.Label = map[string]string{"yes": "no", "no": "odd", "odd": "yes"}[o.Label]
		}
		l.Observe(i, o)
		if l.Due() {
			l.Refit()
		}
	}
}

func TestLearner_ContributionsSumToTheLogOddsThatAreShown(t *testing.T) {
	t.Parallel()
	for _, without := range [][]string{nil, {rank.FamilyWords}, {rank.FamilyHedge}, {rank.FamilyTopics, rank.FamilyStudent}} {
		task, samples, wrong := clues(t, 200)
		l := rank.NewLearner(task, samples, rank.Without(without...))
		for _, decided := range []int{0, 150} {
			decideSome(l, samples, wrong, decided)
			for i := range samples {
				e := l.Explain(i)
				sum := 0.0
				for _, c := range slices.Concat(e.Parts, e.Words) {
					sum += c.Contribution
				}
				p, known := l.Confidence(i).Value()
				if !known {
					t.Fatalf("sample %d has no confidence", i)
				}
				if want := math.Log((1 - p) / p); math.Abs(sum-want) > 1e-9 || math.Abs(e.LogOdds-want) > 1e-9 {
					t.Fatalf("without %v, %d decided, sample %d: the terms sum to %v, said is %v, the confidence says %v",
						without, decided, i, sum, e.LogOdds, want)
				}
			}
		}
	}
}

func TestLearner_ExplainsByWordsAndNeighbours(t *testing.T) {
	t.Parallel()
	task, samples, wrong := clues(t, 300)
	l := rank.NewLearner(task, samples)
	decideSome(l, samples, wrong, 200)
	for i := 200; i < 300; i++ {
		e := l.Explain(i)
		at := slices.IndexFunc(e.Words, func(c rank.Contribution) bool { return c.Name == "irony" })
		if at < 0 {
			continue
		}
		if e.Words[at].Contribution <= 0 {
			t.Errorf("the word of nothing but errors speaks for the suggestion: %+v", e.Words)
		}
		if !slices.IsSortedFunc(e.Words, func(a, b rank.Contribution) int {
			return cmp.Compare(math.Abs(b.Contribution), math.Abs(a.Contribution))
		}) {
			t.Errorf("the words do not stand by weight: %+v", e.Words)
		}
		k := slices.IndexFunc(e.Parts, func(c rank.Contribution) bool { return c.Name == "confidence" })
		given, _ := (rank.Given{}).Confidence(samples[i]).Value()
		if k < 0 || e.Parts[k].Value != given {
			t.Errorf("the confidence of %v is not among %+v", given, e.Parts)
		}
		accepted := 0
		for n, near := range e.Neighbours {
			if near.Index >= 200 || near.Changed != wrong[near.Index] {
				t.Errorf("neighbour %+v was not decided so", near)
			}
			if !near.Changed && n != accepted {
				t.Errorf("an accepted neighbour comes after a changed one: %+v", e.Neighbours)
			}
			accepted += map[bool]int{false: 1}[near.Changed]
		}
		if accepted == 0 || accepted == len(e.Neighbours) {
			t.Errorf("neighbours of one kind only: %+v", e.Neighbours)
		}
		return
	}
	t.Fatal("no sample had the word")
}
