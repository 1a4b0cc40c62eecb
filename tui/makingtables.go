package tui

import (
	"fmt"
	"strings"

	"winnow/review"
)

// table is a heading and rows under it: a name, a bar where there is room, and
// columns of numbers.
type table struct {
	name, bar string // their headings
	columns   []string
	rows      []tableRow
}

type tableRow struct {
	name  string   // clean, at most labelMost cells
	share float64  // of the bar; below 0: not known
	cells []string // may be painted
}

// Widths of tables, in cells.
const (
	tableBarLeast, tableBarMost = 14, 24
	tableNameRead               = 16 // of a long name, for the sake of the bar
	tableNameLeast              = 6
	tableGap                    = 2
)

// tableShape is what the tables of a pane share, so that their columns stand
// under each other.
type tableShape struct {
	name, bar, gap int
	columns        []int
}

// numbers are the cells of all columns of numbers.
func (s tableShape) numbers() int {
	n := 1
	for _, c := range s.columns {
		n += s.gap + c
	}
	return n
}

// widen makes room for the columns of a row.
func (s *tableShape) widen(name string, columns []string) {
	s.name = max(s.name, cells(name))
	for i, c := range columns {
		if i == len(s.columns) {
			s.columns = append(s.columns, 0)
		}
		s.columns[i] = max(s.columns[i], cells(c))
	}
}

// shapeOf fits tables into w cells: long names give way first, then the bar,
// then the gaps.
func shapeOf(w int, tables ...table) tableShape {
	s := tableShape{gap: tableGap}
	for _, t := range tables {
		s.widen(t.name, t.columns)
		for _, r := range t.rows {
			s.widen(r.name, r.cells)
		}
	}
	room := w - s.gap - s.numbers()
	if name := min(s.name, room-tableBarLeast); name >= min(s.name, tableNameRead) {
		s.name, s.bar = name, min(tableBarMost, room-name)
		return s
	}
	if s.name+s.numbers() > w {
		s.gap = 1
	}
	s.name = max(tableNameLeast, min(s.name, w-s.numbers()))
	return s
}

func (t table) draw(st *styles, s tableShape) []string {
	var b strings.Builder
	b.WriteString(" " + fit(t.name, s.name))
	if s.bar > 0 {
		b.WriteString(blank(s.gap) + fit(t.bar, s.bar))
	}
	for i, c := range t.columns {
		b.WriteString(rightOf(c, s.gap+s.columns[i]))
	}
	rows := []string{st.head.text(b.String())}
	for _, r := range t.rows {
		b.Reset()
		b.WriteString(" " + fit(r.name, s.name))
		if s.bar > 0 {
			b.WriteString(blank(s.gap) + tableBar(st, r.share, s.bar))
		}
		for i, c := range r.cells {
			c = rightOf(c, s.gap+s.columns[i])
			if r.cells[i] == "0" {
				c = st.faint.text(c)
			}
			b.WriteString(c)
		}
		rows = append(rows, b.String())
	}
	return rows
}

func tableBar(st *styles, share float64, w int) string {
	if share < 0 {
		return st.faint.text(fit("not known yet", w))
	}
	full, rest := bar(share, w)
	return st.bar.text(full) + st.faint.text(rest)
}

// rightOf pads a text on its left to w cells.
func rightOf(s string, w int) string { return blank(w-cells(s)) + s }

// boardRows are the tables by label and by strategy.
func (m *model) boardRows(b *review.Board, w int) []string {
	labels, strategies := labelTable(b.Labels), strategyTable(m.st, b.Strategies)
	shape := shapeOf(w-1, labels, strategies)
	var rows []string
	for _, t := range []table{labels, strategies} {
		if len(t.rows) > 0 {
			rows = append(append(rows, ""), t.draw(m.st, shape)...)
		}
	}
	return rows
}

func labelTable(labels []review.BoardLabel) table {
	t := table{name: "LABEL", bar: "made of wanted", columns: []string{"wanted", "made", "accepted", "corrected"}}
	for _, l := range labels {
		t.rows = append(t.rows, tableRow{
			name: oneLine(l.Label, labelMost), share: share(l.Made, l.Wanted),
			cells: []string{grouped(l.Wanted), grouped(l.Made), grouped(l.Accepted), grouped(l.Corrected)},
		})
	}
	return t
}

func strategyTable(st *styles, strategies []review.BoardStrategy) table {
	t := table{name: "STRATEGY", bar: "new word pairs", columns: []string{"fresh", "made", "held back", ""}}
	for _, s := range strategies {
		r := tableRow{
			name: oneLine(s.Name, labelMost), share: s.Fresh,
			cells: []string{"--", grouped(s.Made), grouped(s.Held), ""},
		}
		if s.Fresh >= 0 {
			r.cells[0] = fmt.Sprintf("%.0f%%", 100*s.Fresh)
		}
		if s.Slowed {
			r.cells[3] = st.warn.text("slowed")
		}
		t.rows = append(t.rows, r)
	}
	return t
}
