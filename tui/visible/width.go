package visible

import (
	"strings"
	"sync/atomic"

	"github.com/charmbracelet/x/ansi"
)

// joins says that the terminal joins; a process has one terminal.
var joins atomic.Bool

// Join says whether the terminal shows the code points of a grapheme cluster,
// such as the four people of a family, as one character (mode 2027). As long as
// it has not said so, each of them takes its own cells: Bubble Tea's renderer
// counts them so, and what is laid out by another count is cut without a sign.
func Join(yes bool) { joins.Store(yes) }

// Measure is how cells are counted now. What was laid out by another measure has
// to be laid out anew.
func Measure() ansi.Method {
	if joins.Load() {
		return ansi.GraphemeWidth
	}
	return ansi.WcWidth
}

// Width is how many cells a row takes that may be painted.
func Width(s string) int {
	if n, ok := plainWidth(s); ok {
		return n
	}
	return Measure().StringWidth(s)
}

// plainWidth is the width of printable ASCII that may be painted, which nearly every
// row is and which no measure disagrees about; ok is false for anything else.
func plainWidth(s string) (cells int, ok bool) {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= ' ' && c <= '~':
			cells++
		case c == '\x1b' && i+1 < len(s) && s[i+1] == '[':
			for i += 2; i < len(s) && (s[i] >= '0' && s[i] <= '9' || s[i] == ';' || s[i] == ':'); i++ {
			}
			if i == len(s) || s[i] != 'm' {
				return 0, false
			}
		default:
			return 0, false
		}
	}
	return cells, true
}

// Cut is a row that may be painted, cut to w cells; one that was cut ends with
// tail.
func Cut(s string, w int, tail string) string {
	of := Measure()
	n, plain := plainWidth(s)
	if !plain {
		n = of.StringWidth(s)
	}
	if n <= w {
		return s
	}
	if t := Width(tail); plain && n == len(s) && t <= w { // nothing is painted
		return s[:w-t] + tail
	}
	if less := ansi.StringWidth(s); less < n {
		// The package counts clusters, whatever the method, when it looks whether
		// there is anything to cut. Spaces behind the end tell it that there is.
		s += strings.Repeat(" ", n-less)
	}
	return of.Truncate(s, w, tail)
}
