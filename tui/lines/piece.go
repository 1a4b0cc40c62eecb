package lines

import (
	"unicode/utf8"

	"winnow/tui/visible"
)

// bigCluster is the size from which on a cluster is not measured twice. Only
// hostile text has such; it may be one cluster from start to end.
const bigCluster = 1 << 10

// measured is what package visible says of the cluster at off.
type measured struct {
	off, size int
	pieces    []visible.Segment
}

// piece returns what is laid out at p, which lies before the end of the text,
// for a row with room for that many cells.
func (l *Lines) piece(p place, room int) piece {
	if p.skip > 0 {
		return l.cluster(p)
	}
	rest := l.text[p.off:]
	switch b := rest[0]; {
	case b == '\n':
		return piece{next: place{off: p.off + 1}, class: newline}
	case b == ' ':
		if n := spaces(rest); n > 0 {
			return piece{width: n, next: place{off: p.off + n}, plain: true, run: true, class: space}
		}
	case b < utf8.RuneSelf:
		if n := letters(rest, room+1); n > 0 {
			return piece{width: n, next: place{off: p.off + n}, plain: true, run: true, class: word}
		}
	default:
		if r, n := alone(rest); n > 0 {
			return piece{width: 2, next: place{off: p.off + n}, plain: true, class: classOfRune(r)}
		}
	}
	return l.cluster(p)
}

// spaces counts the spaces at the start of s, without one that a mark may sit
// on.
func spaces(s string) int {
	n := 0
	for n < len(s) && s[n] == ' ' {
		n++
	}
	if n < len(s) && s[n] >= utf8.RuneSelf {
		n--
	}
	return n
}

// letters counts the printable ASCII characters at the start of s that are not
// spaces, up to limit and without one that a mark may sit on.
func letters(s string, limit int) int {
	n := 0
	for n < len(s) && n < limit && s[n] > ' ' && s[n] < 0x7f {
		n++
	}
	if n > 0 && n < len(s) && s[n] >= utf8.RuneSelf {
		n--
	}
	return n
}

// alone returns the character at the start of s and its size when it is one of
// the common wide ones and the next character cannot join with it; else 0.
func alone(s string) (r rune, size int) {
	r, size = utf8.DecodeRuneInString(s)
	if !isWide(r) {
		return r, 0
	}
	if size < len(s) && s[size] >= utf8.RuneSelf {
		if next, _ := utf8.DecodeRuneInString(s[size:]); !isWide(next) {
			return r, 0
		}
	}
	return r, size
}

// isWide reports whether r is one of the common characters that take two cells
// and that never join with one another.
func isWide(r rune) bool {
	return r >= 0x4e00 && r <= 0x9fff || // ideographs
		r >= 0xac00 && r <= 0xd7a3 || // Hangul syllables
		r >= 0x3041 && r <= 0x3096 || r >= 0x30a1 && r <= 0x30fa || r == 'ー' ||
		r >= 0x3001 && r <= 0x3003 || r >= 0x3008 && r <= 0x3011 ||
		r >= 0xff01 && r <= 0xff60
}

// cluster is piece for everything else: the part of a cluster behind p.
func (l *Lines) cluster(p place) piece {
	pieces, size := l.shown(p.off)
	from := 0
	for i, s := range pieces {
		to := from + len(s.Text)
		if p.skip >= to {
			from = to
			continue
		}
		text := s.Text[p.skip-from:]
		n := piece{text: text, width: l.measure.StringWidth(text), next: place{off: p.off, skip: to}}
		n.plain = len(pieces) == 1 && text == l.text[p.off:p.off+size]
		if i == len(pieces)-1 {
			n.next = place{off: p.off + size}
		}
		n.class = word
		if !s.Mark {
			n.class = classOf(text)
		}
		return n
	}
	return piece{next: place{off: p.off + size}, class: word}
}

// shown returns the pieces of the cluster at off and its size. They are valid
// until the next call.
func (l *Lines) shown(off int) (pieces []visible.Segment, size int) {
	if l.big.size > 0 && l.big.off == off {
		return l.big.pieces, l.big.size
	}
	l.pieces, size = visible.Cluster(l.pieces[:0], l.text[off:])
	if size >= bigCluster {
		l.big = measured{off: off, size: size, pieces: append([]visible.Segment(nil), l.pieces...)}
	}
	return l.pieces, size
}
