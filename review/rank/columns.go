package rank

import (
	"math"
	"slices"
	"strings"

	"winnow/review"
)

// Ridges of the columns: how strongly a weight is held to its prior mean.
const (
	ridgeDense     = 4.0
	ridgeLabel     = 1.0
	ridgeSlope     = 8.0 // label × confidence
	ridgePair      = 3.0 // (label, runner-up)
	ridgeIntercept = 0.05
	priorIntercept = -1.0
	mostPairLabels = 12
)

// column is one weight of the model: its prior and what it stands for.
type column struct {
	name  string
	prior float64
	ridge float64
}

// entry is one non-zero value of a row.
type entry struct {
	col int32
	x   float64
}

// table holds the rows of all samples over the columns: dense standardised
// ones first, then the 0/1 ones, the intercept last.
type table struct {
	columns []column
	rows    [][]entry
	slope   []float64 // standardised -logit of the confidence, 0 when missing
	hasConf bool
}

// builder collects dense columns before they are standardised.
type builder struct {
	n     int
	table table
}

// add standardises a column (mean 0, deviation 1 over all samples, missing at
// the mean) and keeps it unless it is constant. It returns the values.
func (b *builder) add(name string, prior float64, values []float64) []float64 {
	mean, n := 0.0, 0
	for _, v := range values {
		if !math.IsNaN(v) {
			mean += v
			n++
		}
	}
	if n == 0 {
		return nil
	}
	mean /= float64(n)
	out := make([]float64, b.n)
	sum := 0.0
	for i, v := range values {
		if !math.IsNaN(v) {
			out[i] = v - mean
			sum += out[i] * out[i]
		}
	}
	sd := math.Sqrt(sum / float64(b.n))
	if sd < 1e-9 {
		return nil
	}
	col := b.column(name, prior, ridgeDense)
	for i := range out {
		out[i] /= sd
		if out[i] != 0 {
			b.put(i, col, out[i])
		}
	}
	return out
}

func (b *builder) column(name string, prior, ridge float64) int32 {
	b.table.columns = append(b.table.columns, column{name, prior, ridge})
	return int32(len(b.table.columns) - 1)
}

func (b *builder) put(i int, col int32, x float64) {
	b.table.rows[i] = append(b.table.rows[i], entry{col, x})
}

// each makes a column's values from every sample's evidence.
func each(ev []evidence, f func(i int, e evidence) float64) []float64 {
	out := make([]float64, len(ev))
	for i, e := range ev {
		out[i] = f(i, e)
	}
	return out
}

// newTable builds the columns. labels are the classes, nil when the
// suggestions are free answers; student is the log-odds that the student
// gives the suggestion, nil without one.
func newTable(task review.Task, samples []review.Sample, ev []evidence, labels []string, student []float64) table {
	b := builder{n: len(samples), table: table{rows: make([][]entry, len(samples))}}
	b.confidence(ev)
	b.voting(samples, ev)
	b.others(samples, ev)
	b.lengths(task, samples)
	if student != nil {
		b.add("student", 0, each(ev, func(i int, _ evidence) float64 { return -student[i] }))
	}
	if labels != nil {
		b.labels(samples, ev, labels)
	}
	col := b.column("base rate", priorIntercept, ridgeIntercept)
	for i := range samples {
		b.put(i, col, 1)
	}
	return b.table
}

func (b *builder) confidence(ev []evidence) {
	conf := each(ev, func(_ int, e evidence) float64 { return e.confidence })
	b.add("confidence rank", 0.3, suspicionRank(conf))
	b.table.slope = b.add("confidence", 0.4, each(ev, func(_ int, e evidence) float64 {
		return -logit(e.confidence, 0.02)
	}))
	b.table.hasConf = b.table.slope != nil
	if b.table.slope == nil {
		b.table.slope = make([]float64, b.n)
	}
	b.add("stated confidence", 0.3, each(ev, func(_ int, e evidence) float64 { return -e.verbal }))
}

// suspicionRank is 1 - midrank/(n-1) of the confidences: the lowest gets 1.
func suspicionRank(conf []float64) []float64 {
	order := make([]int, 0, len(conf))
	for i, c := range conf {
		if !math.IsNaN(c) {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(a, b int) int {
		switch {
		case conf[a] < conf[b]:
			return -1
		case conf[a] > conf[b]:
			return 1
		}
		return 0
	})
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

func (b *builder) voting(samples []review.Sample, ev []evidence) {
	b.add("entropy of the votes", 0.15, each(ev, func(_ int, e evidence) float64 {
		if len(e.votes) == 0 {
			return math.NaN()
		}
		return entropy(voteShares(e.votes))
	}))
	b.add("lead of the votes", 0.25, each(ev, func(i int, e evidence) float64 {
		if len(e.votes) == 0 {
			return math.NaN()
		}
		return -lead(voteShares(e.votes), samples[i].Suggestion.Label)
	}))
	for j := range voters(ev) {
		b.add("vote "+string(rune('a'+j)), 0, each(ev, func(i int, e evidence) float64 {
			return truth(e.votes[j] != samples[i].Suggestion.Label)
		}))
	}
}

// voters is how many positions of the votes mean the same voter in every row:
// the same number everywhere, at most 20, and not merely sorted counts.
func voters(ev []evidence) int {
	if len(ev) == 0 || len(ev[0].votes) == 0 || len(ev[0].votes) > 20 {
		return 0
	}
	sorted := 0
	for _, e := range ev {
		if len(e.votes) != len(ev[0].votes) {
			return 0
		}
		if slices.IsSorted(e.votes) {
			sorted++
		}
	}
	if float64(sorted) > 0.95*float64(len(ev)) {
		return 0
	}
	return len(ev[0].votes)
}

func (b *builder) others(samples []review.Sample, ev []evidence) {
	b.add("other models", 0.4, each(ev, func(i int, e evidence) float64 {
		if len(e.others) == 0 {
			return math.NaN()
		}
		n := 0.0
		for _, o := range e.others {
			n += truth(o.Label != samples[i].Suggestion.Label)
		}
		return n / float64(len(e.others))
	}))
	for _, name := range modelNames(ev) {
		b.add("model "+name, 0, each(ev, func(i int, e evidence) float64 {
			k := slices.Index(e.models, name)
			if k < 0 {
				return math.NaN()
			}
			return truth(e.others[k].Label != samples[i].Suggestion.Label)
		}))
	}
	second := func(name string, prior float64, f func(p map[string]float64, label string) float64) {
		b.add(name, prior, each(ev, func(i int, e evidence) float64 {
			if len(e.second) == 0 {
				return math.NaN()
			}
			return f(e.second, samples[i].Suggestion.Label)
		}))
	}
	second("second model, log-odds", 0.6, func(p map[string]float64, l string) float64 { return -logit(p[l], 0.005) })
	second("second model", 0, func(p map[string]float64, l string) float64 { return -p[l] })
	second("second model, lead", 0, func(p map[string]float64, l string) float64 { return -lead(p, l) })
	second("second model, entropy", 0, func(p map[string]float64, _ string) float64 { return entropy(p) })
}

func modelNames(ev []evidence) []string {
	var names []string
	for _, e := range ev {
		for _, m := range e.models {
			if !slices.Contains(names, m) && len(names) < 20 {
				names = append(names, m)
			}
		}
	}
	slices.Sort(names)
	return names
}

func (b *builder) lengths(task review.Task, samples []review.Sample) {
	words := func(text string) float64 { return math.Log1p(float64(len(strings.Fields(text)))) }
	length := func(name string, f func(s review.Sample) float64) {
		out := make([]float64, len(samples))
		for i, s := range samples {
			out[i] = f(s)
		}
		b.add(name, 0, out)
	}
	length("length", func(s review.Sample) float64 {
		all := s.Suggestion.Text
		for _, f := range s.Fields {
			all += " " + f.Text
		}
		return words(all)
	})
	if task.Kind == review.Text {
		length("length of the response", func(s review.Sample) float64 { return words(s.Suggestion.Text) })
		length("length of the input", func(s review.Sample) float64 {
			all := ""
			for _, f := range s.Fields {
				all += " " + f.Text
			}
			return words(all)
		})
	}
	if a, c, ok := judgedPair(task); ok {
		diff := func(s review.Sample) float64 { return words(s.Field(a)) - words(s.Field(c)) }
		length("length for the chosen side", func(s review.Sample) float64 {
			switch s.Suggestion.Label {
			case task.Labels[0].Name:
				return diff(s)
			case task.Labels[1].Name:
				return -diff(s)
			}
			return 0
		})
		length("likeness of the lengths", func(s review.Sample) float64 { return -math.Abs(diff(s)) })
	}
}

// judgedPair tells a task that compares two texts: two fields named alike with
// the endings 1 and 2.
func judgedPair(task review.Task) (first, second string, ok bool) {
	if len(task.Labels) < 2 {
		return "", "", false
	}
	for _, f := range task.Fields {
		stem, found := strings.CutSuffix(f, "1")
		if found && slices.Contains(task.Fields, stem+"2") {
			return f, stem + "2", true
		}
	}
	return "", "", false
}

func (b *builder) labels(samples []review.Sample, ev []evidence, labels []string) {
	index := map[string]int{}
	for k, l := range labels {
		index[l] = k
	}
	first := int32(len(b.table.columns))
	for _, l := range labels {
		b.column("label "+l, 0, ridgeLabel)
	}
	slope := int32(len(b.table.columns))
	for _, l := range labels {
		b.column("confidence of "+l, 0, ridgeSlope)
	}
	pairs := map[[2]string]int32{}
	for i, s := range samples {
		k, ok := index[s.Suggestion.Label]
		if !ok {
			continue
		}
		b.put(i, first+int32(k), 1)
		if x := b.table.slope[i]; x != 0 {
			b.put(i, slope+int32(k), x)
		}
		if len(labels) > mostPairLabels {
			continue
		}
		pair := [2]string{s.Suggestion.Label, runnerUp(ev[i], s.Suggestion.Label)}
		col, ok := pairs[pair]
		if !ok {
			col = b.column("rather "+pair[1]+" than "+pair[0], 0, ridgePair)
			pairs[pair] = col
		}
		b.put(i, col, 1)
	}
}

// runnerUp is the answer that most witnesses gave instead of the label; the
// label itself when none did.
func runnerUp(e evidence, label string) string {
	weight := map[string]float64{}
	for _, v := range e.votes {
		weight[v]++
	}
	for _, o := range e.others {
		weight[o.Label]++
	}
	if len(weight) == 0 {
		weight = e.second
	}
	best, most := label, 0.0
	for l, w := range weight {
		if l != label && (w > most || w == most && l < best) && w > 0 {
			best, most = l, w
		}
	}
	return best
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
