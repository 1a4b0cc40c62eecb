package similar

import (
	"strings"
	"unicode/utf8"
)

// The least that counts as copied.
const (
	copiedWords      = 13 // in a row (Brown et al. 2020, GPT-3)
	copiedWordsShort = 8  // where either text has fewer than 13 words
	copiedCharacters = 50 // in a row, spaces and signs left out (OpenAI 2023, GPT-4)
	// Words that so many texts of the test set have in common are its wording.
	boilerplate = 10
)

// Tokens differ in what they hold: a copied word counts as 4, a character of
// Chinese, Japanese or Korean as half a word, one of Thai and its neighbours as
// a quarter.
const wordWeight = 4

func weightOf(k kind) uint8 {
	switch k {
	case character:
		return wordWeight / 2
	case syllable:
		return wordWeight / 4
	}
	return wordWeight
}

// Overlap is how a text copies a test text.
type Overlap string

// The kinds of overlap, the most telling first.
const (
	OverlapSame       Overlap = "same"       // the whole text, but for case and punctuation
	OverlapWords      Overlap = "words"      // words in a row
	OverlapCharacters Overlap = "characters" // characters in a row, however spaced
)

// Copy is what a text has in common with a test text.
type Copy struct {
	Kind Overlap
	// ID is the test text's, as it was given.
	ID string
	// Length is how much they share in a row: words, or characters without
	// spaces for [OverlapCharacters]. Where there are no spaces between words,
	// two characters of Chinese, Japanese or Korean count as one, or four of
	// Thai, Lao, Khmer or Burmese.
	Length int
	// Snippet is what they share, in its [Normal] form without punctuation.
	// It comes from a text and is as hostile as that.
	Snippet string
}

// Source is one text of a test set, with what its user calls it, such as
// "test.jsonl:12".
type Source struct{ ID, Text string }

// Contamination finds stretches that a text has in common with the texts of a
// test set: 13 words in a row, 8 where either text is shorter than 13 words, or
// 50 characters in a row with spaces and signs left out. Test texts of fewer
// than 8 words count only where the whole text is the same.
//
// Eight words in a row that stand in more than ten different test texts are the
// set's own wording, such as an instruction before each question, and are cut
// out of it first (Brown et al. 2020 leave out such n-grams as well). It never
// changes and may be asked from several goroutines at once.
type Contamination struct {
	whole  map[string]string // plain text → id
	words  map[string]uint32
	ids    []string // by part
	short  []bool   // by part: its text has fewer than 13 words
	byWord stretches[uint32]
	byChar stretches[byte]
}

// cutText is a text taken to tokens.
type cutText struct {
	plain   string
	spans   [][2]int // tokens in plain
	weights []uint8
	tokens  []uint32
	weight  int
}

func (t *cutText) short() bool { return t.weight < copiedWords*wordWeight }

// NewContamination makes the index of a test set.
func NewContamination(test []Source) *Contamination {
	size := int64(0)
	for _, s := range test {
		size += int64(len(s.Text))
	}
	wording := NewWording(size)
	for _, s := range test {
		wording.Add(s.Text)
	}
	return NewContaminationPart(test, wording)
}

// NewContaminationPart makes the index of a part of a test set whose own wording
// was counted.
func NewContaminationPart(test []Source, wording *Wording) *Contamination {
	c := &Contamination{
		whole: map[string]string{}, words: map[string]uint32{},
		// A stretch of 8 tokens holds one that begins at a third place and has
		// 6; one of 50 bytes holds one that begins at a 25th and has 26.
		byWord: newStretches[uint32](6, 3), byChar: newStretches[byte](26, 25),
	}
	for _, s := range test {
		p := plain(s.Text)
		if _, twice := c.whole[p]; twice || p == "" {
			continue
		}
		c.whole[p] = s.ID
		t := c.cut(p, true)
		t.partsWithout(wording, func(from, to int) {
			c.ids, c.short = append(c.ids, s.ID), append(c.short, t.short())
			c.byWord.add(t.tokens[from:to])
			c.byChar.add(squeezed(t.plain[t.spans[from][0]:t.spans[to-1][1]]))
		})
	}
	return c
}

// cut takes a plain text to tokens. Words that no test text has are 0 unless
// they are to be learned.
func (c *Contamination) cut(plain string, learn bool) cutText {
	t := cutPlain(plain)
	t.tokens = make([]uint32, len(t.spans))
	for i, s := range t.spans {
		w := plain[s[0]:s[1]]
		n, known := c.words[w]
		if !known && learn {
			n = uint32(len(c.words) + 1)
			c.words[w] = n
		}
		t.tokens[i] = n
	}
	return t
}

// cutPlain takes a plain text to spans.
func cutPlain(plain string) cutText {
	t := cutText{plain: plain}
	scan(plain, func(from, to int, k kind) {
		t.spans = append(t.spans, [2]int{from, to})
		t.weights = append(t.weights, weightOf(k))
		t.weight += int(weightOf(k))
	})
	return t
}

// eachGram visits the shortest runs of tokens that weigh eight words, from each
// place.
func (t *cutText) eachGram(visit func(from, to int)) {
	const enough = copiedWordsShort * wordWeight
	to, weight := 0, 0
	for from := range t.spans {
		for to < len(t.spans) && weight < enough {
			weight += int(t.weights[to])
			to++
		}
		if weight < enough {
			return
		}
		visit(from, to)
		weight -= int(t.weights[from])
	}
}

// gram is the hash of a run of tokens.
func (t *cutText) gram(from, to int) uint64 {
	return hashOf(t.plain[t.spans[from][0]:t.spans[to-1][1]])
}

// partsWithout visits what is left of a text between runs that are the set's own
// wording.
func (t *cutText) partsWithout(common *Wording, visit func(from, to int)) {
	drop := make([]bool, len(t.tokens))
	t.eachGram(func(from, to int) {
		if common.isCommon(t.gram(from, to)) {
			for ; from < to; from++ {
				drop[from] = true
			}
		}
	})
	for from := 0; from < len(drop); {
		to := from
		for to < len(drop) && !drop[to] {
			to++
		}
		if to > from {
			visit(from, to)
		}
		from = to + 1
	}
}

// squeezed is a text without its spaces.
func squeezed(plain string) []byte { return []byte(strings.ReplaceAll(plain, " ", "")) }

// Find returns what a text has in common with the test set, and whether that is
// anything: the whole text, else the first words in a row, else the first
// characters in a row.
func (c *Contamination) Find(text string) (Copy, bool) {
	p := plain(text)
	t := c.cut(p, false)
	if id, same := c.whole[p]; same && p != "" {
		return Copy{Kind: OverlapSame, ID: id, Length: t.weight / wordWeight, Snippet: p}, true
	}
	if found, ok := c.findWords(&t); ok {
		return found, true
	}
	return c.findCharacters(p)
}

// FindCharacters returns the first characters in a row that a text has in common
// with the test set. It is what [Contamination.Find] returns for a text in which
// [Contamination.Longest] finds nothing.
func (c *Contamination) FindCharacters(text string) (Copy, bool) {
	return c.findCharacters(plain(text))
}

// Longest returns the longest run of words that a text shares with a text of the
// test set: their longest common n-gram, where it has eight words or more. A text
// that is the same as a whole is that, however short.
func (c *Contamination) Longest(text string) (longest Copy, ok bool) {
	p := plain(text)
	t := c.cut(p, false)
	if id, same := c.whole[p]; same && p != "" {
		return Copy{Kind: OverlapSame, ID: id, Length: t.weight / wordWeight, Snippet: p}, true
	}
	most := copiedWordsShort*wordWeight - 1
	c.byWord.eachOnce(t.tokens, func(part, from, to int) {
		weight := 0
		for _, w := range t.weights[from:to] {
			weight += int(w)
		}
		if weight > most {
			most, ok = weight, true
			longest = Copy{
				Kind: OverlapWords, ID: c.ids[part], Length: weight / wordWeight,
				Snippet: t.plain[t.spans[from][0]:t.spans[to-1][1]],
			}
		}
	})
	return longest, ok
}

func (c *Contamination) findWords(t *cutText) (found Copy, ok bool) {
	c.byWord.each(t.tokens, func(part, from, to int) bool {
		weight := 0
		for _, w := range t.weights[from:to] {
			weight += int(w)
		}
		need := copiedWords
		if c.short[part] || t.short() {
			need = copiedWordsShort
		}
		if ok = weight >= need*wordWeight; ok {
			found = Copy{
				Kind: OverlapWords, ID: c.ids[part], Length: weight / wordWeight,
				Snippet: t.plain[t.spans[from][0]:t.spans[to-1][1]],
			}
		}
		return !ok
	})
	return found, ok
}

func (c *Contamination) findCharacters(plain string) (found Copy, ok bool) {
	chars := squeezed(plain)
	c.byChar.each(chars, func(part, from, to int) bool {
		for from < to && !utf8.RuneStart(chars[from]) {
			from++
		}
		for to < len(chars) && to > from && !utf8.RuneStart(chars[to]) {
			to--
		}
		n := utf8.RuneCount(chars[from:to])
		if ok = n >= copiedCharacters; ok {
			found = Copy{
				Kind: OverlapCharacters, ID: c.ids[part], Length: n,
				Snippet: spaced(plain, from, to),
			}
		}
		return !ok
	})
	return found, ok
}

// spaced is the stretch of a text that is from..to when its spaces are left out.
func spaced(plain string, from, to int) string {
	begin, end, at := 0, len(plain), 0
	for i := range len(plain) {
		if plain[i] == ' ' {
			continue
		}
		if at == from {
			begin = i
		}
		at++
		if at == to {
			end = i + 1
			break
		}
	}
	return plain[begin:end]
}
