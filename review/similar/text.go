package similar

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Normal returns the text in the form in which texts are compared: NFKC, lower
// case, every run of white space one space, none at the ends, and without the
// invisible format characters (zero-width spaces, soft hyphens, bidirectional
// marks) by which two texts can look the same and differ. Bytes that are no
// UTF-8 become U+FFFD.
func Normal(text string) string {
	if plainASCII(text) {
		return text
	}
	text = strings.Map(func(r rune) rune {
		if r >= utf8.RuneSelf && unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, text)
	// A small letter may compose with a mark where the capital did not, hence
	// the second pass; it returns its argument when there is nothing to do.
	text = norm.NFKC.String(strings.ToLower(norm.NFKC.String(text)))
	return strings.Join(strings.Fields(text), " ")
}

// plainASCII tells whether the text is normal already, at a glance.
func plainASCII(text string) bool {
	space := true // as if one stood before the text
	for i := range len(text) {
		c := text[i]
		if c >= utf8.RuneSelf || c >= 'A' && c <= 'Z' || c < ' ' || c == ' ' && space {
			return false
		}
		space = c == ' '
	}
	return !space || text == ""
}

// kind is what a character is to a comparison.
type kind uint8

const (
	gap       kind = iota // between tokens
	word                  // part of a word
	character             // a token of its own: Chinese, Japanese, Korean
	syllable              // a token of its own: Thai and its neighbours
	sign                  // a token of its own: emoji and other symbols
	mark                  // belongs to what stands before it
)

func kindOf(r rune) kind {
	if r < utf8.RuneSelf {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' {
			return word
		}
		return gap
	}
	switch {
	case r >= 0x3041 && r <= 0x3096, r >= 0x30a1 && r <= 0x30fa, r == 'ー',
		r >= 0x4e00 && r <= 0x9fff, r >= 0xac00 && r <= 0xd7a3:
		return character
	case unicode.IsMark(r):
		return mark
	case unicode.IsLetter(r), unicode.IsNumber(r):
		if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo) {
			return character
		}
		if unicode.In(r, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) {
			return syllable
		}
		return word
	case unicode.Is(unicode.So, r) && r != utf8.RuneError:
		return sign
	}
	return gap
}

// scan visits the tokens of a normal text by where they begin and end.
func scan(normal string, visit func(from, to int, k kind)) {
	from, now := 0, gap
	for i, r := range normal {
		k := kindOf(r)
		if k == mark && now != gap || k == word && now == word {
			continue
		}
		if now != gap {
			visit(from, i, now)
		}
		if k == mark {
			k = gap // on nothing
		}
		from, now = i, k
	}
	if now != gap {
		visit(from, len(normal), now)
	}
}

// Tokens returns the tokens of a text in order: the words of scripts that put
// spaces between them, and the single characters of those that do not and of
// Korean, in their [Normal] form.
func Tokens(text string) []string {
	normal := Normal(text)
	tokens := make([]string, 0, len(normal)/5+1)
	scan(normal, func(from, to int, _ kind) { tokens = append(tokens, normal[from:to]) })
	return tokens
}

// Cut returns the beginning of a text, in its [Normal] form, that holds its
// first n tokens, and how many tokens that are. Figures about texts of unequal
// length are only comparable at an equal number of tokens.
func Cut(text string, n int) (head string, tokens int) {
	normal := Normal(text)
	end := len(normal)
	scan(normal, func(from, to int, _ kind) {
		if tokens < n {
			tokens, end = tokens+1, to
			return
		}
		end = min(end, from)
	})
	if n <= 0 {
		return "", 0
	}
	if tokens < n {
		end = len(normal) // with the punctuation at its end
	}
	return normal[:end], tokens
}

// plain is a text's tokens with one space wherever anything stood between two
// of them: what is left when punctuation does not count. A text without any
// token, such as "?!", is left as it is.
func plain(text string) string {
	normal := Normal(text)
	b := make([]byte, 0, len(normal))
	last := 0
	scan(normal, func(from, to int, _ kind) {
		if from > last && len(b) > 0 {
			b = append(b, ' ')
		}
		b, last = append(b, normal[from:to]...), to
	})
	if len(b) == 0 {
		return normal
	}
	return string(b)
}

// The hash is FNV-1a with a last step that spreads the bits.
const (
	hashBegin = 14695981039346656037
	hashPrime = 1099511628211
)

func hashOf(text string) uint64 {
	h := uint64(hashBegin)
	for i := range len(text) {
		h = (h ^ uint64(text[i])) * hashPrime
	}
	return mix(h)
}

// mix is the last step of SplitMix64.
func mix(h uint64) uint64 {
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}
