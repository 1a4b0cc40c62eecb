package rank

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"winnow/review"
)

// columnConfidence is the column of the given confidence.
const columnConfidence = "confidence"

// Ridges of the columns: how strongly a weight is held to its prior mean.
const (
	ridgeDense     = 4.0
	ridgeLabel     = 1.0
	ridgeSlope     = 8.0 // label × confidence
	ridgePair      = 3.0 // (label, runner-up)
	ridgeIntercept = 0.05
	priorIntercept = -1.0
	// What a text is like says little, so that its many columns are held
	// tight; of two texts that a judge compared it says more.
	ridgeShape      = 30.0
	ridgeShapeJudge = 10.0
	// Where a classifier trained on the other suggestions disagrees, something
	// may be wrong; judges lean to the longer text (verbosity bias; Zheng et
	// al. 2023, section 3.3).
	priorStudent   = 0.2
	priorVerbose   = 0.3
	mostPairLabels = 12
)

// column is one weight of the model: its prior and what it stands for.
type column struct {
	name  string
	prior float64
	ridge float64
	// A dense column's values are shown as show makes them of mean + sd·x.
	mean, sd float64
	show     func(float64) float64
}

// entry is one non-zero value of a row.
type entry struct {
	col int32
	x   float64
}

// table holds the rows of all samples over the columns: dense standardised
// ones, which are stored, and 0/1 ones, which are worked out from each
// sample's label and runner-up. The intercept is the last.
type table struct {
	columns []column
	n       int
	stored  []int32     // the columns of dense
	dense   [][]float32 // one standardised column after the other, NaN where missing
	ones    [][]int32   // columns that are 1, for each kind the column of each sample, -1 without
	slopes  []int32     // column of label × confidence for each sample, -1 without
	slope   []float32   // standardised -logit of the confidence, 0 when missing
	hasConf bool
	evident []bool // the record brings a witness at all
}

// row appends the entries of sample i to into.
func (t *table) row(i int, into []entry) []entry {
	for k, col := range t.dense {
		if x := col[i]; x == x && x != 0 {
			into = append(into, entry{t.stored[k], float64(x)})
		}
	}
	for _, kind := range t.ones {
		if c := kind[i]; c >= 0 {
			into = append(into, entry{c, 1})
		}
	}
	if t.slopes != nil && t.slopes[i] >= 0 && t.slope[i] != 0 {
		into = append(into, entry{t.slopes[i], float64(t.slope[i])})
	}
	return append(into, entry{int32(len(t.columns) - 1), 1})
}

// witnessed tells whether the record says anything of sample i's suggestion.
func (t *table) witnessed(i int) bool { return t.evident[i] }

// builder collects dense columns before they are standardised.
type builder struct {
	n     int
	pool  *pool
	ev    []evidence
	opt   options
	table *table
}

// standard shifts and scales values to mean 0 and deviation 1 over all
// samples, those that are missing standing at the mean; nil when they are
// constant.
func standard(values []float64) (out []float32, mean, sd float64) {
	n := 0
	for _, v := range values {
		if !math.IsNaN(v) {
			mean += v
			n++
		}
	}
	if n == 0 {
		return nil, 0, 0
	}
	mean /= float64(n)
	for _, v := range values {
		if !math.IsNaN(v) {
			sd += (v - mean) * (v - mean)
		}
	}
	if sd = math.Sqrt(sd / float64(len(values))); sd < 1e-9 {
		return nil, 0, 0
	}
	out = make([]float32, len(values))
	for i, v := range values {
		out[i] = float32((v - mean) / sd)
	}
	return out, mean, sd
}

// add standardises a column and keeps it unless it is constant. It returns the
// values, NaN where missing.
func (b *builder) add(name string, prior float64, values []float64, show func(float64) float64) []float32 {
	out, mean, sd := standard(values)
	if out == nil {
		return nil
	}
	c := b.column(name, prior, ridgeDense)
	b.table.columns[c].mean, b.table.columns[c].sd, b.table.columns[c].show = mean, sd, show
	b.table.stored = append(b.table.stored, c)
	b.table.dense = append(b.table.dense, out)
	return out
}

func (b *builder) column(name string, prior, ridge float64) int32 {
	b.table.columns = append(b.table.columns, column{name: name, prior: prior, ridge: ridge})
	return int32(len(b.table.columns) - 1)
}

// each makes a column's values from every sample and its evidence.
func (b *builder) each(name string, prior float64, f func(s *review.Sample, e *evidence) float64, show func(float64) float64) []float32 {
	out := make([]float64, b.n)
	for i := range out {
		out[i] = f(b.pool.at(i), &b.ev[i])
	}
	return b.add(name, prior, out, show)
}

func less(x float64) float64 { return -x }

func odds(x float64) float64 { return sigmoid(-x) }

// newTable builds the columns.
func newTable(p *pool, c *classes, opt options) *table {
	b := &builder{n: p.len(), pool: p, ev: make([]evidence, p.len()), opt: opt, table: &table{n: p.len()}}
	b.table.evident = make([]bool, p.len())
	for k := range b.ev {
		b.ev[k] = evidenceOf(p.at(k))
		b.table.evident[k] = b.ev[k].said()
	}
	b.confidence()
	if opt.has(FamilyVotes) {
		b.voting()
	}
	if opt.has(FamilyOthers) {
		b.others()
	}
	if opt.has(FamilyShape) {
		b.shapes()
	}
	if opt.has(FamilyLengths) {
		b.lengths()
	}
	if c != nil && opt.has(FamilyStudent) {
		b.add("student", priorStudent, student(p, c), odds)
	}
	if c != nil && opt.has(FamilyLabels) {
		b.labels(c)
	}
	b.column("base rate", priorIntercept, ridgeIntercept)
	return b.table
}

func (b *builder) confidence() {
	conf := make([]float64, b.n)
	for i := range conf {
		conf[i] = b.ev[i].confidence
	}
	b.table.slope = make([]float32, b.n)
	if !b.opt.has(FamilyConfidence) {
		return
	}
	b.add("confidence rank", 0.3, suspicionRank(conf), nil)
	slope := b.each(columnConfidence, 0.4, func(_ *review.Sample, e *evidence) float64 { return -logit(e.confidence, 0.02) }, odds)
	if slope != nil {
		b.table.hasConf = true
		for i, x := range slope {
			if x == x {
				b.table.slope[i] = x
			}
		}
	}
	b.each("stated confidence", 0.3, func(_ *review.Sample, e *evidence) float64 { return -e.verbal }, less)
}

// suspicionRank is 1 - midrank/(n-1) of the confidences: the lowest gets 1.
func suspicionRank(conf []float64) []float64 {
	order := make([]int, 0, len(conf))
	for i, c := range conf {
		if !math.IsNaN(c) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(conf[a], conf[b]) })
	out := make([]float64, len(conf))
	for i := range out {
		out[i] = math.NaN()
	}
	for from := 0; from < len(order); {
		to := from
		for to < len(order) && conf[order[to]] == conf[order[from]] {
			to++
		}
		mid := float64(from+to-1) / 2
		for _, i := range order[from:to] {
			out[i] = 1 - mid/float64(max(1, len(order)-1))
		}
		from = to
	}
	return out
}

func (b *builder) voting() {
	b.each("entropy of the votes", 0.15, func(_ *review.Sample, e *evidence) float64 {
		if len(e.votes) == 0 {
			return math.NaN()
		}
		return entropy(e.shares)
	}, nil)
	b.each("lead of the votes", 0.25, func(s *review.Sample, e *evidence) float64 {
		if len(e.votes) == 0 {
			return math.NaN()
		}
		return -lead(e.shares, s.Suggestion.Label)
	}, less)
	for j := range b.voters() {
		b.each("vote "+strconv.Itoa(j+1), 0, func(s *review.Sample, e *evidence) float64 {
			return truth(e.votes[j] != s.Suggestion.Label)
		}, nil)
	}
}

// voters is how many positions of the votes mean the same voter in every row:
// the same number everywhere, at most 20, and not merely sorted counts.
func (b *builder) voters() int {
	if b.n == 0 || len(b.ev[0].votes) == 0 || len(b.ev[0].votes) > 20 {
		return 0
	}
	sorted := 0
	for _, e := range b.ev {
		if len(e.votes) != len(b.ev[0].votes) {
			return 0
		}
		if slices.IsSorted(e.votes) {
			sorted++
		}
	}
	if float64(sorted) > 0.95*float64(b.n) {
		return 0
	}
	return len(b.ev[0].votes)
}

func (b *builder) others() {
	b.each("other models", 0.4, func(s *review.Sample, e *evidence) float64 {
		if len(e.others) == 0 {
			return math.NaN()
		}
		n := 0.0
		for _, o := range e.others {
			n += truth(o.Label != s.Suggestion.Label)
		}
		return n / float64(len(e.others))
	}, nil)
	for _, name := range b.modelNames() {
		b.each("model "+name, 0, func(s *review.Sample, e *evidence) float64 {
			k := slices.Index(e.models, name)
			if k < 0 {
				return math.NaN()
			}
			return truth(e.others[k].Label != s.Suggestion.Label)
		}, nil)
	}
	second := func(name string, prior float64, f func(p []review.Alternative, label string) float64, show func(float64) float64) {
		b.each(name, prior, func(s *review.Sample, e *evidence) float64 {
			if len(e.second) == 0 {
				return math.NaN()
			}
			return f(e.second, s.Suggestion.Label)
		}, show)
	}
	second("second model, log-odds", 0.6, func(p []review.Alternative, l string) float64 { return -logit(shareOf(p, l), 0.005) }, odds)
	second("second model", 0, func(p []review.Alternative, l string) float64 { return -shareOf(p, l) }, less)
	second("second model, lead", 0, func(p []review.Alternative, l string) float64 { return -lead(p, l) }, less)
	second("second model, entropy", 0, func(p []review.Alternative, _ string) float64 { return entropy(p) }, nil)
}

func (b *builder) modelNames() []string {
	var names []string
	for _, e := range b.ev {
		for _, m := range e.models {
			if !slices.Contains(names, m) && len(names) < 20 {
				names = append(names, m)
			}
		}
	}
	slices.Sort(names)
	return names
}
