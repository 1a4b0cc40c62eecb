package tui

import (
	"image/color"
	"math"
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"winnow/tui/screentest"
)

// luminance is the relative luminance of WCAG 2.2.
func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	part := func(v uint32) float64 {
		x := float64(v) / 0xffff
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*part(r) + 0.7152*part(g) + 0.0722*part(b)
}

func contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// Every colour of a theme can be read on the backgrounds that terminals have:
// with 4.5 to 1 (WCAG 2.2, 1.4.3), in the theme of high contrast with 7 to 1
// (1.4.6).
func TestThemes_CanBeRead(t *testing.T) {
	t.Parallel()
	backgrounds := map[bool][]color.Color{
		true:  {color.Black, color.RGBA{0x1a, 0x1b, 0x26, 0xff}},
		false: {color.White, color.RGBA{0xfa, 0xfa, 0xf5, 0xff}},
	}
	for _, theme := range Themes {
		least := 4.5
		if theme == "contrast" {
			least = 7
		}
		for dark, on := range backgrounds {
			for _, colours := range []colorprofile.Profile{colorprofile.TrueColor, colorprofile.ANSI256} {
				k := tokensFor(theme, dark, colours)
				for name, c := range map[string]color.Color{
					"faint": k.faint, "accent": k.accent, "good": k.good, "warn": k.warn, "bad": k.bad, "bar": k.bar,
				} {
					for _, back := range on {
						if got := contrast(c, back); got < least {
							t.Errorf("%s, dark %v, %v: %s has a contrast of %.1f, want %.1f", theme, dark, colours, name, got, least)
						}
					}
				}
				if got := contrast(k.onSurface, k.surface); got < least {
					t.Errorf("%s, dark %v, %v: a selected row has a contrast of %.1f", theme, dark, colours, got)
				}
			}
		}
	}
}

// Good and bad differ in lightness or along blue and yellow, which people who
// see red and green alike still see.
func TestThemes_ColourSafeTellsGoodFromBadWithoutRedAndGreen(t *testing.T) {
	t.Parallel()
	for _, dark := range []bool{true, false} {
		k := tokensFor("colour-safe", dark, colorprofile.TrueColor)
		_, _, goodBlue, _ := k.good.RGBA()
		_, _, badBlue, _ := k.bad.RGBA()
		if int(goodBlue)-int(badBlue) < 0x3000 {
			t.Errorf("dark %v: good %v and bad %v have the same blue", dark, k.good, k.bad)
		}
	}
}

// palettes are what terminals make of the sixteen colours, with a dark and a light
// background of theirs.
var palettes = map[string]struct{ colours, dark, light string }{
	"Linux":     {"000000 aa0000 00aa00 aa5500 0000aa aa00aa 00aaaa aaaaaa 555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff ffffff", "000000", "ffffff"},
	"xterm":     {"000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5 7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff", "000000", "ffffff"},
	"Solarized": {"073642 dc322f 859900 b58900 268bd2 d33682 2aa198 eee8d5 002b36 cb4b16 586e75 657b83 839496 6c71c4 93a1a1 fdf6e3", "002b36", "fdf6e3"},
	"Tango":     {"2e3436 cc0000 4e9a06 c4a000 3465a4 75507b 06989a d3d7cf 555753 ef2929 8ae234 fce94f 729fcf ad7fa8 34e2e2 eeeeec", "2e3436", "ffffff"},
}

// Of sixteen colours, which are the terminal's own, those are taken that can be read
// with any usual palette, text that stands back among them.
func TestThemes_CanBeReadInSixteenColours(t *testing.T) {
	t.Parallel()
	const least, leastFaint = 3, 4 // to 1; large text needs 3 (WCAG 2.2, 1.4.3)
	for name, p := range palettes {
		hexes := strings.Fields(p.colours)
		for dark, on := range map[bool]string{true: p.dark, false: p.light} {
			back := lipgloss.Color("#" + on)
			ratio := func(c color.Color) float64 {
				n, ok := c.(ansi.BasicColor)
				if !ok {
					t.Fatalf("%T is none of the sixteen colours", c)
				}
				return contrast(lipgloss.Color("#"+hexes[n]), back)
			}
			for _, theme := range Themes {
				k := tokensFor(theme, dark, colorprofile.ANSI)
				for what, c := range map[string]color.Color{"accent": k.accent, "good": k.good, "warn": k.warn, "bad": k.bad, "bar": k.bar} {
					if got := ratio(c); got < least {
						t.Errorf("%s on %s, dark %v: %s has a contrast of %.1f", theme, name, dark, what, got)
					}
				}
				if got := ratio(k.faint); got < leastFaint-0.05 {
					t.Errorf("%s on %s, dark %v: faint text has a contrast of %.1f", theme, name, dark, got)
				}
				if k.warn == k.bad || k.good == k.bad || k.good == k.warn {
					t.Errorf("%s, dark %v: good, warn and bad are %v, %v and %v", theme, dark, k.good, k.warn, k.bad)
				}
			}
			for _, c := range labelHues(Themes[0], dark, colorprofile.ANSI) {
				if got := ratio(c); got < least {
					t.Errorf("labels on %s, dark %v: %v has a contrast of %.1f", name, dark, c, got)
				}
			}
		}
	}
}

func TestThemes_SixteenColoursReachTheScreen(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		opts  []screentest.Option
		faint ansi.BasicColor
	}{
		"dark":  {[]screentest.Option{screentest.Profile(colorprofile.ANSI)}, 7},
		"light": {[]screentest.Option{screentest.Profile(colorprofile.ANSI), screentest.Light()}, 8},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newBench(t, newsTask(), newsRows...).screen(t, 120, 36, c.opts...)
			s.WaitFor(" n2 ", "least confident first")
			s.WaitUntil("faint text in its colour", func(string) bool {
				x, y, ok := s.Find("least confident first")
				return ok && s.Cell(x, y).Style.Fg == c.faint
			})
		})
	}
}
