package tui

import (
	"math"
	"strings"
)

// canvas is a plot of w x h cells. Curves are drawn in braille dots, 2 x 4 in
// a cell; signs stand above them.
type canvas struct {
	w, h  int
	cells []plotCell
}

type plotCell struct {
	dots  uint8
	sign  rune // instead of dots, 0: none
	paint paint
}

func newCanvas(w, h int) *canvas {
	w, h = max(1, w), max(1, h)
	return &canvas{w: w, h: h, cells: make([]plotCell, w*h)}
}

// brailleDots are the bits of a braille pattern by column and row of the dot.
var brailleDots = [2][4]uint8{{0x01, 0x02, 0x04, 0x40}, {0x08, 0x10, 0x20, 0x80}}

const brailleBase = 0x2800

// dot sets the dot at x, y, counted in dots from the upper left; outside of the
// canvas there is none.
func (c *canvas) dot(x, y int, p paint) {
	if x < 0 || y < 0 || x >= 2*c.w || y >= 4*c.h {
		return
	}
	cell := &c.cells[y/4*c.w+x/2]
	cell.dots |= brailleDots[x%2][y%4]
	cell.paint = p
}

// sign puts a character of one cell at a place given as shares of the canvas
// from the lower left.
func (c *canvas) sign(x, y float64, r rune, p paint) {
	cell := c.at(x, y)
	cell.sign, cell.paint = r, p
}

// at is the cell at a place given as shares from the lower left.
func (c *canvas) at(x, y float64) *plotCell {
	col := min(max(int(x*float64(c.w)), 0), c.w-1)
	row := min(max(int((1-y)*float64(c.h)), 0), c.h-1)
	return &c.cells[row*c.w+col]
}

// line draws from one place to another, given as shares from the lower left;
// of every so many dots one is drawn.
func (c *canvas) line(x0, y0, x1, y1 float64, every int, p paint) {
	toX := func(v float64) float64 { return v * float64(2*c.w-1) }
	toY := func(v float64) float64 { return (1 - v) * float64(4*c.h-1) }
	ax, ay, bx, by := toX(x0), toY(y0), toX(x1), toY(y1)
	n := int(math.Max(math.Abs(bx-ax), math.Abs(by-ay))) + 1
	for i := 0; i <= n; i += every {
		t := float64(i) / float64(n)
		c.dot(int(math.Round(ax+t*(bx-ax))), int(math.Round(ay+t*(by-ay))), p)
	}
}

// upright draws a vertical stroke of signs between two heights.
func (c *canvas) upright(x, from, to float64, r rune, p paint) {
	step := 1 / float64(2*c.h)
	for y := from; y <= to; y += step {
		if cell := c.at(x, y); cell.sign == 0 {
			cell.sign, cell.paint = r, p
		}
	}
}

// rows are the canvas as painted rows.
func (c *canvas) rows() []string {
	out := make([]string, c.h)
	for y := range out {
		var row, run strings.Builder
		var now paint
		end := func() {
			row.WriteString(now.text(run.String()))
			run.Reset()
		}
		for _, cell := range c.cells[y*c.w : (y+1)*c.w] {
			r := ' '
			switch {
			case cell.sign != 0:
				r = cell.sign
			case cell.dots != 0:
				r = brailleBase + rune(cell.dots)
			}
			if r != ' ' && cell.paint != now {
				end()
				now = cell.paint
			}
			run.WriteRune(r)
		}
		end()
		out[y] = row.String()
	}
	return out
}

// axes puts a scale on the left of rows and one below them. left are the texts
// of the scale from the bottom to the top, below those from left to right, both
// at equal distances.
func axes(st *styles, rows []string, w int, left, below []string) []string {
	wide := 0
	for _, t := range left {
		wide = max(wide, cells(t))
	}
	texts := make(map[int]string, len(left))
	for i, t := range left {
		at := len(rows) - 1
		if len(left) > 1 {
			at = int(math.Round(float64((len(left)-1-i)*(len(rows)-1)) / float64(len(left)-1)))
		}
		texts[at] = t
	}
	out := make([]string, 0, len(rows)+2)
	for i, r := range rows {
		tick := "│"
		if texts[i] != "" {
			tick = "┤"
		}
		out = append(out, st.faint.text(" "+rightOf(texts[i], wide)+tick)+r)
	}
	out = append(out, st.faint.text(blank(wide+1)+"└"+strings.Repeat("─", w)))
	return append(out, blank(wide+2)+st.faint.text(scale(below, w)))
}

// scale spreads texts over w cells: the first begins it, the last ends it.
// Those that would touch their neighbour are left out.
func scale(texts []string, w int) string {
	row, used := "", 0
	for i, t := range texts {
		n := cells(t)
		at := 0
		if len(texts) > 1 {
			at = (w - 1) * i / (len(texts) - 1)
		}
		if i > 0 {
			at -= n / 2
		}
		at = min(at, w-n)
		last := i == len(texts)-1
		if at < used || used > 0 && at < used+2 || !last && i > 0 && at+n+2 > w-cells(texts[len(texts)-1]) {
			continue
		}
		row += blank(at-used) + t
		used = at + n
	}
	return fit(row, w)
}

// columnsOf draws shares as upright bars of h rows and the given width, in
// eighths of a cell; below 0 is nothing.
func columnsOf(shares []float64, width, h int) []string {
	rows := make([]string, h)
	gap := 0
	if width > 1 {
		gap = 1
	}
	for y := range rows {
		var b strings.Builder
		for _, p := range shares {
			eighths := int(p*float64(8*h)+0.5) - 8*(h-1-y)
			if p > 0 && y == h-1 {
				eighths = max(1, eighths)
			}
			r := " "
			if eighths > 0 {
				r = string(rune('▁' + min(eighths, 8) - 1))
			}
			b.WriteString(strings.Repeat(r, width-gap) + blank(gap))
		}
		rows[y] = b.String()
	}
	return rows
}
