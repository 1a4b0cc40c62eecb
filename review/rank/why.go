package rank

import "winnow/review"

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
		switch {
		case used:
			return w.text
		case !s.Suggested:
			return w.text + "; no suggestion to judge"
		case !review.Known(w.probability(g.Value)).IsKnown():
			return w.text + "; not a probability"
		}
		return w.text + "; another comes first"
	}
	return "kept, not used for the order"
}
