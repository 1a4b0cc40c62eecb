package rank

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"winnow/review"
)

// Contribution is one term of a sample's suspicion.
type Contribution struct {
	// Name says what the term stands for. A word, a label and the name of a
	// model are text from outside: clean it before it is shown.
	Name string
	// Value is the figure as the record has it, NaN where there is none.
	Value float64
	// Contribution is what the term adds to the log-odds: above zero it speaks
	// against the suggestion.
	Contribution float64
}

// Neighbour is a decided sample that reads alike.
type Neighbour struct {
	Index      int     // as in the samples that the learner was made of
	Similarity float64 // cosine of the words, 0 to 1
	Changed    bool    // the reviewer changed it
}

// Explanation says where a sample's suspicion comes from. Parts and Words
// together sum to LogOdds.
type Explanation struct {
	// LogOdds are those of a change, one less [Learner.Confidence].
	LogOdds float64
	// Parts are the signals, the label, the base rate and the hedge, the
	// weightiest first.
	Parts []Contribution
	// Words are the words of the text, the weightiest first; Value is NaN.
	Words []Contribution
	// Neighbours are the nearest decided samples: those that were accepted
	// first, then those that were changed, each the nearest first.
	Neighbours []Neighbour
	// Trust is the share, 0 to 1, that the learned model has in the suspicion;
	// the given order has the rest.
	Trust float64
}

// nearest is how many neighbours of either kind an explanation has.
const nearest = 3

// Explain takes the chance that sample i is changed apart.
func (l *Learner) Explain(i int) Explanation {
	k, s := int(l.pool.place[i]), l.pool.from.at(i)
	p := l.says(i)
	z := logit(clamp(l.trust.mean(p)), 0)
	e := Explanation{Trust: l.trust[expertFull] + l.trust[expertSpare]}
	// The terms are those of the two learned models, each by its trust; what
	// the given order and the mixing make of their sum is a term of its own.
	full := l.trust[expertFull] / e.Trust
	told := 0.0
	add := func(to *[]Contribution, name string, value, by float64) {
		if by != 0 {
			*to = append(*to, Contribution{Name: name, Value: value, Contribution: by})
			told += by
		}
	}
	for _, x := range l.spare.table.row(k, nil) {
		w := (1 - full) * l.spare.w[x.col]
		if l.full != nil {
			w += full * l.full.w[x.col]
		}
		c := &l.spare.table.columns[x.col]
		add(&e.Parts, c.name, l.value(&s, c, float64(x.x)), w*float64(x.x))
	}
	if l.full != nil {
		add(&e.Parts, "topics of the text", math.NaN(), full*l.full.text.scoreTopics(k))
		for _, w := range l.spoken(k, &s) {
			add(&e.Words, w.Name, math.NaN(), full*w.Contribution)
		}
	}
	e.Parts = append(e.Parts, Contribution{Name: "pull of the given order", Value: math.NaN(), Contribution: z - told})
	e.LogOdds = logit(clamp(l.shown.apply(l.Suspicion(i))), 0)
	if by := e.LogOdds - z; by != 0 {
		e.Parts = append(e.Parts, Contribution{Name: "calibration", Value: math.NaN(), Contribution: by})
	}
	weightiestFirst(e.Parts)
	weightiestFirst(e.Words)
	e.Neighbours = l.neighbours(i)
	return e
}

// value is what a column's entry was before it was standardised; NaN for the
// columns that the record has no figure for.
func (l *Learner) value(s *review.Sample, c *column, x float64) float64 {
	if c.name == columnConfidence {
		v, _ := Given{}.Confidence(*s).Value() // as it stands there, not cut
		return v
	}
	if c.sd == 0 {
		return math.NaN()
	}
	v := c.mean + c.sd*x
	if c.show != nil {
		v = c.show(v)
	}
	return v
}

// spoken are the words of the sample at a place and what each adds to the full
// model's log-odds. Where two share a bucket both are named.
func (l *Learner) spoken(k int, s *review.Sample) []Contribution {
	names := map[int32][]string{}
	parts := l.partsOf(s)
	for _, p := range parts {
		begin := hashOn(hashBegin, p.prefix)
		pairs(p.text, func(w string) {
			id := l.words.named[bucketOf(hashOn(begin, w))]
			if len(parts) > 1 {
				w += " (" + p.of + ")"
			}
			if id >= 0 && !slices.Contains(names[id], w) {
				names[id] = append(names[id], w)
			}
		})
	}
	words, unit := l.words.row(k)
	out := make([]Contribution, len(words))
	for n, w := range words {
		out[n] = Contribution{Name: strings.Join(names[w.id()], " / "), Contribution: w.weight(unit) * l.full.text.weight(k, w.id())}
	}
	return out
}

func weightiestFirst(cs []Contribution) {
	slices.SortStableFunc(cs, func(a, b Contribution) int {
		return cmp.Or(cmp.Compare(math.Abs(b.Contribution), math.Abs(a.Contribution)), strings.Compare(a.Name, b.Name))
	})
}

// neighbours are the nearest decided samples.
func (l *Learner) neighbours(i int) []Neighbour {
	var kinds [2][]Neighbour
	for _, d := range l.log {
		if d.i != i {
			k := int(truth(d.outcome.Changed))
			kinds[k] = append(kinds[k], Neighbour{Index: d.i, Similarity: l.likeness(i, d.i), Changed: d.outcome.Changed})
		}
	}
	for k, ns := range kinds {
		slices.SortFunc(ns, func(a, b Neighbour) int {
			return cmp.Or(cmp.Compare(b.Similarity, a.Similarity), cmp.Compare(l.pool.place[a.Index], l.pool.place[b.Index]))
		})
		kinds[k] = ns[:min(nearest, len(ns))]
	}
	return append(kinds[0], kinds[1]...)
}

// likeness is the cosine of the words of two samples, 0 to 1.
func (l *Learner) likeness(i, j int) float64 {
	a, b := int(l.pool.place[i]), int(l.pool.place[j])
	norm := math.Sqrt(l.words.square(a) * l.words.square(b))
	if norm == 0 {
		return 0
	}
	return min(1, l.words.dot(a, b)/norm)
}
