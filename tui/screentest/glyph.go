package screentest

import (
	"fmt"
	"strings"
	"unicode/utf8"

	uv "github.com/charmbracelet/ultraviolet"
)

// arm is how a line leaves the middle of a cell.
type arm uint8

const (
	no    arm = iota
	light     // a thin line
	heavy     // a thick line
)

// box is what a box-drawing character is made of.
type box struct {
	up, right, down, left arm
	round                 bool // the two arms meet in a curve
}

// boxes are the box-drawing characters that terminal programs use.
var boxes = map[rune]box{
	'─': {right: light, left: light}, '│': {up: light, down: light},
	'━': {right: heavy, left: heavy}, '┃': {up: heavy, down: heavy},
	'┌': {right: light, down: light}, '┐': {left: light, down: light},
	'└': {right: light, up: light}, '┘': {left: light, up: light},
	'╭': {right: light, down: light, round: true}, '╮': {left: light, down: light, round: true},
	'╰': {right: light, up: light, round: true}, '╯': {left: light, up: light, round: true},
	'├': {up: light, right: light, down: light}, '┤': {up: light, left: light, down: light},
	'┬': {right: light, down: light, left: light}, '┴': {up: light, right: light, left: light},
	'┼': {up: light, right: light, down: light, left: light},
	'┏': {right: heavy, down: heavy}, '┓': {left: heavy, down: heavy},
	'┗': {right: heavy, up: heavy}, '┛': {left: heavy, up: heavy},
	'╴': {left: light}, '╶': {right: light}, '╵': {up: light}, '╷': {down: light},
	'╸': {left: heavy}, '╺': {right: heavy}, '╹': {up: heavy}, '╻': {down: heavy},
	'╼': {left: light, right: heavy}, '╾': {left: heavy, right: light},
}

// glyph returns the path of a line or block character whose cell starts at x,
// y, or "" if text is none. Paths that end in Z are filled, the rest drawn.
func glyph(text string, x, y float64) string {
	r, size := utf8.DecodeRuneInString(text)
	if size != len(text) {
		return ""
	}
	if b, ok := boxes[r]; ok {
		return b.path(x, y)
	}
	return block(r, x, y)
}

// path returns the lines of b. Thick arms are drawn as two thin ones, side by
// side.
func (b box) path(x, y float64) string {
	midX, midY := x+cellW/2, y+cellH/2
	if b.round {
		endX, endY := x, y
		if b.right != no {
			endX += cellW
		}
		if b.down != no {
			endY += cellH
		}
		return fmt.Sprintf("M%g %gQ%g %g %g %g", midX, endY, midX, midY, endX, midY)
	}
	var d strings.Builder
	draw := func(a arm, toX, toY float64) {
		for i := range a {
			shift := 0.0
			if a == heavy {
				shift = float64(i) - 0.5
			}
			dx, dy := shift, 0.0
			if toY == midY {
				dx, dy = 0, shift
			}
			fmt.Fprintf(&d, "M%g %gL%g %g", midX+dx, midY+dy, toX+dx, toY+dy)
		}
	}
	draw(b.up, midX, y)
	draw(b.down, midX, y+cellH)
	draw(b.left, x, midY)
	draw(b.right, x+cellW, midY)
	return d.String()
}

// block returns the rectangle of a block element, or "".
func block(r rune, x, y float64) string {
	w, h := cellW, cellH
	switch {
	case r == '▀':
		h /= 2
	case r >= '▁' && r <= '█': // eighths from below
		h *= float64(r-'▁'+1) / 8
		y += cellH - h
	case r >= '▉' && r <= '▏': // eighths from the left, from seven down
		w *= float64('▏'-r+1) / 8
	case r == '▐':
		w /= 2
		x += w
	default:
		return ""
	}
	return fmt.Sprintf("M%g %gh%gv%gh%gZ", x, y, w, h, -w)
}

// attributes returns how a path is painted.
func attributes(style uv.Style, fill string, filled bool) string {
	a := fmt.Sprintf(`fill="none" stroke="%s" stroke-width="1.2"`, fill)
	if filled {
		a = fmt.Sprintf(`fill="%s"`, fill)
	}
	if style.Attrs&uv.AttrFaint != 0 {
		a += ` opacity="0.6"`
	}
	return a
}
