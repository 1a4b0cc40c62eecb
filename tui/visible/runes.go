package visible

import (
	"unicode"
	"unicode/utf8"
)

const (
	nonJoiner = '\u200c'
	joiner    = '\u200d'
	blackFlag = '\U0001f3f4'

	// The tags that spell gbeng, gbsct and gbwls, each with its end.
	tagsEngland  = "\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
	tagsScotland = "\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
	tagsWales    = "\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"
)

// place is what stands before and behind a code point in its cluster.
type place struct {
	base  rune // what marks sit on; 0 at the start and behind a symbol
	last  rune // the code point before; 0 at the start and behind a symbol
	marks int  // combining marks on base so far

	after string // what follows in the cluster
	rest  string // what follows behind the cluster
}

// put moves the place behind r, which is shown as it is.
func (p *place) put(r rune) {
	p.last = r
	switch {
	case isMark(r):
		p.marks++
	case !isExtender(r):
		p.base, p.marks = r, 0
	}
}

// keeps reports whether r can be shown as it is in this place.
func (p *place) keeps(r rune) bool {
	switch {
	case isMark(r):
		return p.last != 0
	case r == nonJoiner:
		return p.joins() && startsJoining(p.next())
	case r == joiner:
		return p.joins() || p.last != 0 && p.last != nonJoiner && p.last != joiner && startsBase(p.after)
	case unicode.Is(unicode.Variation_Selector, r):
		return p.last != 0 && p.last == p.base && selects(r, p.base)
	case isModifier(r):
		return isEmoji(p.base)
	case isPrefix(r):
		return startsBase(p.after)
	case isFiller(r):
		return p.last != 0 || startsHangul(p.after)
	default:
		return isBase(r)
	}
}

// next returns the text behind the code point.
func (p *place) next() string {
	if p.after != "" {
		return p.after
	}
	return p.rest
}

// joins reports whether a joiner here follows a letter, or the marks on it, of
// a script that is written with joiners.
func (p *place) joins() bool {
	return p.last != nonJoiner && p.last != joiner && isJoining(p.base)
}

func startsJoining(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return isBase(r) && isJoining(r)
}

func startsHangul(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return isBase(r) && unicode.Is(unicode.Hangul, r)
}

func startsBase(s string) bool {
	r, size := utf8.DecodeRuneInString(s)
	return size > 0 && isBase(r) && !isPrefix(r) && (r != utf8.RuneError || size > 1)
}

// isJoining reports whether r belongs to a script in which ZWJ and ZWNJ decide
// how letters look.
func isJoining(r rune) bool {
	return r >= 0x600 && unicode.In(r,
		unicode.Arabic, unicode.Syriac, unicode.Mongolian, unicode.Nko, unicode.Mandaic,
		unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati,
		unicode.Oriya, unicode.Tamil, unicode.Telugu, unicode.Kannada,
		unicode.Malayalam, unicode.Sinhala, unicode.Khmer, unicode.Myanmar)
}

// isBase reports whether r has a glyph of its own, on which marks may sit. Skin
// tones are colours of the emoji before them.
func isBase(r rune) bool {
	if r < 0x7f {
		return r >= 0x20
	}
	return !isHidden(r) && !isMark(r) && !isModifier(r) && (unicode.IsGraphic(r) || isNew(r))
}

// isMark reports whether r is seen as part of the character before it: a
// combining mark, or one of the letters that are written like one.
func isMark(r rune) bool {
	switch r {
	case 0xe33, 0xeb3, 0xff9e, 0xff9f: // Thai and Lao am, halfwidth kana marks
		return true
	default:
		return r >= 0x300 && unicode.Is(unicode.M, r) && !isHidden(r)
	}
}

// isPrefix reports whether r is drawn together with the letter behind it.
func isPrefix(r rune) bool {
	switch r {
	case 0xd4e, 0x111c2, 0x111c3, 0x113d1, 0x1193f, 0x11941, 0x11a3a, 0x11d46, 0x11f02:
		return true
	default:
		return r >= 0x11a84 && r <= 0x11a89
	}
}

// isExtender reports whether r belongs to the base before it.
func isExtender(r rune) bool {
	return isMark(r) || isModifier(r) || isHidden(r)
}

// isHidden reports whether r has no glyph or, as terminals count, no room:
// controls, format characters, separators, selectors, fillers and everything
// that Unicode tells a renderer to ignore.
func isHidden(r rune) bool {
	if r < 0xad {
		return r < 0x20 || r >= 0x7f && r < 0xa0
	}
	return unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp,
		unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point)
}

// isFiller reports whether r stands for a missing letter of a Hangul syllable.
func isFiller(r rune) bool { return r == 0x115f || r == 0x1160 }

// isModifier reports whether r sets the skin tone of the emoji before it.
func isModifier(r rune) bool { return r >= 0x1f3fb && r <= 0x1f3ff }

// isEmoji reports whether r may be followed by a skin tone.
func isEmoji(r rune) bool {
	return r >= 0x2600 && r <= 0x27bf || r == 0x261d || r >= 0x1f300 && r <= 0x1faff
}

// isNew reports whether r lies where Unicode adds emoji and ideographs every
// year, so that a code point that our tables do not know has a glyph, still.
func isNew(r rune) bool {
	return (r >= 0x1f000 && r <= 0x1faff || r >= 0x20000 && r <= 0x3ffff) && r&0xfffe != 0xfffe
}

// selects reports whether variation selector r means something behind base.
func selects(r, base rune) bool {
	switch {
	case r >= 0x180b && r <= 0x180f:
		return unicode.Is(unicode.Mongolian, base)
	case r == 0xfe0e || r == 0xfe0f:
		return !unicode.IsLetter(base) && !unicode.IsSpace(base) || base == 'ℹ'
	case r >= 0xfe00 && r <= 0xfe0d:
		return base > 0xff && !unicode.IsSpace(base)
	default:
		return unicode.Is(unicode.Han, base)
	}
}
