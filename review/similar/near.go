package similar

import (
	"cmp"
	"slices"
	"unicode/utf8"
)

// NearJaccard is the Jaccard similarity of two texts' shingles from which on
// they count as the same.
const NearJaccard = 0.8

const (
	shingle      = 5   // characters of a shingle, or three that hold more
	permutations = 128 // numbers of a sketch
	bands        = 16  // groups of numbers; a pair that agrees in one is looked at
	rows         = permutations / bands
)

// Near finds, among very many texts, one that is the same but for little: with a
// Jaccard similarity of their shingles of [NearJaccard] or more. A shingle is
// five characters in a row, or three ideographs or kana.
//
// A text's sketch holds the smallest value of its shingles under 128
// permutations (Broder 1997). Texts whose sketches agree in all 8 numbers of one
// of 16 bands are compared exactly, so that nothing is found wrongly. A pair at
// similarity s is overlooked with a chance of (1-s⁸)¹⁶: 5 % at 0.8, 0.3 % at
// 0.86, never at 1. Case, punctuation and spaces do not count.
type Near struct {
	ids   []string
	texts []string // plain, for the exact comparison
	// The texts of a bucket are a chain: first[bucket] is its newest text plus
	// 1, next[text][band] the one before it plus 1.
	first map[uint64]int32
	next  [][bands]int32
	found map[int32]int // scratch: by text, in how many bands it agrees
}

// NewNear returns an index without texts.
func NewNear() *Near {
	return &Near{first: map[uint64]int32{}, found: map[int32]int{}}
}

// Len is the number of texts in the index.
func (n *Near) Len() int { return len(n.ids) }

// Add puts a text into the index under an id, which need not be unique. An empty
// text is near to nothing.
func (n *Near) Add(id, text string) {
	p := plain(text)
	if p == "" {
		return
	}
	n.ids, n.texts = append(n.ids, id), append(n.texts, p)
	at := int32(len(n.ids))
	var links [bands]int32
	for b, key := range bucketsOf(p) {
		links[b], n.first[key] = n.first[key], at
	}
	n.next = append(n.next, links)
}

// Find returns a text of the index that is nearly the same, with its Jaccard
// similarity: an exact duplicate where there is one, else the one whose sketch
// agrees best.
func (n *Near) Find(text string) (id string, jaccard float64, ok bool) {
	p := plain(text)
	return n.find(p, bucketsOf(p))
}

// Sketch is what a text is first compared by. It costs most of a [Near.Find], and
// for a text that is looked for in several indexes it is the same.
type Sketch [bands]uint64

// SketchOf returns the sketch of a text.
func SketchOf(text string) Sketch { return bucketsOf(plain(text)) }

// FindSketched is [Near.Find] for a text whose sketch is known.
func (n *Near) FindSketched(text string, sketch *Sketch) (id string, jaccard float64, ok bool) {
	return n.find(plain(text), *sketch)
}

func (n *Near) find(p string, buckets [bands]uint64) (id string, jaccard float64, ok bool) {
	if p == "" {
		return "", 0, false
	}
	clear(n.found)
	for b, key := range buckets {
		for at := n.first[key]; at != 0; at = n.next[at-1][b] {
			n.found[at-1]++
		}
	}
	type candidate struct {
		text  int32
		equal bool
		bands int
	}
	candidates := make([]candidate, 0, len(n.found))
	for at, agree := range n.found {
		candidates = append(candidates, candidate{at, n.texts[at] == p, agree})
	}
	slices.SortFunc(candidates, func(a, b candidate) int {
		if a.equal != b.equal {
			if a.equal {
				return -1
			}
			return 1
		}
		return cmp.Or(b.bands-a.bands, int(a.text-b.text))
	})
	var own []uint64
	for _, c := range candidates {
		if c.equal {
			return n.ids[c.text], 1, true
		}
		if own == nil {
			own = shingles(p)
		}
		if j := jaccardOf(own, shingles(n.texts[c.text])); j >= NearJaccard {
			return n.ids[c.text], j, true
		}
	}
	return "", 0, false
}

// Jaccard is the exact similarity by which [Near] judges: the share of the
// shingles of two texts that both have.
func Jaccard(a, b string) float64 {
	return jaccardOf(shingles(plain(a)), shingles(plain(b)))
}

func jaccardOf(a, b []uint64) float64 {
	both := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			both, i, j = both+1, i+1, j+1
		}
	}
	if both == 0 {
		return 0
	}
	return float64(both) / float64(len(a)+len(b)-both)
}

// heft is what a character holds of a shingle: ideographs and kana twice what
// others do.
func heft(r rune) int {
	const firstOfThem, firstOfHangul, lastOfHangul = 0x2e80, 0xac00, 0xd7a3
	if r < firstOfThem || r >= firstOfHangul && r <= lastOfHangul || kindOf(r) != character {
		return 1
	}
	return 2
}

// eachShingle visits the hashes of the shortest runs that make a shingle, from
// each character on; of a text that is too short for one the hash of the whole.
func eachShingle(plain string, visit func(uint64)) {
	from, holds, short := 0, 0, true
	for at, r := range plain {
		holds += heft(r)
		for holds >= shingle {
			short = false
			visit(hashOf(plain[from : at+utf8.RuneLen(r)]))
			oldest, size := utf8.DecodeRuneInString(plain[from:])
			holds, from = holds-heft(oldest), from+size
		}
	}
	if short && plain != "" {
		visit(hashOf(plain))
	}
}

// shingles are the different shingle hashes of a text, ascending.
func shingles(plain string) []uint64 {
	all := make([]uint64, 0, utf8.RuneCountInString(plain))
	eachShingle(plain, func(h uint64) { all = append(all, h) })
	slices.Sort(all)
	return slices.Compact(all)
}

// permute holds the factors of the permutations: x → a·x + b, the upper half.
var permute = func() (factors [permutations]struct{ a, b uint64 }) {
	for i := range factors {
		factors[i].a = mix(uint64(2*i+1)*0x9e3779b97f4a7c15) | 1
		factors[i].b = mix(uint64(2*i+2) * 0x9e3779b97f4a7c15)
	}
	return factors
}()

// bucketsOf returns the bucket of each band of the text's sketch.
func bucketsOf(plain string) [bands]uint64 {
	var sketch [permutations]uint32
	for i := range sketch {
		sketch[i] = ^uint32(0)
	}
	eachShingle(plain, func(h uint64) {
		for i := range sketch {
			sketch[i] = min(sketch[i], uint32((permute[i].a*h+permute[i].b)>>32))
		}
	})
	var keys [bands]uint64
	for b := range keys {
		key := uint64(b)
		for _, v := range sketch[b*rows : (b+1)*rows] {
			key = mix(key^uint64(v))*hashPrime + 1
		}
		keys[b] = key
	}
	return keys
}
