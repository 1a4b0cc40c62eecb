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
func newTopics(words *texts) *topics {
	n, p := len(words.start)-1, topicDims+topicSpare
	m := words.shared()
	if n <= p || m.size <= p {
		return &topics{}
	}
	step := max(1, int(math.Ceil(float64(n)/topicSamples)))
	z := noise(m.size * p)
	y := make([]float32, (n+step-1)/step*p)
	for range topicRounds {
		clear(y)
		m.times(z, y, p, step)
		orthonormal(y, p)
		clear(z)
		m.back(y, z, p, step)
	}
	clear(y)
	m.times(z, y, p, step)
	dims := principal(y, z, p)
	t := &topics{dims: dims, xs: make([]float32, n*dims)}
	m.times(z[:m.size*dims], t.xs, dims, 1)
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
}

func (t *texts) shared() matrix {
	m := matrix{texts: t, column: make([]int32, t.size)}
	for _, id := range t.ids {
		m.column[id]++
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

// noise is a fixed sequence between -1 and 1 (xorshift; Marsaglia 2003).
func noise(n int) []float32 {
	out := make([]float32, n)
	state := uint64(0x9e3779b97f4a7c15)
	for k := range out {
		state ^= state << 13
		state ^= state >> 7
		state ^= state << 17
		out[k] = float32(int64(state)) / (1 << 63)
	}
	return out
}

// times adds the product of every step-th row with z, size×p, to y.
func (m *matrix) times(z, y []float32, p, step int) {
	for i := 0; i < len(m.start)-1; i += step {
		ids, xs := m.row(i)
		out := y[i/step*p : i/step*p+p]
		for k, id := range ids {
			c := int(m.column[id])
			if c < 0 {
				continue
			}
			x, in := xs[k], z[c*p:c*p+p]
			for j := range out {
				out[j] += x * in[j]
			}
		}
	}
}

// back adds the product of the rows, transposed, with y to z.
func (m *matrix) back(y, z []float32, p, step int) {
	for i := 0; i < len(m.start)-1; i += step {
		ids, xs := m.row(i)
		in := y[i/step*p : i/step*p+p]
		for k, id := range ids {
			c := int(m.column[id])
			if c < 0 {
				continue
			}
			x, out := xs[k], z[c*p:c*p+p]
			for j := range out {
				out[j] += x * in[j]
			}
		}
	}
}

// gram is the p×p matrix of the products of the columns of y.
func gram(y []float32, p int) []float64 {
	g := make([]float64, p*p)
	for at := 0; at < len(y); at += p {
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
func orthonormal(y []float32, p int) {
	values, m := eigen(gram(y, p), p)
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

// principal turns z, of which y is the product with the rows, so that its
// columns are the principal axes, the strongest and the spare ones left out,
// and packs them. It returns how many they are.
func principal(y, z []float32, p int) int {
	values, m := eigen(gram(y, p), p)
	axes := make([]int, p)
	for j := range axes {
		axes[j] = j
	}
	slices.SortStableFunc(axes, func(a, b int) int { return cmp.Compare(values[b], values[a]) })
	axes = axes[1 : p-topicSpare]
	out := make([]float64, p)
	for at := 0; at < len(z)/p; at++ {
		turned(z[at*p:at*p+p], m, out)
		for k, a := range axes {
			z[at*len(axes)+k] = float32(out[a])
		}
	}
	return len(axes)
}
