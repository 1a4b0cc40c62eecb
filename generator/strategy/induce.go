package strategy

import (
	"slices"
	"strings"

	"winnow/generator"
	"winnow/generator/prompt"
	"winnow/review"
)

const (
	memberGuidelines   = "guidelines"
	memberName         = "name"
	memberKind         = "kind"
	memberLabels       = "labels"
	memberDescriptions = "descriptions"
	// mostInduced bounds the examples that an instruction is induced from.
	mostInduced = 20
	mostLabels  = 20
)

// ProposeGuidelines asks for the guidelines that whoever gave the answers of the
// examples went by (instruction induction, Honovich et al. 2023a). The task's own
// guidelines are not shown.
func ProposeGuidelines(t review.Task, examples []Example) *Ask {
	t.Guidelines = ""
	a := &Ask{
		Request: prompt.Request{
			Task: t, Role: "You write the guidelines of a data set",
			Do: []string{
				"Somebody was given guidelines and answered by them as the examples show. Write in " + prompt.Quote(memberGuidelines) +
					" what these guidelines were: what to look at, what each answer means and where the border between two of them lies, in a few sentences.",
				"Do not speak of single examples.",
			},
			Members: []generator.Member{{Name: memberGuidelines}},
		},
		Count: 1,
	}
	for _, e := range examples[:min(len(examples), mostInduced)] {
		a.example(e)
	}
	a.Parents = nil
	return a
}

// Induced is the text of an answer to [ProposeGuidelines].
func Induced(o generator.Object) string { return strings.TrimSpace(Text(o, memberGuidelines)) }

// DraftTask asks for a whole task after a description in a person's words
// (Prompt2Model, Viswanathan et al. 2023, without its retrieval).
func DraftTask(description string) *Ask {
	return &Ask{
		Request: prompt.Request{
			Task: review.Task{Name: "a new data set", Kind: review.Text}, Role: "You plan a data set",
			Do: []string{
				"Draft the task of a data set for what the material describes. Give in " + prompt.Quote(memberName) + " a short name in small letters with hyphens.",
				"Give in " + prompt.Quote(memberKind) + " \"classify\" where each text gets one of a few labels, and \"text\" where each instruction gets a response.",
				"Write in " + prompt.Quote(memberGuidelines) + " the guidelines by which a person decides, in a few sentences.",
				"List in " + prompt.Quote(memberLabels) + " the labels, and in " + prompt.Quote(memberDescriptions) + " in the same order what each means; leave both empty for kind \"text\".",
			},
			Material: []prompt.Material{{Name: "Description", Text: description}},
			Members: []generator.Member{
				{Name: memberName}, {Name: memberKind, Type: generator.ChoiceMember, OneOf: []string{string(review.Classify), string(review.Text)}},
				{Name: memberGuidelines},
				{Name: memberLabels, Type: generator.ListMember}, {Name: memberDescriptions, Type: generator.ListMember},
			},
		},
		Count: 1,
	}
}

// Drafted is the task of an answer to [DraftTask]; what does not fit is wrong
// when the task is validated.
func Drafted(o generator.Object) review.Task {
	t := review.Task{
		Name: strings.TrimSpace(Text(o, memberName)), Kind: review.Kind(Text(o, memberKind)), Guidelines: Induced(o),
		Fields: []string{"text"}, Target: "label",
	}
	if t.Kind == review.Text {
		t.Fields, t.Target = []string{"instruction"}, "output"
		return t
	}
	means := list(o, memberDescriptions, mostLabels)
	for i, name := range list(o, memberLabels, mostLabels) {
		l := review.Label{Name: name}
		if i < len(means) {
			l.Description = means[i]
		}
		if !slices.ContainsFunc(t.Labels, func(x review.Label) bool { return x.Name == name }) {
			t.Labels = append(t.Labels, l)
		}
	}
	return t
}
