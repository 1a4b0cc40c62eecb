package rank

import "slices"

// The families of features, each of which [Without] can switch off.
const (
	FamilyConfidence = "confidence" // the given confidence and what the model says of itself
	FamilyVotes      = "votes"      // how several answers fall, and each voter's
	FamilyOthers     = "others"     // other models' answers and probabilities
	FamilyStudent    = "student"    // a small classifier trained on all suggestions
	FamilyLabels     = "labels"     // how often each label and pair of labels goes wrong
	FamilyLengths    = "lengths"    // how long the texts are
	FamilyShape      = "shape"      // what can be counted on the texts: echo, marks, digits and the like
	FamilyWords      = "words"      // which words go wrong
	FamilyTopics     = "topics"     // which words go together
	FamilyHedge      = "hedge"      // the given order as an expert of its own
)

// Families returns the names of all families of features.
func Families() []string {
	return []string{
		FamilyConfidence, FamilyVotes, FamilyOthers, FamilyStudent,
		FamilyLabels, FamilyLengths, FamilyShape, FamilyWords, FamilyTopics, FamilyHedge,
	}
}

// Option changes how a learner is made.
type Option func(*options)

type options struct {
	without []string
	pause   func()
}

// Pausing has a learner call pause often while it is made, fits and orders
// anew, between pieces of work of about a millisecond at most. By waiting there
// pause lets the work give way to what is more urgent; it changes no figure.
func Pausing(pause func()) Option {
	return func(o *options) { o.pause = pause }
}

func optionsOf(of []Option) options {
	o := options{pause: func() {}}
	for _, set := range of {
		set(&o)
	}
	return o
}

// Without switches families of features off, to see what they are worth.
// Names that are not in [Families] are ignored.
func Without(families ...string) Option {
	return func(o *options) { o.without = append(o.without, families...) }
}

func (o options) has(family string) bool { return !slices.Contains(o.without, family) }
