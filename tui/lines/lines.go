package lines

import (
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"winnow/tui/visible"
)

// minWidth is the narrowest row that can hold every character.
const minWidth = 2

// Row is one row of the screen.
type Row struct {
	// Text is what to write: no line feed, no control, at most as many cells
	// as the rows were asked to have. It is not padded.
	Text string
	// Marks are the parts of Text that stand for something which cannot be
	// shown, in order and apart.
	Marks []Span
	// Width is the number of cells that Text takes.
	Width int
	// Start and End are where the row begins and ends in the source, in bytes,
	// without the spaces or the line feed that it was broken at. A symbol that
	// goes over several rows has the same Start on all of them.
	Start, End int
	// Hard says that a line of the source ends with this row.
	Hard bool
}

// Span is a part of [Row.Text], in bytes.
type Span struct{ From, To int }

// Segments cuts the row where shown text and marks meet, for painting.
func (r Row) Segments() []visible.Segment {
	var all []visible.Segment
	at := 0
	for _, m := range r.Marks {
		if at < m.From {
			all = append(all, visible.Segment{Text: r.Text[at:m.From]})
		}
		all = append(all, visible.Segment{Text: r.Text[m.From:m.To], Mark: true})
		at = m.To
	}
	if at < len(r.Text) {
		all = append(all, visible.Segment{Text: r.Text[at:]})
	}
	return all
}

// Lines is one text wrapped to one width. Make a new one when either changes.
// It is not safe for concurrent use.
type Lines struct {
	text    string
	width   int
	measure ansi.Method // by which the known rows were laid out
	starts  []place     // where the known rows start
	next    place       // where the row behind them starts
	done    bool        // every row is known
	pieces  []visible.Segment
	big     measured
}

// New returns text wrapped to rows of at most width cells; less than 2 is
// taken as 2. It measures nothing yet.
func New(text string, width int) *Lines {
	return &Lines{text: text, width: max(width, minWidth), measure: visible.Measure(), done: text == ""}
}

// remeasure forgets the rows that were laid out by another measure: the terminal
// says only when the first rows are shown how it counts.
func (l *Lines) remeasure() {
	if of := visible.Measure(); of != l.measure {
		*l = Lines{text: l.text, width: l.width, measure: of, done: l.text == "", pieces: l.pieces}
	}
}

// Width returns the number of cells that a row may have.
func (l *Lines) Width() int { return l.width }

// Text returns the source.
func (l *Lines) Text() string { return l.text }

// Window returns rows first to first+n-1, as far as they exist, and lays out
// no row behind them.
func (l *Lines) Window(first, n int) []Row {
	first = max(first, 0)
	if n <= 0 {
		return nil
	}
	l.remeasure()
	l.known(first + n)
	last := min(first+n, len(l.starts))
	if first >= last {
		return nil
	}
	rows := make([]Row, 0, last-first)
	for _, p := range l.starts[first:last] {
		rows = append(rows, l.row(p))
	}
	return rows
}

// Count returns the number of rows. As long as the text is not laid out to its
// end it is an estimate, of at least the rows known, and exact is false.
func (l *Lines) Count() (n int, exact bool) {
	l.remeasure()
	known := len(l.starts)
	if l.done {
		return known, true
	}
	if known == 0 {
		return 1 + len(l.text)/l.width, false
	}
	perRow := max(1, l.next.off/known)
	return known + 1 + (len(l.text)-l.next.off)/perRow, false
}

// All lays out the whole text and returns its number of rows.
func (l *Lines) All() int {
	l.remeasure()
	for !l.done {
		l.known(len(l.starts) + 4096)
	}
	return len(l.starts)
}

// Last returns the last n rows, and the number of the first of them.
func (l *Lines) Last(n int) (rows []Row, first int) {
	first = max(0, l.All()-max(n, 0))
	return l.Window(first, n), first
}

// RowOf returns the number of the row that shows the byte at offset off of the
// source, laying out the text up to there. Behind the end it is the last row;
// for an empty text it is 0.
func (l *Lines) RowOf(off int) int {
	l.remeasure()
	for !l.done && l.next.off <= off {
		l.known(len(l.starts) + 64)
	}
	i := sort.Search(len(l.starts), func(i int) bool { return l.starts[i].off > off })
	return max(0, i-1)
}

// known lays out rows until n are known or the text ends.
func (l *Lines) known(n int) {
	for !l.done && len(l.starts) < n {
		l.starts = append(l.starts, l.next)
		b := l.breakRow(l.next)
		l.next = b.next
		l.done = l.next.off >= len(l.text)
	}
}

// row builds the row that starts at p.
func (l *Lines) row(p place) Row {
	b := l.breakRow(p)
	row := Row{Start: p.off, End: b.end.off, Width: b.width, Hard: b.hard}
	if b.plain {
		row.Text = l.text[p.off:b.end.off]
		return row
	}
	var text strings.Builder
	for at := p; at.before(b.end); {
		pieces, size := l.shown(at.off)
		shown := 0
		for _, s := range pieces {
			from, to := shown, shown+len(s.Text)
			shown = to
			from = max(from, at.skip)
			if at.off == b.end.off {
				to = min(to, b.end.skip)
			}
			if from >= to {
				continue
			}
			if s.Mark {
				row.mark(text.Len(), text.Len()+to-from)
			}
			text.WriteString(s.Text[from-(shown-len(s.Text)) : to-(shown-len(s.Text))])
		}
		if at.off == b.end.off {
			break
		}
		at = place{off: at.off + size}
	}
	row.Text = text.String()
	return row
}

// Shown returns the part of the text of row i, which must be known, that shows
// the bytes from to to-1 of the source. A cluster or symbol of which some bytes
// are meant is meant as a whole. Where the row shows none of them the span is
// empty.
func (l *Lines) Shown(i, from, to int) Span {
	p := l.starts[i]
	b := l.breakRow(p)
	if b.plain {
		from, to = max(from, p.off), min(to, b.end.off)
		if from >= to {
			return Span{}
		}
		return l.whole(p.off, b.end.off, from, to)
	}
	var out Span
	text := 0
	for at := p; at.before(b.end); {
		pieces, size := l.shown(at.off)
		n := 0
		for _, s := range pieces {
			n += len(s.Text)
		}
		next := place{off: at.off + size}
		if at.off == b.end.off {
			n = b.end.skip
		}
		n -= at.skip
		if n > 0 && at.off < to && next.off > from {
			if out.To == 0 {
				out.From = text
			}
			out.To = text + n
		}
		text += n
		if at.off == b.end.off {
			break
		}
		at = next
	}
	return out
}

// whole widens from and to, in a row of plain text, to the clusters that they
// lie in.
func (l *Lines) whole(start, end, from, to int) Span {
	row := l.text[start:end]
	if ascii(row) {
		return Span{From: from - start, To: to - start}
	}
	var out Span
	for at := start; at < to; {
		_, size := l.shown(at)
		if at+size > from {
			if out.To == 0 {
				out.From = at - start
			}
			out.To = at + size - start
		}
		at += size
	}
	return out
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// mark adds a mark, joined with the one before it.
func (r *Row) mark(from, to int) {
	if n := len(r.Marks); n > 0 && r.Marks[n-1].To == from {
		r.Marks[n-1].To = to
		return
	}
	r.Marks = append(r.Marks, Span{From: from, To: to})
}
