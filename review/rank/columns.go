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
	x   float32 // half the memory of a fit
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
			into = append(into, entry{t.stored[k], x})
		}
	}
	for _, kind := range t.ones {
		if c := kind[i]; c >= 0 {
			into = append(into, entry{c, 1})
		}
	}
	if t.slopes != nil && t.slopes[i] >= 0 && t.slope[i] != 0 {
		into = append(into, entry{t.slopes[i], t.slope[i]})
	}
	return append(into, entry{int32(len(t.columns) - 1), 1})
}

// witnessed tells whether the record says anything of sample i's suggestion.
func (t *table) witnessed(i int) bool { return t.evident[i] }

// builder collects dense columns before they are standardised: what they are
// at first, then their values sample by sample.
type builder struct {
	n        int
	pool     *pool
	known    *survey
	classes  *classes
	opt      options
	table    *table
	features []feature
	values   [][]float64 // by feature and place
	conf     []float64   // the given confidence by place
	rivals   []string    // by place the answer that is given most beside the label; nil where nobody asks
	shape    shape       // of the sample that is being read
}

// feature is a dense column to be.
type feature struct {
	name  string
	prior float64
	ridge float64
	of    func(s *review.Sample, e *evidence) float64
	show  func(float64) float64
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
func (b *builder) add(f feature, values []float64) []float32 {
	out, mean, sd := standard(values)
	if out == nil {
		return nil
	}
	c := b.column(f.name, f.prior, f.ridge)
	b.table.columns[c].mean, b.table.columns[c].sd, b.table.columns[c].show = mean, sd, f.show
	b.table.stored = append(b.table.stored, c)
	b.table.dense = append(b.table.dense, out)
	return out
}

func (b *builder) column(name string, prior, ridge float64) int32 {
	b.table.columns = append(b.table.columns, column{name: name, prior: prior, ridge: ridge})
	return int32(len(b.table.columns) - 1)
}

// feature lays down a column.
func (b *builder) feature(name string, prior float64, of func(s *review.Sample, e *evidence) float64, show func(float64) float64) {
	b.features = append(b.features, feature{name, prior, ridgeDense, of, show})
}

func less(x float64) float64 { return -x }

func odds(x float64) float64 { return sigmoid(-x) }

// newBuilder lays the columns down.
func newBuilder(p *pool, known *survey, c *classes, opt options) *builder {
	n := p.len()
	b := &builder{
		n: n, pool: p, known: known, classes: c, opt: opt, conf: make([]float64, n),
		table: &table{n: n, evident: make([]bool, n), slope: make([]float32, n)},
	}
	if c != nil && opt.has(FamilyLabels) && len(c.names) <= mostPairLabels {
		b.rivals = make([]string, n)
	}
	if opt.has(FamilyConfidence) {
		b.feature(columnConfidence, 0.4, func(_ *review.Sample, e *evidence) float64 { return -logit(e.confidence, 0.02) }, odds)
		b.feature("stated confidence", 0.3, func(_ *review.Sample, e *evidence) float64 { return -e.verbal }, less)
	}
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
	b.values = make([][]float64, len(b.features))
	for f := range b.values {
		b.values[f] = make([]float64, n)
	}
	return b
}

// read takes the values of the sample at a place.
func (b *builder) read(k int, s *review.Sample) {
	e := evidenceOf(s, &b.known.members)
	b.conf[k], b.table.evident[k] = e.confidence, e.said()
	if b.rivals != nil {
		b.rivals[k] = b.known.once(e.runnerUp(s.Suggestion.Label))
	}
	if b.opt.has(FamilyShape) {
		b.shape = b.known.views.shapeOf(b.pool, s)
	}
	for f, c := range b.features {
		b.values[f][k] = c.of(s, &e)
	}
}

// finish makes the table of what was read; studied is nil without a student.
func (b *builder) finish(studied []float64) *table {
	if b.opt.has(FamilyConfidence) {
		b.add(feature{name: "confidence rank", prior: 0.3, ridge: ridgeDense}, suspicionRank(b.conf))
	}
	for f, c := range b.features {
		out := b.add(c, b.values[f])
		b.values[f] = nil
		if c.name == columnConfidence && out != nil {
			b.confident(out)
		}
	}
	if studied != nil {
		b.add(feature{name: "student", prior: priorStudent, ridge: ridgeDense, show: odds}, studied)
	}
	if b.classes != nil && b.opt.has(FamilyLabels) {
		b.labels(b.classes)
	}
	b.column("base rate", priorIntercept, ridgeIntercept)
	return b.table
}

// confident takes the standardised confidence down for what depends on it.
func (b *builder) confident(slope []float32) {
	b.table.hasConf = true
	for i, x := range slope {
		if x == x {
			b.table.slope[i] = x
		}
	}
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
	b.feature("entropy of the votes", 0.15, func(_ *review.Sample, e *evidence) float64 {
		if len(e.votes) == 0 {
			return math.NaN()
		}
		return entropy(e.shares)
	}, nil)
	b.feature("lead of the votes", 0.25, func(s *review.Sample, e *evidence) float64 {
		if len(e.votes) == 0 {
			return math.NaN()
		}
		return -lead(e.shares, s.Suggestion.Label)
	}, less)
	for j := range b.known.voters() {
		b.feature("vote "+strconv.Itoa(j+1), 0, func(s *review.Sample, e *evidence) float64 {
			if j >= len(e.votes) { // it was taken away since they were counted
				return math.NaN()
			}
			return truth(e.votes[j] != s.Suggestion.Label)
		}, nil)
	}
}

func (b *builder) others() {
	b.feature("other models", 0.4, func(s *review.Sample, e *evidence) float64 {
		if len(e.others) == 0 {
			return math.NaN()
		}
		n := 0.0
		for _, o := range e.others {
			n += truth(o.Label != s.Suggestion.Label)
		}
		return n / float64(len(e.others))
	}, nil)
	for _, name := range b.known.modelNames() {
		b.feature("model "+name, 0, func(s *review.Sample, e *evidence) float64 {
			k := slices.Index(e.models, name)
			if k < 0 {
				return math.NaN()
			}
			return truth(e.others[k].Label != s.Suggestion.Label)
		}, nil)
	}
	second := func(name string, prior float64, f func(p []review.Alternative, label string) float64, show func(float64) float64) {
		b.feature(name, prior, func(s *review.Sample, e *evidence) float64 {
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
