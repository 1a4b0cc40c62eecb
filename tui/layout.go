package tui

// Breakpoints of the layout, in cells.
const (
	minWidth, minHeight = 40, 12
	wideWidth           = 100 // from here on the side pane stands beside the card
	sideLeast, sideMost = 30, 60
	measureMost         = 100 // longest row of running text that reads well
)

// rect is a part of the screen in cells.
type rect struct{ x, y, w, h int }

// layout places everything for one size of the terminal.
type layout struct {
	tooSmall             bool
	wide                 bool
	header, status, keys rect
	card, side           rect // side is empty when not wide
	strip                rect // labels and progress under the card when not wide
}

// layoutFor is pure: width and height in cells, and whether the task has
// labels to show, give the places.
func layoutFor(w, h int, labels bool) layout {
	if w < minWidth || h < minHeight {
		return layout{tooSmall: true}
	}
	l := layout{
		wide:   w >= wideWidth,
		header: rect{0, 0, w, 1},
		status: rect{0, h - 2, w, 1},
		keys:   rect{0, h - 1, w, 1},
	}
	top, bottom := 2, h-3 // a rule under the header and one over the status
	if l.wide {
		side := min(max(w*28/100, sideLeast), sideMost)
		l.card = rect{0, top, w - side - 1, bottom - top}
		l.side = rect{w - side, top, side, bottom - top}
		return l
	}
	strip := 1
	if labels {
		strip = 2
	}
	l.strip = rect{0, bottom - strip, w, strip}
	l.card = rect{0, top, w, bottom - strip - top}
	return l
}
