package ask

import (
	"cmp"
	"fmt"
	"slices"

	"winnow/generator/student"
	"winnow/review"
)

const (
	// proved is the share of its guesses that must have been what the judge then
	// said, and fewestProved how many of these there must be.
	proved, fewestProved = 0.9, 20
	// mostProved bounds the guesses that count: the last ones.
	mostProved = 200
	// checkEvery is how often the judge marks a sample all the same of which the
	// understudy is sure, so that it is known how it does.
	checkEvery = 10

	pass, fail = "pass", "fail"
	// SignalJudgeGuess is what the understudy gives for a sample to please the
	// judge.
	SignalJudgeGuess = "judge_predicted"
)

// understudy answers for the judge where it has proved right: a small model that
// learns from the judge's marks whether a sample is good enough (the quality
// classifier of phi-1, Gunasekar et al. 2023, section 2.1). Before each mark is
// learned it is guessed, and guesses so sure as those that were right nine times in ten
// need no mark.
type understudy struct {
	after   int
	least   float64 // the mark that is good enough, of mostMark
	seen    []student.Example
	model   *student.Model
	learned int
	guesses []guess
	spared  int // requests
}

type guess struct {
	sure  float64
	right bool
}

// said is what the understudy says of a sample.
type said struct {
	pass  float64 // how likely it is good enough
	right float64 // the share of guesses so sure that were right
	of    int     // and how many there were
}

func newUnderstudy(g review.Generate) *understudy {
	if g.Signals.JudgeAfter == 0 {
		return nil
	}
	return &understudy{after: g.Signals.JudgeAfter, least: g.Filters.Judge}
}

func judged(s review.Sample) string {
	return textOfSample(s) + s.Suggestion.Text + "\nanswer " + s.Suggestion.Label
}

// stead tells what the understudy says where that is as good as the judge; nil:
// the judge is to be asked.
func (u *understudy) stead(s review.Sample) *said {
	if u == nil || u.model == nil {
		return nil
	}
	p := u.model.Probability(judged(s), pass)
	from, share, n := u.bar()
	if n < fewestProved || max(p, 1-p) < from {
		return nil
	}
	if u.spared++; u.spared%checkEvery == 0 {
		return nil
	}
	return &said{p, share, n}
}

// bar is how sure a guess must be to count, the share of such guesses that were
// right and how many there were; 0 of them when none will do.
func (u *understudy) bar() (from, share float64, n int) {
	last := slices.Clone(u.guesses[max(0, len(u.guesses)-mostProved):])
	slices.SortFunc(last, func(a, b guess) int { return cmp.Compare(b.sure, a.sure) })
	right := 0
	for i, g := range last {
		if g.right {
			right++
		}
		same := i+1 < len(last) && last[i+1].sure == g.sure
		if part := float64(right) / float64(i+1); !same && i+1 >= fewestProved && part >= proved {
			from, share, n = g.sure, part, i+1
		}
	}
	return from, share, n
}

// hear takes in a mark of the judge, from 0 to 1.
func (u *understudy) hear(s review.Sample, mark float64) {
	if u == nil {
		return
	}
	is, text := fail, judged(s)
	if mark*mostMark >= u.least {
		is = pass
	}
	if u.model != nil {
		p := u.model.Probability(text, pass)
		u.guesses = append(u.guesses, guess{max(p, 1-p), (p >= 0.5) == (is == pass)})
	}
	u.seen = append(u.seen, student.Example{Text: text, Label: is})
	if n := len(u.seen); n >= u.after && n >= u.learned+max(5, u.learned/5) {
		u.learned = n
		u.model = student.Train(u.seen[max(0, n-mostTaught):])
	}
}

// why is what a person is told when a sample is held back for it.
func (g said) why(least float64) string {
	return fmt.Sprintf("the judge would give it less than %g of 5, so says a model of its marks (%.0f%% sure; of %d guesses as sure, %.0f%% were right)",
		least, 100*(1-g.pass), g.of, 100*g.right)
}
