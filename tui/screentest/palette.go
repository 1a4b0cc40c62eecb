package screentest

import (
	"fmt"
	"image/color"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// palette holds the colours of a picture, as #rrggbb.
type palette struct {
	foreground, background, edge string
	basic                        [16]string // the sixteen colours by number
}

// paletteOf returns the palette of a dark or a light terminal. The sixteen
// colours are left to the terminal; these can be read on their background.
func paletteOf(o options) palette {
	foreground, background := o.colors()
	p := palette{
		foreground: hex(foreground), background: hex(background), edge: "#3a3648",
		basic: [16]string{
			"#2a2735", "#f2777a", "#8fce7e", "#f0c674", "#7aa6f0", "#c397e8", "#6fc7c7", "#c8c8d0",
			"#7a7688", "#ff9a9c", "#b0e6a0", "#ffe09a", "#9dc0ff", "#dcb8ff", "#96e4e4", "#ffffff",
		},
	}
	if o.light {
		p.edge = "#d0d7de"
		p.basic = [16]string{
			"#24292f", "#cf222e", "#116329", "#7d4e00", "#0969da", "#8250df", "#1b7c83", "#6e7781",
			"#57606a", "#a40e26", "#1a7f37", "#633c01", "#218bff", "#a475f9", "#3192aa", "#d0d7de",
		}
	}
	return p
}

// of returns the colours of a character and of what is behind it; the latter
// is empty where it is the terminal's own.
func (p palette) of(s uv.Style) (fill, behind string) {
	fill, behind = p.hex(s.Fg), p.hex(s.Bg)
	if s.Attrs&uv.AttrReverse != 0 {
		fill, behind = behind, fill
		if fill == "" {
			fill = p.background
		}
		if behind == "" {
			behind = p.foreground
		}
	}
	if fill == "" {
		fill = p.foreground
	}
	return fill, behind
}

// hex returns c as #rrggbb, with the sixteen colours looked up; nil is empty.
func (p palette) hex(c color.Color) string {
	switch c := c.(type) {
	case nil:
		return ""
	case ansi.BasicColor:
		return p.basic[c&15]
	case ansi.IndexedColor:
		if c < 16 {
			return p.basic[c]
		}
	}
	return hex(c)
}

func hex(c color.Color) string {
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}
