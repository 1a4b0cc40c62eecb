package rank

import (
	"math"
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
	others     []review.Alternative // model and its answer in Label; Share unused
	models     []string             // names of the models of others, in order
	second     map[string]float64
}

func evidenceOf(s review.Sample) evidence {
	e := evidence{confidence: math.NaN(), verbal: math.NaN()}
	if p, ok := (Given{}).Confidence(s).Value(); ok {
		e.confidence = p
	}
	if v, ok := s.Signal(review.SignalVerbal); ok {
		e.verbal = v
	}
	members, err := review.Members(s.Raw)
	if err != nil {
		return e // the record was read before; it has no more to say
	}
	for _, m := range members {
		switch m.Name {
		case review.MemberVotes:
			e.votes = m.Strings()
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

// numbersOf reads an object of name → number.
func numbersOf(m review.Member) map[string]float64 {
	inner, err := review.Members(m.Value)
	if err != nil {
		return nil
	}
	out := map[string]float64{}
	for _, in := range inner {
		if v, err := strconv.ParseFloat(string(in.Value), 64); err == nil && v >= 0 && v <= 1 {
			out[in.Name] = v
		}
	}
	return out
}

// voteShares returns how the votes fall on answers.
func voteShares(votes []string) map[string]float64 {
	if len(votes) == 0 {
		return nil
	}
	out := map[string]float64{}
	for _, v := range votes {
		out[v] += 1 / float64(len(votes))
	}
	return out
}

// entropy is that of a distribution, in nats.
func entropy(shares map[string]float64) float64 {
	h := 0.0
	for _, p := range shares {
		if p > 0 {
			h -= p * math.Log(p)
		}
	}
	return h
}

// lead is the share of the label less the largest other share.
func lead(shares map[string]float64, label string) float64 {
	other := 0.0
	for l, p := range shares {
		if l != label {
			other = max(other, p)
		}
	}
	return shares[label] - other
}

// logit is the log-odds of p, kept within [low, 1-low].
func logit(p, low float64) float64 {
	p = min(max(p, low), 1-low)
	return math.Log(p / (1 - p))
}

// sigmoid is the inverse of the logit.
func sigmoid(z float64) float64 { return 1 / (1 + math.Exp(-z)) }
