package tui

import (
	"slices"
	"strings"

	"winnow/tui/visible"
)

// hint is a key and what it does, for the last line.
type hint struct{ key, does string }

// cells is the room that a hint takes, with the gap behind it.
func (h hint) cells() int { return cells(h.key+" "+h.does) + 2 }

// keysRow shows keys, the most important first.
func (m *model) keysRow(w int, hints []hint) string {
	row := " "
	for _, h := range fitHints(hints, w) {
		row += m.st.key.text(h.key) + " " + m.st.faint.text(visible.Line(h.does)) + "  "
	}
	return strings.TrimRight(row, " ")
}

// fitHints are those that a row of w cells has room for. Esc and enter, which lead
// out of here and on, always have their place, in fewer words where that takes it;
// of the others those go that find no room any more.
func fitHints(hints []hint, w int) []hint {
	hints = slices.Clone(hints)
	room := w // a row begins with a blank and ends with one; the last hint has no gap behind it
	for _, h := range hints {
		if h.leads() {
			room -= h.cells()
		}
	}
	for i := len(hints) - 1; i >= 0 && room < 0; i-- {
		if h := &hints[i]; h.leads() {
			room += h.cells()
			h.does = inShort(h.does)
			room -= h.cells()
		}
	}
	return slices.DeleteFunc(hints, func(h hint) bool {
		if h.leads() {
			return room < 0 && h.cells() > w
		}
		if n := h.cells(); n <= room {
			room -= n
			return false
		}
		return true
	})
}

// leads tells a key that leads out of where one is, or on.
func (h hint) leads() bool {
	names := strings.Fields(h.key)
	return len(names) > 0 && (names[0] == "esc" || names[0] == "enter")
}

// inShort is what a key does without what is said beside that.
func inShort(does string) string {
	for _, sign := range []string{" (", ", ", ": "} {
		does, _, _ = strings.Cut(does, sign)
	}
	return does
}

// moveUp keeps the last two keys (help, quit) in sight on narrow terminals by
// dropping those before them.
func moveUp(hints []hint, last, w int) []hint {
	width := func(hs []hint) int {
		n := 1
		for _, h := range hs {
			n += h.cells()
		}
		return n
	}
	head, tail := hints[:last], hints[last:]
	for len(head) > 0 && width(head)+width(tail)-2 > w {
		head = head[:len(head)-1]
	}
	return append(append([]hint{}, head...), tail...)
}
