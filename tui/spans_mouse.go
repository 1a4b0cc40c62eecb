package tui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
)

// dragging is what a button that is held down does over words.
type dragging int

const (
	dragNone   dragging = iota
	dragSelect          // left: selects them
	dragMark            // right: marks them, when it is let go
)

// spanSpot is a row of the screen: one of the text (level 0), or one of the tags
// under it.
type spanSpot struct{ row, level int }

// pointed is what a cell of the text or of its tags is about.
type pointed struct {
	word   extent    // on the cell, or the nearest of the row
	on     bool      // the cell is one of the word's
	around []stretch // the stretches on the cell, the innermost first
	isWord bool      // there is a word
}

// at finds what stands on a cell; false: nothing does.
func (t *spanText) at(s spanSpot, x int) (pointed, bool) {
	r, ok := t.row(s.row)
	if !ok {
		return pointed{}, false
	}
	var out pointed
	out.word, out.isWord = t.nearest(&r, x)
	if s.level > 0 {
		out.around = t.tagged(&r, s.level, x)
		return out, true
	}
	if at, ok := r.byteAt(x); ok {
		out.on = out.isWord && out.word.from <= at && at < out.word.to
		for _, i := range t.touching(extent{at, at + 1}) {
			out.around = append(out.around, t.marks[i])
		}
		slices.SortStableFunc(out.around, func(a, b stretch) int { return a.size() - b.size() })
	}
	return out, true
}

// tagged is the stretch whose tag stands on a cell, none where there is no tag.
func (t *spanText) tagged(r *spanRow, level, x int) []stretch {
	levels := t.tags(r)
	if level > len(levels) {
		return nil
	}
	for _, g := range levels[level-1] {
		if x >= g.x && x < g.x+g.w {
			return []stretch{t.marks[g.i]}
		}
	}
	return nil
}

// byteAt is the byte of a row that a cell shows.
func (r *spanRow) byteAt(x int) (int, bool) {
	switch {
	case x < 0 || x >= r.shown.Width:
		return 0, false
	case r.cells == nil:
		return r.from + x, true
	}
	for _, c := range r.cells {
		if x >= c.x && x < c.x+c.w {
			return c.from, true
		}
	}
	return 0, false
}

// spotAt is what stands on a cell of the screen, which may lie beside the text.
func (p *spansPane) spotAt(m *model, x, y int) (pointed, bool) {
	r := m.paneRect()
	p.rows(m, r.w, r.h) // what stands where, also before the next frame
	y -= r.y + spansHead
	if y < 0 || y >= len(p.spots) {
		return pointed{}, false
	}
	return p.t.at(p.spots[y], x-r.x-1)
}

func (p *spansPane) click(m *model, msg tea.MouseClickMsg) tea.Cmd {
	if r := m.paneRect(); msg.X >= r.x+r.w {
		return m.onClick(msg)
	}
	if p.help {
		p.help = false
		p.changed()
		return nil
	}
	at, ok := p.spotAt(m, msg.X, msg.Y)
	if !ok {
		return nil
	}
	p.press(m, at, msg.Button)
	return nil
}

// press does what a button does where it goes down: the left one selects the
// span there, and at the same place again the one around it, in the end the
// word alone. The right one removes the span, or begins a new one.
func (p *spansPane) press(m *model, at pointed, button tea.MouseButton) {
	p.pressed, p.drag, p.jumps = at.word, dragNone, nil
	switch {
	case button == tea.MouseRight && len(at.around) > 0:
		gone := at.around[0]
		if p.focus != nil && slices.ContainsFunc(at.around, p.focus.same) {
			gone = *p.focus
		}
		p.choose(gone)
		p.remove(m)
	case button == tea.MouseRight && at.on:
		p.selectWord(at.word)
		p.drag = dragMark
	case button == tea.MouseLeft && at.isWord:
		p.selectAt(at)
		p.drag = dragSelect
	}
	p.kept.drop()
}

func (p *spansPane) selectWord(w extent) {
	p.focus, p.visual = nil, false
	p.cur.on(w)
}

// selectAt selects the next of what stands on a cell.
func (p *spansPane) selectAt(at pointed) {
	next := 0
	if p.focus != nil {
		next = 1 + slices.IndexFunc(at.around, p.focus.same)
	}
	if next == len(at.around) {
		p.selectWord(at.word)
		return
	}
	p.visual = false
	p.choose(at.around[next])
}

// dragTo selects the words from the one where the button went down.
func (p *spansPane) dragTo(m *model, x, y int) {
	if p.drag == dragNone {
		return
	}
	at, ok := p.spotAt(m, x, y)
	if !ok || !at.isWord || at.word == p.pressed && p.focus != nil {
		return
	}
	p.selectWord(p.pressed)
	p.cur.to(at.word, true)
	p.kept.drop()
}

// release ends what was dragged; the right button marks it with the label that
// was used last.
func (p *spansPane) release(m *model) {
	if p.drag == dragMark && len(m.task.Labels) > 0 {
		p.mark(m, min(p.k.last, len(m.task.Labels)-1))
		p.changed()
	}
	p.drag = dragNone
}

func (p *spansPane) wheel(msg tea.MouseWheelMsg) {
	by := wheelRows
	if msg.Button == tea.MouseWheelUp {
		by = -wheelRows
	}
	for ; by > 0; by-- {
		if _, ok := p.t.row(p.top + 1); ok {
			p.top++
		}
	}
	p.top = max(0, p.top+by)
	p.sight = false
	p.kept.drop()
}

// click opens the span mode on what was clicked.
func (k *spansKind) click(m *model, it *review.Item, x, y int) tea.Cmd {
	k.press(m, it, x, y, tea.MouseLeft)
	return nil
}

// rightClick does on the card what it does in the span mode.
func (k *spansKind) rightClick(m *model, it *review.Item, x, y int) {
	k.press(m, it, x, y, tea.MouseRight)
}

func (k *spansKind) press(m *model, it *review.Item, x, y int, button tea.MouseButton) {
	t, spot, ok := k.spotAt(m, y)
	if !ok {
		return
	}
	at, ok := t.indexed().at(spot, x-1)
	if !ok || button == tea.MouseRight && !at.on && len(at.around) == 0 {
		return
	}
	k.openSpans(m, it).press(m, at, button)
}

// spotAt is what stands on the y-th row of the card; false: not the text.
func (k *spansKind) spotAt(m *model, y int) (*spanText, spanSpot, bool) {
	if y < cardHead || y >= cardHead+m.card.rowsSeen {
		return nil, spanSpot{}, false
	}
	at := m.card.scroll + y - cardHead
	for i, s := range m.card.sections {
		at -= len(s.lead(i))
		switch {
		case s.spans == nil:
			at -= s.height()
		case at < 0 || s.spans.t.reach(at):
			return nil, spanSpot{}, false // above it, or below
		default:
			t := s.spans.t
			row := t.rowOn(at)
			return t, spanSpot{row, at - t.tops[row]}, true
		}
	}
	return nil, spanSpot{}, false
}

// rowAt is the row of the text on the y-th row of the card; false: something
// else stands there.
func (k *spansKind) rowAt(m *model, y int) (spanRow, bool) {
	t, spot, ok := k.spotAt(m, y)
	if !ok {
		return spanRow{}, false
	}
	return t.row(spot.row)
}
