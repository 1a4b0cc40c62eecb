package ask

import "time"

// pace is how many calls are under way at once.
type pace struct {
	most  int
	now   float64
	since time.Time // of the last halving
}

func newPace(most int) pace { return pace{most: most, now: float64(most)} }

func (p *pace) allowed() int { return max(1, int(p.now)) }

// restPerHalving keeps the calls that were under way together, and are all
// refused together, from halving the pace more than once.
const restPerHalving = time.Second

func (p *pace) busy(at time.Time) {
	if at.Sub(p.since) < restPerHalving {
		return
	}
	p.since = at
	p.now = max(1, p.now/2)
}

func (p *pace) answered() { p.now = min(float64(p.most), p.now+1/p.now) }

// lane is an endpoint in use.
type lane struct {
	Endpoint
	asked   float64
	trouble error // why it rests, nil while it does not
	refused int   // requests in a row that it did not take
	answers bool  // it has taken some
}

func newLane(e Endpoint) *lane {
	if e.Share == 0 {
		e.Share = 1
	}
	return &lane{Endpoint: e}
}

// choose is the lane that is furthest behind its share; nil: all rest.
func choose(lanes []*lane) *lane {
	var best *lane
	for _, l := range lanes {
		if l.trouble == nil && (best == nil || l.asked/l.Share < best.asked/best.Share) {
			best = l
		}
	}
	if best != nil {
		best.asked++
	}
	return best
}
