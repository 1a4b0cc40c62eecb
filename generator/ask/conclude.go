package ask

import (
	"encoding/json"
	"fmt"

	"winnow/generator"
	"winnow/review"
)

// calibrated is what the label-only answers say of each label: the mean over
// the orders of the labels, each share divided by what the model gives the label
// for words that mean nothing. nil: nothing is known.
func (w *witnesses) calibrated(c *candidate) []review.Alternative {
	sum, all := map[string]float64{}, 0.0
	for k, shares := range c.shares {
		if len(shares) == 0 {
			continue
		}
		whole := 0.0
		part := map[string]float64{}
		for _, s := range shares {
			part[s.Label] = s.Share / w.lean(k, s.Label)
			whole += part[s.Label]
		}
		for label, p := range part {
			sum[label] += p / whole
		}
		all++
	}
	if all == 0 {
		return nil
	}
	out := make([]review.Alternative, 0, len(sum))
	for label, p := range sum {
		out = append(out, review.Alternative{Label: label, Share: p / all})
	}
	review.SortAlternatives(out)
	return out
}

// leastLean keeps a label that the model never gives to noise from becoming
// certain whenever it is given at all.
const leastLean = 0.01

// lean is how much the model gives a label for words that mean nothing; 1 where
// nobody knows.
func (w *witnesses) lean(order int, label string) float64 {
	n := len(w.prior[order])
	if n == 0 {
		return 1
	}
	sum := 0.0
	for _, p := range w.prior[order] {
		sum += p[label]
	}
	return max(leastLean, sum/float64(n))
}

// probability is the calibrated probability of the suggestion, nil when it is
// not known; without the signal that of the answer itself.
func (w *witnesses) probability(c *candidate) *float64 {
	if !w.plan.Label {
		return c.draft.Evidence.Probability
	}
	shares := w.calibrated(c)
	if shares == nil {
		return nil
	}
	p := 0.0
	for _, s := range shares {
		if s.Label == c.sample.Suggestion.Label {
			p = s.Share
		}
	}
	return &p
}

// conclude writes into a sample's record what was said of it, and hands it
// over, unless the judge holds it back.
func (r *run) conclude(c *candidate) {
	share, voted := c.majority(r.req.Task)
	d, w := c.draft, r.witnesses
	if voted {
		d.Signals = append(d.Signals, review.Signal{Name: review.SignalVotes, Value: share})
	}
	if c.verified != nil {
		d.Signals = append(d.Signals, review.Signal{Name: review.SignalVerified, Value: truth(c.verified.Passed)})
	}
	if shares := w.calibrated(c); shares != nil {
		if p := d.Evidence.Probability; p != nil {
			d.Signals = append(d.Signals, review.Signal{Name: review.SignalObeyed, Value: *p})
		}
		d.Evidence.Shares, d.Evidence.Why = shares, ""
		d.Evidence.Probability = w.probability(c)
		lead := leadOf(shares, c.sample.Suggestion.Label)
		d.Evidence.Margin, d.Evidence.OffLabel = &lead, nil
	} else if w.plan.Label && c.whyNot != "" {
		d.Evidence.Why = c.whyNot
	}
	if c.mark != nil {
		d.Signals = append(d.Signals, review.Signal{Name: review.SignalJudge, Value: *c.mark})
	}
	if c.guess != nil {
		d.Signals = append(d.Signals, review.Signal{Name: SignalJudgeGuess, Value: c.guess.pass})
	}
	add := func(name string, v any) {
		if b, err := json.Marshal(v); err == nil {
			d.Extra = append(d.Extra, review.Member{Name: name, Value: b})
		}
	}
	if len(c.votes) > 0 {
		add(review.MemberVotes, c.votes)
	}
	if c.stated != nil {
		add(review.MemberVerbal, *c.stated)
	}
	if c.says != "" {
		add(memberOtherModels, map[string]string{w.plan.Second: c.says})
	}
	if len(c.second) > 0 {
		d.Extra = append(d.Extra, review.Member{Name: memberSecondProbs, Value: numbers(signalsOf(c.second))})
	}
	s, err := record(r.req.Task, d)
	if err != nil { // it was a record before; what was added does not fit it
		s = c.sample
	}
	s.Provenance = c.sample.Provenance
	if why := r.condemned(c); why != "" {
		r.hold(c.flight, "judge", why, s)
		return
	}
	r.deliver(c.flight, s)
}

// condemned says why the judge, or what answers for it, holds a sample back;
// empty: it does not.
func (r *run) condemned(c *candidate) string {
	least := r.req.Task.Generate.Filters.Judge
	switch {
	case c.guess != nil && c.guess.pass < 0.5:
		return c.guess.why(least)
	case least > 0 && c.mark != nil && *c.mark*mostMark < least:
		return fmt.Sprintf("the judge gives it %g of 5, and %g is the least", *c.mark*mostMark, least)
	case least > 0 && r.witnesses.plan.Judge != "" && c.mark == nil && c.guess == nil:
		r.tell(errNoMark)
	}
	return ""
}

func truth(is bool) float64 {
	if is {
		return 1
	}
	return 0
}

func signalsOf(of []review.Alternative) []review.Signal {
	out := make([]review.Signal, len(of))
	for i, a := range of {
		out[i] = review.Signal{Name: a.Label, Value: a.Share}
	}
	return out
}

// leadOf is how far a label is before the best other one.
func leadOf(shares []review.Alternative, label string) float64 {
	own, best := 0.0, 0.0
	for _, s := range shares {
		if s.Label == label {
			own = s.Share
		} else {
			best = max(best, s.Share)
		}
	}
	return own - best
}

// deliver hands a sample over.
func (r *run) deliver(f *flight, s review.Sample) {
	r.made++
	r.picking.made(s)
	r.count(f, s)
	r.byLabel[labelOf(f, s)]++
	r.barren = 0
	r.emit(generator.Event{Sample: &s})
	r.showMade()
}

// labelOf is the label under whose quota a sample counts.
func labelOf(f *flight, s review.Sample) string {
	if f.Label != "" {
		return f.Label
	}
	return s.Suggestion.Label
}
