package tui

import (
	"fmt"
	"math"
	"strings"

	"winnow/review/measure"
)

// originsPage tells what became of the samples of each source, model and
// strategy.
func (m *model) originsPage(f *measure.Figures, w, _ int) []string {
	rows := m.note("The bar is the share of decided samples that was accepted unchanged; tokens are per accepted sample.", w)
	tables := []table{
		originTable("SOURCE", f.Sources), originTable("MODEL", f.Models), originTable("STRATEGY", f.Strategies),
	}
	shape := shapeOf(w-1, tables...)
	headed := false
	for _, t := range tables {
		if len(t.rows) == 0 {
			continue
		}
		if headed { // the columns are those of the table above
			t.bar, t.columns = "", make([]string, len(t.columns))
		}
		headed = true
		rows = append(append(rows, ""), t.draw(m.st, shape)...)
	}
	if len(f.Strategies) == 0 {
		rows = append(append(rows, ""), m.note("No sample says by which strategy it was made.", w)...)
	}
	return rows
}

func originTable(name string, groups []measure.Origin) table {
	t := table{name: name, bar: "accepted", columns: []string{"", "decided", "of samples", "tokens"}}
	for _, g := range groups {
		share := -1.0
		if g.Acceptance != nil {
			share = *g.Acceptance
		}
		tokens := "--"
		if g.PerAccepted != nil {
			tokens = grouped(int(*g.PerAccepted + 0.5))
		}
		t.rows = append(t.rows, tableRow{
			name: oneLine(g.Name, labelMost), share: share,
			cells: []string{percentOf(g.Acceptance), grouped(g.Decided), grouped(g.Samples), tokens},
		})
	}
	return t
}

// timePage shows how long decisions take, per suggested label and reviewer.
func (m *model) timePage(f *measure.Figures, w, _ int) []string {
	if f.Time == nil {
		return m.note("No decision was timed yet.", w)
	}
	rows := append(m.note("Seconds per decision, by suggested label.", w), m.note("┃ median   ━ middle half   ─ middle nine tenths", w)...)
	boxes := append([]measure.LabelTime{{Label: "all", Decisions: f.Pace.Decisions, Seconds: *f.Time}}, f.Times...)
	most, name := 0.0, 0
	for _, b := range boxes {
		most = max(most, b.Seconds.P95)
		name = max(name, cells(oneLine(b.Label, labelMost)))
	}
	most = measure.RoundUp(most)
	name = min(name, max(tableNameLeast, w/4))
	const numbers = 20
	size := min(progressMost, max(8, w-name-numbers-4))
	rows = append(rows, "", m.st.head.text(" "+fit("LABEL", name)+" "+blank(size)+rightOf("median", 9)+rightOf("decisions", numbers-9)))
	for _, b := range boxes {
		rows = append(rows, " "+fit(oneLine(b.Label, name), name)+" "+m.box(b.Seconds, most, size)+
			rightOf(fmt.Sprintf("%.1f s", b.Seconds.Median), 9)+m.st.faint.text(rightOf(grouped(b.Decisions), numbers-9)))
	}
	rows = append(rows, " "+blank(name)+" "+m.st.faint.text(ruler(size)),
		" "+blank(name)+" "+m.st.faint.text(scale(evenly("0", fmt.Sprintf("%g s", most/2), fmt.Sprintf("%g s", most)), size)))
	return append(rows, m.reviewerRows(f.Reviewers, w)...)
}

// ruler is an axis of so many cells, with a mark at its ends and in its middle.
func ruler(size int) string {
	const ends = 3
	half := (size - 1) / 2
	return "└" + strings.Repeat("─", max(0, half-1)) + "┴" + strings.Repeat("─", max(0, size-half-ends+1)) + "┘"
}

// box draws quartiles on a scale of size cells up to most.
func (m *model) box(q measure.Quartiles, most float64, size int) string {
	at := func(v float64) int { return min(max(int(math.Round(v/most*float64(size-1))), 0), size-1) }
	p5, lower, median, upper, p95 := at(q.P5), at(q.Lower), at(q.Median), at(q.Upper), at(q.P95)
	var b strings.Builder
	b.WriteString(blank(p5))
	b.WriteString(m.st.faint.text(strings.Repeat("─", lower-p5)))
	b.WriteString(m.st.bar.text(strings.Repeat("━", median-lower)) + m.st.accent.text("┃"))
	b.WriteString(m.st.bar.text(strings.Repeat("━", max(0, upper-median))))
	b.WriteString(m.st.faint.text(strings.Repeat("─", max(0, p95-max(upper, median)))))
	return fit(b.String(), size)
}

func (m *model) reviewerRows(reviewers []measure.Reviewer, w int) []string {
	t := table{name: "REVIEWER", bar: "accepted", columns: []string{"", "decided", "in all", "median"}}
	for _, r := range reviewers {
		decided := grouped(r.Decided)
		if r.Bulk > 0 {
			decided += " (" + grouped(r.Bulk) + " in bulk)"
		}
		t.rows = append(t.rows, tableRow{
			name: oneLine(r.Name, labelMost), share: known(r.Acceptance),
			cells: []string{percentOf(r.Acceptance), decided, elapsed(r.ActiveSeconds), fmt.Sprintf("%.1f s", known(r.MedianSeconds))},
		})
	}
	if len(t.rows) == 0 {
		return nil
	}
	return append([]string{""}, t.draw(m.st, shapeOf(w-1, t))...)
}
