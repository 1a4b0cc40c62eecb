package tui

import "sort"

// spanCursor is the cursor of the span mode: it stands on a word, or holds the
// words from an anchor to the one that it went to.
type spanCursor struct {
	anchor, head extent
	goal         int // the cell that rows are gone through on, -1: where it stands
}

// sel is what is selected.
func (c spanCursor) sel() extent { return c.anchor.join(c.head) }

// on puts the cursor on a part of the text.
func (c *spanCursor) on(e extent) { c.anchor, c.head, c.goal = e, e, -1 }

// to moves it; with extend the anchor stays where it is.
func (c *spanCursor) to(e extent, extend bool) {
	c.head = e
	if !extend {
		c.anchor = e
	}
}

// beside is the word behind (by 1) or in front of (by -1) a part of the text.
func (t *spanText) beside(e extent, by int) (extent, bool) {
	i := sort.Search(len(t.words), func(i int) bool { return t.words[i].from >= e.to })
	if by < 0 {
		i = sort.Search(len(t.words), func(i int) bool { return t.words[i].to > e.from }) - 1
	}
	if i < 0 || i >= len(t.words) {
		return e, false
	}
	return t.words[i], true
}

// wordsOn are the words that begin on a row of the text.
func (t *spanText) wordsOn(r *spanRow) []extent {
	from := sort.Search(len(t.words), func(i int) bool { return t.words[i].from >= r.from })
	to := sort.Search(len(t.words), func(i int) bool { return t.words[i].from >= r.to })
	return t.words[from:to]
}

// nearest is the word of a row that stands on a cell, or next to it.
func (t *spanText) nearest(r *spanRow, x int) (extent, bool) {
	best, far := extent{}, -1
	for _, w := range t.wordsOn(r) {
		d := max(0, r.x(w.from)-x, x-r.end(w.to)+1)
		if far < 0 || d < far {
			best, far = w, d
		}
	}
	return best, far >= 0
}

// rowOf is the row of the text on which a byte stands.
func (t *spanText) rowOf(at int) spanRow {
	r, _ := t.row(t.lines.RowOf(at))
	return r
}

// vertical is the word by so many rows away, on the cell that the cursor stands
// on; rows without words are passed over, and there may be none.
func (t *spanText) vertical(c *spanCursor, by int) (extent, bool) {
	r := t.rowOf(c.head.from)
	if c.goal < 0 {
		c.goal = r.x(c.head.from)
	}
	step := 1
	if by < 0 {
		step = -1
	}
	best, found := c.head, false
	for n := r.n + step; ; n += step {
		next, ok := t.row(n)
		if !ok {
			return best, found
		}
		w, ok := t.nearest(&next, c.goal)
		if !ok {
			continue
		}
		best, found = w, true
		if (n-r.n)*step >= by*step {
			return best, true
		}
	}
}

// edge is the first (by -1) or last word on the row of the cursor.
func (t *spanText) edge(c spanCursor, by int) (extent, bool) {
	r := t.rowOf(c.head.from)
	words := t.wordsOn(&r)
	switch {
	case len(words) == 0:
		return c.head, false
	case by < 0:
		return words[0], true
	}
	return words[len(words)-1], true
}

// ends is the first (by -1) or last word of the text.
func (t *spanText) ends(by int) (extent, bool) {
	switch {
	case len(t.words) == 0:
		return extent{}, false
	case by < 0:
		return t.words[0], true
	}
	return t.words[len(t.words)-1], true
}

// trim moves an edge of a part of the text by one cluster; it keeps one at
// least.
func (t *spanText) trim(e extent, end bool, by int) extent {
	step := func(at int) int {
		if by < 0 {
			return t.before(at)
		}
		return t.after(at)
	}
	out := e
	if end {
		out.to = step(e.to)
	} else {
		out.from = step(e.from)
	}
	if out.from < 0 || out.to > len(t.text) || out.from >= out.to {
		return e
	}
	return out
}
