package tui

import (
	"image/color"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
)

// tokens are the colours of one theme on one background; nothing else names a
// colour but labelHexes, the colours of labels in texts.
type tokens struct {
	faint, accent, good, warn, bad, bar, surface, onSurface color.Color
}

// Themes are the names that [Options].Theme may have: the usual one, one of high
// contrast, and one whose colours differ for people who see red and green
// alike (after Okabe and Ito 2008).
var Themes = []string{"usual", "contrast", "colour-safe"}

// hues are a theme's colours on a dark background and on a light one, in the
// order of tokens.
var hues = map[string][2][8]string{
	"usual": {
		{"#8b93a1", "#82aaff", "#8fd18f", "#e6c07b", "#f07178", "#6fb3d2", "#2b3240", "#ffffff"},
		{"#5f6773", "#1d4ed8", "#15703a", "#8a5a00", "#b3261e", "#2563a8", "#dfe5ee", "#0b1220"},
	},
	"contrast": {
		{"#d0d0d0", "#9fc5ff", "#7dff9b", "#ffe066", "#ffb0b0", "#9fd8ff", "#005a9c", "#ffffff"},
		{"#303030", "#00309c", "#00491b", "#5a3a00", "#8c0000", "#003a70", "#ffe066", "#000000"},
	},
	"colour-safe": {
		{"#9aa0a8", "#56b4e9", "#2fc49b", "#f0e442", "#f28a3c", "#56b4e9", "#2b3240", "#ffffff"},
		{"#5f6773", "#005f99", "#006b4f", "#7a6000", "#a84300", "#005f99", "#dfe5ee", "#0b1220"},
	},
}

// basicHues are the same for terminals of 16 colours: the nearest of those would make
// faint text blue on black, and warnings what is bad. What the sixteen look like is
// the terminal's own, so they are taken that can be read on its background with all
// palettes that are common: no blue, and of the bright ones only some, on a dark one;
// no green, yellow or cyan on a light one. Bright black, which is usual for faint
// text, is the very background of Solarized, and the attribute faint halves what
// contrast there is: so faint is white on dark, though it stands back less, and on
// light the bright black, which is dark in Solarized too. What is selected is
// reversed.
var basicHues = map[string][2][6]string{
	"usual":       {{"7", "14", "2", "3", "9", "6"}, {"8", "4", "4", "5", "1", "4"}},
	"contrast":    {{"15", "14", "2", "11", "9", "14"}, {"0", "4", "4", "5", "1", "4"}},
	"colour-safe": {{"7", "14", "6", "3", "9", "6"}, {"8", "4", "4", "5", "1", "4"}},
}

// greys are what is faint and what is selected of a theme in a terminal of 256
// colours, whose nearest ones to the full hues are violet and green.
var greys = map[string][2]map[int]string{
	"usual":       {{0: "246", 6: "237"}, {0: "241", 6: "254"}},
	"contrast":    {{0: "252"}, {0: "236"}},
	"colour-safe": {{0: "247", 6: "237"}, {0: "241", 6: "254"}},
}

// tokensFor are the colours of a theme in a terminal that shows so many.
func tokensFor(theme string, dark bool, colours colorprofile.Profile) tokens {
	if _, ok := hues[theme]; !ok {
		theme = Themes[0]
	}
	on := 1
	if dark {
		on = 0
	}
	choose := lipgloss.Complete(colours)
	c := func(i int) color.Color {
		var basic color.Color = lipgloss.NoColor{}
		if of := basicHues[theme][on]; i < len(of) {
			basic = lipgloss.Color(of[i])
		}
		full := lipgloss.Color(hues[theme][on][i])
		near := full
		if grey, ok := greys[theme][on][i]; ok {
			near = lipgloss.Color(grey)
		}
		return choose(basic, near, full)
	}
	return tokens{
		faint: c(0), accent: c(1), good: c(2), warn: c(3), bad: c(4), bar: c(5), surface: c(6), onSurface: c(7),
	}
}
