package lines

import "unicode/utf8"

// place is where a row starts or ends.
type place struct {
	off  int // byte in the source where a cluster starts
	skip int // bytes of what is shown for that cluster that lie before
}

func (p place) before(q place) bool {
	return p.off < q.off || p.off == q.off && p.skip < q.skip
}

// broken is what is known of one row.
type broken struct {
	end   place // behind the last thing shown
	next  place // where the next row starts
	width int
	hard  bool
	plain bool // the source between start and end is shown as it is
}

// piece is the smallest thing that is laid out: one cluster that is shown as
// it is, a symbol in its place, or a run of ASCII letters or of spaces.
type piece struct {
	text  string // what a symbol is shown as
	width int
	next  place // behind it
	plain bool  // shown as the source has it
	run   bool  // of one byte and one cell each, can be broken anywhere
	class class
}

// rower is the state of breakRow.
type rower struct {
	broken
	at    place // in front of the piece that is looked at
	col   int   // cells up to there, spaces included
	inked bool  // something other than spaces was seen
	prev  class
	dirty bool // something up to at is not shown as the source has it

	can bool   // the row can be broken before at
	cut broken // how
}

// breakRow finds the end of the row that starts at p.
func (l *Lines) breakRow(p place) broken {
	r := rower{at: p, prev: none}
	r.end, r.plain = p, p.skip == 0
	r.dirty = p.skip != 0
	for r.at.off < len(l.text) {
		n := l.piece(r.at, l.width-r.col)
		switch {
		case n.class == newline:
			r.next, r.hard = n.next, true
			return r.broken
		case n.class == space:
			r.space(n, l.width)
			continue
		case r.col+n.width > l.width:
			return l.full(&r, n)
		}
		r.ink(n)
	}
	r.next, r.hard = r.at, true
	return r.broken
}

// space takes spaces. They never make a row too wide: those over the edge hang
// there unseen.
func (r *rower) space(n piece, width int) {
	r.col = min(width, r.col+n.width)
	r.dirty = r.dirty || !n.plain
	r.at, r.prev = n.next, space
}

// ink takes a piece that fits.
func (r *rower) ink(n piece) {
	if r.inked && breaks(r.prev, n.class) {
		r.can, r.cut = true, r.broken
		r.cut.next = r.at
	}
	r.dirty = r.dirty || !n.plain
	r.col += n.width
	r.at, r.prev, r.inked = n.next, n.class, true
	r.end, r.width, r.plain = r.at, r.col, !r.dirty
}

// full ends a row that n does not fit in.
func (l *Lines) full(r *rower, n piece) broken {
	room := l.width - r.col
	switch {
	case r.inked && breaks(r.prev, n.class):
		r.next = r.at
		return r.broken
	case r.can:
		return r.cut
	case n.run && room > 0:
		n.next = place{off: r.at.off + room}
		n.width = room
		r.ink(n)
		r.next = r.at
		return r.broken
	case r.col > 0:
		r.next = r.at
		return r.broken
	}
	// A symbol wider than a row goes over several, and so does a cluster of which
	// each code point takes its own cells.
	size, width := l.head(n.text)
	r.end = place{off: r.at.off, skip: r.at.skip + size}
	r.next, r.width, r.plain = r.end, width, false
	return r.broken
}

// head is how much of the start of s a row has room for, in bytes and in cells,
// by code points: one at least.
func (l *Lines) head(s string) (size, width int) {
	for size < len(s) {
		_, n := utf8.DecodeRuneInString(s[size:])
		w := l.measure.StringWidth(s[:size+n])
		if size > 0 && w > l.width {
			break
		}
		size, width = size+n, w
	}
	return size, width
}
