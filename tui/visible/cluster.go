package visible

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

const (
	// maxMarks is how many combining marks are shown on one base. Real text
	// stays below; stacks of thousands put megabytes into one cell.
	maxMarks = 8
	// maxRunes is how many code points of one cluster are shown. The longest
	// emoji sequences have ten.
	maxRunes = 32
	// tab is what a tab is shown as.
	tab = "    "
)

// emit takes one piece to show. hidden is 0 for text that is shown as it is,
// else the number of characters that the piece stands for.
type emit func(text string, hidden int)

// scan emits the pieces of s. Text that is shown as it is comes in pieces as
// long as possible. single says that a line feed needs a symbol, too.
func scan(s string, single bool, out emit) {
	start, i := 0, 0
	for i < len(s) {
		if n := plainLen(s[i:], single); n > 0 {
			i += n
			continue
		}
		c := first(s[i:])
		next := i + len(c)
		if !isClean(c) || single && c == "\n" {
			if start < i {
				out(s[start:i], 0)
			}
			cluster(c, s[next:], single, out)
			start = next
		}
		i = next
	}
	if start < len(s) {
		out(s[start:], 0)
	}
}

// plainLen returns how many bytes at the start of s are ASCII that is shown as
// it is and cannot join with what follows.
func plainLen(s string, single bool) int {
	for i := range len(s) {
		b := s[i]
		switch {
		case b >= 0x20 && b < 0x7f, b == '\n' && !single:
		case b >= utf8.RuneSelf && i > 0 && s[i-1] != '\n':
			return i - 1 // a mark may follow the last letter
		default:
			return i
		}
	}
	return len(s)
}

// first returns the first grapheme cluster of s, which is not empty.
func first(s string) string {
	if c := graphemes.FromString(s).First(); c != "" {
		return c
	}
	return s[:1]
}

// isClean reports whether a cluster is one code point that is shown as it is:
// the quick answer for nearly every text.
func isClean(c string) bool {
	r, size := utf8.DecodeRuneInString(c)
	if size != len(c) || r == utf8.RuneError && size == 1 {
		return false
	}
	return r == '\n' || isBase(r) && !isPrefix(r)
}

// cluster emits the pieces of the grapheme cluster c; rest is the text behind
// it.
func cluster(c, rest string, single bool, out emit) {
	var at place
	from, i, shown := 0, 0, 0
	replace := func(size int, symbol string, hidden int) {
		if from < i {
			out(c[from:i], 0)
		}
		out(symbol, hidden)
		i += size
		from, at = i, place{}
	}
	for ; i < len(c); shown++ {
		if shown == maxRunes {
			n := utf8.RuneCountInString(c[i:])
			replace(len(c)-i, fmt.Sprintf("‹+%d joined›", n), n)
			break
		}
		r, size := utf8.DecodeRuneInString(c[i:])
		at.after, at.rest = c[i+size:], rest
		if shown == maxRunes-1 {
			at.after, at.rest = "", ""
		}
		switch {
		case at.last != 0 && isMark(r) && at.marks == maxMarks:
			n, bytes := markRun(c[i:])
			replace(bytes, fmt.Sprintf("‹+%d marks›", n), n)
		case r == '\n' || r == '\t' || r == utf8.RuneError && size == 1 || !at.keeps(r):
			symbol, hidden := symbolOf(r, c[i:i+size], single)
			replace(size, symbol, hidden)
		default:
			at.put(r)
			i += size + tagLen(r, c[i+size:])
		}
	}
	if from < len(c) {
		out(c[from:], 0)
	}
}

// symbolOf returns what is shown in the place of r, which raw holds, and how
// many hidden characters that is.
func symbolOf(r rune, raw string, single bool) (symbol string, hidden int) {
	switch {
	case r == '\n' && single:
		return "␊", 0
	case r == '\n':
		return "\n", 0
	case r == '\t':
		return tab, 0
	case r < 0x20:
		return string(0x2400 + r), 1
	case r == 0x7f:
		return "␡", 1
	case r == utf8.RuneError && len(raw) == 1:
		return fmt.Sprintf("‹0x%02X›", raw[0]), 1
	default:
		return fmt.Sprintf("‹U+%04X›", r), 1
	}
}

// markRun measures the run of combining marks at the start of s.
func markRun(s string) (n, bytes int) {
	for bytes < len(s) {
		r, size := utf8.DecodeRuneInString(s[bytes:])
		if !isMark(r) {
			break
		}
		n++
		bytes += size
	}
	return n, bytes
}

// tagLen returns the length of the tags at the start of s that make a flag of
// r, or 0. Only the three flags that fonts know may use tags: tags can spell
// any text, and nobody sees it.
func tagLen(r rune, s string) int {
	if r != blackFlag {
		return 0
	}
	for _, tags := range [...]string{tagsEngland, tagsScotland, tagsWales} {
		if strings.HasPrefix(s, tags) {
			return len(tags)
		}
	}
	return 0
}
