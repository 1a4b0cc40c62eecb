package rank

import (
	"math"

	"winnow/review"
)

const (
	mostLabels    = 50   // more different suggestions are free answers
	leastPerLabel = 5    // samples for each label, on the mean
	refitLeast    = 5    // decisions between two fits, at least
	refitShare    = 0.05 // and this share of those made
	hedgeLow      = 0.01 // an expert is never held to have been surer than this
	hedgeShare    = 0.02 // share of the weights that is dealt out anew
)

// Learner predicts, from the decisions so far, which suggestions the reviewer
// will change. It is deterministic: the same samples and decisions in the same
// order give the same figures. It is not safe for concurrent use.
//
// Before the first decision the prior means of its weights make it a sensible
// order already, so there is no switch from a cold to a warm one. A second
// expert knows the given confidence only; what both said before an outcome was
// seen decides how far each is trusted, so that a misleading model loses its
// say.
type Learner struct {
	model  *problem
	steady steady
	trust  [2]float64 // of the model and of the steady expert

	seen    []int
	changed []bool
	judged  int // how many of seen the hedge has taken into account
	fitted  int // how many of seen the last fit had
}

// NewLearner prepares a learner for the samples of a task.
func NewLearner(task review.Task, samples []review.Sample) *Learner {
	ev := make([]evidence, len(samples))
	for i, s := range samples {
		ev[i] = evidenceOf(s)
	}
	labels, label := classesOf(task, samples)
	free := task.Kind == review.Classify && labels == nil
	parts := make([][]part, len(samples))
	for i, s := range samples {
		parts[i] = partsOf(task, s, free)
	}
	words, size := tfidf(parts, textWeight)
	var taught []float64
	if labels != nil {
		plain := make([][]part, len(samples))
		for i, s := range samples {
			for _, f := range s.Fields {
				plain[i] = append(plain[i], part{"", f.Text})
			}
		}
		bare, n := tfidf(plain, 1)
		taught = student(bare, n, label, len(labels))
		words, size = crossed(words, size, label)
	}
	t := newTable(task, samples, ev, labels, taught)
	return &Learner{model: newProblem(t, words, size), steady: newSteady(t), trust: [2]float64{0.5, 0.5}}
}

// classesOf returns the labels that stand for classes and each sample's, or
// nil when the suggestions are free answers.
func classesOf(task review.Task, samples []review.Sample) ([]string, []int) {
	if task.Kind != review.Classify {
		return nil, nil
	}
	index := map[string]int{}
	var labels []string
	of := make([]int, len(samples))
	for i, s := range samples {
		k, ok := index[s.Suggestion.Label]
		if !ok {
			k = len(labels)
			index[s.Suggestion.Label] = k
			labels = append(labels, s.Suggestion.Label)
		}
		of[i] = k
	}
	if len(labels) > mostLabels || len(samples) < leastPerLabel*len(labels) {
		return nil, nil
	}
	return labels, of
}

// Observe takes a decision in: changed tells whether sample i left the
// reviewer otherwise than it was suggested.
func (l *Learner) Observe(i int, changed bool) {
	l.seen = append(l.seen, i)
	l.changed = append(l.changed, changed)
}

// Due tells whether enough was decided since the last fit for another.
func (l *Learner) Due() bool {
	fresh := len(l.seen) - l.fitted
	return fresh > 0 && float64(fresh) >= max(refitLeast, refitShare*float64(len(l.seen)))
}

// Refit judges both experts by what they said before the outcomes, and fits
// them to all decisions.
func (l *Learner) Refit() {
	for ; l.judged < len(l.seen); l.judged++ {
		i, y := l.seen[l.judged], l.changed[l.judged]
		sum := 0.0
		for k, p := range [2]float64{sigmoid(l.model.score(i)), l.steady.probability(i)} {
			p = min(max(p, hedgeLow), 1-hedgeLow)
			if !y {
				p = 1 - p
			}
			l.trust[k] *= p
			sum += l.trust[k]
		}
		for k := range l.trust {
			l.trust[k] = (1-hedgeShare)*l.trust[k]/sum + hedgeShare/float64(len(l.trust))
		}
	}
	l.model.fit(l.seen, l.changed)
	l.steady.fit(l.seen, l.changed)
	l.fitted = len(l.seen)
}

// Suspicion is the chance, 0 to 1, that the reviewer changes sample i.
func (l *Learner) Suspicion(i int) float64 {
	return l.trust[0]*sigmoid(l.model.score(i)) + l.trust[1]*l.steady.probability(i)
}

// steady is the expert that believes the given confidence: a logistic
// regression on it alone whose slope never falls below a floor, so that its
// order is always the given one. Without confidence it is the base rate.
type steady struct {
	x           []float64
	known       bool
	base, slope float64
}

const (
	steadySlope  = 1.0 // prior mean of the slope
	steadyRidge  = 2.0
	slopeAtLeast = 0.2
)

func newSteady(t table) steady {
	return steady{x: t.slope, known: t.hasConf, base: priorIntercept, slope: steadySlope}
}

func (s *steady) probability(i int) float64 {
	if !s.known {
		return sigmoid(s.base)
	}
	return sigmoid(s.base + s.slope*s.x[i])
}

func (s *steady) fit(seen []int, changed []bool) {
	for range 8 {
		g0, h00 := ridgeIntercept*(s.base-priorIntercept), ridgeIntercept
		g1, h11, h01 := steadyRidge*(s.slope-steadySlope), steadyRidge, 0.0
		for k, i := range seen {
			q := s.probability(i)
			r, h, x := q-truth(changed[k]), q*(1-q), s.x[i]
			g0, h00 = g0+r, h00+h
			g1, h11, h01 = g1+r*x, h11+h*x*x, h01+h*x
		}
		det := h00*h11 - h01*h01
		d0, d1 := (h11*g0-h01*g1)/det, (h00*g1-h01*g0)/det
		if m := max(math.Abs(d0), math.Abs(d1)); m > longestStep {
			d0, d1 = d0*longestStep/m, d1*longestStep/m
		}
		s.base -= d0
		s.slope = max(slopeAtLeast, s.slope-d1)
	}
}
