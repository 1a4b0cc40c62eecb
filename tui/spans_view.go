package tui

import (
	"fmt"
	"slices"
	"strings"
)

// spansHead is the number of rows above the text in the span mode.
const spansHead = 2

func (p *spansPane) hints() []hint {
	if p.picker != nil {
		return p.picker.hints()
	}
	if p.jumps != nil {
		return []hint{{signsOf(len(p.jumps)), "pick the span"}, {"esc", "back"}}
	}
	if len(p.t.words) == 0 { // there is nothing to mark
		out := []hint{{"enter", "decide"}, {"esc", "leave"}, {p.helps, "keys"}}
		return slices.DeleteFunc(out, func(h hint) bool { return h.key == "" })
	}
	// They do not follow the cursor: over SSH a word more would cost this row too.
	out := []hint{{p.digits, "label"}}
	if p.visual {
		out = append(out, hint{"← → ↑ ↓", "extend"}, hint{"v", "stop extending"})
	} else if out = append(out, spanHints(len(p.t.marks), p.picks)...); len(p.t.marks) > 0 {
		out = append(out, hint{p.removes, "remove"})
	}
	if out = append(out, hint{"enter", "decide"}, hint{"esc", "leave"}); p.isChanged() {
		out = append(out, hint{p.undoes, "undo"})
	}
	if !p.visual { // the first to go where there is little room
		out = append(out, hint{"← →", "word"})
	}
	out = append(out, hint{"shift+→", "more words"}, hint{p.edges, "move the edges"}, hint{p.helps, "keys"})
	out = slices.DeleteFunc(out, func(h hint) bool { return h.key == "" }) // a label may have it
	return moveUp(out, len(out)-1, p.full)
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
	p.full = m.w
	foot, strip := p.footRows(m, w-2, h)
	p.area = max(1, h-spansHead-len(foot)-len(strip)-1)
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
	// The foot stands where the card has it, or lower where the text needs it: it
	// does not go back up while the text changes.
	p.footAt = max(p.footAt, len(out), spansHead+footAt+1)
	p.footAt = min(p.footAt, max(len(out), h-len(foot)-len(strip)))
	out = append(out, make([]string, p.footAt-len(out))...)
	for _, r := range foot {
		out = append(out, " "+r)
	}
	out = append(out, make([]string, max(0, h-len(out)-len(strip)))...)
	for _, r := range strip {
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
	c := chosen{extent: p.cur.sel(), focus: -1, jumps: p.jumps}
	if p.focus != nil {
		c.focus = p.t.indexOf(*p.focus)
	}
	p.spots, p.cursorY = p.spots[:0], -1
	n := p.top
	for ; len(out) < p.area; n++ {
		r, ok := p.t.row(n)
		if !ok {
			break
		}
		if p.cur.head.from >= r.from && p.cur.head.from < r.to {
			p.cursorX, p.cursorY = r.x(p.cur.head.from)+1, len(out)+spansHead
		}
		for level, row := range p.t.draw(paints, &r, c) {
			if len(out) == p.area {
				return out, true
			}
			out = append(out, row)
			p.spots = append(p.spots, spanSpot{n, level})
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

// footRows list the spans; strip is the line of labels of narrow terminals. They stay as they are while the cursor goes through
// the text, which shows what is selected: over SSH a word more costs only that.
func (p *spansPane) footRows(m *model, w, h int) (out, strip []string) {
	if p.list == nil {
		p.list = spanChanges(p.before, p.t.marks)
		p.listAt = p.inList(p.cur.sel())
	}
	if p.focus != nil {
		p.listAt = p.inList(p.cur.sel())
	}
	out = p.warnRows(m, w)
	if gone := p.k.goneWords(&p.item); gone != "" {
		out = append(out, m.st.warn.text(oneLine("the edit deleted the text of "+gone, w)))
	}
	if !m.lay.wide {
		strip = []string{m.labelLine(w)}
	}
	// The text comes first; its tags say most of what the list says.
	room := h - spansHead - 1 - len(out) - len(strip) - p.t.heightUpTo(h)
	most := min(max(room, 1), h/4)
	const roomy = 10 // rows from which on the list does not take them from the text
	if h < roomy {
		most = 0
	}
	list := m.spanList(p.t.text, p.list, w, most, p.listAt)
	if len(list) > 0 && room > len(list) {
		out = append(out, m.st.head.text("SPANS"))
	}
	return append(out, list...), strip
}

// inList is the place of a part of the text in the list.
func (p *spansPane) inList(e extent) int {
	at := 0
	for i, c := range p.list {
		if c.at().from > e.from {
			break
		}
		at = i
	}
	return at
}

// warnRows say what the text itself does not show.
func (p *spansPane) warnRows(m *model, w int) []string {
	var out []string
	sel := p.cur.sel()
	switch {
	case sel.to <= sel.from:
		out = append(out, m.st.warn.text(oneLine("there is nothing to mark in this text; enter decides that", w)))
	case slices.ContainsFunc(p.t.marks, func(s stretch) bool { return s.check }):
		out = append(out, m.st.warn.text(oneLine("? changed by the edit: its label again, other edges, or "+p.removes+"; tab goes there", w)))
	}
	return out
}

const (
	listCell  = 46 // the most that one span takes in a list, in cells
	moreCells = 16 // at the end of a list, for how many are not shown
)

// spanList lists what became of spans on at most so many rows, in columns: the
// page that the one at index at is on. Where there is no room for all, it has
// those that changed: the tags in the text say what was kept.
func (m *model) spanList(text string, changes []spanChange, w, most, at int) []string {
	all := len(changes)
	if all == 0 || most < 1 || w < 8 {
		return nil
	}
	wide, columns := m.spanColumns(text, changes, w, at)
	if changed, near := onlyChanged(changes, at); columns*most < all && len(changed) > 0 {
		changes, at = changed, near
		wide, columns = m.spanColumns(text, changes, w, at)
	}
	rows := (len(changes) + columns - 1) / columns
	first := max(0, min(at/columns/most*most, rows-most))
	end := min(rows, first+most)
	var out []string
	shown := 0
	for r := first; r < end; r++ {
		of := changes[r*columns : min(len(changes), (r+1)*columns)]
		if r == end-1 && shown+len(of) < all { // how many more there are stands behind it
			of = of[:min(len(of), max(1, (w-moreCells)/(wide+2)))]
		}
		shown += len(of)
		var b strings.Builder
		for _, c := range of {
			b.WriteString(fit(m.changeText(text, c, listCell/2), wide) + "  ")
		}
		out = append(out, strings.TrimRight(b.String(), " "))
	}
	if shown < all {
		last := &out[len(out)-1]
		*last = fit(*last, max(0, w-moreCells)) + m.st.faint.text(fmt.Sprintf(" and %d more", all-shown))
	}
	return out
}

// spanColumns are the cells of a column of the list, and how many stand side by
// side.
func (m *model) spanColumns(text string, changes []spanChange, w, at int) (wide, columns int) {
	const near = 128 // that are looked at
	from := max(0, min(at-near/2, len(changes)-near))
	wide = 8
	for _, c := range changes[from:min(len(changes), from+near)] {
		wide = max(wide, min(listCell, cells(m.changeText(text, c, listCell/2))))
	}
	wide = min(wide, w)
	return wide, max(1, (w+2)/(wide+2))
}

// onlyChanged are the spans of which something became, and the place among them
// of the one at index at, or of the one before it.
func onlyChanged(changes []spanChange, at int) (out []spanChange, near int) {
	for i, c := range changes {
		if c.sign != spanKept {
			out = append(out, c)
			if i <= at {
				near = len(out) - 1
			}
		}
	}
	return out, near
}
