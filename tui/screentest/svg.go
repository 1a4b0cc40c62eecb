package screentest

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
)

// Sizes of the picture, in its units. A cell is as wide as the characters of
// common monospaced fonts at this size, and as high as their lines.
const (
	cellW    = 9.0
	cellH    = 20.0
	fontSize = 15.0
	baseline = 15.0 // of a row
	margin   = 18.0
	barH     = 38.0 // the bar with the title
	radius   = 10.0
	fonts    = `'JetBrains Mono','DejaVu Sans Mono',Menlo,Consolas,'Liberation Mono',` +
		`'Noto Sans Mono CJK KR','Noto Sans Mono CJK JP','Noto Sans CJK KR','Noto Color Emoji','Apple Color Emoji',monospace`
)

// SVG returns the screen as a standalone picture: a window with title in its
// bar. Lines and blocks are drawn as shapes, so that frames close in every
// font; each run of text starts at its own column, so that wide characters
// move nothing.
func (s *Screen) SVG(title string) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := picture{palette: paletteOf(s.opts)}
	w, h := s.em.Width(), s.em.Height()
	p.window(float64(w)*cellW+2*margin, float64(h)*cellH+margin+barH, title)
	for y := range h {
		p.row(s, y, w)
	}
	if at := s.em.CursorPosition(); s.cursor && at.X < w && at.Y < h {
		// Open, so that what stands under it is read, as it is under a terminal's.
		p.add(`<rect x="%g" y="%g" width="%g" height="%g" fill="%s" fill-opacity="0.15" stroke="%s" stroke-width="1.5"/>`,
			column(at.X), line(at.Y), cellW, cellH, p.palette.foreground, p.palette.foreground)
	}
	p.add("</g></svg>\n")
	return p.out.Bytes()
}

// column and line return where a column and a row of cells start.
func column(x int) float64 { return margin + float64(x)*cellW }
func line(y int) float64   { return barH + float64(y)*cellH }

// picture is an SVG in the making.
type picture struct {
	palette palette
	out     bytes.Buffer
}

func (p *picture) add(format string, args ...any) { fmt.Fprintf(&p.out, format, args...) }

// window draws the frame, and opens the group of the text.
func (p *picture) window(w, h float64, title string) {
	p.add(`<svg xmlns="http://www.w3.org/2000/svg" width="%g" height="%g" viewBox="0 0 %g %g" role="img" aria-label="%s">`,
		w, h, w, h, escape(title))
	p.add("\n"+`<rect x="0.5" y="0.5" width="%g" height="%g" rx="%g" fill="%s" stroke="%s"/>`,
		w-1, h-1, radius, p.palette.background, p.palette.edge)
	for i, fill := range [...]string{"#ff5f57", "#febc2e", "#28c840"} {
		p.add(`<circle cx="%g" cy="%g" r="6" fill="%s"/>`, margin+4+float64(i)*20, barH/2, fill)
	}
	p.add("\n"+`<g font-family="%s" font-size="%g" fill="%s">`, fonts, fontSize, p.palette.foreground)
	p.add("\n"+`<text x="%g" y="%g" text-anchor="middle" font-size="13" opacity="0.6">%s</text>`+"\n",
		w/2, barH/2+4.5, escape(title))
}

// row draws one row: first what lies behind the characters, then these.
func (p *picture) row(s *Screen, y, w int) {
	cells := make([]uv.Cell, 0, w)
	for x := 0; x < w; {
		c := s.cell(x, y)
		c.Width = min(c.Width, w-x)
		cells = append(cells, c)
		x += c.Width
	}
	p.backgrounds(cells, y)
	for x, i := 0, 0; i < len(cells); {
		n, width := run(cells[i:])
		p.run(cells[i:i+n], x, y)
		i, x = i+n, x+width
	}
	p.add("\n")
}

// backgrounds draws the colours behind a row, neighbours in one piece.
func (p *picture) backgrounds(cells []uv.Cell, y int) {
	from, x, last := 0, 0, ""
	flush := func() {
		if last != "" && from < x {
			p.add(`<rect x="%g" y="%g" width="%g" height="%g" fill="%s"/>`,
				column(from), line(y), float64(x-from)*cellW, cellH, last)
		}
	}
	for _, c := range cells {
		if _, fill := p.palette.of(c.Style); fill != last {
			flush()
			from, last = x, fill
		}
		x += c.Width
	}
	flush()
}

// run returns how many cells at the start of cells can be written in one
// piece, and how many columns they take: ASCII of one style, else one cell.
func run(cells []uv.Cell) (n, width int) {
	for n < len(cells) && isASCII(cells[n]) && cells[n].Style.Equal(&cells[0].Style) {
		n++
	}
	if n == 0 {
		return 1, cells[0].Width
	}
	return n, n
}

func isASCII(c uv.Cell) bool { return len(c.Content) == 1 && c.Width == 1 }

// run draws cells that start at column x of row y.
func (p *picture) run(cells []uv.Cell, x, y int) {
	style := cells[0].Style
	fill, _ := p.palette.of(style)
	if style.Attrs&uv.AttrConceal != 0 {
		return
	}
	var text strings.Builder
	for _, c := range cells {
		text.WriteString(c.Content)
	}
	if shape := glyph(text.String(), column(x), line(y)); shape != "" {
		p.add(`<path d="%s" %s/>`, shape, attributes(style, fill, strings.HasSuffix(shape, "Z")))
		return
	}
	content := text.String()
	if style.Underline == 0 && style.Attrs&uv.AttrStrikethrough == 0 {
		content = strings.TrimRight(content, " ")
		trimmed := strings.TrimLeft(content, " ")
		x += len(content) - len(trimmed)
		content = trimmed
	}
	if content == "" {
		return
	}
	where := fmt.Sprintf(`x="%g"`, column(x))
	if width := cells[0].Width; width > 1 {
		where = fmt.Sprintf(`x="%g" text-anchor="middle"`, column(x)+float64(width)*cellW/2)
	}
	p.add(`<text %s y="%g" xml:space="preserve"%s>%s</text>`,
		where, line(y)+baseline, font(style, fill, p.palette.foreground), escape(content))
}

// font returns the attributes of a text.
func font(style uv.Style, fill, usual string) string {
	var b strings.Builder
	if fill != usual {
		fmt.Fprintf(&b, ` fill="%s"`, fill)
	}
	if style.Attrs&uv.AttrBold != 0 {
		b.WriteString(` font-weight="bold"`)
	}
	if style.Attrs&uv.AttrItalic != 0 {
		b.WriteString(` font-style="italic"`)
	}
	if style.Attrs&uv.AttrFaint != 0 {
		b.WriteString(` opacity="0.6"`)
	}
	var lines []string
	if style.Underline != 0 {
		lines = append(lines, "underline")
	}
	if style.Attrs&uv.AttrStrikethrough != 0 {
		lines = append(lines, "line-through")
	}
	if len(lines) > 0 {
		fmt.Fprintf(&b, ` text-decoration="%s"`, strings.Join(lines, " "))
	}
	return b.String()
}

// escape makes text safe inside XML. What XML cannot hold becomes U+FFFD.
func escape(text string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(text)) // a Buffer takes everything
	return b.String()
}
