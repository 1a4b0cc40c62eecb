package lines

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// class says where a line may be broken next to a piece.
type class uint8

const (
	none    class = iota // the start of a row
	word                 // letters and signs: not broken inside
	ideo                 // ideographs and kana: broken anywhere
	opening              // an opening bracket of their typography
	closing              // a sign that does not start a row
	space
	newline
)

// breaks reports whether a line may be broken between a and b.
func breaks(a, b class) bool {
	switch {
	case a == none:
		return false
	case a == space:
		return true
	case a == opening || b == closing:
		return false
	default:
		return a == ideo || a == closing || b == ideo || b == opening
	}
}

// classOf returns the class of a shown cluster.
func classOf(text string) class {
	switch {
	case text == "\n":
		return newline
	case isSpace(text):
		return space
	}
	r, _ := utf8.DecodeRuneInString(text)
	return classOfRune(r)
}

// classOfRune returns the class of a cluster that starts with r and is neither
// a space nor a line feed.
func classOfRune(r rune) class {
	switch {
	case r < 0x2e80 || r >= 0xac00 && r <= 0xd7a3:
		return word
	case r >= 0x4e00 && r <= 0x9fff:
		return ideo
	case strings.ContainsRune("（［｛〔〈《「『【〘〖", r):
		return opening
	case strings.ContainsRune("、。，．：；？！）］｝〕〉》」』】〙〗・ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ", r):
		return closing
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana):
		return ideo
	default:
		return word
	}
}

// isSpace reports whether a line may be broken at text. A no-break space is
// not one.
func isSpace(text string) bool {
	r, size := utf8.DecodeRuneInString(text)
	switch {
	case text == "    " || text == " ":
		return true
	case size != len(text) || r < 0x1680:
		return false
	case r == 0x2007 || r == 0x202f:
		return false
	default:
		return unicode.Is(unicode.Zs, r)
	}
}
