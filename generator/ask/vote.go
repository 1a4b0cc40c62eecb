package ask

import (
	"maps"
	"strings"

	"winnow/generator/strategy"
	"winnow/review"
)

// hearVote takes in one more answer to what a sample asks.
func (r *run) hearVote(c *candidate, answer string) {
	t := r.req.Task
	switch {
	case t.Kind != review.Text:
		if label, _, err := canonicalLabel(t, answer); err == nil {
			c.votes = append(c.votes, label)
		}
	case strings.TrimSpace(answer) == "":
	case r.cfg.Verify == nil:
		c.responses = append(c.responses, response{text: answer})
	default:
		d := c.draft
		if d.Texts = maps.Clone(d.Texts); d.Texts == nil {
			d.Texts = map[string]string{}
		}
		d.Texts[t.Target] = answer
		if s, err := record(t, d); err == nil {
			r.verify(c, s, true)
		}
	}
}

// vote asks for more answers where the label is uncertain, and tells whether it
// did (Wang et al. 2021: effort goes where confidence is low; votes over
// samples as in self-consistency).
func (r *run) vote(c *candidate) bool {
	w := r.witnesses
	if w.plan.Votes == 0 || c.voted {
		return false
	}
	c.voted = true
	if p := w.probability(c); p != nil {
		w.seen = append(w.seen, *p)
		if !w.uncertain(*p) {
			return false
		}
	}
	t, votes := r.req.Task, w.plan.Votes
	if t.Kind == review.Text {
		votes-- // the sample's own answer is one
		for range votes {
			r.testify(testimony{kind: byVote, of: c}, respondTo(t, c.sample))
		}
		return votes > 0
	}
	for range votes {
		a := strategy.Relabel(t, textsOf(c.sample))
		warm := 0.7
		a.Weigh, a.Temperature = "", &warm
		r.testify(testimony{kind: byVote, of: c}, a)
	}
	return true
}

// uncertain tells whether a probability is among the lowest so far.
func (w *witnesses) uncertain(p float64) bool {
	part := usualPart
	if w.plan.Part != nil {
		part = *w.plan.Part
	}
	lower := 0
	for _, s := range w.seen {
		if s < p {
			lower++
		}
	}
	return float64(lower) < part*float64(len(w.seen))
}
