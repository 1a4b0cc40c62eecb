package tui

import (
	"math"
	"strings"
)

// canvas is a plot of w x h cells whose last row is the axis: 0 is the line in
// the middle of that row, 1 the middle of the first row, where [axes] puts the
// marks. Curves are drawn in braille dots, 2 x 4 in a cell; signs stand above
// them.
type canvas struct {
	w, h  int
	cells []plotCell
	axis  paint
}

type plotCell struct {
	dots  uint8
	sign  rune // instead of dots, 0: none
	paint paint
}

func newCanvas(w, h int, axis paint) *canvas {
	w, h = max(1, w), max(1, h)
	return &canvas{w: w, h: h, cells: make([]plotCell, w*h), axis: axis}
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

// sign puts a character of one cell at a place given as shares of the axes.
func (c *canvas) sign(x, y float64, r rune, p paint) {
	cell := c.at(x, y)
	cell.sign, cell.paint = r, p
}

// at is the cell at a place given as shares of the axes.
func (c *canvas) at(x, y float64) *plotCell {
	col := min(max(int(math.Round(x*float64(c.w-1))), 0), c.w-1)
	row := min(max(int(math.Round((1-y)*float64(c.h-1))), 0), c.h-1)
	return &c.cells[row*c.w+col]
}

// line draws from one place to another, given as shares of the axes; of every
// so many dots one is drawn.
func (c *canvas) line(x0, y0, x1, y1 float64, every int, p paint) {
	toX := func(v float64) float64 { return v * float64(2*c.w-1) }
	const middle = 1.5 // of the four dots of a cell
	toY := func(v float64) float64 { return (1-v)*float64(4*(c.h-1)) + middle }
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

// column draws an upright bar of a share of the axis over w cells from x on, in
// eighths of a cell.
func (c *canvas) column(x, w int, p float64, hue paint) {
	const half = 4 // of the eighths of a cell: the axis is the middle of its row
	eighths := int(p*float64(8*(c.h-1)) + 0.5)
	for y := c.h - 1; y >= 0 && p > 0; y-- {
		r := '▀' // on the axis
		if y < c.h-1 {
			n := eighths - half - 8*(c.h-2-y)
			if n <= 0 {
				return
			}
			r = '▁' + rune(min(n, 8)) - 1
		}
		for col := max(0, x); col < min(x+w, c.w); col++ {
			c.cells[y*c.w+col] = plotCell{sign: r, paint: hue}
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
			r, hue := ' ', cell.paint
			switch {
			case cell.sign != 0:
				r = cell.sign
			case cell.dots != 0:
				r = brailleBase + rune(cell.dots)
			case y == c.h-1:
				r, hue = '─', c.axis
			}
			if r != ' ' && hue != now {
				end()
				now = hue
			}
			run.WriteRune(r)
		}
		end()
		out[y] = row.String()
	}
	return out
}

// mark is a text at a share of an axis.
type mark struct {
	at   float64
	text string
}

// evenly puts texts at equal distances, the first at the beginning of an axis
// and the last at its end.
func evenly(texts ...string) []mark {
	marks := make([]mark, len(texts))
	for i, t := range texts {
		marks[i] = mark{text: t}
		if len(texts) > 1 {
			marks[i].at = float64(i) / float64(len(texts)-1)
		}
	}
	return marks
}

// axes puts a scale on the left of the rows of a canvas w cells wide, and one
// below them.
func axes(st *styles, rows []string, w int, left, below []mark) []string {
	wide, last := 0, len(rows)-1
	texts := make(map[int]string, len(left))
	for _, t := range left {
		wide = max(wide, cells(t.text))
		texts[last-int(math.Round(t.at*float64(last)))] = t.text
	}
	out := make([]string, 0, len(rows)+1)
	for i, r := range rows {
		tick := "│"
		switch {
		case i == last:
			tick = "└"
		case texts[i] != "":
			tick = "┤"
		}
		out = append(out, st.faint.text(" "+rightOf(texts[i], wide)+tick)+r)
	}
	return append(out, blank(wide+2)+st.faint.text(scale(below, w)))
}

// scale puts marks on w cells, each in the middle over its place as far as the
// ends let it. Those that would touch their neighbour are left out, except the
// last.
func scale(marks []mark, w int) string {
	row, used := "", 0
	from := func(k mark) int {
		return max(0, min(int(math.Round(k.at*float64(w-1)))-cells(k.text)/2, w-cells(k.text)))
	}
	for i, k := range marks {
		at, last := from(k), len(marks)-1
		if used > 0 && at < used+2 || i > 0 && i < last && at+cells(k.text)+2 > from(marks[last]) {
			continue
		}
		row += blank(at-used) + k.text
		used = at + cells(k.text)
	}
	return fit(row, w)
}
