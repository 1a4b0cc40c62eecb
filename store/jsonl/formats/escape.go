package formats

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

const hex = "0123456789abcdef"

// appendSafe appends JSON text, escaping what a terminal would act upon. In
// valid JSON such characters stand in strings only, where an escape means the
// same.
func appendSafe(dst, text []byte) []byte {
	start := 0
	for i := suspect(text, 0); i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		if isActive(r) {
			dst = append(dst, text[start:i]...)
			dst = append(dst, '\\', 'u', hex[r>>12&15], hex[r>>8&15], hex[r>>4&15], hex[r&15])
			start = i + size
		}
		i = suspect(text, i+size)
	}
	return append(dst, text[start:]...)
}

// suspect returns the place from which on the first character stands that
// [isActive] may be true of, or the end. Their UTF-8 begins with one of four
// bytes, none of which is in the middle of another character's.
func suspect(text []byte, from int) int {
	for i := from; i < len(text); {
		i += belowDEL(text[i:])
		for end := min(i+8, len(text)); i < end; i++ {
			switch text[i] {
			case 0x7f, 0xc2, 0xd8, 0xe2:
				return i
			}
		}
	}
	return len(text)
}

// belowDEL returns how many bytes at the beginning are surely all below DEL,
// up to some at the end.
func belowDEL(b []byte) (n int) {
	le := binary.LittleEndian
	for len(b) >= 32 {
		p := (*[32]byte)(b)
		if tops(le.Uint64(p[0:]))|tops(le.Uint64(p[8:]))|tops(le.Uint64(p[16:]))|tops(le.Uint64(p[24:])) != 0 {
			break
		}
		n, b = n+32, b[32:]
	}
	for len(b) >= 8 && tops(le.Uint64(b)) == 0 {
		n, b = n+8, b[8:]
	}
	return n
}

// tops is 0 when eight bytes are all below DEL.
func tops(eight uint64) uint64 {
	const ones, top = 0x0101010101010101, 0x8080808080808080
	return (eight | (eight + ones)) & top
}

// isActive tells whether a terminal or a text viewer acts upon r: DEL and the
// C1 controls, the line and paragraph separators, the bidirectional controls.
// JSON itself keeps the C0 controls out. All are below U+10000.
func isActive(r rune) bool {
	switch {
	case r >= 0x7f && r <= 0x9f, // DEL, C1
		r == 0x061c,                // Arabic letter mark
		r == 0x200e || r == 0x200f, // left-to-right, right-to-left mark
		r == 0x2028 || r == 0x2029, // line, paragraph separator
		r >= 0x202a && r <= 0x202e, // embeddings, overrides
		r >= 0x2066 && r <= 0x2069: // isolates
		return true
	}
	return false
}

// oneLine returns raw without line ends. Between the tokens of JSON they are
// space; inside strings they cannot stand.
func oneLine(raw []byte) []byte {
	if bytes.IndexByte(raw, '\n') < 0 && bytes.IndexByte(raw, '\r') < 0 {
		return raw
	}
	return bytes.Map(func(r rune) rune {
		if r == '\n' || r == '\r' {
			return ' '
		}
		return r
	}, raw)
}

// appendString appends a JSON string. Bytes that are not UTF-8 become U+FFFD,
// as JSON cannot hold them.
func appendString(dst []byte, s string) []byte {
	if isPlain(s) {
		return append(append(append(dst, '"'), s...), '"')
	}
	// The error only says that something was not UTF-8.
	dst, _ = jsontext.AppendQuote(dst, strings.ToValidUTF8(s, "\uFFFD"))
	return dst
}

// appendMember appends a member with a text, after a comma if need be.
func appendMember(dst []byte, name, text string) []byte {
	return appendString(appendName(dst, name), text)
}

// appendName appends a member's name and colon, after a comma if need be.
func appendName(dst []byte, name string) []byte {
	if len(dst) > 0 && dst[len(dst)-1] != '{' {
		dst = append(dst, ',')
	}
	return append(appendString(dst, name), ':')
}

// isPlain tells that a text stands in JSON as it is.
func isPlain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}
