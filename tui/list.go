package tui

import (
	"cmp"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// list is a cursor and a window over n rows, of which some are in sight; what the
// rows say is the owner's.
type list struct{ at, first, shown int }

// key moves the cursor and tells whether the key was one of its own.
func (l *list) key(msg tea.KeyPressMsg, n, height int) bool {
	switch msg.String() {
	case "up", "ctrl+p":
		l.at--
	case "down", "ctrl+n":
		l.at++
	case "pgup":
		l.at -= height
	case "pgdown":
		l.at += height
	case "home":
		l.at = 0
	case "end":
		l.at = n - 1
	default:
		return false
	}
	l.clamp(n)
	return true
}

func (l *list) clamp(n int) { l.at = min(max(l.at, 0), max(0, n-1)) }

// window returns the range of rows to draw on height rows, around the cursor.
func (l *list) window(n, height int) (from, to int) {
	l.clamp(n)
	if l.at < l.first {
		l.first = l.at
	}
	if l.at >= l.first+height {
		l.first = l.at - height + 1
	}
	l.first = min(max(l.first, 0), max(0, n-height))
	l.shown = min(n-l.first, height)
	return l.first, l.first + l.shown
}

// labelColumn is the most cells that a column of labels takes in a list.
const labelColumn = 16

// column makes words that stand one under the other equally wide, as wide as the
// longest but at most most cells, with a gap behind them; without any word there
// is no column.
func column(words []string, most int) []string {
	wide := 0
	for _, w := range words {
		wide = max(wide, min(most, cells(w)))
	}
	out := make([]string, len(words))
	if wide == 0 {
		return out
	}
	for i, w := range words {
		out[i] = fit(w, wide) + "  "
	}
	return out
}

// pager is a read-only text with a scroll position.
type pager struct {
	first int
	seen  int    // rows of the page last drawn, 0: none yet
	keys  string // what goes on, "" for ↓ and pgdn
}

func (p *pager) key(msg tea.KeyPressMsg, n, height int) bool {
	// The last row may say that there is more, and the one over it be kept for the
	// next page.
	page, back := max(1, height-1), max(1, height-2)
	if p.seen > 0 {
		page = p.seen
	}
	switch msg.String() {
	case "up":
		p.first--
	case "down":
		p.first++
	case "pgup":
		p.first -= back
	case "pgdown", "space":
		p.first += page
	case "home":
		p.first = 0
	case "end":
		p.first = n
	default:
		return false
	}
	p.first = min(max(p.first, 0), max(0, n-height))
	return true
}

// window cuts the rows to what is in sight and says when there is more. A row that
// begins something, such as a heading, does not stand alone over that.
func (p *pager) window(st *styles, rows []string, h int) []string {
	p.first = min(p.first, max(0, len(rows)-h))
	out := append([]string{}, rows[p.first:min(len(rows), p.first+h)]...)
	p.seen = len(out)
	if p.first+h < len(rows) && h > 1 {
		out[h-1] = st.faint.text(" ▼ more: " + cmp.Or(p.keys, "↓ pgdn"))
		p.seen = h - 1
		empty := func(i int) bool { return strings.TrimSpace(rows[p.first+i]) == "" }
		if last := h - 2; last > 1 && empty(last-1) && !empty(last) && !empty(last+1) {
			out[last] = ""
			p.seen = last
		}
	}
	return out
}
