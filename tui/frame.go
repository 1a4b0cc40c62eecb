package tui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"winnow/tui/visible"
)

// kept are the composed rows of one part of the frame. A frame is asked for
// after every message, and nearly all of it is what it was.
type kept struct {
	rows []string
	ok   bool
}

// or returns the rows kept, composing them when they were dropped.
func (k *kept) or(compose func() []string) []string {
	if !k.ok {
		k.rows, k.ok = compose(), true
	}
	return k.rows
}

func (k *kept) drop() { k.ok = false }

// stale drops every row kept: the size, the styles or the sample on the card
// is another.
func (m *model) stale() {
	m.card.forget()
	m.foot.drop()
	m.staleSides()
}

// staleSides drops the rows around the card, which tell of the queue, the
// progress and the stream: what messages bring, other than keys.
func (m *model) staleSides() {
	m.head.drop()
	m.side.drop()
}

// frame is exactly m.h rows of m.w cells.
func (m *model) frame() string {
	if m.w <= 0 || m.h <= 0 {
		return ""
	}
	if m.lay.tooSmall {
		return strings.Join(block(m.tooSmallRows(), m.w, m.h), "\n")
	}
	head := m.head.or(func() []string { return []string{fit(m.headerRow(m.w), m.w), m.ruleRow("┬"), m.ruleRow("┴")} })
	var b strings.Builder
	b.Grow(m.w*m.h + 4096)
	put := func(parts ...string) {
		for _, p := range parts {
			b.WriteString(p)
		}
		b.WriteByte('\n')
	}
	above, below := head[1], head[2]
	if m.overAll() {
		above = m.ruleRow("")
		below = above
	}
	put(exact(head[0], m.w))
	put(above)
	m.putBody(put)
	put(below)
	if p, ok := m.pane.(linePane); ok && !m.asksOverPane() {
		put(exact(block(p.rows(m, m.w, 1), m.w, 1)[0], m.w))
	} else {
		put(exact(m.statusRow(m.w), m.w))
	}
	b.WriteString(exact(m.lastRow(), m.w))
	return b.String()
}

// asksOverPane tells that the question whether to leave stands where the pane on the
// status line would.
func (m *model) asksOverPane() bool {
	_, line := m.pane.(linePane)
	return line && m.leaving
}

// sideShows is what the pane beside the card depends on that opening and closing a
// pane over the card changes.
type sideShows struct{ keys, covered bool }

// cardKeyed is a kind that shows keys on the card, too.
type cardKeyed interface{ keysOnCard() }

// putBody writes what stands between the two rules.
func (m *model) putBody(put func(...string)) {
	l := m.lay
	if of := (sideShows{m.labelKeysWork(), m.cardCovered()}); of != m.beside {
		m.beside = of
		m.side.drop()
		if _, has := m.kind.(cardKeyed); has {
			m.card.forget()
		}
	}
	left := m.mainRows()
	if l.wide && !m.overAll() {
		rule, side := m.st.faint.text("│"), m.side.or(m.composeSide)
		for i := range left {
			put(exact(left[i], l.card.w), rule, exact(side[i], l.side.w))
		}
		return
	}
	for _, r := range left {
		put(exact(r, m.w))
	}
	if len(left) == l.card.h && !l.wide { // no pane stands over the strip
		for _, r := range m.side.or(m.composeSide) {
			put(exact(r, m.w))
		}
	}
}

// mainRows are the card, or the pane in its place.
func (m *model) mainRows() []string {
	if _, line := m.pane.(linePane); m.pane != nil && !line {
		r := m.paneRect()
		return block(m.pane.rows(m, r.w, r.h), r.w, r.h)
	}
	return m.cardRows(m.lay.card.w, m.lay.card.h)
}

// composeSide is what stands beside the card, or under it on narrow
// terminals.
func (m *model) composeSide() []string {
	l := m.lay
	switch {
	case !l.wide:
		return block(m.stripRows(l.strip.w), l.strip.w, l.strip.h)
	case m.guide.open:
		return m.sideGuide(l.side.w, l.side.h)
	}
	return m.sideRows(l.side.w, l.side.h)
}

// lastRow shows the keys of this moment; those of a pane change with it.
func (m *model) lastRow() string {
	if m.pane != nil {
		return fit(m.keysRow(m.w, m.pane.hints()), m.w)
	}
	return m.foot.or(func() []string { return []string{fit(m.keysRow(m.w, m.footerHints()), m.w)} })[0]
}

// measureBy lays everything out as the terminal, by its answer, counts cells.
func (m *model) measureBy(answer ansi.ModeSetting) {
	// As the renderer decides it: one that knows the mode is told to join.
	visible.Join(answer == ansi.ModeReset || answer == ansi.ModeSet || answer == ansi.ModePermanentlySet)
	m.restyle() // what is kept as it was painted goes with the paints
	m.relaid()
	if k, ok := m.kind.(*preferKind); ok {
		k.laid = laidDiff{}
	}
	if m.w > 0 {
		m.resize(m.w, m.h)
	}
}

// exact is a row of w cells, made so where it is not. What libraries lay out (an
// input, a table) counts by clusters, whatever the terminal does, and what the
// renderer finds too wide it would cut without a sign.
func exact(row string, w int) string {
	if visible.Measure() == ansi.GraphemeWidth || cells(row) == w {
		return row
	}
	row = visible.Cut(row, w, "…")
	return row + blank(w-cells(row))
}

// cells is the width of a text on the screen.
func cells(s string) int {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] > 0x7e {
			return visible.Width(s)
		}
	}
	return len(s)
}
