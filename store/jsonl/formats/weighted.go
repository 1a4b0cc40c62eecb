package formats

import (
	"math"

	"winnow/review"
)

const (
	weightedName = "weighted"
	// signalWeight is how much a sample should count, as a small model that learned
	// from reviewers has it (SunGen, Gao et al. 2023).
	signalWeight = "student_weight"
	// weightUnit is the precision of weights before they are divided: whole numbers
	// add up to the same in any order.
	weightUnit = 1e6
)

// weighted is a text, its label and how much it should count: the weights of each
// label add up to 1 in each part (FewGen, Meng et al. 2023), and are in proportion
// to the samples' own where these have some. soft_label is what the model made of
// all labels where the reviewer took its likeliest one, else the label alone.
type weighted struct {
	question
	options Options
	sums    map[labelOfPart]labelSum
}

type labelOfPart struct {
	part  int
	label string
}

// labelSum is what the samples of a label weigh together, in units, and how many
// they are.
type labelSum struct{ units, samples int64 }

func (w weighted) lines(dst []byte, it review.Item) ([]byte, string) {
	text, label, why := w.example(it)
	if why != "" {
		return dst, why
	}
	dst = appendMember(append(dst, '{'), "text", text)
	dst = appendMember(dst, "label", label)
	sum := w.sums[w.place(it, label)]
	weight := 1 / float64(max(1, sum.samples))
	if sum.units > 0 {
		weight = float64(unitsOf(it)) / float64(sum.units)
	}
	dst = appendNumber(appendName(dst, "weight"), weight)
	dst = append(appendName(dst, "soft_label"), '{')
	for _, s := range w.soft(it, label) {
		dst = appendNumber(appendName(dst, s.Label), s.Share)
	}
	return append(dst, "}}\n"...), ""
}

// example is the text and its label.
func (w weighted) example(it review.Item) (text, label, why string) {
	if why = w.unfit(weightedName, review.Text, review.Chat, review.Prefer); why != "" {
		return "", "", why
	}
	if !w.task.Kind.OneLabel() {
		return "", "", "several labels, which " + weightedName + " cannot express"
	}
	text, label = w.user(it), it.Answer().Label
	switch {
	case text == "":
		why = whyNoQuestion
	case label == "":
		why = whyNoAnswer
	}
	return text, label, why
}

func (w weighted) place(it review.Item, label string) labelOfPart {
	part, _ := w.options.partOf(&it)
	return labelOfPart{part, label}
}

// unitsOf is what a sample weighs by itself.
func unitsOf(it review.Item) int64 {
	v, weighed := it.Sample.Signal(signalWeight)
	if !weighed || math.IsNaN(v) {
		return weightUnit
	}
	return int64(max(0, min(1, v))*weightUnit + 0.5)
}

// soft are the shares of the task's labels.
func (w weighted) soft(it review.Item, label string) []review.Alternative {
	out, sum := make([]review.Alternative, len(w.task.Labels)), 0.0
	best := ""
	for _, a := range it.Sample.Alternatives { // most believed first
		for i, l := range w.task.Labels {
			if l.Name == a.Label && a.Share > 0 && !math.IsInf(a.Share, 0) {
				if best == "" {
					best = a.Label
				}
				out[i].Share = a.Share
				sum += a.Share
			}
		}
	}
	for i, l := range w.task.Labels {
		out[i].Label = l.Name
		switch {
		case best == label:
			out[i].Share /= sum
		case l.Name == label:
			out[i].Share = 1
		default:
			out[i].Share = 0
		}
	}
	return out
}

// weigh adds up what the samples weigh that will be written.
func (w *writing) weigh(walk Walk, f weighted) (map[labelOfPart]labelSum, error) {
	all := map[labelOfPart]labelSum{}
	err := walk(false, func() (func(*review.Item), func() error) {
		some := map[labelOfPart]labelSum{}
		take := func(it *review.Item) {
			if w.refuse(it) != "" {
				return
			}
			if _, label, why := f.example(*it); why == "" {
				at := f.place(*it, label)
				sum := some[at]
				some[at] = labelSum{sum.units + unitsOf(*it), sum.samples + 1}
			}
		}
		return take, func() error {
			for at, s := range some {
				sum := all[at]
				all[at] = labelSum{sum.units + s.units, sum.samples + s.samples}
			}
			return nil
		}
	})
	return all, err
}
