package rank

import "math"

// calibration turns a suspicion into the chance that is shown, by a line on its
// log-odds: temperature and shift (Guo et al. 2017; Platt 1999). Its zero value
// changes nothing. The line rises, so that the order stays.
type calibration struct {
	shift  float64 // added to the log-odds
	spread float64 // 1 + spread is their slope
}

const (
	shiftAt      = 100 // decisions from which the line is shifted, not only stretched
	spreadRidge  = 30.0
	shiftRidge   = 100.0
	spreadLowest = -0.9
	spreadMost   = 2.0
	// What is left is a little less often wrong than what came up for review
	// would make believe: a review takes the suspicious ones first. This is
	// the prior mean of the shift.
	priorShift = -0.15
	// A decision counts half as much as one made after it by this share of all
	// decisions: the latest are the nearest to what is left.
	halfLife = 0.15
)

// apply is the chance that is shown for a suspicion.
func (c calibration) apply(p float64) float64 {
	return sigmoid(c.shift + (1+c.spread)*logit(p, 1e-9))
}

// calibrate fits the line to what was said of each sample before its outcome
// was seen, never to what a model says that knows it.
func calibrate(log []observed, first map[int]before) calibration {
	var c calibration
	shifts := len(log) >= shiftAt
	if shifts {
		c.shift = priorShift
	}
	fade := math.Exp2(-1 / (halfLife * float64(max(1, len(log)))))
	for range 10 {
		g0, h00 := shiftRidge*(c.shift-priorShift), shiftRidge
		g1, h11, h01 := spreadRidge*c.spread, spreadRidge, 0.0
		weight := 1.0
		for n := len(log) - 1; n >= 0; n-- {
			x := logit(first[log[n].i].suspicion, 1e-9)
			q := sigmoid(c.shift + (1+c.spread)*x)
			r, h := weight*(q-truth(log[n].outcome.Changed)), weight*q*(1-q)
			g0, h00 = g0+r, h00+h
			g1, h11, h01 = g1+r*x, h11+h*x*x, h01+h*x
			weight *= fade
		}
		if shifts {
			det := h00*h11 - h01*h01
			c.shift -= (h11*g0 - h01*g1) / det
			c.spread -= (h00*g1 - h01*g0) / det
		} else {
			c.spread -= g1 / h11
		}
		c.spread = min(max(c.spread, spreadLowest), spreadMost)
	}
	return c
}
