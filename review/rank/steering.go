package rank

import (
	"cmp"
	"maps"
	"math"
	"slices"
)

// ErrorRate is how often the suggestions of a group were changed.
type ErrorRate struct {
	Decided int
	Changed int
	// Rate is Changed of Decided, drawn to the rate of all decisions as if
	// four more samples had been decided at that rate.
	Rate float64
}

// LabelRate is the error rate of the samples that were suggested one label.
type LabelRate struct {
	Label string
	ErrorRate
}

// Neighbourhood is a group of samples that read alike.
type Neighbourhood struct {
	// Words are what sets the group apart, the most telling first. They are
	// text from outside: clean them before they are shown.
	Words []string
	// Samples is how many the group has, decided or not.
	Samples int
	ErrorRate
}

// Confusion is a pair of labels, one of which was corrected to the other.
type Confusion struct {
	Suggested, Corrected string
	Count                int
}

// Demonstration is a decided sample that shows well what a label is.
type Demonstration struct {
	Label string
	Index int // as in the samples that the learner was made of
	// Changed tells that the label is the reviewer's, not the suggestion.
	Changed bool
	// Central is the cosine, 0 to 1, with the mean of the label's decided
	// samples.
	Central float64
}

// Steering is what the decisions say of the next samples to ask for: where the
// model goes wrong, and which samples show it how to be right.
type Steering struct {
	// Labels has the suggested labels, the highest rate first.
	Labels []LabelRate
	// Neighbourhoods has the groups of samples that read alike, the highest
	// rate first.
	Neighbourhoods []Neighbourhood
	// Confused has the pairs of labels, the most frequent first.
	Confused []Confusion
	// Demonstrations has for each label the most central samples, in the
	// order of the labels' names, the most central first.
	Demonstrations []Demonstration
}

// rateDrawn is how many decisions at the rate of all a group's rate is drawn
// by.
const rateDrawn = 4

// Steering sums the decisions up.
func (l *Learner) Steering() Steering {
	all := ErrorRate{}
	labels, confused := map[string]*ErrorRate{}, map[[2]string]int{}
	for _, d := range l.log {
		all.take(d.outcome)
		if !l.pool.task.Kind.OneLabel() {
			continue
		}
		from, to := l.pool.cards[d.i].label, d.outcome.Label
		if labels[from] == nil {
			labels[from] = &ErrorRate{}
		}
		labels[from].take(d.outcome)
		if to != "" && to != from {
			confused[[2]string{from, to}]++
		}
	}
	var out Steering
	for name, r := range labels {
		out.Labels = append(out.Labels, LabelRate{name, r.drawn(all)})
	}
	slices.SortFunc(out.Labels, func(a, b LabelRate) int {
		return cmp.Or(cmp.Compare(b.Rate, a.Rate), cmp.Compare(a.Label, b.Label))
	})
	for pair, n := range confused {
		out.Confused = append(out.Confused, Confusion{pair[0], pair[1], n})
	}
	slices.SortFunc(out.Confused, func(a, b Confusion) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Suggested, b.Suggested), cmp.Compare(a.Corrected, b.Corrected))
	})
	out.Neighbourhoods = l.neighbourhoods(all)
	out.Demonstrations = l.demonstrations()
	return out
}

func (r *ErrorRate) take(o Outcome) {
	r.Decided++
	if o.Changed {
		r.Changed++
	}
}

func (r *ErrorRate) drawn(all ErrorRate) ErrorRate {
	out := *r
	mean := float64(all.Changed) / float64(max(1, all.Decided))
	out.Rate = (float64(r.Changed) + rateDrawn*mean) / float64(r.Decided+rateDrawn)
	return out
}

// demonstrations finds for each label the decided samples nearest to the mean
// of all that have it.
func (l *Learner) demonstrations() []Demonstration {
	of := map[string][]Demonstration{}
	for _, d := range l.log {
		label := d.outcome.Label
		if label == "" && d.outcome.Changed {
			continue // rejected, or rewritten to what is not known here
		}
		if label == "" && l.pool.task.Kind.OneLabel() {
			label = l.pool.cards[d.i].label
		}
		of[label] = append(of[label], Demonstration{Label: label, Index: d.i, Changed: d.outcome.Changed})
	}
	var out []Demonstration
	mean := make([]float32, l.words.size)
	for _, label := range slices.Sorted(maps.Keys(of)) {
		clear(mean)
		ds := of[label]
		for _, d := range ds {
			l.words.addTo(mean, int(l.pool.place[d.Index]))
		}
		length := math.Sqrt(product(mean, mean))
		for k := range ds {
			at := int(l.pool.place[ds[k].Index])
			if norm := length * math.Sqrt(l.words.square(at)); norm > 0 {
				ds[k].Central = min(1, l.words.with(mean, at)/norm)
			}
		}
		slices.SortFunc(ds, func(a, b Demonstration) int {
			return cmp.Or(cmp.Compare(b.Central, a.Central), cmp.Compare(l.pool.place[a.Index], l.pool.place[b.Index]))
		})
		out = append(out, ds[:min(demonstrationsEach, len(ds))]...)
	}
	return out
}

// demonstrationsEach is how many samples show a label.
const demonstrationsEach = 5

// addTo adds a row to a dense vector.
func (t *texts) addTo(to []float32, i int) {
	words, unit := t.row(i)
	for _, w := range words {
		to[w.id()] += float32(w.weight(unit))
	}
}

// with is the product of a row and a dense vector.
func (t *texts) with(v []float32, i int) float64 {
	words, unit := t.row(i)
	sum := 0.0
	for _, w := range words {
		sum += w.weight(unit) * float64(v[w.id()])
	}
	return sum
}
