package tui

import (
	"sort"
	"strings"

	"winnow/tui/lines"
)

// pen is how a part of a text is marked; of two on the same characters the
// higher one is seen.
type pen uint8

const (
	penNone    pen = iota
	penWord        // speaks for a change
	penTelling     // speaks for it strongly
	penHidden      // stands for a hidden character
	penHit         // was looked for
	penAt          // and is the one that was jumped to
)

// sourceMark is a marked part of a text, in bytes of its source.
type sourceMark struct {
	from, to int
	as       pen
}

// textMarks are the marked parts of one text: each list in order, its parts
// apart. Only those on rows in sight are looked at.
type textMarks struct{ words, hits []sourceMark }

func (t *textMarks) none() bool { return t == nil || len(t.words)+len(t.hits) == 0 }

// paint paints the i-th row of l with its marks.
func (t *textMarks) paint(st *styles, l *lines.Lines, i int, r lines.Row) string {
	if t.none() {
		return paintRow(st, r)
	}
	pens := make([]pen, len(r.Text))
	put := func(from, to int, as pen) {
		for k := from; k < to; k++ {
			pens[k] = max(pens[k], as)
		}
	}
	for _, m := range r.Marks {
		put(m.From, m.To, penHidden)
	}
	// A row of ASCII is shown byte by byte.
	bytewise := isPlain(r.Text) && r.Text == l.Text()[r.Start:r.End]
	for _, list := range [...][]sourceMark{t.words, t.hits} {
		first := sort.Search(len(list), func(k int) bool { return list[k].to > r.Start })
		for _, m := range list[first:] {
			if m.from >= max(r.End, r.Start+1) {
				break
			}
			if bytewise {
				put(max(m.from-r.Start, 0), min(m.to-r.Start, len(r.Text)), m.as)
				continue
			}
			s := l.Shown(i, m.from, m.to)
			put(s.From, s.To, m.as)
		}
	}
	var b strings.Builder
	for from := 0; from < len(pens); {
		to := from + 1
		for to < len(pens) && pens[to] == pens[from] {
			to++
		}
		b.WriteString(st.pens(pens[from]).text(r.Text[from:to]))
		from = to
	}
	return b.String()
}

// at is how the byte at off is marked.
func (t *textMarks) at(off int) pen {
	as := penNone
	for _, list := range [...][]sourceMark{t.words, t.hits} {
		i := sort.Search(len(list), func(k int) bool { return list[k].to > off })
		if i < len(list) && list[i].from <= off {
			as = max(as, list[i].as)
		}
	}
	return as
}

func (s *styles) pens(as pen) paint {
	switch as {
	case penWord:
		return s.word
	case penTelling:
		return s.telling
	case penHidden:
		return s.mark
	case penHit:
		return s.hit
	case penAt:
		return s.hitAt
	}
	return paint{}
}

// leaf is one text of the card that is laid out row by row, and its marks.
type leaf struct {
	part  string // its name among the texts of the sample, "" for none
	text  *lines.Lines
	marks *textMarks
}

// leaves are the texts of the card in the order in which they are read.
func (c *card) leaves() []leaf {
	var out []leaf
	var add func(of []section)
	add = func(of []section) {
		for i := range of {
			s := &of[i]
			switch {
			case s.cols != nil:
				add(s.cols.of)
			case s.spans != nil:
				out = append(out, leaf{s.part, s.spans.t.lines, &s.spans.t.read})
			case s.text != nil:
				if s.marks == nil {
					s.marks = &textMarks{}
				}
				out = append(out, leaf{s.part, s.text, s.marks})
			}
		}
	}
	add(c.sections)
	return out
}

// rowOf is the row of the card on which the byte at off of a text stands. It
// lays out what stands before.
func (c *card) rowOf(text *lines.Lines, off int) int {
	at := 0
	for i, s := range c.sections {
		at += len(s.lead(i))
		of := []section{s}
		if s.cols != nil {
			of = s.cols.of
		}
		for _, s := range of {
			if s.text == text {
				return at + text.RowOf(off)
			}
			if s.spans != nil && s.spans.t.lines == text {
				return at + s.spans.t.topOf(text.RowOf(off))
			}
		}
		at += s.height()
	}
	return at
}

// topOf is the row of the screen on which the n-th row of the text starts.
func (t *spanText) topOf(n int) int {
	for len(t.tops) <= n && !t.reach(t.lastTop()+64) {
	}
	if n >= len(t.tops) {
		return t.lastTop()
	}
	return t.tops[n]
}

// rowAt is the row of the text that stands on a row of the screen, counted from
// the first of the text.
func (c *card) rowAt(text *lines.Lines, screen int) int {
	for _, s := range c.sections {
		if s.spans != nil && s.spans.t.lines == text {
			s.spans.t.reach(screen + 1)
			return s.spans.t.rowOn(screen)
		}
	}
	return screen
}

// show scrolls to a row of the card, unless it is in sight. The last row in
// sight may be the one that says that there is more.
func (c *card) show(row int) {
	if row < c.scroll || row >= c.scroll+max(1, c.rowsSeen-1) {
		c.scroll = max(0, row-c.rowsSeen/3)
	}
	c.rows.drop()
}
