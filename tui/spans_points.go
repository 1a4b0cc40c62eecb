package tui

import (
	"sort"
	"unicode/utf8"

	"winnow/review"
)

// stretch is a labelled part of the text on screen, in bytes.
type stretch struct {
	from, to int
	label    string
	check    bool // an edit changed the text under it, and nobody has said what is right
}

func (s stretch) size() int { return s.to - s.from }

// same tells that two stretches say the same of the text.
func (s stretch) same(o stretch) bool {
	return s.from == o.from && s.to == o.to && s.label == o.label
}

// less is the order of [review.SortSpans].
func (s stretch) less(o stretch) bool {
	switch {
	case s.from != o.from:
		return s.from < o.from
	case s.to != o.to:
		return s.to > o.to
	}
	return s.label < o.label
}

// pointStep is how many code points lie between two that are remembered.
const pointStep = 64

// points finds bytes by code points and the other way round, in a text of which
// every so many are remembered.
type points struct {
	text  string
	at    []int // the byte of every pointStep-th code point, from the first on
	ascii bool  // they are the same
}

func newPoints(text string) points {
	p := points{text: text, ascii: true}
	n := 0
	for i, r := range text {
		if n%pointStep == 0 {
			p.at = append(p.at, i)
		}
		n++
		p.ascii = p.ascii && r < utf8.RuneSelf
	}
	return p
}

// byteOf is where the code point of that number starts; behind the last one it
// is the end of the text.
func (p points) byteOf(point int) int {
	if p.ascii || point <= 0 {
		return min(max(point, 0), len(p.text))
	}
	i := point / pointStep
	if i >= len(p.at) {
		return len(p.text)
	}
	at := p.at[i]
	for range point % pointStep {
		_, size := utf8.DecodeRuneInString(p.text[at:])
		at += size
	}
	return at
}

// pointOf is the number of code points before a byte.
func (p points) pointOf(at int) int {
	if p.ascii || at <= 0 {
		return min(max(at, 0), len(p.text))
	}
	i := sort.SearchInts(p.at, at+1) - 1
	return i*pointStep + utf8.RuneCountInString(p.text[p.at[i]:min(at, len(p.text))])
}

// stretches are spans by their bytes.
func (p points) stretches(spans []review.Span) []stretch {
	out := make([]stretch, len(spans))
	for i, s := range spans {
		out[i] = stretch{from: p.byteOf(s.Start), to: p.byteOf(s.End), label: s.Label}
	}
	return out
}

// spans are stretches by their code points; not nil.
func (p points) spans(of []stretch) []review.Span {
	out := make([]review.Span, len(of))
	for i, s := range of {
		out[i] = review.Span{Start: p.pointOf(s.from), End: p.pointOf(s.to), Label: s.label}
	}
	return review.SortSpans(out)
}
