package measure

import (
	"math/rand/v2"
	"slices"
)

// draws is how often a bootstrap draws its items anew.
const draws = 1000

// Scores say how well labels were told, against the true ones.
type Scores struct {
	Items int `json:"items"`
	// Accuracy is the share of the items that were told right, with its 95%
	// interval ([Interval]).
	Accuracy     float64 `json:"accuracy"`
	AccuracyLow  float64 `json:"accuracy_low"`
	AccuracyHigh float64 `json:"accuracy_high"`
	// MacroF1 is the mean F1 of all labels that are true or told of some item,
	// whatever their size. Its 95% interval is that of a percentile bootstrap over
	// the items (Efron 1979).
	MacroF1     float64 `json:"macro_f1"`
	MacroF1Low  float64 `json:"macro_f1_low"`
	MacroF1High float64 `json:"macro_f1_high"`
	// Labels are the figures of each label, the most frequent truth first.
	Labels []LabelScore `json:"labels"`
}

// LabelScore says how well one label was told.
type LabelScore struct {
	Label string `json:"label"`
	// Items have the label, Said were told to have it, Right are both.
	Items int `json:"items"`
	Said  int `json:"said"`
	Right int `json:"right"`
	// Precision is Right / Said and Recall is Right / Items; nil where there is
	// nothing to divide by. F1 is their harmonic mean.
	Precision *float64 `json:"precision"`
	Recall    *float64 `json:"recall"`
	F1        float64  `json:"f1"`
}

// Lead is by how much one way to tell labels is ahead of another on the same
// items, below 0 where it is behind. The 95% intervals are those of a paired
// percentile bootstrap: both are looked at on the same draws.
type Lead struct {
	Accuracy     float64 `json:"accuracy"`
	AccuracyLow  float64 `json:"accuracy_low"`
	AccuracyHigh float64 `json:"accuracy_high"`
	MacroF1      float64 `json:"macro_f1"`
	MacroF1Low   float64 `json:"macro_f1_low"`
	MacroF1High  float64 `json:"macro_f1_high"`
}

// ScoresOf compares what was said of each item with the truth. Something that is
// no label, such as "", is wrong. The same labels always give the same figures.
func ScoresOf(truth, said []string) Scores {
	c := counted(truth, said)
	all := c.all()
	s := Scores{Items: len(truth), Labels: c.labels(all)}
	counts := c.count(all)
	s.Accuracy, s.MacroF1 = counts.accuracy(), counts.macroF1()
	s.AccuracyLow, s.AccuracyHigh = Interval(counts.hits, len(truth))
	if len(truth) == 0 {
		return s
	}
	f1s := make([]float64, 0, draws)
	resample(len(truth), func(items []int) { f1s = append(f1s, c.count(items).macroF1()) })
	s.MacroF1Low, s.MacroF1High = middle(f1s)
	return s
}

// LeadOf compares two ways to tell the labels of the same items.
func LeadOf(truth, said, over []string) Lead {
	a, b := counted(truth, said), counted(truth, over)
	var l Lead
	if len(truth) == 0 {
		return l
	}
	of := func(items []int) (accuracy, macro float64) {
		x, y := a.count(items), b.count(items)
		return x.accuracy() - y.accuracy(), x.macroF1() - y.macroF1()
	}
	l.Accuracy, l.MacroF1 = of(a.all())
	var accuracies, f1s []float64
	resample(len(truth), func(items []int) {
		accuracy, macro := of(items)
		accuracies, f1s = append(accuracies, accuracy), append(f1s, macro)
	})
	l.AccuracyLow, l.AccuracyHigh = middle(accuracies)
	l.MacroF1Low, l.MacroF1High = middle(f1s)
	return l
}

// resample visits draws of as many items as there are, each time the same ones.
func resample(n int, visit func(items []int)) {
	from, items := rand.New(rand.NewPCG(draws, 1)), make([]int, n)
	for range draws {
		for i := range items {
			items[i] = from.IntN(n)
		}
		visit(items)
	}
}

// middle are the ends of the middle 95% of some values.
func middle(values []float64) (low, high float64) {
	slices.Sort(values)
	at := func(p float64) float64 { return values[int(p*float64(len(values)-1)+0.5)] }
	return at(0.025), at(0.975)
}

// labelled are the true labels and what was said, by number.
type labelled struct {
	names       []string
	truth, said []int
}

// counted numbers the labels. "" is no label and has -1.
func counted(truth, said []string) labelled {
	l, number := labelled{}, map[string]int{"": -1}
	of := func(name string) int {
		n, known := number[name]
		if !known {
			n = len(l.names)
			number[name], l.names = n, append(l.names, name)
		}
		return n
	}
	for i := range truth {
		l.truth, l.said = append(l.truth, of(truth[i])), append(l.said, of(said[i]))
	}
	return l
}

func (l labelled) all() []int {
	items := make([]int, len(l.truth))
	for i := range items {
		items[i] = i
	}
	return items
}

// outcome is what was counted over some items; the lists are by label.
type outcome struct {
	items, hits        int
	right, truth, said []int
}

func (l labelled) count(items []int) outcome {
	n := len(l.names)
	all := make([]int, 3*n)
	o := outcome{items: len(items), right: all[:n], truth: all[n : 2*n], said: all[2*n:]}
	for _, i := range items {
		t, s := l.truth[i], l.said[i]
		if t >= 0 {
			o.truth[t]++
		}
		if s >= 0 {
			o.said[s]++
		}
		if t == s && t >= 0 {
			o.right[t]++
			o.hits++
		}
	}
	return o
}

func (o outcome) accuracy() float64 {
	if o.items == 0 {
		return 0
	}
	return float64(o.hits) / float64(o.items)
}

func (o outcome) f1(label int) float64 {
	return 2 * float64(o.right[label]) / float64(max(1, o.truth[label]+o.said[label]))
}

func (o outcome) macroF1() float64 {
	sum, n := 0.0, 0
	for k := range o.right {
		if o.truth[k]+o.said[k] > 0 {
			sum += o.f1(k)
			n++
		}
	}
	return sum / float64(max(1, n))
}

func (l labelled) labels(items []int) []LabelScore {
	o := l.count(items)
	out := make([]LabelScore, len(l.names))
	for k, name := range l.names {
		out[k] = LabelScore{
			Label: name, Items: o.truth[k], Said: o.said[k], Right: o.right[k], F1: o.f1(k),
			Precision: ratio(float64(o.right[k]), float64(o.said[k])), Recall: ratio(float64(o.right[k]), float64(o.truth[k])),
		}
	}
	slices.SortStableFunc(out, func(a, b LabelScore) int {
		if a.Items != b.Items {
			return b.Items - a.Items
		}
		if a.Label < b.Label {
			return -1
		}
		return 1
	})
	return out
}
