package student

import (
	"slices"

	"winnow/review"
)

// folds are how many parts the examples are dealt into.
const folds = 5

// Crossed is what a model says of each example's text that has seen no example
// with that text (confident learning, Northcutt et al. 2021): the shares of the
// labels, nil where too little is left to learn from.
func Crossed(examples []Example) [][]review.Alternative {
	fold, dealt := map[string]int{}, 0
	for _, e := range examples {
		if _, there := fold[e.Text]; !there {
			fold[e.Text] = dealt % folds
			dealt++
		}
	}
	out := make([][]review.Alternative, len(examples))
	for f := range folds {
		var rest []Example
		for _, e := range examples {
			if fold[e.Text] != f {
				rest = append(rest, e)
			}
		}
		m := Train(rest)
		if m == nil {
			continue
		}
		for i, e := range examples {
			if fold[e.Text] == f {
				out[i] = m.Shares(e.Text)
			}
		}
	}
	return out
}

// Of is the share of a label.
func Of(shares []review.Alternative, label string) float64 {
	i := slices.IndexFunc(shares, func(s review.Alternative) bool { return s.Label == label })
	if i < 0 {
		return 0
	}
	return shares[i].Share
}
