package rank

import (
	"cmp"
	"math"
	"slices"
)

const (
	topicDims    = 32
	topicSpare   = 8    // directions that are followed and thrown away, for accuracy
	topicRounds  = 2    // of subspace iteration
	topicSamples = 10e3 // the directions are found on so many samples at most
	topicShared  = 2    // samples that have a word, at least, for it to tell of others
	topicWeight  = 0.8  // length of a sample's topics beside its words
	topicWords   = 8192 // words that are worked on at once
)

// topics are the places of all samples among the strongest singular vectors of
// their words (latent semantic analysis): samples that share no word may be
// close here, since all samples, decided or not, tell which words go together.
type topics struct {
	dims int
	xs   []float32
}

func (t *topics) row(i int) []float32 { return t.xs[i*t.dims : (i+1)*t.dims] }

// newTopics finds the directions by randomised subspace iteration (Halko,
// Martinsson, Tropp 2011, algorithm 4.4) on the words that several samples
// have. The first direction, the mean text, is left out; each row has length
// topicWeight.
//
// A side of the iteration has a row for each word, which would take more memory
// than all that is kept. It is only ever multiplied by the texts again, so some
// words of it are worked out and multiplied at a time.
func newTopics(words *texts, pause func()) *topics {
	n, p := len(words.rows), topicDims+topicSpare
	m := words.shared(pause)
	if n <= p || m.size <= p {
		return &topics{}
	}
	step := max(1, int(math.Ceil(float64(n)/topicSamples)))
	y, next := make([]float32, (n+step-1)/step*p), make([]float32, (n+step-1)/step*p)
	random := noise()
	m.sweep(p, step, func(z []float32, _ int32) []float32 {
		for k := range z {
			z[k] = random()
		}
		return z
	}, y, p)
	for range topicRounds {
		orthonormal(y, p, pause)
		clear(next)
		m.sweep(p, step, func(z []float32, end int32) []float32 {
			m.back(y, z, p, step, end)
			return z
		}, next, p)
		y, next = next, y
	}
	turn, axes := principal(y, p, pause)
	y = next // of which the last y is the product with the texts
	t := &topics{dims: len(axes), xs: make([]float32, n*len(axes))}
	m.sweep(p, 1, func(z []float32, end int32) []float32 {
		m.back(y, z, p, step, end)
		return turnAll(z, turn, axes, p)
	}, t.xs, t.dims)
	for i := range n {
		row := t.row(i)
		if length := math.Sqrt(product(row, row)); length > 0 {
			for k := range row {
				row[k] *= float32(topicWeight / length)
			}
		}
	}
	return t
}

// matrix is texts over the words that at least topicShared samples have.
type matrix struct {
	*texts
	column []int32 // of a word, -1 when it is left out
	size   int
	at     []int32 // of each row, where a sweep has come to
	first  int32   // the column with which the words of now begin
	room   []float32
	pause  func()
}

func (t *texts) shared(pause func()) *matrix {
	m := &matrix{texts: t, pause: pause, column: make([]int32, t.size), at: make([]int32, len(t.rows))}
	for _, row := range t.rows {
		for _, w := range row {
			m.column[w.id()]++
		}
	}
	for id, df := range m.column {
		m.column[id] = -1
		if df >= topicShared {
			m.column[id] = int32(m.size)
			m.size++
		}
	}
	return m
}

// noise makes a fixed sequence between -1 and 1 (xorshift; Marsaglia 2003).
func noise() func() float32 {
	state := uint64(0x9e3779b97f4a7c15)
	return func() float32 {
		state ^= state << 13
		state ^= state >> 7
		state ^= state << 17
		return float32(int64(state)) / (1 << 63)
	}
}

// sweep goes through the words some at a time: fill makes the p numbers of each
// and returns dims of each, of which the product with every step-th row is added
// to y.
func (m *matrix) sweep(p, step int, fill func(z []float32, end int32) []float32, y []float32, dims int) {
	clear(m.at)
	if m.room == nil {
		m.room = make([]float32, min(topicWords, m.size)*p)
	}
	for begin := int32(0); int(begin) < len(m.column); {
		end, words := begin, 0
		for ; int(end) < len(m.column) && words < topicWords; end++ {
			words += int(truth(m.column[end] >= 0))
		}
		z := m.room[:words*p]
		clear(z)
		m.times(fill(z, end), y, dims, step, end)
		m.first += int32(words)
		begin = end
	}
	m.first = 0
}

// times adds the product of every step-th row with z, dims for each of the words
// before end, to y, and leaves these words behind.
func (m *matrix) times(z, y []float32, dims, step int, end int32) {
	for i := 0; i < len(m.rows); i += step {
		m.pause()
		out, words, unit := y[i/step*dims:i/step*dims+dims], m.rows[i], float64(m.units[i])
		at := int(m.at[i])
		for ; at < len(words) && words[at].id() < end; at++ {
			c := int(m.column[words[at].id()] - m.first)
			if c < 0 {
				continue
			}
			x, in := float32(words[at].weight(unit)), z[c*dims:c*dims+dims]
			for j := range out {
				out[j] += x * in[j]
			}
		}
		m.at[i] = int32(at)
	}
}

// back adds the product of every step-th row, transposed, with y to z, which has
// p for each of the words before end.
func (m *matrix) back(y, z []float32, p, step int, end int32) {
	for i := 0; i < len(m.rows); i += step {
		m.pause()
		in, unit := y[i/step*p:i/step*p+p], float64(m.units[i])
		for _, w := range m.rows[i][m.at[i]:] {
			if w.id() >= end {
				break
			}
			c := int(m.column[w.id()] - m.first)
			if c < 0 {
				continue
			}
			x, out := float32(w.weight(unit)), z[c*p:c*p+p]
			for j := range out {
				out[j] += x * in[j]
			}
		}
	}
}

// gram is the p×p matrix of the products of the columns of y.
func gram(y []float32, p int, pause func()) []float64 {
	g := make([]float64, p*p)
	for at := 0; at < len(y); at += p {
		pause()
		row := y[at : at+p]
		for a, x := range row {
			line := g[a*p : a*p+p]
			for b, v := range row[:a+1] {
				line[b] += float64(x) * float64(v)
			}
		}
	}
	for a := range p {
		for b := range a {
			g[b*p+a] = g[a*p+b]
		}
	}
	return g
}

// orthonormal makes the columns of y orthonormal; those that depend on others
// become zero.
func orthonormal(y []float32, p int, pause func()) {
	values, m := eigen(gram(y, p, pause), p)
	most := slices.Max(values)
	for j, v := range values {
		by := 0.0
		if v > 1e-10*most && v > 0 {
			by = 1 / math.Sqrt(v)
		}
		for i := range p {
			m[i*p+j] *= by
		}
	}
	out := make([]float64, p)
	for at := 0; at < len(y); at += p {
		pause()
		turned(y[at:at+p], m, out)
		for j, x := range out {
			y[at+j] = float32(x)
		}
	}
}

// turned is the product of a row with the square matrix m.
func turned(row []float32, m, out []float64) {
	clear(out)
	p := len(row)
	for i, x := range row {
		for j, v := range m[i*p : i*p+p] {
			out[j] += float64(x) * v
		}
	}
}

// principal returns the turn after which the columns of what y is the product
// of are the principal axes, and those that count: the strongest and the spare
// ones are left out.
func principal(y []float32, p int, pause func()) (turn []float64, axes []int) {
	values, m := eigen(gram(y, p, pause), p)
	axes = make([]int, p)
	for j := range axes {
		axes[j] = j
	}
	slices.SortStableFunc(axes, func(a, b int) int { return cmp.Compare(values[b], values[a]) })
	return m, axes[1 : p-topicSpare]
}

// turnAll turns the rows of z and packs the axes that count.
func turnAll(z []float32, turn []float64, axes []int, p int) []float32 {
	out := make([]float64, p)
	for at := 0; at < len(z)/p; at++ {
		turned(z[at*p:at*p+p], turn, out)
		for k, a := range axes {
			z[at*len(axes)+k] = float32(out[a])
		}
	}
	return z[:len(z)/p*len(axes)]
}
