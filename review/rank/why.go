package rank

import (
	"fmt"
	"slices"

	"winnow/review"
)

// Reason is one signal of a sample as a reviewer reads it.
type Reason struct {
	// Signal is the name under which the signal came. It is text from
	// outside: clean it before it is shown.
	Signal string
	// Value is the signal's value, as it came.
	Value float64
	// Used tells that the confidence comes from this signal. At most one of a
	// sample's reasons is used; none is when the confidence is unknown.
	Used bool
	// Text says in plain words what the number is and why it is not used.
	Text string
}

// Why tells where a sample's place in the queue comes from: each of its
// signals in the order in which they came, and which of them [Given] used.
func Why(s review.Sample) []Reason {
	used, _ := choose(s)
	out := make([]Reason, len(s.Signals))
	for i, g := range s.Signals {
		out[i] = Reason{Signal: g.Name, Value: g.Value, Used: i == used, Text: explain(s, g, i == used)}
	}
	return out
}

func explain(s review.Sample, g review.Signal, used bool) string {
	for _, w := range witnesses() {
		if w.signal != g.Name {
			continue
		}
		text := w.text
		if g.Name == review.SignalProbs && s.Suggestion.Labels != nil {
			text = leastCertain(s, text)
		}
		switch {
		case used:
			return text
		case !s.Suggested:
			return text + "; no suggestion to judge"
		case !review.Known(w.probability(g.Value)).IsKnown():
			return text + "; not a probability"
		}
		return text + "; not used for the confidence: another signal tells more"
	}
	return "kept, not used for the order"
}

// leastCertain names the label of several by which the probability of all of
// them is told: the one that is least surely in, or out. Quotes make its name
// safe to show.
func leastCertain(s review.Sample, otherwise string) string {
	least, text := 2.0, otherwise
	for _, a := range s.Alternatives {
		right, where := 1-a.Share, "left out"
		if slices.Contains(s.Suggestion.Labels, a.Label) {
			right, where = a.Share, "suggested"
		}
		if right < least {
			least, text = right, fmt.Sprintf("least certain label: %q, probability %.2f, %s", a.Label, a.Share, where)
		}
	}
	return text
}
