package formats

import (
	"cmp"
	"slices"
)

// Summary says what [Write] did. The counts of Written and LeftOut add up to
// Samples.
type Summary struct {
	// Written counts the samples written by part; "" without a split.
	Written map[string]int
	// Lines counts the lines written by part. It differs from Written only
	// for trl-kto, where an edited or relabelled sample gives two lines.
	Lines map[string]int
	// LeftOut says why samples were not written, the most frequent first.
	LeftOut []Reason
	// Omitted are members that were left out of messages, because OpenAI does not
	// document them, and out of how many messages each.
	Omitted []Reason
	// Ungrouped counts the samples written that have no value for [Options.Group].
	Ungrouped int
	// Samples is how many samples there were.
	Samples int
}

// Reason is why something was left out, and how often.
type Reason struct {
	Why   string
	Count int
}

// Total is the number of samples written to all parts.
func (s Summary) Total() int {
	n := 0
	for _, k := range s.Written {
		n += k
	}
	return n
}

func sortedReasons(counts map[string]int) []Reason {
	reasons := make([]Reason, 0, len(counts))
	for why, n := range counts {
		reasons = append(reasons, Reason{Why: why, Count: n})
	}
	slices.SortFunc(reasons, func(a, b Reason) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Why, b.Why))
	})
	return reasons
}
