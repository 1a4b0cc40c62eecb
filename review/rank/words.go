package rank

import (
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	commonest  = 0.9           // words of more than this share of the samples say nothing
	textWeight = 1.5           // length of a sample's text vector beside the dense columns
	buckets    = 1 << wordBits // words are hashed to so many
)

// texts are the words of all samples: one sparse row of weighed, hashed words
// for each. Buckets that no word fell into are left out, so that ids run from 0
// to size-1.
type texts struct {
	rows  [][]word
	units []float32 // of each row
	size  int
	named []int32 // bucket → id, -1 without one
}

// word is one of a row: in the low bits its id, above how much it weighs in units
// of the row, of which the heaviest word has [heaviest]. The rows are most of what
// a learner keeps; that the weights are rounded so makes no difference to what it
// learns.
type word uint32

const (
	wordBits = 18                   // of the id: there are that many buckets
	heaviest = 1<<(32-wordBits) - 1 // units
)

func newWord(id int32, weight int) word {
	return word(id) | word(min(max(weight, 1), heaviest))<<wordBits
}

func (w word) id() int32 { return int32(w & (buckets - 1)) }

// count is the weight in units.
func (w word) count() int { return int(w >> wordBits) }

// weight is the weight in a row of that unit.
func (w word) weight(unit float64) float64 { return float64(w>>wordBits) * unit }

// row is the words of one sample, by ascending id, and the unit of their weights.
func (t *texts) row(i int) (words []word, unit float64) { return t.rows[i], float64(t.units[i]) }

// hashBegin and hashOn are FNV-1a.
const (
	hashBegin = 14695981039346656037
	hashPrime = 1099511628211
)

func hashOn(h uint64, text string) uint64 {
	for i := range len(text) {
		h = (h ^ uint64(text[i])) * hashPrime
	}
	return h
}

// bucketOf spreads a hash over the buckets.
func bucketOf(h uint64) int32 {
	h ^= h >> 32
	h *= 0x9e3779b97f4a7c15
	return int32(h >> (64 - wordBits))
}

// tokens are the lower-case words of a text; ideographs and kana count as
// words of their own, in pairs, since their scripts have no spaces.
func tokens(text string, visit func(string)) {
	start, prev := -1, rune(0)
	low := strings.ToLower(text)
	for i, r := range low {
		isWide := r >= utf8.RuneSelf && wide(r)
		word := !isWide && letter(r)
		if !word && start >= 0 {
			visit(low[start:i])
			start = -1
		}
		if word && start < 0 {
			start = i
		}
		if isWide {
			if wide(prev) {
				visit(string([]rune{prev, r}))
			} else {
				visit(string(r))
			}
		}
		prev = r
	}
	if start >= 0 {
		visit(low[start:])
	}
}

func wide(r rune) bool {
	return r >= 0x2e80 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
}

func letter(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '_' || r >= 'A' && r <= 'Z'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
}

// part is one text of a sample under the prefix that keeps its words apart, and
// what it is a text of.
type part struct{ prefix, text, of string }

// weigher makes texts, one row after the other.
type weigher struct {
	*texts
	cut     func(text string, visit func(string)) // takes a text to pieces
	df      []int32
	scratch []int32
	room    []word
}

// rowsRoom is the memory that rows share a piece of, in words.
const rowsRoom = 16 << 10

func newWeigher(n int, cut func(text string, visit func(string))) *weigher {
	return &weigher{texts: &texts{rows: make([][]word, n), units: make([]float32, n)}, cut: cut, df: make([]int32, buckets)}
}

// add counts the words of a sample; until done a unit is an occurrence.
func (w *weigher) add(i int, parts []part) {
	w.scratch = w.scratch[:0]
	for _, p := range parts {
		begin := hashOn(hashBegin, p.prefix)
		w.cut(p.text, func(word string) { w.scratch = append(w.scratch, bucketOf(hashOn(begin, word))) })
	}
	slices.Sort(w.scratch)
	if len(w.scratch) > cap(w.room)-len(w.room) {
		w.room = make([]word, 0, max(rowsRoom, len(w.scratch)))
	}
	row := w.room[len(w.room):]
	for from := 0; from < len(w.scratch); {
		to, bucket := from, w.scratch[from]
		for to < len(w.scratch) && w.scratch[to] == bucket {
			to++
		}
		row = append(row, newWord(bucket, to-from))
		w.df[bucket]++
		from = to
	}
	w.rows[i], w.room = row[:len(row):len(row)], w.room[:len(w.room)+len(row)]
}

// done numbers the buckets, weighs by rarity and gives each row that length:
// (1 + ln tf) · (ln((1+n)/(1+df)) + 1), words of nearly every sample left out.
func (w *weigher) done(scale float64, pause func()) *texts {
	t := w.texts
	n := float64(len(t.rows))
	t.named = make([]int32, buckets)
	var rarity []float64
	for b, d := range w.df {
		t.named[b] = -1
		if d > 0 && (float64(d) <= commonest*n || n < 10) {
			t.named[b] = int32(len(rarity))
			rarity = append(rarity, math.Log((1+n)/(1+float64(d)))+1)
		}
	}
	t.size = len(rarity)
	var xs []float64
	for i, row := range t.rows {
		pause()
		xs = xs[:0]
		kept, sum, most := row[:0], 0.0, 0.0
		for _, v := range row {
			id := t.named[v.id()]
			if id < 0 {
				continue
			}
			x := (1 + math.Log(float64(v.count()))) * rarity[id]
			sum, most = sum+x*x, max(most, x)
			kept, xs = append(kept, word(id)), append(xs, x)
		}
		for k, x := range xs {
			kept[k] = newWord(kept[k].id(), int(math.Round(x/most*heaviest)))
		}
		t.rows[i] = kept
		if sum > 0 {
			t.units[i] = float32(scale / math.Sqrt(sum) * most / heaviest)
		}
	}
	return t
}

// dot is the product of two samples' rows.
func (t *texts) dot(i, j int) float64 {
	a, x := t.row(i)
	b, y := t.row(j)
	sum := 0.0
	for len(a) > 0 && len(b) > 0 {
		switch by := a[0].id() - b[0].id(); {
		case by < 0:
			a = a[1:]
		case by > 0:
			b = b[1:]
		default:
			sum += a[0].weight(x) * b[0].weight(y)
			a, b = a[1:], b[1:]
		}
	}
	return sum
}

// square is the squared length of a row.
func (t *texts) square(i int) float64 {
	words, unit := t.row(i)
	sum := 0.0
	for _, w := range words {
		sum += w.weight(unit) * w.weight(unit)
	}
	return sum
}

// pairs visits the words of a text and each two that follow one another.
func pairs(text string, visit func(string)) {
	prev := ""
	tokens(text, func(w string) {
		visit(w)
		if prev != "" {
			visit(prev + " " + w)
		}
		prev = w
	})
}

// pieces visits the words of a text and the runs of three to five bytes of
// each, its ends marked: endings and misspelt words then still count.
func pieces(text string, visit func(string)) {
	tokens(text, func(w string) {
		visit(w)
		w = "<" + w + ">"
		for n := 3; n <= 5; n++ {
			for at := 0; at+n <= len(w); at++ {
				visit(w[at : at+n])
			}
		}
	})
}
