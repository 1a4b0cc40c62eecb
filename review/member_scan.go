package review

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// mostScanned is how many members of one object the scanner compares with one
// another. Objects with more are left to the decoder, which hashes the names.
const mostScanned = 32

// scanMembers does what the decoder does for records without a fault, several
// times as fast. It says no to everything else and to what is rare (escapes in
// names, very many members): the decoder then decides, and words the fault.
func scanMembers(to []Member, raw []byte) ([]Member, bool) {
	if !utf8.Valid(raw) {
		return nil, false
	}
	s := memberScanner{raw: raw, top: to}
	s.space()
	if !s.object(1) {
		return nil, false
	}
	s.space()
	if s.at < len(raw) {
		return nil, false
	}
	return s.top, true
}

// scanElements does the same for the values of a list.
func scanElements(m Member) ([]Member, bool) {
	if !utf8.Valid(m.Value) {
		return nil, false
	}
	s := memberScanner{raw: m.Value, at: 1}
	s.space()
	if s.take(']') {
		return nil, s.at == len(s.raw)
	}
	const usual = 3
	out := make([]Member, 0, usual)
	for from := s.at; len(out) < mostParts && s.value(1); from = s.at {
		out = append(out, Member{Value: s.raw[from:s.at:s.at], Start: m.Start + from, End: m.Start + s.at})
		s.space()
		if s.take(']') {
			return out, s.at == len(s.raw)
		}
		if !s.take(',') {
			return nil, false
		}
		s.space()
	}
	return nil, false
}

// memberScanner goes over one record. Its methods say whether what stands at
// the place is right, and move behind it.
type memberScanner struct {
	raw []byte
	at  int
	top []Member
}

// nameOf is the name of the next member as a string. Records that are read into
// the same room one after the other mostly have the same names in the same
// order, and then it costs nothing; nor do names that nearly every record has.
func (s *memberScanner) nameOf(b []byte) string {
	if n := len(s.top); n < cap(s.top) {
		if before := s.top[:n+1][n].Name; before == string(b) {
			return before
		}
	}
	for _, name := range [...]string{
		MemberID, "text", "label", MemberConfidence, "prompt", "instruction", "input", "output", "response",
		MemberModel, MemberRationale, MemberProbs, MemberVotes, MemberSignals, "source", "origin", "line",
	} {
		if string(b) == name {
			return name
		}
	}
	return string(b)
}

// next is the byte at the place, 0 (which no token begins with) at the end.
func (s *memberScanner) next() byte {
	if s.at < len(s.raw) {
		return s.raw[s.at]
	}
	return 0
}

func (s *memberScanner) take(c byte) bool {
	if s.next() != c {
		return false
	}
	s.at++
	return true
}

func (s *memberScanner) space() {
	for s.at < len(s.raw) {
		switch s.raw[s.at] {
		case ' ', '\t', '\r', '\n':
			s.at++
		default:
			return
		}
	}
}

// object is at depth 1 for the record itself, whose members are kept.
func (s *memberScanner) object(depth int) bool {
	if depth > maxRecordDepth || !s.take('{') {
		return false
	}
	s.space()
	if s.take('}') {
		return true
	}
	var names [mostScanned][]byte
	for n := range names {
		name, ok := s.name()
		if !ok {
			return false
		}
		for _, other := range names[:n] {
			if bytes.Equal(other, name) {
				return false
			}
		}
		names[n] = name
		start := s.at
		if !s.value(depth) {
			return false
		}
		if depth == 1 {
			s.top = append(s.top, Member{Name: s.nameOf(name), Value: s.raw[start:s.at:s.at], Start: start, End: s.at})
		}
		s.space()
		if s.take('}') {
			return true
		}
		if !s.take(',') {
			return false
		}
		s.space()
	}
	return false
}

// name takes a name without escapes, its colon and the space after that.
func (s *memberScanner) name() ([]byte, bool) {
	start := s.at + 1
	if !s.text() {
		return nil, false
	}
	name := s.raw[start : s.at-1]
	s.space()
	if bytes.IndexByte(name, '\\') >= 0 || !s.take(':') {
		return nil, false
	}
	s.space()
	return name, true
}

// value takes a value inside an object or array of that depth.
func (s *memberScanner) value(depth int) bool {
	switch c := s.next(); c {
	case '"':
		return s.text()
	case '{':
		return s.object(depth + 1)
	case '[':
		return s.array(depth + 1)
	case 't':
		return s.word("true")
	case 'f':
		return s.word("false")
	case 'n':
		return s.word("null")
	}
	return s.number()
}

func (s *memberScanner) array(depth int) bool {
	if depth > maxRecordDepth || !s.take('[') {
		return false
	}
	s.space()
	if s.take(']') {
		return true
	}
	for s.value(depth) {
		s.space()
		if s.take(']') {
			return true
		}
		if !s.take(',') {
			return false
		}
		s.space()
	}
	return false
}

func (s *memberScanner) word(w string) bool {
	if !bytes.HasPrefix(s.raw[s.at:], []byte(w)) {
		return false
	}
	s.at += len(w)
	return true
}

func (s *memberScanner) number() bool {
	s.take('-')
	if !s.take('0') && !s.digits() {
		return false
	}
	if s.take('.') && !s.digits() {
		return false
	}
	if s.take('e') || s.take('E') {
		if !s.take('+') {
			s.take('-')
		}
		return s.digits()
	}
	return true
}

func (s *memberScanner) digits() bool {
	start := s.at
	for c := s.next(); c >= '0' && c <= '9'; c = s.next() {
		s.at++
	}
	return s.at > start
}

// text takes a string, quotes and all.
func (s *memberScanner) text() bool {
	if !s.take('"') {
		return false
	}
	for i := s.at; i < len(s.raw); i++ {
		i = plainEnd(s.raw, i)
		if i == len(s.raw) {
			return false
		}
		switch c := s.raw[i]; {
		case c == '"':
			s.at = i + 1
			return true
		case c < ' ':
			return false
		case c == '\\':
			if s.at = i + 1; !s.escape() {
				return false
			}
			i = s.at - 1
		}
	}
	return false
}

// plainEnd returns the place of the first quote, backslash or control character
// from i on, or the end. It looks at eight bytes at a time: a byte that is less
// than n borrows from its highest bit when n is taken from it, and the bytes
// before the first that do so cannot have been borrowed from.
func plainEnd(raw []byte, i int) int {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	for ; i+8 <= len(raw); i += 8 {
		w := binary.LittleEndian.Uint64(raw[i:])
		quote, slash := w^('"'*ones), w^('\\'*ones)
		found := (w - ' '*ones) &^ w
		found |= (quote - ones) &^ quote
		found |= (slash - ones) &^ slash
		if found &= highs; found != 0 {
			return i + bits.TrailingZeros64(found)/8
		}
	}
	for ; i < len(raw); i++ {
		if c := raw[i]; c == '"' || c == '\\' || c < ' ' {
			break
		}
	}
	return i
}

// escape takes what follows a backslash; surrogates only in pairs.
func (s *memberScanner) escape() bool {
	c := s.next()
	s.at++
	switch c {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return true
	case 'u':
	default:
		return false
	}
	const firstHigh, firstLow, afterLow = 0xd800, 0xdc00, 0xe000
	u, ok := s.hex()
	if !ok || u >= firstLow && u < afterLow {
		return false
	}
	if u < firstHigh || u >= afterLow {
		return true
	}
	if !s.take('\\') || !s.take('u') {
		return false
	}
	u, ok = s.hex()
	return ok && u >= firstLow && u < afterLow
}

// hex takes four hexadecimal digits.
func (s *memberScanner) hex() (u rune, ok bool) {
	for range 4 {
		c := s.next()
		switch {
		case c >= '0' && c <= '9':
			u = u<<4 | rune(c-'0')
		case c >= 'a' && c <= 'f':
			u = u<<4 | rune(c-'a'+10)
		case c >= 'A' && c <= 'F':
			u = u<<4 | rune(c-'A'+10)
		default:
			return 0, false
		}
		s.at++
	}
	return u, true
}
