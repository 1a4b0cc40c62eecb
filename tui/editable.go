package tui

import (
	"regexp"
	"strconv"
	"strings"
	"sync"

	"winnow/tui/visible"
)

// A text area drops control characters and U+FFFD, turns tabs into spaces and
// would send bidi controls to the terminal as they are. So the editor works on a spelling
// in which such characters are visible symbols, and reads them back: what was
// not touched comes out byte for byte.

const tabSymbol = "␉"

// editable spells a text for the editor. ok is false when the spelling cannot
// be read back exactly; such a text needs $EDITOR.
func editable(text string) (spelled string, ok bool) {
	parts := strings.Split(text, "\t")
	for i, p := range parts {
		parts[i] = strings.ReplaceAll(visible.Text(p), "\ufffd", "‹U+FFFD›")
	}
	spelled = strings.Join(parts, tabSymbol)
	return spelled, unspell(spelled) == text
}

var codePoint = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`‹U\+([0-9A-F]{4,6})›`)
})

// unspell reads the editor's spelling back.
func unspell(s string) string {
	s = codePoint().ReplaceAllStringFunc(s, func(m string) string {
		n, err := strconv.ParseUint(codePoint().FindStringSubmatch(m)[1], 16, 32)
		if err != nil {
			return m
		}
		return string(rune(n))
	})
	return strings.Map(func(r rune) rune {
		switch {
		case r == '␡':
			return 0x7f
		case r >= '␀' && r <= '␟':
			return r - '␀'
		}
		return r
	}, s)
}
