package tui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// spansHead is the number of rows above the text in the span mode.
const spansHead = 2

func (p *spansPane) hints() []hint {
	if p.picker != nil {
		return p.picker.hints()
	}
	remove := "d"
	if p.ownD {
		remove = "backspace" // which no label can have
	}
	out := []hint{{"key", "label"}, {"←→", "word"}, {"shift+→", "more"}, {"tab", "span"}}
	if p.visual {
		out = []hint{{"key", "label"}, {"← → ↑ ↓", "extend"}, {"v", "stop extending"}}
	}
	return append(out, hint{"enter", "decide"}, hint{"esc", "leave"}, hint{"?", "keys"},
		hint{remove, "remove"}, hint{"u", "take back"}, hint{"[ ] { }", "trim"})
}

func (p *spansPane) rows(m *model, w, h int) []string {
	if p.picker != nil {
		return p.picker.rows(m, w, h)
	}
	return p.kept.or(func() []string { return p.compose(m, w, h) })
}

func (p *spansPane) compose(m *model, w, h int) []string {
	title := " " + m.st.accent.text("✎ mark "+oneLine(m.task.Fields[0], labelMost)) + m.st.faint.text("  "+countSpans(len(p.t.marks)))
	if p.visual {
		title += m.st.warn.text("  extending")
	}
	out := []string{both(title, m.st.faint.text(shortID(p.item.Sample.ID))+" ", w), ""}
	if p.help {
		for _, k := range spanHelp(m) {
			out = append(out, " "+m.st.key.text(fit(k.key, 10))+" "+k.does)
		}
		return firstRows(out, h)
	}
	foot := p.footRows(m, w-2, h)
	p.area = max(1, h-spansHead-len(foot)-1)
	text, more := p.textRows(m)
	if p.top > 0 {
		out[1] = m.st.faint.text(" ▲ more above")
	}
	for _, r := range text {
		out = append(out, " "+r)
	}
	between := ""
	if more {
		between = m.st.faint.text(" ▼ more below")
	}
	out = append(out, between)
	// The foot stands at the bottom, where it is found while the text changes.
	for len(out)+len(foot) < h {
		out = append(out, "")
	}
	for _, r := range foot {
		out = append(out, " "+r)
	}
	return out
}

// textRows draws what is in sight of the text.
func (p *spansPane) textRows(m *model) (out []string, more bool) {
	if p.sight {
		p.follow()
	}
	paints := p.k.paintsFor(m)
	c := chosen{extent: p.cur.sel(), focus: -1}
	if p.focus != nil {
		c.focus = p.t.indexOf(*p.focus)
	}
	p.rowsAt, p.cursorY = p.rowsAt[:0], -1
	n := p.top
	for ; len(out) < p.area; n++ {
		r, ok := p.t.row(n)
		if !ok {
			break
		}
		if p.cur.head.from >= r.from && p.cur.head.from < r.to {
			p.cursorX, p.cursorY = r.x(p.cur.head.from)+1, len(out)+spansHead
		}
		for _, row := range p.t.draw(paints, &r, c) {
			if len(out) < p.area {
				out = append(out, row)
				p.rowsAt = append(p.rowsAt, n)
			}
		}
	}
	_, more = p.t.row(n)
	return out, more
}

// follow scrolls until the cursor's row, with its tags, is in sight.
func (p *spansPane) follow() {
	p.sight = false
	r := p.t.rowOf(p.cur.head.from)
	if r.n < p.top {
		p.top = r.n
		return
	}
	first := r.n
	for used := p.t.height(&r); first > p.top; first-- {
		above, ok := p.t.row(first - 1)
		if !ok {
			break
		}
		if used += p.t.height(&above); used > p.area {
			break
		}
	}
	p.top = max(p.top, first)
}

// footRows say what is selected and list the spans.
func (p *spansPane) footRows(m *model, w, h int) []string {
	if p.list == nil {
		p.list = spanChanges(p.before, p.t.marks)
	}
	out := []string{p.selectionRow(m, w)}
	if gone := p.k.goneWords(&p.item); gone != "" {
		out = append(out, m.st.warn.text(oneLine("the edit deleted the text of "+gone, w)))
	}
	const roomy = 10 // rows from which on the list does not take them from the text
	at, listMost := 0, h/4-len(out)+1
	if h < roomy {
		listMost = 0
	}
	for i, c := range p.list {
		if p.focus != nil && c.is != nil && c.is.same(*p.focus) || c.at().from <= p.cur.sel().from && p.focus == nil {
			at = i
		}
	}
	out = append(out, m.spanList(p.t.text, p.list, w, listMost, at, p.focus)...)
	if !m.lay.wide {
		out = append(out, m.labelLine(w))
	}
	return firstRows(out, max(1, h/2))
}

// selectionRow says what the keys of labels are about.
func (p *spansPane) selectionRow(m *model, w int) string {
	sel := p.cur.sel()
	if sel.to <= sel.from {
		return m.st.warn.text("there is nothing to mark in this text; enter decides that")
	}
	text := m.st.strong.text(oneLine(p.t.text[sel.from:sel.to], max(4, w/2)))
	switch s := p.exact(sel); {
	case p.focus != nil && p.focus.check, s != nil && s.check:
		return m.st.warn.text("? ") + text + m.st.warn.text("  changed by the edit: its label again, other edges, or d")
	case p.focus != nil:
		return m.st.accent.text("▸ ") + text + "  " + m.st.accent.text(oneLine(p.focus.label, labelMost))
	case s != nil:
		return "  " + text + m.st.faint.text("  "+oneLine(s.label, labelMost))
	}
	return "  " + text + m.st.faint.text("  not marked")
}

// listCell is the most that one span takes in a list, in cells.
const listCell = 46

// spanList lists what became of spans on at most so many rows, in columns; the
// one at index at is among them.
func (m *model) spanList(text string, changes []spanChange, w, most, at int, focus *stretch) []string {
	if len(changes) == 0 || most < 1 || w < 8 {
		return nil
	}
	const near = 128 // that are looked at for the width of a column
	from := max(0, min(at-near/2, len(changes)-near))
	widest := 8
	for _, c := range changes[from:min(len(changes), from+near)] {
		widest = max(widest, min(listCell, ansi.StringWidth(m.changeText(text, c, listCell/2))))
	}
	widest = min(widest, w)
	columns := max(1, (w+2)/(widest+2))
	rows := (len(changes) + columns - 1) / columns
	first := max(0, min(at/columns-most/2, rows-most))
	var out []string
	for r := first; r < min(rows, first+most); r++ {
		var b strings.Builder
		for i := r * columns; i < min(len(changes), (r+1)*columns); i++ {
			said := m.changeText(text, changes[i], listCell/2)
			if focus != nil && changes[i].is != nil && changes[i].is.same(*focus) {
				said = m.st.selected.text(ansi.Strip(said))
			}
			b.WriteString(fit(said, widest) + "  ")
		}
		out = append(out, strings.TrimRight(b.String(), " "))
	}
	if hidden := len(changes) - most*columns; hidden > 0 {
		out[len(out)-1] = fit(out[len(out)-1], max(0, w-16)) + m.st.faint.text(fmt.Sprintf(" and %d more", hidden))
	}
	return out
}
