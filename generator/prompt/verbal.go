package prompt

import (
	"slices"
	"strings"

	"winnow/generator"
	"winnow/review"
)

// Word is what a label is called in prompts: its verbalizer in the task file,
// else its name (GPT3Mix, Yoo et al. 2021, section 3.1).
func Word(t review.Task, label string) string {
	if word, ok := t.Generate.Verbalizer[label]; ok {
		return word
	}
	return label
}

// Words are what all labels are called, in the order of the labels.
func Words(t review.Task) []string {
	out := t.LabelNames()
	for i, name := range out {
		out[i] = Word(t, name)
	}
	return out
}

// name is the label that a text calls so; the text itself when it calls none.
func name(t review.Task, text string) string {
	if _, ok := t.Label(text); ok {
		return text
	}
	for label, word := range t.Generate.Verbalizer {
		if strings.EqualFold(strings.TrimSpace(word), strings.TrimSpace(text)) {
			return label
		}
	}
	return text
}

// Named is an object of an answer whose labels are called by their names again.
// What the model wrote stays in its raw form.
func Named(t review.Task, o generator.Object) generator.Object {
	if len(t.Generate.Verbalizer) == 0 {
		return o
	}
	o.Members, o.Evidence.Shares = slices.Clone(o.Members), slices.Clone(o.Evidence.Shares)
	for i, m := range o.Members {
		if m.Name == t.Target {
			if text, err := m.Text(); err == nil {
				o.Members[i].Value = []byte(Quote(name(t, text)))
			}
		}
	}
	for i, s := range o.Evidence.Shares {
		o.Evidence.Shares[i].Label = name(t, s.Label)
	}
	return o
}
