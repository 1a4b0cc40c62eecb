package tui

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"winnow/review/measure"
)

// labelsPage compares what was suggested with what was decided, per label.
func (m *model) labelsPage(f *measure.Figures, w, h int) []string {
	rows := m.note("How many decided samples had the label as a suggestion, and have it now.", w)
	most, name := 1, tableNameLeast
	for _, b := range f.Balance {
		most = max(most, b.SuggestedDecided, b.Decided)
		name = max(name, cells(oneLine(b.Label, labelMost)))
	}
	name = min(name, max(tableNameLeast, w/3))
	const number, middle, change = 8, 11, 8
	size := min(progressMost, max(4, w-name-number-middle-change-3))
	rows = append(rows, "", m.st.head.text(" "+fit("LABEL", name)+blank(1+middle+size)+rightOf("samples", number)+" change"))
	for i, b := range f.Balance {
		line := func(label, what string, n int, p paint, tail string) {
			rows = append(rows, " "+fit(label, name)+" "+m.st.faint.text(fit(what, middle))+
				fit(p.text(stroke(share(n, most), size)), size)+rightOf(grouped(n), number)+tail)
		}
		tail := ""
		if d := b.Decided - b.SuggestedDecided; d != 0 {
			tail = m.st.warn.text(strings.Replace(fmt.Sprintf(" %+d", d), "-", "−", 1))
		}
		if i > 0 && len(f.Balance) <= h/3 {
			rows = append(rows, "")
		}
		line(oneLine(b.Label, name), "suggested", b.SuggestedDecided, m.st.faint, "")
		line("", "decided", b.Decided, m.st.bar, tail)
	}
	rows = append(rows, m.statsHeading("ACCEPTED UNCHANGED, BY SUGGESTED LABEL", w)...)
	return append(rows, m.groupRows(f.Labels, name, w)...)
}

// groupRows show the acceptance of each group that has samples, their names on
// so many cells.
func (m *model) groupRows(groups []measure.Group, name, w int) []string {
	type line struct{ share, of string }
	lines := make([]line, len(groups))
	wide := 0
	for i, g := range groups {
		if g.Acceptance != nil {
			lines[i] = line{fmt.Sprintf(" %3.0f%%", 100**g.Acceptance), fmt.Sprintf("  of %s decided · %s in all", grouped(g.Decided), grouped(g.Samples))}
			wide = max(wide, cells(lines[i].share+lines[i].of))
		}
	}
	size := min(progressMost, max(4, w-name-wide-3))
	var rows []string
	for i, g := range groups {
		if g.Samples == 0 {
			continue
		}
		row := " " + fit(oneLine(g.Name, name), name) + " "
		if g.Acceptance == nil {
			rows = append(rows, row+m.st.faint.text(fmt.Sprintf("%s samples, none decided", grouped(g.Samples))))
			continue
		}
		full, rest := bar(*g.Acceptance, size)
		rows = append(rows, row+m.st.bar.text(full)+m.st.faint.text(rest)+lines[i].share+m.st.faint.text(lines[i].of))
	}
	return rows
}

// Widths of the confusion table, in cells.
const (
	heatLeast, heatMost = 9, 14
	heatName            = 20
	heatShade           = 3
	heatSpace           = 2 // before a head
)

// confusionPage is a heat table: a row for each suggested label, a column for
// each decided one. A shade says which part of its row a cell is.
func (m *model) confusionPage(f *measure.Figures, w, _ int) []string {
	c := f.Confusion
	if len(c.Labels) == 0 {
		return m.note("No label is decided one by one yet.", w)
	}
	name := tableNameLeast
	for _, l := range c.Labels {
		name = max(name, cells(oneLine(l, heatName)))
	}
	name = min(name, max(tableNameLeast, w/4))
	order := m.inTaskOrder(c.Labels)
	columns := order
	room := w - name - 3 - heatLeast // the last column is what was rejected or removed
	if n := max(1, room/heatLeast); len(columns) > n {
		order = upTo(len(c.Labels)) // the most frequent first
		columns = order[:n]
	}
	wide := heatWidths(c.Labels, columns, w-name-3) // one cell is kept free at the right
	several, lost := !m.task.Kind.OneLabel(), "rejected"
	if several {
		lost = "removed"
	}
	rows := append(m.heatKey(several, w), "")
	head := blank(name + 2)
	for i, at := range columns {
		head += rightOf(heatHead(c.Labels[at], wide[i]-heatSpace), wide[i])
	}
	rows = append(rows, m.st.head.text(head+rightOf(lost, wide[len(columns)])))
	for _, at := range order {
		rows = append(rows, " "+fit(oneLine(c.Labels[at], name), name)+" "+m.heatRow(c, at, columns, wide))
	}
	none := "none"
	if several {
		none = "added"
	}
	if row, any := m.missingRow(c, columns, wide, fit(none, name)); any {
		rows = append(rows, row)
	}
	if hidden := len(c.Labels) - len(columns); hidden > 0 {
		rows = append(rows, m.note(fmt.Sprintf("%d rarer label%s have no column here; winnow report shows more.", hidden, plural(hidden)), w)...)
	}
	return append(rows, m.pairRows(c.Pairs, w)...)
}

// heatWidths are the widths of the columns and of what was rejected: those that
// their heads take where all of them have room, else the same for each.
func heatWidths(labels []string, columns []int, room int) []int {
	wide, sum := make([]int, len(columns)+1), heatMost
	for i, at := range columns {
		wide[i] = max(heatMost, cells(oneLine(labels[at], heatName))+heatSpace)
		sum += wide[i]
	}
	wide[len(columns)] = heatMost
	for i := 0; i < len(wide) && sum > room; i++ { // those with short heads give way first
		least := heatLeast + 1
		if i < len(columns) {
			least = max(heatLeast, cells(oneLine(labels[columns[i]], heatName))+heatSpace)
		}
		less := min(wide[i]-least, sum-room)
		wide[i], sum = wide[i]-less, sum-less
	}
	if sum > room {
		for i := range wide {
			wide[i] = min(heatMost, max(heatLeast, room/len(wide)))
		}
	}
	return wide
}

// heatHead is a label that is never cut inside the name of a character that is
// not to be seen.
func heatHead(label string, w int) string {
	head := oneLine(label, w)
	if at := strings.LastIndex(head, "‹"); strings.HasSuffix(head, "…") && at >= 0 && !strings.Contains(head[at:], "›") {
		return head[:at] + "…"
	}
	return head
}

// upTo are the numbers below n.
func upTo(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// inTaskOrder are the places of labels in the order in which the task has them;
// those that it has no more come last.
func (m *model) inTaskOrder(labels []string) []int {
	place := make(map[string]int, len(m.task.Labels))
	for i, l := range m.task.Labels {
		place[l.Name] = i + 1
	}
	rank := func(at int) int { return cmp.Or(place[labels[at]], len(place)+1) }
	order := upTo(len(labels))
	slices.SortStableFunc(order, func(a, b int) int { return rank(a) - rank(b) })
	return order
}

// heatKey tells how the heat table is read; several: where a sample may have
// several labels.
func (m *model) heatKey(several bool, w int) []string {
	st, text := m.st, "Rows: what was suggested. Columns: what it became; in a label's own column it stayed. Shades: part of the row."
	if several {
		text = "Rows: what was suggested, and what was added. A label's own column: it stays. Removed: taken away, or its sample was rejected. Shades: part of the row."
	}
	rows := m.note(text, w)
	shades := ""
	for i, most := range heatParts {
		shades += fmt.Sprintf("%c to %s  ", heatShades[i], most)
	}
	return append(rows, " "+st.faint.text(strings.TrimSpace(shades)))
}

func (m *model) heatRow(c measure.Confusion, i int, columns, wide []int) string {
	all := c.Rejected[i]
	for _, n := range c.Counts[i] {
		all += n
	}
	row := ""
	for at, j := range columns {
		p := m.st.warn
		if i == j {
			p = m.st.good
		}
		row += m.heatCell(c.Counts[i][j], all, wide[at], p)
	}
	return row + m.heatCell(c.Rejected[i], all, wide[len(columns)], m.st.bad)
}

// missingRow is what became of samples that came without a suggestion, or the
// labels that were added.
func (m *model) missingRow(c measure.Confusion, columns, wide []int, name string) (row string, any bool) {
	all := 0
	for _, n := range c.Missing {
		all += n
	}
	row = " " + m.st.faint.text(name) + " "
	for at, j := range columns {
		row += m.heatCell(c.Missing[j], all, wide[at], m.st.bar)
	}
	return row, all > 0
}

// heatShades stand for shares of up to those of heatParts.
var (
	heatShades = []rune{'░', '▒', '▓', '█'}
	heatParts  = []string{"10%", "33%", "67%", "100%"}
)

func (m *model) heatCell(n, all, wide int, p paint) string {
	if n == 0 {
		return m.st.faint.text(rightOf("·"+blank(heatShade+1), wide))
	}
	shade := len(heatShades) - 1
	for i, most := range []float64{0.1, 1.0 / 3, 2.0 / 3} {
		if share(n, all) <= most {
			shade = i
			break
		}
	}
	return rightOf(grouped(n)+" ", wide-heatShade) + p.text(strings.Repeat(string(heatShades[shade]), heatShade))
}

// pairRows list the most frequent changes of a label.
func (m *model) pairRows(pairs []measure.Pair, w int) []string {
	if len(pairs) == 0 {
		return nil
	}
	rows := m.statsHeading("THE MOST FREQUENT CORRECTIONS", w)
	for _, p := range pairs[:min(len(pairs), 8)] {
		half := max(4, (w-16)/2)
		rows = append(rows, rightOf(grouped(p.Count), 7)+"  "+oneLine(p.Suggested, min(labelMost, half))+
			m.st.faint.text(" → ")+oneLine(p.Decided, min(labelMost, half)))
	}
	return rows
}
