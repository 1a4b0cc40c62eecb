package rank

import (
	"math"

	"winnow/review"
)

// Given is the ranker that believes what the record says. Its zero value is
// ready to use.
type Given struct{}

var _ review.Ranker = Given{}

// witness is a kind of signal that can stand for the confidence.
type witness struct {
	signal string
	// text says in plain words what the number is.
	text string
	// probability turns the signal's value into a probability. What is not
	// one (NaN, outside 0 to 1) is no evidence.
	probability func(v float64) float64
}

// witnesses returns the signals that can stand for the confidence, the one
// to be believed first in front: a number given as the confidence, then what
// was measured on the model, then what it says of itself, then what only
// hints at it.
func witnesses() [9]witness {
	same := func(v float64) float64 { return v }
	return [9]witness{
		{review.SignalConfidence, "given with the record", same},
		{review.SignalProbability, "probability of the label's tokens", same},
		{review.SignalProbs, "probability of the label among all", same},
		{review.SignalVotes, "share of the votes for the label", same},
		{review.SignalVerbal, "how sure the model says it is", same},
		{review.SignalJudge, "the mark of the judge", same},
		{review.SignalVerified, "the user's own check", same},
		{review.SignalRoundTrip, "agreement of the way back", same},
		// The mean over tokens of their log probability: its exponential is
		// their geometric mean, the chance of a typical token. It says
		// nothing of the chance that the whole text is right, but it orders.
		{review.SignalMeanLogprob, "mean log probability of the tokens", math.Exp},
	}
}

// Confidence returns the sample's confidence, in this order of belief:
//
//   - confidence: the number that the record gives
//   - label_probability: probability of the label's tokens
//   - probs: class probability of the label
//   - votes: share of votes for the label
//   - verbal_confidence: what the model says of itself
//   - judge: the mark of a judge
//   - verified: 1 or 0 from a check of the user's (the binary reward of ReST-EM,
//     Singh et al. 2024)
//   - round_trip: agreement of the way back with the way there
//   - mean_logprob: its exponential, the geometric mean of the tokens'
//     probabilities (kind text)
//
// A value that is no probability is passed over. Without a suggestion or
// without any of these the confidence is [review.Unknown].
func (Given) Confidence(s review.Sample) review.Confidence {
	_, c := choose(s)
	return c
}

// choose returns the index of the signal that gives the confidence, -1 when
// none does.
func choose(s review.Sample) (int, review.Confidence) {
	if !s.Suggested {
		return -1, review.Unknown
	}
	for _, w := range witnesses() {
		for i, g := range s.Signals {
			if g.Name != w.signal {
				continue
			}
			if c := review.Known(w.probability(g.Value)); c.IsKnown() {
				return i, c
			}
		}
	}
	return -1, review.Unknown
}
