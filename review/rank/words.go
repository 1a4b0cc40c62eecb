package rank

import (
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	commonest  = 0.9     // words of more than this share of the samples say nothing
	textWeight = 1.5     // length of a sample's text vector beside the dense columns
	buckets    = 1 << 18 // words are hashed to so many
)

// texts are the words of all samples: one sparse row of weighed, hashed words
// for each, all rows in one piece of memory. Buckets that no word fell into
// are left out, so that ids run from 0 to size-1.
type texts struct {
	start []int32
	ids   []int32
	xs    []float32
	size  int
	named []int32 // bucket → id, -1 without one
}

// row is the words of one sample, by ascending id.
func (t *texts) row(i int) ([]int32, []float32) {
	from, to := t.start[i], t.start[i+1]
	return t.ids[from:to], t.xs[from:to]
}

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
	return int32(h >> (64 - 18))
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

// weigh turns the parts of n samples into rows of length scale:
// (1 + ln tf) · (ln((1+n)/(1+df)) + 1), words of nearly every sample left out.
// cut takes a part's text to pieces.
func weigh(n int, parts func(i int) []part, cut func(text string, visit func(string)), scale float64) *texts {
	t := &texts{start: make([]int32, 1, n+1)}
	df := make([]int32, buckets)
	var scratch []int32
	for i := range n {
		if i == 1000 { // room for the rest at once, by the mean so far
			more := len(t.ids) / i * (n - i) * 21 / 20
			t.ids, t.xs = slices.Grow(t.ids, more), slices.Grow(t.xs, more)
		}
		scratch = scratch[:0]
		for _, p := range parts(i) {
			begin := hashOn(hashBegin, p.prefix)
			cut(p.text, func(w string) { scratch = append(scratch, bucketOf(hashOn(begin, w))) })
		}
		slices.Sort(scratch)
		for from := 0; from < len(scratch); {
			to := from
			for to < len(scratch) && scratch[to] == scratch[from] {
				to++
			}
			t.ids = append(t.ids, scratch[from])
			t.xs = append(t.xs, float32(1+math.Log(float64(to-from))))
			df[scratch[from]]++
			from = to
		}
		t.start = append(t.start, int32(len(t.ids)))
	}
	t.finish(df, scale)
	return t
}

// finish numbers the buckets, weighs by rarity and gives each row its length.
func (t *texts) finish(df []int32, scale float64) {
	n := float64(len(t.start) - 1)
	t.named = make([]int32, buckets)
	rarity := make([]float64, 0, 1024)
	for b, d := range df {
		t.named[b] = -1
		if d > 0 && (float64(d) <= commonest*n || n < 10) {
			t.named[b] = int32(len(rarity))
			rarity = append(rarity, math.Log((1+n)/(1+float64(d)))+1)
		}
	}
	t.size = len(rarity)
	at := int32(0)
	for i := range len(t.start) - 1 {
		from, to := t.start[i], t.start[i+1]
		t.start[i] = at
		sum := 0.0
		for k := from; k < to; k++ {
			id := t.named[t.ids[k]]
			if id < 0 {
				continue
			}
			x := float64(t.xs[k]) * rarity[id]
			t.ids[at], t.xs[at] = id, float32(x)
			sum += x * x
			at++
		}
		t.scaleRow(t.start[i], at, scale, sum)
	}
	t.start[len(t.start)-1] = at
	t.ids, t.xs = slices.Clip(t.ids[:at]), slices.Clip(t.xs[:at])
}

func (t *texts) scaleRow(from, to int32, scale, square float64) {
	if square == 0 {
		return
	}
	norm := float32(scale / math.Sqrt(square))
	for k := from; k < to; k++ {
		t.xs[k] *= norm
	}
}

// dot is the product of two samples' rows.
func (t *texts) dot(i, j int) float64 {
	a, x := t.row(i)
	b, y := t.row(j)
	sum := 0.0
	for j, k := 0, 0; j < len(a) && k < len(b); {
		switch {
		case a[j] < b[k]:
			j++
		case a[j] > b[k]:
			k++
		default:
			sum += float64(x[j]) * float64(y[k])
			j, k = j+1, k+1
		}
	}
	return sum
}

// square is the squared length of a row.
func (t *texts) square(i int) float64 {
	_, xs := t.row(i)
	sum := 0.0
	for _, x := range xs {
		sum += float64(x) * float64(x)
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
