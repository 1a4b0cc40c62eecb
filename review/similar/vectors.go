package similar

import (
	"cmp"
	"math"
	"slices"
)

// Vectors are texts as TF-IDF vectors of length 1, for comparing what texts are
// about: the cosine of two is 1 for the same words in the same proportion and 0
// for no word in common. A term counts as (1 + ln tf)·(ln((1+n)/(1+df)) + 1), tf
// its number in the text, df the number of the n texts that have it. Terms are
// [Tokens], and of scripts without spaces every two neighbours as well, since a
// single character says little. Terms are known by a hash of 32 bits.
//
// Vectors never change and may be asked from several goroutines at once.
type Vectors struct {
	columns map[uint32]int32 // hash of a term → column
	rarity  []float64        // by column
	start   []int            // terms of text i: terms[start[i]:start[i+1]]
	terms   []term           // by ascending column
	posts   [][]entry        // by column: the texts that have it
}

type term struct {
	column int32
	x      float32
}

type entry struct {
	text int32
	x    float32
}

// Hit is a text by its index and how alike it is, 0 to 1.
type Hit struct {
	Index  int
	Cosine float64
}

// NewVectors turns texts into vectors. Their indexes are those of the slice.
func NewVectors(texts []string) *Vectors {
	v := &Vectors{columns: map[uint32]int32{}, start: make([]int, 1, len(texts)+1)}
	var df []int
	for _, text := range texts {
		from := len(v.terms)
		hashes := termsOf(text)
		eachRun(hashes, func(h uint32, n int) {
			c, known := v.columns[h]
			if !known {
				c = int32(len(df))
				v.columns[h] = c
				df = append(df, 0)
			}
			df[c]++
			v.terms = append(v.terms, term{c, float32(1 + math.Log(float64(n)))})
		})
		slices.SortFunc(v.terms[from:], func(a, b term) int { return int(a.column - b.column) })
		v.start = append(v.start, len(v.terms))
	}
	v.rarity = make([]float64, len(df))
	v.posts = make([][]entry, len(df))
	for c, d := range df {
		v.rarity[c] = v.rarityOf(d)
		v.posts[c] = make([]entry, 0, d)
	}
	for i := range texts {
		row := v.row(i)
		v.scale(row, 0)
		for _, t := range row {
			v.posts[t.column] = append(v.posts[t.column], entry{int32(i), t.x})
		}
	}
	return v
}

// Len is the number of texts.
func (v *Vectors) Len() int { return len(v.start) - 1 }

func (v *Vectors) row(i int) []term { return v.terms[v.start[i]:v.start[i+1]] }

func (v *Vectors) rarityOf(df int) float64 {
	return math.Log(float64(1+v.Len())/float64(1+df)) + 1
}

// scale weighs terms by rarity and gives the vector length 1; more is the square
// of what the vector has besides.
func (v *Vectors) scale(row []term, more float64) {
	square := more
	for k := range row {
		row[k].x *= float32(v.rarity[row[k].column])
		square += float64(row[k].x) * float64(row[k].x)
	}
	if square == 0 {
		return
	}
	by := float32(1 / math.Sqrt(square))
	for k := range row {
		row[k].x *= by
	}
}

// termsOf are the hashes of a text's terms, ascending.
func termsOf(text string) []uint32 {
	normal := Normal(text)
	hashes := make([]uint32, 0, len(normal)/4+1)
	last, joined := 0, false
	scan(normal, func(from, to int, k kind) {
		hashes = append(hashes, uint32(hashOf(normal[from:to])))
		wide := k == character || k == syllable
		if wide && joined {
			hashes = append(hashes, uint32(hashOf(normal[last:to])))
		}
		last, joined = from, wide
	})
	slices.Sort(hashes)
	return hashes
}

// Cosine returns how alike two of the texts are, 0 to 1.
func (v *Vectors) Cosine(i, j int) float64 {
	a, b := v.row(i), v.row(j)
	sum := 0.0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i].column < b[j].column:
			i++
		case a[i].column > b[j].column:
			j++
		default:
			sum += float64(a[i].x) * float64(b[j].x)
			i, j = i+1, j+1
		}
	}
	return clip(sum)
}

// clip takes away what rounding adds.
func clip(cosine float64) float64 { return max(0, min(1, cosine)) }

// Nearest returns the k texts most like the given one, the most alike first, of
// equal ones the first in order. Texts that share no term with it come last,
// with a cosine of 0.
func (v *Vectors) Nearest(text string, k int) []Hit {
	unknown := 0.0
	var row []term
	eachRun(termsOf(text), func(h uint32, n int) {
		tf := 1 + math.Log(float64(n))
		if c, known := v.columns[h]; known {
			row = append(row, term{c, float32(tf)})
			return
		}
		x := tf * v.rarityOf(0)
		unknown += x * x
	})
	slices.SortFunc(row, func(a, b term) int { return int(a.column - b.column) })
	v.scale(row, unknown)
	return v.nearest(row, k, -1)
}

// NearestOf is [Vectors.Nearest] for the text at index i, without itself.
func (v *Vectors) NearestOf(i, k int) []Hit { return v.nearest(v.row(i), k, i) }

func (v *Vectors) nearest(row []term, k, without int) []Hit {
	if k <= 0 {
		return nil
	}
	sums := make([]float64, v.Len())
	for _, t := range row {
		for _, e := range v.posts[t.column] {
			sums[e.text] += float64(t.x) * float64(e.x)
		}
	}
	hits := make([]Hit, 0, k+1)
	for i, s := range sums {
		h := Hit{i, clip(s)}
		if i == without || len(hits) == k && h.Cosine <= hits[k-1].Cosine {
			continue
		}
		at, _ := slices.BinarySearchFunc(hits, h, func(a, b Hit) int {
			return cmp.Or(cmp.Compare(b.Cosine, a.Cosine), a.Index-b.Index)
		})
		hits = slices.Insert(hits, at, h)
		hits = hits[:min(k, len(hits))]
	}
	return hits
}

// MeanCosine returns the mean cosine of all pairs of texts, and whether there
// is a pair. It is exact and takes one pass: of unit vectors, the squared length
// of their sum is n plus twice the sum over all pairs.
func (v *Vectors) MeanCosine() (mean float64, ok bool) {
	n := float64(v.Len())
	if n < 2 {
		return 0, false
	}
	sum := make([]float64, len(v.rarity))
	own := 0.0
	for _, t := range v.terms {
		sum[t.column] += float64(t.x)
		own += float64(t.x) * float64(t.x)
	}
	square := 0.0
	for _, x := range sum {
		square += x * x
	}
	return clip((square - own) / (n * (n - 1))), true
}
