package ask

import (
	"fmt"
	"slices"
	"strings"

	"winnow/generator/strategy"
	"winnow/generator/student"
	"winnow/review"
	"winnow/review/similar"
)

// Signals of the student; see [review.StudentSignals].
const (
	SignalStudent    = "student_probability"
	SignalDynMean    = "dyn_mean"
	SignalDynAlea    = "dyn_alea"
	SignalWeight     = "student_weight"
	SignalNeighbours = "knn_agreement"
)

const (
	// fewestTaught is how many decisions a student learns from at the least, and
	// mostTaught at the most: the last ones.
	fewestTaught, mostTaught = 10, 400
	// neighbours is how many decided samples are laid beside one.
	neighbours = 10
)

// apprentice is the student of the reviewers: what it learns are the samples that
// they decided, never one that it is asked about, since those are new.
type apprentice struct {
	wanted  bool
	crossed bool // what it would say of what it learned is wanted too
	model   *student.Model
	learned int // decisions, when it learned last

	mistaken map[strategy.Pair]int
	able     bool // it is right more often than the commonest label
	vectors  *similar.Vectors
	labels   []string // of the vectors
}

func newApprentice(t review.Task) *apprentice {
	g := t.Generate
	errors := slices.Contains(g.StrategyNames(), "from-errors")
	acquires := g.Acquire == "entropy" || g.Acquire == "least-confidence"
	return &apprentice{
		wanted:  t.Kind.OneLabel() && (errors || acquires || len(g.Signals.Student) > 0 || g.Filters.Known > 0),
		crossed: errors || g.Filters.Known > 0,
	}
}

// learn takes in what reviewers decided, when there is enough that is new.
func (a *apprentice) learn(decided []Reviewed) {
	n := len(decided)
	if !a.wanted || n < fewestTaught || n >= a.learned && n < a.learned+max(fewestTaught/2, a.learned/5) {
		return
	}
	a.learned = n
	var examples []student.Example
	var texts []string
	a.labels = nil
	for _, d := range decided[max(0, n-mostTaught):] {
		if label := d.Answer.Label; label != "" {
			texts = append(texts, textOfDecided(d))
			a.labels = append(a.labels, label)
			examples = append(examples, student.Example{Text: texts[len(texts)-1], Label: label})
		}
	}
	a.model, a.vectors = student.Train(examples), similar.NewVectors(texts)
	a.mistaken, a.able = nil, false
	if a.crossed {
		a.cross(examples)
	}
}

// cross finds what a student that did not see an example takes it for.
func (a *apprentice) cross(examples []student.Example) {
	a.mistaken = map[strategy.Pair]int{}
	right, of := 0, map[string]int{}
	for i, shares := range student.Crossed(examples) {
		label := examples[i].Label
		of[label]++
		switch {
		case shares == nil:
		case shares[0].Label == label:
			right++
		default:
			a.mistaken[strategy.Pair{Suggested: shares[0].Label, Right: label}]++
		}
	}
	for _, n := range of {
		if n >= right {
			return
		}
	}
	a.able = true
}

// fill tells a strategy what the student knows.
func (a *apprentice) fill(st *strategy.State) {
	if a.model != nil {
		st.Student, st.Mistaken = a.model.Shares, a.mistaken
	}
}

// signals are what the student says of a sample: those that are asked for.
func (a *apprentice) signals(wanted []string, s review.Sample) []review.Signal {
	if a.model == nil || s.Suggestion.Label == "" {
		return nil
	}
	text, label := textOfSample(s), s.Suggestion.Label
	var out []review.Signal
	for _, name := range wanted {
		switch name {
		case "probability":
			out = append(out, review.Signal{Name: SignalStudent, Value: a.model.Probability(text, label)})
		case "dynamics":
			mean, alea := a.model.Dynamics(text, label)
			out = append(out, review.Signal{Name: SignalDynMean, Value: mean}, review.Signal{Name: SignalDynAlea, Value: alea})
		case "weight":
			out = append(out, review.Signal{Name: SignalWeight, Value: a.model.Weight(text, label)})
		case "neighbours":
			out = append(out, review.Signal{Name: SignalNeighbours, Value: a.agreement(text, label)})
		}
	}
	return out
}

// agreement is the share of the nearest decided samples that have a label, each
// by how near it is.
func (a *apprentice) agreement(text, label string) float64 {
	same, all := 0.0, 0.0
	for _, h := range a.vectors.Nearest(text, neighbours) {
		all += h.Cosine
		if a.labels[h.Index] == label {
			same += h.Cosine
		}
	}
	if all == 0 {
		return 0.5 // nothing is near
	}
	return same / all
}

// textOfDecided is the text of a sample as the reviewer left it.
func textOfDecided(d Reviewed) string {
	var b strings.Builder
	for _, f := range d.Sample.Fields {
		text := f.Text
		if edited, ok := d.Answer.Fields[f.Name]; ok {
			text = edited
		}
		b.WriteString(text + "\n")
	}
	return b.String()
}

// known holds back what the student knows already, so that what goes on is what
// it gets wrong or doubts (in the manner of ToxiGen, Hartvigsen et al. 2022,
// section 3.2, where a classifier steers the words; here whole samples are taken
// or not). While the student is no better than guessing, it holds nothing back.
type known struct {
	from float64
	*apprentice
}

func (known) name() string { return "known" }

func (k known) judge(s review.Sample) string {
	if k.model == nil || !k.able {
		return ""
	}
	p := k.model.Probability(textOfSample(s), s.Suggestion.Label)
	if p < k.from {
		return ""
	}
	return fmt.Sprintf("the student knows it already: it gives the label %.0f%%", 100*p)
}

func (known) keep(review.Sample) {}
