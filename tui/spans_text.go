package tui

import (
	"slices"
	"sort"

	"winnow/tui/lines"
	"winnow/tui/visible"
)

// spanText is a text with stretches in it, laid out for one width. Under each
// row of the text stand as many rows of tags as its stretches need, so wrapping
// does not depend on what is marked. Nothing is laid out behind what is looked
// at.
type spanText struct {
	points
	lines *lines.Lines
	words []extent // see indexed
	marks []stretch
	far   []int // the furthest end among marks up to this one
	// tops are the rows of the screen on which the rows of the text start, as
	// far as they are known; the last is behind the last row known.
	tops []int
	read textMarks // words for a change, and what was looked for
}

func newSpanText(text string, width int) *spanText {
	return &spanText{points: newPoints(text), lines: lines.New(text, width)}
}

// indexed finds the words, which takes a while in a text of a megabyte and is
// needed only for a cursor.
func (t *spanText) indexed() *spanText {
	if t.words == nil {
		t.words = wordStops(t.text)
	}
	return t
}

// widen wraps the text anew where the width is another, or the cells are counted
// otherwise: then the lines do so by themselves.
func (t *spanText) widen(width int) {
	if fresh := lines.New(t.text, width); fresh.Width() != t.lines.Width() {
		t.lines = fresh
	}
	t.tops = nil
}

// set puts other stretches, in order, on the text.
func (t *spanText) set(marks []stretch) {
	t.marks, t.tops = marks, nil
	t.far = make([]int, len(marks))
	far := 0
	for i, m := range marks {
		far = max(far, m.to)
		t.far[i] = far
	}
}

// touching are the indexes of the stretches that lie in a part of the text,
// in order.
func (t *spanText) touching(e extent) []int {
	first := sort.Search(len(t.far), func(i int) bool { return t.far[i] > e.from })
	var out []int
	for i := first; i < len(t.marks) && t.marks[i].from < e.to; i++ {
		if t.marks[i].to > e.from {
			out = append(out, i)
		}
	}
	return out
}

// innermost is the index of the shortest stretch around a byte, -1 for none.
func (t *spanText) innermost(at int) int {
	best := -1
	for _, i := range t.touching(extent{at, at + 1}) {
		if best < 0 || t.marks[i].size() <= t.marks[best].size() {
			best = i
		}
	}
	return best
}

// indexOf is the place of a stretch, -1 when it is not there.
func (t *spanText) indexOf(s stretch) int {
	i := sort.Search(len(t.marks), func(i int) bool { return !t.marks[i].less(s) })
	if i < len(t.marks) && t.marks[i].same(s) {
		return i
	}
	return -1
}

// with are the stretches with one taken out and one put in, nil for neither.
func (t *spanText) with(out, in *stretch) []stretch {
	marks := slices.Clone(t.marks)
	if out != nil {
		if i := t.indexOf(*out); i >= 0 {
			marks = slices.Delete(marks, i, i+1)
		}
	}
	if in != nil {
		i := sort.Search(len(marks), func(i int) bool { return !marks[i].less(*in) })
		marks = slices.Insert(marks, i, *in)
	}
	return marks
}

// cell is a cluster as it stands on a row.
type cell struct {
	extent
	x, w int
	text string
	mark bool // it stands for something that cannot be shown
}

// spanRow is one row of the text. It owns the text up to the next one: spaces
// at a break too.
type spanRow struct {
	extent
	n     int // its number
	shown lines.Row
	cells []cell // nil: one byte a cell
	tail  string // of the row, behind the cells
}

// row lays out one row of the text; false: there is none of that number.
func (t *spanText) row(n int) (spanRow, bool) {
	two := t.lines.Window(n, 2)
	if len(two) == 0 || n < 0 {
		return spanRow{}, false
	}
	r := spanRow{n: n, shown: two[0], extent: extent{two[0].Start, len(t.text)}}
	if len(two) > 1 {
		r.to = two[1].Start
	}
	if len(r.shown.Marks) == 0 && isPlain(r.shown.Text) && r.shown.Text == t.text[r.shown.Start:r.shown.End] {
		return r, true
	}
	r.cells = []cell{}
	t.putCells(&r)
	return r, true
}

func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// putCells finds the clusters of a row. A row of hostile text may begin or end
// inside what stands for one cluster; what is not found in the row was shown on
// another.
func (t *spanText) putCells(r *spanRow) {
	rest, x := r.shown.Text, 0
	var pieces []visible.Segment
	for at := r.from; at < r.to && rest != ""; {
		var size int
		pieces, size = visible.Cluster(pieces[:0], t.text[at:])
		for _, p := range pieces {
			if len(p.Text) > len(rest) || rest[:len(p.Text)] != p.Text {
				continue
			}
			w := visible.Width(p.Text)
			r.cells = append(r.cells, cell{extent{at, at + size}, x, w, p.Text, p.Mark})
			x += w
			rest = rest[len(p.Text):]
		}
		at += size
	}
	r.tail = rest
}

// x is the cell on which a byte of the row is shown, or the one behind the row.
func (r *spanRow) x(at int) int {
	switch {
	case at <= r.from:
		return 0
	case r.cells == nil:
		return min(at-r.from, r.shown.Width)
	}
	i := sort.Search(len(r.cells), func(i int) bool { return r.cells[i].to > at })
	if i == len(r.cells) {
		return r.shown.Width
	}
	return r.cells[i].x
}

// end is the cell behind a part of the text that ends at a byte.
func (r *spanRow) end(at int) int {
	if r.cells == nil {
		return min(max(at-r.from, 0), r.shown.Width)
	}
	i := sort.Search(len(r.cells), func(i int) bool { return r.cells[i].from >= at })
	if i == 0 {
		return 0
	}
	if i == len(r.cells) && at > r.shown.End {
		return r.shown.Width
	}
	return r.cells[i-1].x + r.cells[i-1].w
}

// height is how many rows of the screen a row of the text takes.
func (t *spanText) height(r *spanRow) int { return 1 + len(t.tags(r)) }

// reach makes tops known up to a row of the screen.
func (t *spanText) reach(screen int) (all bool) {
	if t.tops == nil {
		t.tops = []int{0}
	}
	for last := len(t.tops) - 1; t.tops[last] <= screen; last++ {
		r, ok := t.row(last)
		if !ok {
			return true
		}
		t.tops = append(t.tops, t.tops[last]+t.height(&r))
	}
	return false
}

// rowOn is the row of the text that a row of the screen belongs to.
func (t *spanText) rowOn(screen int) int {
	t.reach(screen)
	return max(0, min(sort.SearchInts(t.tops, screen+1)-1, len(t.tops)-2))
}
