package rank

// calibration turns a suspicion into the chance that is shown, by a line on its
// log-odds. Its zero value changes nothing.
type calibration struct {
	shift  float64 // added to the log-odds
	spread float64 // 1 + spread is their slope
}

const (
	plattAt      = 100 // decisions from which the line may be shifted too
	slopeRidge   = 10.0
	shiftRidge   = 10.0
	slopeLowest  = 0.1
	slopeHighest = 3.0
)

func (c calibration) apply(p float64) float64 {
	return sigmoid(c.shift + (1+c.spread)*logit(p, 1e-9))
}

// calibrate fits the line to what was said of each sample before its outcome
// was seen.
func calibrate(log []observed, first map[int]before) calibration {
	var c calibration
	for range 10 {
		g0, h00 := shiftRidge*c.shift, shiftRidge
		g1, h11, h01 := slopeRidge*c.spread, slopeRidge, 0.0
		for _, d := range log {
			x := logit(first[d.i].suspicion, 1e-9)
			q := sigmoid(c.shift + (1+c.spread)*x)
			r, h := q-truth(d.outcome.Changed), q*(1-q)
			g0, h00 = g0+r, h00+h
			g1, h11, h01 = g1+r*x, h11+h*x*x, h01+h*x
		}
		if len(log) < plattAt {
			c.spread -= g1 / h11
		} else {
			det := h00*h11 - h01*h01
			c.shift -= (h11*g0 - h01*g1) / det
			c.spread -= (h00*g1 - h01*g0) / det
		}
		c.spread = min(max(c.spread, slopeLowest-1), slopeHighest-1)
	}
	return c
}
