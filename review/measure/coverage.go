package measure

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"winnow/review"
)

// Coverage says how far the samples reach into what was to be covered by one
// condition of the strategy: the leaves of a tree of topics (Explore-Instruct, Wan
// et al. 2023), the entities of a file of facts (ClinGen, Xu et al. 2023), the
// values of an attribute.
type Coverage struct {
	// Condition is its name, such as "topic".
	Condition string `json:"condition"`
	// Values are those that the task names and those that samples were asked for
	// with, a hundred thousand at the most; Made have a sample and Covered have Least kept ones or more.
	Values  int `json:"values"`
	Made    int `json:"made"`
	Covered int `json:"covered"`
	Least   int `json:"least"`
	// Missing are values that are not covered, the ones with the fewest kept
	// samples first: some of them.
	Missing []Reached `json:"missing"`
}

// Reached is how far one value is covered. Kept are accepted, edited and
// relabelled samples.
type Reached struct {
	Value string `json:"value"`
	Made  int    `json:"made"`
	Kept  int    `json:"kept"`
}

// missingMost is how many values a [Coverage] names as missing.
const missingMost = 20

// coverageTally counts the samples of each value of each condition.
type coverageTally struct {
	least int
	by    map[string]map[string]*Reached
}

// valuesMost bounds the values of a condition.
const valuesMost = 100_000

// newCoverage knows the values that the task names, by condition. Of other
// conditions nothing is told.
func newCoverage(wanted map[string][]string, least int) *coverageTally {
	t := &coverageTally{least: max(1, least), by: map[string]map[string]*Reached{}}
	for name, values := range wanted {
		t.by[name] = map[string]*Reached{}
		for _, v := range values {
			t.of(name, v)
		}
	}
	return t
}

// of is nil for what is not counted.
func (t *coverageTally) of(name, value string) *Reached {
	of, wanted := t.by[name]
	if !wanted {
		return nil
	}
	r := of[value]
	if r == nil && len(of) < valuesMost {
		value = strings.Clone(value) // not the record that it is a part of
		r = &Reached{Value: value}
		of[value] = r
	}
	return r
}

func (t *coverageTally) add(it review.Item) {
	if len(t.by) == 0 {
		return
	}
	for part := range strings.SplitSeq(it.Sample.Provenance.Condition, "; ") {
		name, value, named := strings.Cut(part, ": ")
		if !named || value == "" {
			continue // the label that was asked for
		}
		if r := t.of(name, value); r != nil {
			r.Made++
			if it.State.Decided() && it.State.Verdict != review.Reject {
				r.Kept++
			}
		}
	}
}

// coverage is by the name of the condition.
func (t *coverageTally) coverage() []Coverage {
	out := make([]Coverage, 0, len(t.by))
	for _, name := range slices.Sorted(maps.Keys(t.by)) {
		if len(t.by[name]) == 0 {
			continue
		}
		c := Coverage{Condition: name, Least: t.least, Values: len(t.by[name]), Missing: []Reached{}}
		for _, r := range t.by[name] {
			if r.Made > 0 {
				c.Made++
			}
			if r.Kept >= t.least {
				c.Covered++
			} else {
				c.Missing = append(c.Missing, *r)
			}
		}
		slices.SortFunc(c.Missing, func(a, b Reached) int {
			return cmp.Or(a.Kept-b.Kept, a.Made-b.Made, strings.Compare(a.Value, b.Value))
		})
		c.Missing = c.Missing[:min(len(c.Missing), missingMost)]
		out = append(out, c)
	}
	return out
}
