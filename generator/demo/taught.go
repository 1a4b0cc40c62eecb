package demo

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"winnow/generator/student"
)

// mostTaught bounds the demonstrations that a student learns for one pick: the
// latest ones.
const mostTaught = 300

// taught chooses among the demonstrations that a student finds the best, which
// ones of them the seed draws, of each label as many.
type taught struct {
	value func([]student.Example) []float64

	mu     sync.Mutex
	values map[string]float64 // by ID, of the last pool
	of     string             // that pool
}

// Influential returns the picker of the demonstrations from which a small model
// learns most about the others: the best third by its influence on examples that
// it did not learn (ProGen, Ye et al. 2022, section 3.3). The two halves of the
// pool are learned and told in turn.
func Influential() Picker { return &taught{value: influences} }

// Telling returns the picker of the demonstrations that tell labels apart: the
// third in which a small model that did not see them finds their label the
// farthest before the next. It stands in for the token weights of FewGen (Meng et
// al. 2023), which need a model that is tuned.
func Telling() Picker { return &taught{value: margins} }

func (p *taught) Pick(pool []Demo, query string, k int, seed uint64) []Demo {
	const part = 3
	pool = drawn(pool, seed)
	latest := slices.Clone(pool)
	slices.SortFunc(latest, func(a, b Demo) int { return cmp.Or(b.At-a.At, strings.Compare(a.ID, b.ID)) })
	value := p.valued(first(latest, mostTaught))
	slices.SortStableFunc(pool, func(a, b Demo) int { return cmp.Compare(value[b.ID], value[a.ID]) })
	best := map[string][]Demo{}
	for label, of := range groupsOf(pool, func(d Demo) string { return d.Answer.Label }) {
		best[label] = first(of, max(k, len(of)/part))
	}
	var among []Demo
	for _, d := range pool {
		if of := best[d.Answer.Label]; len(of) > 0 && of[0].ID == d.ID {
			among, best[d.Answer.Label] = append(among, d), of[1:]
		}
	}
	return Balanced(Random()).Pick(among, query, k, seed)
}

// valued is what each demonstration is worth: worked out once for a pool.
func (p *taught) valued(pool []Demo) map[string]float64 {
	slices.SortFunc(pool, func(a, b Demo) int { return strings.Compare(a.ID, b.ID) })
	var of strings.Builder
	examples := make([]student.Example, len(pool))
	for i, d := range pool {
		of.WriteString(d.ID + "\x00" + strconv.Itoa(d.At) + "\x00")
		examples[i] = student.Example{Text: d.Text(), Label: d.Answer.Label}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.values != nil && p.of == of.String() {
		return p.values
	}
	p.values, p.of = map[string]float64{}, of.String()
	for i, v := range p.value(examples) {
		p.values[pool[i].ID] = v
	}
	return p.values
}

// influences are those of each half on the other.
func influences(all []student.Example) []float64 {
	var half [2][]student.Example
	for i, e := range all {
		half[i%2] = append(half[i%2], e)
	}
	out := make([]float64, len(all))
	for h := range half {
		for i, v := range student.Influence(half[h], half[1-h]) {
			out[2*i+h] = v
		}
	}
	return out
}

// margins are how far each label is before the next one, by what did not see it.
func margins(all []student.Example) []float64 {
	out := make([]float64, len(all))
	for i, shares := range student.Crossed(all) {
		own, best := student.Of(shares, all[i].Label), 0.0
		for _, s := range shares {
			if s.Label != all[i].Label {
				best = max(best, s.Share)
			}
		}
		out[i] = own - best
	}
	return out
}
