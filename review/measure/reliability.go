package measure

import (
	"math"

	"winnow/review"
)

const (
	gridCells = 1000 // of confidence
	bandsMost = 10   // of a reliability diagram
	bandLeast = 20   // items in a band, or its share says nothing
)

// Reliability compares confidence with what happened: a reliability diagram
// (Murphy and Winkler 1977) over bands that hold about as many items each.
type Reliability struct {
	// Items were decided and had a confidence; Unknown were decided without.
	Items   int `json:"items"`
	Unknown int `json:"unknown"`
	// Brier is the mean squared difference between the confidence and what
	// happened; nil without items. Less is better.
	Brier *float64 `json:"brier"`
	// ECE is the mean distance between what was shown and what was observed
	// over these bands, weighted by their items; nil without items. It is
	// coarser than [Calibration].ECE, which has more bins.
	ECE   *float64 `json:"ece"`
	Bands []Band   `json:"bands"`
}

// Band is some neighbouring confidences.
type Band struct {
	From     float64 `json:"from"` // the least confidence in it
	To       float64 `json:"to"`   // the greatest
	Items    int     `json:"items"`
	Accepted int     `json:"accepted"` // unchanged
	// Shown is the mean confidence, Observed the share that was accepted
	// unchanged, Low and High its 95% interval ([Interval]).
	Shown    float64 `json:"shown"`
	Observed float64 `json:"observed"`
	Low      float64 `json:"low"`
	High     float64 `json:"high"`
}

// grid holds decided items by confidence in cells of 1/1000, whose means are
// exact: enough to lay bands of equal mass without keeping items.
type grid struct {
	cells   [gridCells]gridCell
	items   int
	unknown int
	squares float64
}

type gridCell struct {
	items, accepted  int
	sum, least, most float64
}

func (g *grid) add(c review.Confidence, accepted bool) {
	p, known := c.Value()
	if !known {
		g.unknown++
		return
	}
	cell := &g.cells[min(max(int(p*gridCells), 0), gridCells-1)]
	if cell.items == 0 {
		cell.least, cell.most = p, p
	}
	cell.join(gridCell{items: 1, sum: p, least: p, most: p})
	y := 0.0
	if accepted {
		cell.accepted++
		y = 1
	}
	g.items++
	g.squares += (p - y) * (p - y)
}

func (c *gridCell) join(o gridCell) {
	c.items += o.items
	c.accepted += o.accepted
	c.sum += o.sum
	c.least, c.most = min(c.least, o.least), max(c.most, o.most)
}

func (g *grid) reliability() Reliability {
	r := Reliability{Items: g.items, Unknown: g.unknown, Bands: []Band{}}
	if g.items == 0 {
		return r
	}
	n := min(max(g.items/bandLeast, 1), bandsMost)
	var open gridCell
	seen, ece := 0, 0.0
	for _, c := range g.cells {
		if c.items == 0 {
			continue
		}
		if open.items == 0 {
			open.least, open.most = c.least, c.most
		}
		before := seen * n / g.items
		open.join(c)
		// A cell is never cut: equal confidences belong together. One that
		// fills several bands makes one.
		if seen += c.items; seen*n/g.items > before {
			b := open.band()
			r.Bands = append(r.Bands, b)
			ece += math.Abs(b.Shown-b.Observed) * float64(b.Items)
			open = gridCell{}
		}
	}
	r.Brier = ratio(g.squares, float64(g.items))
	r.ECE = ratio(ece, float64(g.items))
	return r
}

func (c gridCell) band() Band {
	b := Band{
		From: c.least, To: c.most, Items: c.items, Accepted: c.accepted,
		Shown: c.sum / float64(c.items), Observed: float64(c.accepted) / float64(c.items),
	}
	b.Low, b.High = Interval(c.accepted, c.items)
	return b
}

// Lean says on which side a confidence errs.
type Lean int

// The ways in which a confidence can lean.
const (
	// AsGood: what it says lies in the interval of what was observed.
	AsGood Lean = iota
	// TooMuch: it says more than is accepted.
	TooMuch
	// TooLittle: it says less.
	TooLittle
	// TooFew: there are not enough items to say.
	TooFew
)

// leanLeast is how many items it takes to speak of a leaning.
const leanLeast = 20

// Mean returns the mean confidence and the share that was accepted, of all
// items, and whether the first lies outside the 95% interval of the second.
func (r Reliability) Mean() (shown, observed float64, lean Lean) {
	accepted := 0
	for _, b := range r.Bands {
		shown += b.Shown * float64(b.Items)
		accepted += b.Accepted
	}
	if r.Items == 0 {
		return 0, 0, AsGood
	}
	shown /= float64(r.Items)
	observed = float64(accepted) / float64(r.Items)
	switch low, high := Interval(accepted, r.Items); {
	case shown > high:
		lean = TooMuch
	case shown < low:
		lean = TooLittle
	case r.Items < leanLeast:
		lean = TooFew // of which every share is as good as any other
	}
	return shown, observed, lean
}
