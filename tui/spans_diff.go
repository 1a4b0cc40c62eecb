package tui

import (
	"cmp"
	"slices"
	"strings"

	"winnow/review"
)

// Signs of what became of a span.
const (
	spanKept    = ' '
	spanAdded   = '+'
	spanRemoved = '-'
	spanOther   = '~' // another label, or other edges
	spanCheck   = '?' // an edit changed the text under it
)

// spanChange is one span and what became of it. was and is are the same where
// nothing did; one of them is nil where it was removed or added.
type spanChange struct {
	sign    rune
	was, is *stretch
}

func (c spanChange) at() stretch {
	if c.is != nil {
		return *c.is
	}
	return *c.was
}

// spanChanges pairs the spans before with those after: those that are the same,
// then those on the same place, then those with the same label that overlap.
func spanChanges(before, after []stretch) []spanChange {
	var out []spanChange
	pair := func(sign rune, fits func(was, is stretch) bool) {
		before, after = pairUp(before, after, fits, func(was, is *stretch) {
			if is.check && sign == spanKept {
				out = append(out, spanChange{spanCheck, was, is})
				return
			}
			out = append(out, spanChange{sign, was, is})
		})
	}
	pair(spanKept, func(was, is stretch) bool { return was.same(is) })
	pair(spanOther, func(was, is stretch) bool { return was.from == is.from && was.to == is.to })
	pair(spanOther, func(was, is stretch) bool { return was.label == is.label && was.from < is.to && is.from < was.to })
	for i := range before {
		out = append(out, spanChange{spanRemoved, &before[i], nil})
	}
	for i := range after {
		sign := spanAdded
		if after[i].check {
			sign = spanCheck
		}
		out = append(out, spanChange{sign, nil, &after[i]})
	}
	slices.SortStableFunc(out, func(a, b spanChange) int {
		x, y := a.at(), b.at()
		return cmp.Or(cmp.Compare(x.from, y.from), cmp.Compare(y.to, x.to))
	})
	return out
}

// pairNear is how far from its own place, in spans, the partner of a span is
// looked for: spans are in the order of the text.
const pairNear = 64

// pairUp takes out the pairs that fit and returns what is left of both.
func pairUp(before, after []stretch, fits func(was, is stretch) bool, put func(was, is *stretch)) (was, is []stretch) {
	taken := make([]bool, len(after))
	first := 0
	for i := range before {
		for first < len(after) && (taken[first] || after[first].to < before[i].from) {
			first++
		}
		found := -1
		for j := first; j < len(after) && j < first+pairNear && after[j].from <= before[i].to; j++ {
			if !taken[j] && fits(before[i], after[j]) {
				found = j
				break
			}
		}
		if found < 0 {
			was = append(was, before[i])
			continue
		}
		taken[found] = true
		put(&before[i], &after[found])
	}
	for j := range after {
		if !taken[j] {
			is = append(is, after[j])
		}
	}
	return was, is
}

// spanWord is a span in words that are safe to show: its text, cut, and its
// label.
func spanWord(text string, s stretch, most int) string {
	return spanCut(text, s, most) + " " + oneLine(s.label, labelMost)
}

func spanCut(text string, s stretch, most int) string {
	return oneLine(text[s.from:s.to], most)
}

// wordsMost is how many spans are said in one row.
const wordsMost = 8

// spanWords say the spans of a text in one row: "2 spans: EU ORG, German MISC".
func spanWords(text string, spans []review.Span) string {
	if len(spans) == 0 {
		return countSpans(0)
	}
	const most = 24
	p := newPoints(text)
	parts := make([]string, 0, wordsMost+1)
	for i, s := range p.stretches(spans[:min(len(spans), wordsMost+1)]) {
		if i == wordsMost {
			parts = append(parts, "…")
			break
		}
		parts = append(parts, spanWord(text, s, most))
	}
	return countSpans(len(spans)) + ": " + strings.Join(parts, ", ")
}

// changeText says what became of a span, painted; text is the text that both
// stretches lie in.
func (m *model) changeText(text string, c spanChange, most int) string {
	label := func(s *stretch) string { return oneLine(s.label, labelMost) }
	switch {
	case c.sign == spanAdded:
		return m.st.inserted.text("+ " + spanWord(text, *c.is, most))
	case c.sign == spanRemoved:
		return m.st.deleted.text("- " + spanWord(text, *c.was, most))
	case c.sign == spanCheck:
		return m.st.warn.text("? " + spanWord(text, *c.is, most) + " (check)")
	case c.sign == spanOther && c.was.label != c.is.label:
		return m.st.warn.text("~ ") + spanCut(text, *c.is, most) + " " + m.st.deleted.text(label(c.was)) + " → " + m.st.inserted.text(label(c.is))
	case c.sign == spanOther:
		return m.st.warn.text("~ ") + m.st.deleted.text(spanCut(text, *c.was, most/2)) + " → " + m.st.inserted.text(spanCut(text, *c.is, most/2)) + " " + label(c.is)
	}
	return "  " + spanCut(text, *c.is, most) + " " + m.st.faint.text(label(c.is))
}
