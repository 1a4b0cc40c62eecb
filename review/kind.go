package review

import (
	"fmt"
	"slices"
)

// Kind is the sort of annotation that a task asks for.
type Kind string

// The kinds.
const (
	// Classify: one label for the fields.
	Classify Kind = "classify"
	// MultiLabel: any number of labels for the fields, none included.
	MultiLabel Kind = "multilabel"
	// Spans: labelled stretches of the first field; they may nest and overlap.
	Spans Kind = "spans"
	// Text: a response to an instruction.
	Text Kind = "text"
	// Chat: a conversation in turns.
	Chat Kind = "chat"
	// Prefer: which of several answers is the best.
	Prefer Kind = "prefer"
	// Rate: a level for the fields, and one for each requirement.
	Rate Kind = "rate"
)

// Kinds are all kinds that a task file may name.
var Kinds = []Kind{Classify, MultiLabel, Spans, Text, Chat, Prefer, Rate}

// HasLabels tells whether the answers are made of the task's labels.
func (k Kind) HasLabels() bool { return k.OneLabel() || k == MultiLabel || k == Spans }

// OneLabel tells whether the answer is one of the task's labels.
func (k Kind) OneLabel() bool { return k == Classify || k == Prefer || k == Rate }

// Target is the member that holds the suggestion of such tasks unless they name
// another.
func (k Kind) Target() string {
	switch k {
	case MultiLabel:
		return "labels"
	case Spans:
		return "spans"
	case Text:
		return "output"
	case Chat:
		return "messages"
	case Prefer:
		return "preferred"
	case Rate:
		return "rating"
	}
	return "label"
}

func (k Kind) leastLabels() int {
	if k == Spans {
		return 1
	}
	return 2
}

// Names of the labels of kind prefer that stand for no single answer.
const (
	Tie     = "tie"
	BothBad = "both_bad"
)

// answersLeast is how many answers a preference is about at least, and as many
// of the fields are taken for them unless the task names them.
const answersLeast = 2

// setAnswers completes a task of kind prefer.
func (t *Task) setAnswers() {
	if len(t.Answers) == 0 {
		t.Answers = slices.Clone(t.Fields[max(0, len(t.Fields)-answersLeast):])
	}
	if len(t.Labels) == 0 {
		for _, a := range t.Answers {
			t.Labels = append(t.Labels, Label{Name: a})
		}
	}
	if len(t.Labels) == len(t.Answers) {
		t.Labels = append(slices.Clone(t.Labels), Label{Name: Tie}, Label{Name: BothBad})
	}
}

// scales are the levels of the scales that a task may name; the four are those
// of Self-Instruct (Wang et al. 2023, section 4.3), where a is the best.
var scales = map[string][]Label{
	"1-5": {{Name: "1"}, {Name: "2"}, {Name: "3"}, {Name: "4"}, {Name: "5"}},
	"a-d": {
		{Name: "a", Description: "correct and satisfying"},
		{Name: "b", Description: "acceptable, with small faults"},
		{Name: "c", Description: "to the point, with grave faults"},
		{Name: "d", Description: "beside the point or wrong"},
	},
}

// setLevels completes a task of kind rate.
func (t *Task) setLevels() {
	if len(t.Labels) > 0 {
		return
	}
	scale := t.Scale
	if scale == "" {
		scale = "1-5"
	}
	t.Labels = slices.Clone(scales[scale])
}

// Answer returns which of the answers of kind prefer a label stands for, -1 for
// a tie or none of them.
func (t Task) Answer(label string) int {
	for i := range t.Answers {
		if i < len(t.Labels) && t.Labels[i].Name == label {
			return i
		}
	}
	return -1
}

func (t Task) checkAnswers() error {
	if t.Kind != Prefer {
		if len(t.Answers) > 0 {
			return fault{"$.answers", fmt.Sprintf("kind %s compares no answers", t.Kind)}
		}
		return nil
	}
	if len(t.Answers) < answersLeast {
		return fault{"$.answers $.fields $.kind", "kind prefer needs two fields to compare"}
	}
	for i, a := range t.Answers {
		path := fmt.Sprintf("$.answers[%d]", i)
		switch {
		case !slices.Contains(t.Fields, a):
			return fault{path, fmt.Sprintf("answer %q is not one of the fields", a)}
		case slices.Contains(t.Answers[:i], a):
			return fault{path, fmt.Sprintf("answer %q stands here twice", a)}
		}
	}
	if len(t.Labels) != len(t.Answers)+2 {
		return fault{"$.labels", fmt.Sprintf("kind prefer has a label for each of its %d answers, and then one for a tie and one for none of them: %d stand here",
			len(t.Answers), len(t.Labels))}
	}
	return nil
}

func (t Task) checkRequirements() error {
	switch {
	case t.Kind != Rate && t.Scale != "":
		return fault{"$.scale", fmt.Sprintf("kind %s has no scale", t.Kind)}
	case t.Kind != Rate && len(t.Requirements) > 0:
		return fault{"$.requirements", fmt.Sprintf("kind %s has no requirements", t.Kind)}
	case t.Scale != "" && scales[t.Scale] == nil:
		return fault{"$.scale", fmt.Sprintf("scale %q is neither 1-5 nor a-d; labels may name other levels", t.Scale)}
	}
	seen := map[string]bool{}
	for i, r := range t.Requirements {
		path := fmt.Sprintf("$.requirements[%d].name", i)
		switch {
		case r.Name == "":
			return fault{path, "a requirement needs a name"}
		case seen[r.Name]:
			return fault{path, fmt.Sprintf("requirement %q stands here twice", r.Name)}
		}
		seen[r.Name] = true
	}
	return nil
}

// countOf says one or two of something.
func countOf(n int, what string) string {
	if n == 1 {
		return "one " + what
	}
	return "two " + what + "s"
}
