package similar

import (
	"math/bits"
	"slices"
)

// RougeL returns the ROUGE-L F-measure of two texts (Lin 2004): 2·l/(m+n), l the
// length of their longest common subsequence of tokens, m and n their numbers
// of tokens. It is 1 for equal tokens and 0 where no token is shared, or where
// there is none.
func RougeL(a, b string) float64 {
	pool := NewRougePool()
	pool.Add("", b)
	most, _ := pool.Highest(a, 0)
	return most.Score
}

// Match is a member of a pool and how alike it is, 0 to 1.
type Match struct {
	ID    string
	Score float64
}

// RougePool finds the member of a pool of texts to which a text has the highest
// ROUGE-L.
//
// It is exact. The tokens that two texts share in any order bound the common
// subsequence from above, so that most members need not be compared; the others
// are compared 64 tokens at a time (Hyyrö 2004).
type RougePool struct {
	words  map[string]uint32
	ids    []string
	start  []int     // tokens of member i: tokens[start[i]:start[i+1]]
	tokens []uint32  // of all members
	posts  [][]times // by token: the members that hold it

	ask question // scratch, so that a look-up makes no garbage
}

// times says how often a member holds a token.
type times struct{ member, count int32 }

// question is the text that is compared, made ready.
type question struct {
	tokens []uint32 // those that a member has, with where they stand
	places []int
	length int      // with the tokens that no member has
	block  int      // of which masks holds the places
	masks  []uint64 // by token of the pool: where in the block it stands
	carry  []uint64 // by token of a member: what goes on to the next block
	shared []int32  // by member: tokens shared in any order
	met    []int32  // the members with a shared token
	sorted []uint32
}

// NewRougePool returns a pool without members.
func NewRougePool() *RougePool {
	return &RougePool{words: map[string]uint32{}, start: []int{0}}
}

// Len is the number of members.
func (p *RougePool) Len() int { return len(p.ids) }

// Add makes a text a member under an id, which need not be unique.
func (p *RougePool) Add(id, text string) {
	member := int32(len(p.ids))
	p.ids = append(p.ids, id)
	for _, w := range Tokens(text) {
		t, known := p.words[w]
		if !known {
			t = uint32(len(p.words))
			p.words[string([]byte(w))] = t // not holding on to the whole text
			p.posts = append(p.posts, nil)
		}
		p.tokens = append(p.tokens, t)
	}
	sorted := slices.Clone(p.tokens[p.start[member]:])
	slices.Sort(sorted)
	eachRun(sorted, func(t uint32, n int) {
		p.posts[t] = append(p.posts[t], times{member, int32(n)})
	})
	p.start = append(p.start, len(p.tokens))
}

// eachRun visits the different values of a sorted list with how often they come.
func eachRun(sorted []uint32, visit func(value uint32, count int)) {
	for from := 0; from < len(sorted); {
		to := from + 1
		for to < len(sorted) && sorted[to] == sorted[from] {
			to++
		}
		visit(sorted[from], to-from)
		from = to
	}
}

// Highest returns the member with the highest ROUGE-L to the text, of equal ones
// the first added. It says false where no member shares a token with the text or
// none reaches floor. A floor saves time, most of all among long texts.
func (p *RougePool) Highest(text string, floor float64) (Match, bool) {
	q := p.prepare(text)
	best, score := int32(-1), floor
	try := func(m int32) {
		s := rouge(p.common(q, m), q.length+p.length(m))
		if s > score || s == score && s > 0 && (best < 0 || m < best) {
			best, score = m, s
		}
	}
	// The most promising first: the better the best, the fewer are left.
	first, most := int32(-1), 0.0
	for _, m := range q.met {
		if b := p.bound(q, m); b > most || b == most && m < first {
			first, most = m, b
		}
	}
	if first >= 0 && most >= floor {
		try(first)
	}
	for _, m := range q.met {
		if p.bound(q, m) >= score {
			try(m)
		}
	}
	p.forget(q)
	if best < 0 {
		return Match{}, false
	}
	return Match{ID: p.ids[best], Score: score}, true
}

func rouge(common, lengths int) float64 { return 2 * float64(common) / float64(lengths) }

func (p *RougePool) length(m int32) int { return p.start[m+1] - p.start[m] }

// bound is what the score of a member cannot exceed.
func (p *RougePool) bound(q *question, m int32) float64 {
	return rouge(int(q.shared[m]), q.length+p.length(m))
}

// prepare turns a text into a question, and counts how many tokens each member
// shares with it.
func (p *RougePool) prepare(text string) *question {
	q := &p.ask
	words := Tokens(text)
	q.length = len(words)
	q.masks = append(q.masks, make([]uint64, len(p.words)-len(q.masks))...)
	q.shared = append(q.shared, make([]int32, len(p.ids)-len(q.shared))...)
	for at, w := range words {
		if t, known := p.words[w]; known {
			q.tokens, q.places = append(q.tokens, t), append(q.places, at)
		}
	}
	q.sorted = append(q.sorted[:0], q.tokens...)
	slices.Sort(q.sorted)
	eachRun(q.sorted, func(t uint32, n int) {
		for _, has := range p.posts[t] {
			if q.shared[has.member] == 0 {
				q.met = append(q.met, has.member)
			}
			q.shared[has.member] += min(has.count, int32(n))
		}
	})
	q.block = -1
	return q
}

// load makes masks hold the places of the tokens of a block of 64.
func (q *question) load(block int) {
	if block == q.block {
		return
	}
	q.unload()
	q.block = block
	from, _ := slices.BinarySearch(q.places, block*64)
	for i := from; i < len(q.places) && q.places[i] < (block+1)*64; i++ {
		q.masks[q.tokens[i]] |= 1 << (q.places[i] % 64)
	}
}

func (q *question) unload() {
	if q.block < 0 {
		return
	}
	from, _ := slices.BinarySearch(q.places, q.block*64)
	for i := from; i < len(q.places) && q.places[i] < (q.block+1)*64; i++ {
		q.masks[q.tokens[i]] = 0
	}
}

// forget leaves the scratch as prepare expects it.
func (p *RougePool) forget(q *question) {
	q.unload()
	for _, m := range q.met {
		q.shared[m] = 0
	}
	q.tokens, q.places, q.met = q.tokens[:0], q.places[:0], q.met[:0]
}

// common is the length of the longest common subsequence of the question and a
// member. Bit i of the state is 0 where the common subsequence with the first
// i+1 tokens of the question is longer than that with the first i. Blocks of the
// question are gone through one by one, so that the longest text takes little
// memory; what one block's addition carries over waits for the next.
func (p *RougePool) common(q *question, m int32) int {
	member := p.tokens[p.start[m]:p.start[m+1]]
	q.carry = append(q.carry[:0], make([]uint64, len(member))...)
	n := 0
	for block := range (q.length + 63) / 64 {
		q.load(block)
		state := ^uint64(0)
		for i, t := range member {
			mask := q.masks[t]
			if mask|q.carry[i] == 0 {
				continue
			}
			var sum uint64
			sum, q.carry[i] = bits.Add64(state, state&mask, q.carry[i])
			state = sum | state&^mask
		}
		n += bits.OnesCount64(^state)
	}
	return n
}
