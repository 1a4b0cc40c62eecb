package rank

import "math"

const (
	newtonSteps = 3
	longestStep = 3.0 // no weight moves further in one Newton step
	textPasses  = 3
	alternate   = 2 // dense and text weights are fitted in turn
)

// problem is the logistic model of "the reviewer changed it": dense columns
// with prior means and ridges, and the words of the text, in one problem.
type problem struct {
	table  table
	words  []vector
	w      []float64 // weights of the columns
	v      []float64 // weights of the words
	alpha  []float64 // dual variables of the text part, one for each sample
	square []float64
}

func newProblem(t table, words []vector, size int) *problem {
	p := &problem{table: t, words: words, w: make([]float64, len(t.columns)), v: make([]float64, size), alpha: make([]float64, len(words))}
	for j, c := range t.columns {
		p.w[j] = c.prior
	}
	p.square = make([]float64, len(words))
	for i, x := range words {
		p.square[i] = x.square()
	}
	return p
}

func (p *problem) dense(i int) float64 {
	z := 0.0
	for _, e := range p.table.rows[i] {
		z += p.w[e.col] * e.x
	}
	return z
}

// score is the log-odds that the reviewer changes sample i.
func (p *problem) score(i int) float64 { return p.dense(i) + p.words[i].dot(p.v) }

// fit minimises the logistic loss over the reviewed samples plus the ridges.
func (p *problem) fit(seen []int, changed []bool) {
	offset := make([]float64, len(seen))
	for range alternate {
		for k, i := range seen {
			offset[k] = p.words[i].dot(p.v)
		}
		for range newtonSteps {
			if p.newton(seen, changed, offset) < 1e-4 {
				break
			}
		}
		for k, i := range seen {
			offset[k] = p.dense(i)
		}
		for range textPasses {
			p.ascend(seen, changed, offset)
		}
	}
}

// newton takes one damped step on the dense weights and returns its length.
func (p *problem) newton(seen []int, changed []bool, offset []float64) float64 {
	d := len(p.w)
	grad := make([]float64, d)
	hess := make([]float64, d*d)
	for j, c := range p.table.columns {
		grad[j] = c.ridge * (p.w[j] - c.prior)
		hess[j*d+j] = c.ridge
	}
	for k, i := range seen {
		q := sigmoid(p.dense(i) + offset[k])
		g, h := q-truth(changed[k]), max(q*(1-q), 1e-6)
		row := p.table.rows[i]
		for _, a := range row {
			grad[a.col] += g * a.x
			for _, b := range row {
				hess[int(a.col)*d+int(b.col)] += h * a.x * b.x
			}
		}
	}
	step := solve(hess, grad, d)
	longest := 0.0
	for _, s := range step {
		longest = max(longest, math.Abs(s))
	}
	scale := 1.0
	if longest > longestStep {
		scale = longestStep / longest
	}
	for j, s := range step {
		p.w[j] -= scale * s
	}
	return longest
}

// ascend makes one pass of dual coordinate ascent over the words (Yu, Huang,
// Lin 2011, algorithm 5), ridge 1, the dense part as offset.
func (p *problem) ascend(seen []int, changed []bool, offset []float64) {
	for k, i := range seen {
		q := p.square[i]
		if q == 0 {
			continue
		}
		y := 2*truth(changed[k]) - 1
		m := y * (offset[k] + p.words[i].dot(p.v))
		was := p.alpha[i]
		a := was
		for range 4 {
			s := 1 / (1 + math.Exp(m+(a-was)*q))
			a -= (a - s) / (1 + s*(1-s)*q)
			a = min(max(a, 1e-6), 1-1e-6)
		}
		p.words[i].add(p.v, y*(a-was))
		p.alpha[i] = a
	}
}

// solve returns the solution of the symmetric positive system by Cholesky
// decomposition; a is overwritten.
func solve(a, b []float64, d int) []float64 {
	for j := range d {
		sum := a[j*d+j]
		for k := range j {
			sum -= a[j*d+k] * a[j*d+k]
		}
		pivot := math.Sqrt(max(sum, 1e-9))
		a[j*d+j] = pivot
		for i := j + 1; i < d; i++ {
			s := a[i*d+j]
			for k := range j {
				s -= a[i*d+k] * a[j*d+k]
			}
			a[i*d+j] = s / pivot
		}
	}
	x := make([]float64, d)
	for i := range d {
		s := b[i]
		for k := range i {
			s -= a[i*d+k] * x[k]
		}
		x[i] = s / a[i*d+i]
	}
	for i := d - 1; i >= 0; i-- {
		s := x[i]
		for k := i + 1; k < d; k++ {
			s -= a[k*d+i] * x[k]
		}
		x[i] = s / a[i*d+i]
	}
	return x
}
