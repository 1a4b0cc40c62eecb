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
	topicSamples = 20e3 // the directions are found on so many samples at most
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
// Martinsson, Tropp 2011, algorithm 4.4). The first direction, the mean text,
// is left out; each row has length topicWeight.
func newTopics(words *texts) *topics {
	n, p := len(words.start)-1, topicDims+topicSpare
	if n <= p || words.size <= p {
		return &topics{}
	}
	step := max(1, int(math.Ceil(float64(n)/topicSamples)))
	z := noise(words.size * p)
	y := make([]float32, (n+step-1)/step*p)
	for range topicRounds {
		clear(y)
		words.times(z, y, p, step)
		orthonormal(y, p)
		clear(z)
		words.back(y, z, p, step)
		orthonormal(z, p)
	}
	y = make([]float32, n*p)
	words.times(z, y, p, 1)
	return principal(y, n, p)
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
func (t *texts) times(z, y []float32, p, step int) {
	for i := 0; i < len(t.start)-1; i += step {
		ids, xs := t.row(i)
		out := y[i/step*p : i/step*p+p]
		for k, id := range ids {
			x, in := xs[k], z[int(id)*p:int(id)*p+p]
			for j := range out {
				out[j] += x * in[j]
			}
		}
	}
}

// back adds the product of the rows, transposed, with y to z.
func (t *texts) back(y, z []float32, p, step int) {
	for i := 0; i < len(t.start)-1; i += step {
		ids, xs := t.row(i)
		in := y[i/step*p : i/step*p+p]
		for k, id := range ids {
			x, out := xs[k], z[int(id)*p:int(id)*p+p]
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

// principal turns y to its principal axes, leaves the strongest out and the
// spare ones, and gives each row its length.
func principal(y []float32, n, p int) *topics {
	values, m := eigen(gram(y, p), p)
	axes := make([]int, p)
	for j := range axes {
		axes[j] = j
	}
	slices.SortStableFunc(axes, func(a, b int) int { return cmp.Compare(values[b], values[a]) })
	axes = axes[1:topicDims]
	t := &topics{dims: len(axes), xs: make([]float32, n*len(axes))}
	out := make([]float64, p)
	for i := range n {
		turned(y[i*p:i*p+p], m, out)
		sum := 0.0
		for _, a := range axes {
			sum += out[a] * out[a]
		}
		if sum == 0 {
			continue
		}
		by := topicWeight / math.Sqrt(sum)
		for k, a := range axes {
			t.xs[i*t.dims+k] = float32(out[a] * by)
		}
	}
	return t
}
