package tui

import (
	"fmt"
	"math"

	"winnow/review/measure"
)

// Sizes of the reliability diagram, in cells.
const (
	diagramMost  = 25 // rows; it is about twice as wide
	diagramTable = 51 // beside it
)

// confidencePage shows whether the confidence that came with the records can be
// taken at its word.
func (m *model) confidencePage(f *measure.Figures, w, h int) []string {
	r := f.Reliability
	if r.Items == 0 {
		return m.note("No sample that came with a confidence is decided yet: there is nothing to compare it with.", w)
	}
	rows := m.note(reliabilitySentence(r), w)
	table := m.bandRows(r.Bands)
	if w < diagramTable+28 {
		rows = append(rows, m.diagram(r, w, max(curveLeast, min(diagramMost, h-len(rows)-plotAround)))...)
		return append(rows, table...)
	}
	tall := max(curveLeast, min(diagramMost, h-len(rows)-plotAround))
	part := min(w-diagramTable-besideGap, 2*tall+24)
	return append(rows, beside(m.diagram(r, part, tall), table, part, w)...)
}

// reliabilitySentence says on which side the confidence errs.
func reliabilitySentence(r measure.Reliability) string {
	shown, observed, lean := r.Mean()
	s := fmt.Sprintf("The confidence that came with %s decided samples was %.0f%% on average, and %.0f%% of them were accepted unchanged: ",
		grouped(r.Items), 100*shown, 100*observed)
	switch lean {
	case measure.TooMuch:
		s += "it promises too much."
	case measure.TooLittle:
		s += "it promises too little."
	case measure.TooFew:
		s += "too few to tell."
	default:
		s += "about right on the whole."
	}
	s += fmt.Sprintf(" In a row of the table the two are %.0f points apart on average. Brier score %.3f: 0 is best.", 100*known(r.ECE), known(r.Brier))
	if r.Unknown > 0 {
		s += fmt.Sprintf(" %s decided sample%s came without.", grouped(r.Unknown), plural(r.Unknown))
	}
	return s
}

// diagram draws what was observed against what was shown. A confidence that
// keeps its word lies on the dotted line.
func (m *model) diagram(r measure.Reliability, w, h int) []string {
	from := 1.0
	for _, b := range r.Bands {
		from = min(from, b.Shown, b.Low)
	}
	from = math.Floor(from*5) / 5 // the scale begins at 0, 20, 40%, …
	from = min(from, 0.8)
	at := func(v float64) float64 { return (v - from) / (1 - from) }
	c := newCanvas(w-8, odd(h), m.st.faint)
	c.line(0, 0, 1, 1, 3, m.st.faint)
	for _, b := range r.Bands {
		c.sign(at(b.Shown), at(b.Observed), '●', m.st.accent)
	}
	for _, b := range r.Bands {
		c.upright(at(b.Shown), at(b.Low), at(b.High), '│', m.st.bar)
	}
	marks := make([]string, 0, 6)
	for _, p := range []float64{0, 0.5, 1} {
		marks = append(marks, fmt.Sprintf("%.0f%%", 100*(from+p*(1-from))))
	}
	rows := m.statsHeading("ACCEPTED, BY CONFIDENCE", w)
	return append(rows, axes(m.st, c.rows(), w-8, evenly(marks...), evenly(marks...))...)
}

// bandRows are the figures of the diagram.
func (m *model) bandRows(bands []measure.Band) []string {
	head := fmt.Sprintf("%-10s %6s  %8s   %9s %8s", "CONFIDENCE", "mean", "accepted", "95% range", "samples")
	rows := []string{"", " " + m.st.head.text(head)}
	for _, b := range bands {
		span := fmt.Sprintf("%.2f–%.2f", b.From, b.To)
		if fmt.Sprintf("%.2f", b.From) == fmt.Sprintf("%.2f", b.To) {
			span = fmt.Sprintf("%.2f", b.From)
		}
		sign := "  "
		switch {
		case b.Shown > b.High:
			sign = m.st.bad.text(" ↓")
		case b.Shown < b.Low:
			sign = m.st.good.text(" ↑")
		}
		row := fmt.Sprintf(" %s %5.0f%%  %7.0f%%", fit(span, 10), 100*b.Shown, 100*b.Observed) + sign
		rows = append(rows, row+m.st.faint.text(rightOf(fmt.Sprintf("%.0f–%.0f%%", 100*b.Low, 100*b.High), 10)+rightOf(grouped(b.Items), 9)))
	}
	for _, key := range []string{
		"", "● accepted unchanged of these samples", "│ 95% range: where the true share may lie",
		"⠢ accepted as often as the confidence says", "↓ less often than it says, ↑ more often",
	} {
		rows = append(rows, " "+m.st.faint.text(key))
	}
	return rows
}
