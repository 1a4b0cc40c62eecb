package tui

import (
	"winnow/review"
	"winnow/tui/visible"
)

// hidden counts the hidden characters of long texts once: a megabyte of them
// takes longer than a frame, and texts of a sample never change. Counts are
// made where samples are read, which no key waits for.
type hidden map[part]int

// part names one text of a sample.
type part struct {
	seq  uint64
	name string
}

// hiddenFrom is the length in bytes from which a count is kept.
const hiddenFrom = 4 << 10

// in is the number of hidden characters of a text.
func (h hidden) in(seq uint64, name, text string) int {
	if n, ok := h[part{seq, name}]; ok {
		return n
	}
	return visible.Hidden(text)
}

// count returns the counts of the samples' long texts, taking over those that
// h has. It leaves h as it is, so that it may run beside the screen.
func (h hidden) count(task review.Task, items ...review.Item) hidden {
	out := hidden{}
	add := func(seq uint64, name, text string) {
		if len(text) >= hiddenFrom {
			out[part{seq, name}] = h.in(seq, name, text)
		}
	}
	for _, it := range items {
		for _, f := range it.Sample.Fields {
			add(it.Sample.Seq, f.Name, f.Text)
		}
		add(it.Sample.Seq, task.Target, it.Sample.Suggestion.Text)
		for i, t := range it.Sample.Suggestion.Turns {
			add(it.Sample.Seq, turnName(i), t.Content)
		}
	}
	return out
}
