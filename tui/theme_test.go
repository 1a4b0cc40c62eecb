package tui

import (
	"image/color"
	"math"
	"testing"
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
			k := tokensFor(theme, dark)
			for name, c := range map[string]color.Color{
				"faint": k.faint, "accent": k.accent, "good": k.good, "warn": k.warn, "bad": k.bad, "bar": k.bar,
			} {
				for _, back := range on {
					if got := contrast(c, back); got < least {
						t.Errorf("%s, dark %v: %s has a contrast of %.1f, want %.1f", theme, dark, name, got, least)
					}
				}
			}
			if got := contrast(k.onSurface, k.surface); got < least {
				t.Errorf("%s, dark %v: a selected row has a contrast of %.1f", theme, dark, got)
			}
		}
	}
}

// Good and bad differ in lightness or along blue and yellow, which people who
// see red and green alike still see.
func TestThemes_ColourSafeTellsGoodFromBadWithoutRedAndGreen(t *testing.T) {
	t.Parallel()
	for _, dark := range []bool{true, false} {
		k := tokensFor("colour-safe", dark)
		_, _, goodBlue, _ := k.good.RGBA()
		_, _, badBlue, _ := k.bad.RGBA()
		if int(goodBlue)-int(badBlue) < 0x3000 {
			t.Errorf("dark %v: good %v and bad %v have the same blue", dark, k.good, k.bad)
		}
	}
}
