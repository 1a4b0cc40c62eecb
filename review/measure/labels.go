package measure

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"winnow/review"
)

// confusionMost is how many labels a [Confusion] names in its table.
const confusionMost = 40

// pairsMost is how many confused pairs it names.
const pairsMost = 20

// Balance is how often a label was suggested and decided.
type Balance struct {
	Label string `json:"label"`
	// Suggested counts all samples, decided or not.
	Suggested int `json:"suggested"`
	// SuggestedDecided and Decided are about the same samples, those with a
	// final decision: for how many the label was suggested, and how many have
	// it now. Rejected samples have none. Those decided in bulk count here: it is
	// how the samples stand.
	SuggestedDecided int `json:"suggested_decided"`
	Decided          int `json:"decided"`
}

// Confusion says what suggested labels became, where somebody looked: what was
// decided in bulk is not in it.
type Confusion struct {
	// Labels are the most frequent ones, the most frequent first.
	Labels []string `json:"labels"`
	// Counts has a row per suggested and a column per decided label.
	Counts [][]int `json:"counts"`
	// Rejected counts the rejected samples per suggested label, Missing the
	// samples that came without a suggestion per decided label. Where a sample
	// may have several labels, each counts by itself: Rejected those taken away
	// too, Missing those added.
	Rejected []int `json:"rejected"`
	Missing  []int `json:"missing"`
	// Others counts samples decided one by one with a label that is not in Labels.
	Others int `json:"others"`
	// Pairs are the changes of a label, the most frequent first; all labels
	// take part.
	Pairs []Pair `json:"pairs"`
}

// Pair is a label that was suggested and the one that was decided instead.
type Pair struct {
	Suggested string `json:"suggested"`
	Decided   string `json:"decided"`
	Count     int    `json:"count"`
}

// change is what a label became; rejected has no label.
type change struct {
	from, to string
	rejected bool
}

type labelTally struct {
	by      map[string]*Balance
	changes map[change]int
}

func newLabelTally(labels []string) *labelTally {
	t := &labelTally{by: map[string]*Balance{}, changes: map[change]int{}}
	for _, l := range labels {
		t.of(l)
	}
	return t
}

func (t *labelTally) of(label string) *Balance {
	b := t.by[label]
	if b == nil {
		label = strings.Clone(label) // not the record that it is a part of
		b = &Balance{Label: label}
		t.by[label] = b
	}
	return b
}

func (t *labelTally) add(it review.Item) {
	from := it.Sample.Suggestion.LabelNames()
	for _, name := range from {
		t.of(name).Suggested++
	}
	if !it.State.Decided() {
		return
	}
	for _, name := range from {
		t.of(name).SuggestedDecided++
	}
	var to []string
	rejected := it.State.Verdict == review.Reject
	if !rejected {
		to = it.Answer().LabelNames()
	}
	for _, name := range to {
		t.of(name).Decided++
	}
	if !inBulk(it) {
		t.became(it, from, to, rejected)
	}
}

// became counts what a sample's suggested labels are now.
func (t *labelTally) became(it review.Item, from, to []string, rejected bool) {
	if a := it.Answer(); a.Label != "" || it.Sample.Suggestion.Label != "" {
		t.change(change{it.Sample.Suggestion.Label, strings.Join(to, ""), rejected})
		return
	}
	for _, name := range from {
		if slices.Contains(to, name) {
			t.change(change{name, name, false})
		} else {
			t.change(change{name, "", true})
		}
	}
	for _, name := range to {
		if !slices.Contains(from, name) {
			t.change(change{"", name, false})
		}
	}
}

func (t *labelTally) change(c change) {
	if _, known := t.changes[c]; !known {
		c.from, c.to = strings.Clone(c.from), strings.Clone(c.to)
	}
	t.changes[c]++
}

// balance is the most suggested label first.
func (t *labelTally) balance() []Balance {
	out := make([]Balance, 0, len(t.by))
	for _, b := range t.by {
		out = append(out, *b)
	}
	slices.SortFunc(out, func(a, b Balance) int {
		return cmp.Or(b.Suggested-a.Suggested, b.Decided-a.Decided, strings.Compare(a.Label, b.Label))
	})
	return out
}

func (t *labelTally) confusion() Confusion {
	c := Confusion{Labels: []string{}, Counts: [][]int{}, Pairs: []Pair{}}
	at := map[string]int{}
	for i, label := range t.mostChanged() {
		at[label] = i
		c.Labels = append(c.Labels, label)
	}
	n := len(c.Labels)
	c.Rejected, c.Missing = make([]int, n), make([]int, n)
	for range n {
		c.Counts = append(c.Counts, make([]int, n))
	}
	for ch, count := range t.changes {
		c.put(at, ch, count)
	}
	slices.SortFunc(c.Pairs, func(a, b Pair) int {
		return cmp.Or(b.Count-a.Count, strings.Compare(a.Suggested, b.Suggested), strings.Compare(a.Decided, b.Decided))
	})
	c.Pairs = c.Pairs[:min(len(c.Pairs), pairsMost)]
	return c
}

// mostChanged are the labels to name, the most frequent in what was suggested and
// decided first.
func (t *labelTally) mostChanged() []string {
	often := map[string]int{}
	for ch, count := range t.changes {
		often[ch.from] += count
		often[ch.to] += count
	}
	delete(often, "") // none
	labels := slices.Collect(maps.Keys(often))
	slices.SortFunc(labels, func(a, b string) int {
		return cmp.Or(often[b]-often[a], strings.Compare(a, b))
	})
	return labels[:min(len(labels), confusionMost)]
}

func (c *Confusion) put(at map[string]int, ch change, count int) {
	if ch.from != "" && ch.to != "" && ch.from != ch.to {
		c.Pairs = append(c.Pairs, Pair{ch.from, ch.to, count})
	}
	from, hasFrom := at[ch.from]
	to, hasTo := at[ch.to]
	switch {
	case ch.rejected && hasFrom:
		c.Rejected[from] += count
	case ch.from == "" && hasTo:
		c.Missing[to] += count
	case hasFrom && hasTo:
		c.Counts[from][to] += count
	default:
		c.Others += count
	}
}
