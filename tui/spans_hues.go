package tui

import (
	"image/color"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
)

// labelHexes are the colours of labels in texts on a dark background and on a
// light one; the labels take them in turn. Those of the colour-safe theme are
// after Okabe and Ito 2008.
var labelHexes = map[string][2][]string{
	"usual": {
		{"#82aaff", "#e6c07b", "#8fd18f", "#f78fb3", "#7fdbca", "#c792ea", "#ff9e64", "#b8c07a"},
		{"#1d4ed8", "#8a5a00", "#15703a", "#b0246b", "#00707a", "#7a2fb5", "#b3450e", "#5b6300"},
	},
	"contrast": {
		{"#9fc5ff", "#ffe066", "#7dff9b", "#ffb0d0", "#7ff5ff", "#e0b0ff", "#ffc08a", "#e8ff8a"},
		{"#00309c", "#5a3a00", "#00491b", "#80003f", "#004a52", "#4b0082", "#7a2600", "#3d4400"},
	},
	"colour-safe": {
		{"#56b4e9", "#e69f00", "#2fc49b", "#cc79a7", "#f0e442", "#f28a3c", "#9db7ff", "#d0d0d0"},
		{"#005f99", "#8a5f00", "#006b4f", "#8f3f6d", "#6b6200", "#a84300", "#2f3fa8", "#404040"},
	},
}

// basicLabels are the same for terminals of 16 colours, in all themes: those that
// can be read, see basicHues.
var basicLabels = [2][]string{
	{"14", "3", "2", "13", "6", "9", "11", "7"},
	{"4", "5", "1", "8"},
}

// labelHues are the colours of labels in a theme, in a terminal that shows so many.
func labelHues(theme string, dark bool, colours colorprofile.Profile) []color.Color {
	of, ok := labelHexes[theme]
	if !ok {
		of = labelHexes[Themes[0]]
	}
	if colours == colorprofile.ANSI {
		of = basicLabels
	}
	names := of[1]
	if dark {
		names = of[0]
	}
	out := make([]color.Color, len(names))
	for i, h := range names {
		out[i] = lipgloss.Color(h)
	}
	return out
}
