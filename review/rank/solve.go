package rank

import "math"

const (
	newtonSteps = 3
	longestStep = 3.0 // no weight moves further in one Newton step
	textPasses  = 3
	alternate   = 2 // dense and text weights are fitted in turn
	// mostTaught bounds the labels for which a decision teaches more than its
	// own, and taughtWeight is what such a lesson counts beside a decision.
	mostTaught   = 12
	taughtWeight = 0.5
)

// problem is the logistic model of "the reviewer changed it": columns with
// prior means and ridges, and the text, in one problem.
type problem struct {
	table *table
	text  *crossed // nil without
	judge bool     // the labels name texts that were compared, not classes
	w     []float64
	pause func()
	// Dual variables of the text: of each sample, and of what a decided sample
	// teaches of the labels that were not suggested.
	alpha []float64
	beta  map[int][]float64
}

// decided is a case of a fit: a sample that the reviewer decided on.
type decided struct {
	i       int // its place
	changed bool
	truth   int32   // the class it has now, -1 when not known
	row     []entry // over the columns
	square  float64 // of its text
	offset  float64
}

// lesson is what a decided sample teaches of a label that it was not suggested:
// had it been, would the reviewer have changed it?
type lesson struct {
	of     *decided
	label  int32
	wrong  bool
	dual   *float64
	offset float64
}

func newProblem(t *table, text *crossed, judge bool, pause func()) *problem {
	p := &problem{table: t, text: text, judge: judge, w: make([]float64, len(t.columns)), pause: pause}
	for j, c := range t.columns {
		p.w[j] = c.prior
	}
	p.reset()
	return p
}

// score is the log-odds that the reviewer changes sample i, row its columns.
func (p *problem) score(i int, row []entry) float64 {
	z := p.dense(row)
	if p.text != nil {
		z += p.text.score(i)
	}
	return z
}

func (p *problem) dense(row []entry) float64 {
	z := 0.0
	for _, e := range row {
		z += p.w[e.col] * float64(e.x)
	}
	return z
}

// reset takes the text's weights back to nothing: what was learned from a
// decision that no longer stands must not stay.
func (p *problem) reset() {
	if p.text != nil {
		p.alpha, p.beta = make([]float64, p.table.n), map[int][]float64{}
		p.text.reset()
	}
}

// fit minimises the logistic loss over the reviewed samples plus the ridges.
func (p *problem) fit(cases []decided) {
	lessons := p.lessons(cases)
	for range alternate {
		for k := range cases {
			p.pause()
			c := &cases[k]
			c.offset = 0
			if p.text != nil {
				c.offset = p.text.score(c.i)
			}
		}
		for range newtonSteps {
			if p.newton(cases) < 1e-4 {
				break
			}
		}
		if p.text == nil {
			return
		}
		for k := range cases {
			p.pause()
			c := &cases[k]
			c.offset, c.square = p.dense(c.row), p.text.square(c.i)
		}
		for range textPasses {
			p.ascend(cases)
			p.heed(lessons)
		}
	}
}

// lessons are what the decisions with a known truth teach of other labels: a
// text that was relabelled B is one that B would have been right for, and every
// other label wrong. They move the labels' own weights only. Their base rate is
// each label's mean.
func (p *problem) lessons(cases []decided) []lesson {
	if p.text == nil || p.judge || p.text.labels < 2 || p.text.labels > mostTaught {
		return nil
	}
	var out []lesson
	n, wrong := make([]float64, p.text.labels), make([]float64, p.text.labels)
	for k := range cases {
		c := &cases[k]
		if c.truth < 0 {
			continue
		}
		if p.beta[c.i] == nil {
			p.beta[c.i] = make([]float64, p.text.labels)
		}
		for l := range int32(p.text.labels) {
			if l != p.text.label[c.i] {
				out = append(out, lesson{of: c, label: l, wrong: l != c.truth, dual: &p.beta[c.i][l]})
				n[l]++
				wrong[l] += truth(l != c.truth)
			}
		}
	}
	for k, t := range out {
		out[k].offset = logit((wrong[t.label]+1)/(n[t.label]+2), 1e-3)
	}
	return out
}

// newton takes one damped step on the dense weights and returns its length.
func (p *problem) newton(cases []decided) float64 {
	d := len(p.w)
	grad := make([]float64, d)
	hess := make([]float64, d*d)
	for j, c := range p.table.columns {
		grad[j] = c.ridge * (p.w[j] - c.prior)
		hess[j*d+j] = c.ridge
	}
	for k := range cases {
		p.pause()
		c := &cases[k]
		q := sigmoid(p.dense(c.row) + c.offset)
		g, h := q-truth(c.changed), max(q*(1-q), 1e-6)
		for _, a := range c.row {
			x := float64(a.x)
			grad[a.col] += g * x
			line := hess[int(a.col)*d : int(a.col)*d+d]
			for _, b := range c.row {
				line[b.col] += h * x * float64(b.x)
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

// ascend makes one pass of dual coordinate ascent over the text (Yu, Huang,
// Lin 2011, algorithm 5), ridge 1, the dense part as offset.
func (p *problem) ascend(cases []decided) {
	copies := p.text.copies()
	for k := range cases {
		p.pause()
		c := &cases[k]
		if c.square == 0 {
			continue
		}
		y := 2*truth(c.changed) - 1
		was := p.alpha[c.i]
		p.alpha[c.i] = dual(was, y*(c.offset+p.text.score(c.i)), copies*c.square, 1)
		p.text.add(c.i, y*(p.alpha[c.i]-was))
	}
}

// heed does the same for the lessons.
func (p *problem) heed(lessons []lesson) {
	for _, t := range lessons {
		p.pause()
		if t.of.square == 0 {
			continue
		}
		y := 2*truth(t.wrong) - 1
		was := *t.dual
		*t.dual = dual(was, y*(t.offset+p.text.scoreAs(t.of.i, t.label)), t.of.square, taughtWeight)
		p.text.addAs(t.of.i, t.label, y*(*t.dual-was))
	}
}

// dual moves the dual variable of one case to its best value between 0 and
// most, the others fixed: m is the margin at was, q the squared length of the
// row.
func dual(was, m, q, most float64) float64 {
	a := was
	for range 4 {
		s := most / (1 + math.Exp(m+(a-was)*q))
		a -= (a - s) / (1 + s*(1-s/most)*q)
		a = min(max(a, 1e-6), most-1e-6)
	}
	return a
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
