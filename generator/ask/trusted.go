package ask

import (
	"cmp"
	"slices"

	"winnow/generator/strategy"
	"winnow/generator/student"
	"winnow/review"
)

const (
	// right is from which probability a label counts as right, and topTrusted the
	// part of a label's samples that are shown (FreeAL, Xiao et al. 2023, sections
	// 3.3 and 3.4).
	right, topTrusted = 0.7, 0.2
	// fewestMade is how many samples there must be before any is trusted.
	fewestMade = 20
)

// trusted are samples that nobody decided and that may be shown as
// demonstrations as long as reviewers have not taken enough.
type trusted struct {
	made    []review.Sample
	chosen  []strategy.Example
	judged  int // of the made, when they were chosen last
	decided int
}

func (p *trusted) add(s review.Sample) {
	if p.made = append(p.made, s); len(p.made) > 2*mostTexts {
		p.made = append([]review.Sample(nil), p.made[mostTexts:]...)
		p.judged = 0
	}
}

// examples are those that are trusted now. Of tasks with labels they are the
// surest part of each label, by a small model that learned the labels of the
// others; of kind text, whatever was made last (Self-Prompting, Li et al. 2022,
// whose demonstrations are the model's own).
func (p *trusted) examples(t review.Task, decided []Reviewed) []strategy.Example {
	if len(p.made) < fewestMade {
		return nil
	}
	if len(p.made) < p.judged+max(1, p.judged/5) && len(decided) == p.decided {
		return p.chosen
	}
	p.judged, p.decided, p.chosen = len(p.made), len(decided), nil
	there := map[string]bool{}
	for _, d := range decided {
		there[d.Sample.ID] = true
	}
	open := slices.DeleteFunc(slices.Clone(p.made[max(0, len(p.made)-mostTexts):]), func(s review.Sample) bool { return there[s.ID] })
	if t.Kind.OneLabel() {
		open = surest(open)
	}
	for _, s := range open {
		p.chosen = append(p.chosen, example(t, Reviewed{Sample: s, Decision: review.Accept, Answer: s.Suggestion}))
	}
	return p.chosen
}

// surest are of each label the samples whose label is the most surely right.
func surest(of []review.Sample) []review.Sample {
	examples := make([]student.Example, len(of))
	for i, s := range of {
		examples[i] = student.Example{Text: textOfSample(s), Label: s.Suggestion.Label}
	}
	clean := student.Clean(examples)
	order := make([]int, len(of))
	all := map[string]int{}
	for i, s := range of {
		order[i] = i
		all[s.Suggestion.Label]++
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(clean[b], clean[a]) })
	taken := map[string]int{}
	var out []review.Sample
	for _, i := range order {
		label := of[i].Suggestion.Label
		if clean[i] > right && float64(taken[label]) < topTrusted*float64(all[label]) {
			taken[label]++
			out = append(out, of[i])
		}
	}
	return out
}
