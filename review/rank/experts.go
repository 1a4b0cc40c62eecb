package rank

import "math"

const (
	hedgeLow   = 0.01 // an expert is never held to have been surer than this
	hedgeShare = 0.02 // share of the trust that is dealt out anew
)

// The experts whose mean the suspicion is.
const (
	expertFull   = iota // columns and text
	expertSpare         // the columns alone: the text costs more than it brings where there is little of it
	expertSteady        // the given confidence alone
	experts
)

// said is the chance of a change that each expert gives a sample.
type said [experts]float64

// trusted is how far each expert is trusted before any outcome.
func trusted(o options) said {
	t := said{0.4, 0.4, 0.2}
	if !o.has(FamilyHedge) {
		t = said{0.5, 0.5, 0}
	}
	if !o.has(FamilyWords) {
		t[expertSpare] += t[expertFull]
		t[expertFull] = 0
	}
	return t
}

// judge moves the trust by what each expert had said before an outcome: a Bayes
// mixture with a fixed share dealt out anew (Herbster and Warmuth 1998). An
// expert that is left out stays out.
func (t said) judge(before said, changed bool) said {
	sum, in := 0.0, 0.0
	for k, p := range before {
		p = min(max(p, hedgeLow), 1-hedgeLow)
		if !changed {
			p = 1 - p
		}
		in += truth(t[k] > 0)
		t[k] *= p
		sum += t[k]
	}
	for k := range t {
		if t[k] > 0 {
			t[k] = (1-hedgeShare)*t[k]/sum + hedgeShare/in
		}
	}
	return t
}

// mean is what the experts say together.
func (t said) mean(p said) float64 {
	sum := 0.0
	for k := range t {
		sum += t[k] * p[k]
	}
	return sum
}

// steady is the expert that believes the given confidence: a logistic
// regression on it alone whose slope never falls below a floor, so that its
// order is always the given one. Without confidence it is the base rate.
type steady struct {
	x           []float32
	known       bool
	base, slope float64
}

const (
	steadySlope  = 1.0 // prior mean of the slope
	steadyRidge  = 2.0
	slopeAtLeast = 0.2
)

func newSteady(t *table) steady {
	return steady{x: t.slope, known: t.hasConf, base: priorIntercept, slope: steadySlope}
}

func (s *steady) probability(i int) float64 {
	if !s.known {
		return sigmoid(s.base)
	}
	return sigmoid(s.base + s.slope*float64(s.x[i]))
}

func (s *steady) fit(cases []decided) {
	for range 8 {
		g0, h00 := ridgeIntercept*(s.base-priorIntercept), ridgeIntercept
		g1, h11, h01 := steadyRidge*(s.slope-steadySlope), steadyRidge, 0.0
		for _, c := range cases {
			q := s.probability(c.i)
			r, h, x := q-truth(c.changed), q*(1-q), float64(s.x[c.i])
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
