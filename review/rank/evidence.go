package rank

import (
	"math"
	"slices"
	"strconv"

	"winnow/review"
)

// Members that only the learner reads: what other models said of the item.
const (
	memberOtherModels = "other_models" // model → its answer
	memberSecondProbs = "second_probs" // answer → a second model's probability
)

// evidence is what one record says of its suggestion, read once. What is
// missing is NaN or empty, never zero.
type evidence struct {
	confidence float64 // the given confidence, as [Given] reads it
	verbal     float64 // what the model says of itself
	votes      []string
	shares     []review.Alternative // how the votes fall
	others     []review.Alternative // other models' answers; Share is unused
	models     []string             // the names of those models, in the same order
	second     []review.Alternative // a second model's probabilities
}

// said tells whether there is any evidence.
func (e *evidence) said() bool {
	return !math.IsNaN(e.confidence) || !math.IsNaN(e.verbal) || len(e.votes)+len(e.others)+len(e.second) > 0
}

// evidenceOf reads a record; what scratch has room for need not be made anew for
// each, nil is none.
func evidenceOf(s *review.Sample, scratch *[]review.Member) evidence {
	e := evidence{confidence: math.NaN(), verbal: math.NaN()}
	if p, ok := (Given{}).Confidence(*s).Value(); ok {
		e.confidence = p
	}
	if v, ok := s.Signal(review.SignalVerbal); ok {
		e.verbal = v
	}
	var room []review.Member
	if scratch != nil {
		room = (*scratch)[:0]
	}
	members, err := review.AppendMembers(room, s.Raw)
	if err != nil {
		return e // the record was read before; it has no more to say
	}
	if scratch != nil {
		*scratch = members
	}
	for _, m := range members {
		switch m.Name {
		case review.MemberVotes:
			e.votes = m.Strings()
			e.shares = voteShares(e.votes)
		case memberOtherModels:
			e.models, e.others = answersOf(m)
		case memberSecondProbs:
			e.second = numbersOf(m)
		}
	}
	return e
}

// answersOf reads an object of model → answer.
func answersOf(m review.Member) (models []string, answers []review.Alternative) {
	inner, err := review.Members(m.Value)
	if err != nil {
		return nil, nil
	}
	for _, in := range inner {
		if text, err := in.Text(); err == nil && text != "" {
			models = append(models, in.Name)
			answers = append(answers, review.Alternative{Label: text})
		}
	}
	return models, answers
}

// numbersOf reads an object of name → probability.
func numbersOf(m review.Member) []review.Alternative {
	inner, err := review.Members(m.Value)
	if err != nil {
		return nil
	}
	var out []review.Alternative
	for _, in := range inner {
		if v, err := strconv.ParseFloat(string(in.Value), 64); err == nil && v >= 0 && v <= 1 {
			out = append(out, review.Alternative{Label: in.Name, Share: v})
		}
	}
	review.SortAlternatives(out)
	return out
}

// voteShares returns how the votes fall on answers, the most frequent first.
func voteShares(votes []string) []review.Alternative {
	var out []review.Alternative
	for _, v := range votes {
		k := slices.IndexFunc(out, func(a review.Alternative) bool { return a.Label == v })
		if k < 0 {
			k = len(out)
			out = append(out, review.Alternative{Label: v})
		}
		out[k].Share++
	}
	for k := range out {
		out[k].Share /= float64(len(votes))
	}
	review.SortAlternatives(out)
	return out
}

// shareOf is the share of one answer, 0 when nobody gave it.
func shareOf(shares []review.Alternative, label string) float64 {
	for _, a := range shares {
		if a.Label == label {
			return a.Share
		}
	}
	return 0
}

// entropy is that of a distribution, in nats.
func entropy(shares []review.Alternative) float64 {
	h := 0.0
	for _, a := range shares {
		if a.Share > 0 {
			h -= a.Share * math.Log(a.Share)
		}
	}
	return h
}

// lead is the share of the label less the largest other share.
func lead(shares []review.Alternative, label string) float64 {
	other := 0.0
	for _, a := range shares {
		if a.Label != label {
			other = max(other, a.Share)
		}
	}
	return shareOf(shares, label) - other
}

// runnerUp is the answer that most witnesses gave instead of the label; the
// label itself when none did.
func (e *evidence) runnerUp(label string) string {
	best, most := label, 0.0
	better := func(l string, weight float64) {
		if l != label && (weight > most || weight == most && l < best) && weight > 0 {
			best, most = l, weight
		}
	}
	if len(e.votes)+len(e.others) == 0 {
		for _, a := range e.second {
			better(a.Label, a.Share)
		}
		return best
	}
	named := func(l string) float64 {
		n := shareOf(e.shares, l) * float64(len(e.votes))
		for _, o := range e.others {
			n += truth(o.Label == l)
		}
		return n
	}
	for _, a := range e.shares {
		better(a.Label, named(a.Label))
	}
	for _, o := range e.others {
		better(o.Label, named(o.Label))
	}
	return best
}

// logit is the log-odds of p, kept within [low, 1-low].
func logit(p, low float64) float64 {
	p = min(max(p, low), 1-low)
	return math.Log(p / (1 - p))
}

// sigmoid is the inverse of the logit.
func sigmoid(z float64) float64 { return 1 / (1 + math.Exp(-z)) }

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
