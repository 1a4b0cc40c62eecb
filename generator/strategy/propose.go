package strategy

import (
	"slices"

	"winnow/generator"
	"winnow/generator/prompt"
	"winnow/review"
)

// memberProposed is the list that every proposal comes in.
const memberProposed = "proposed"

// ProposeDimensions asks in what respects the texts of a task differ: the first
// half of AttrPrompt (Yu et al. 2023, section 3.1), of which a person approves.
func ProposeDimensions(t review.Task) *Ask {
	return proposal(t, "Name up to five respects in which texts for this task differ from one another, such as their length, tone or setting, each in one or two words. Leave out the labels themselves.")
}

// ProposeValues asks what a respect may be in texts of a label; of all for "".
func ProposeValues(t review.Task, dimension, label string) *Ask {
	do := "Name up to eight values that " + prompt.Quote(dimension) + " may have in texts for this task, each in a few words."
	if label != "" {
		do = "Name up to eight values that " + prompt.Quote(dimension) + " may have in texts whose right label is " + prompt.Quote(prompt.Word(t, label)) +
			", each in a few words. Leave out values that fit another label as well."
	}
	return proposal(t, do)
}

// ProposeTopics asks what texts are about.
func ProposeTopics(t review.Task) *Ask {
	return proposal(t, "Name up to ten topics that texts for this task are about, that differ from one another, each in a few words.")
}

func proposal(t review.Task, do string) *Ask {
	return &Ask{
		Request: prompt.Request{
			Task: t, Role: "You plan a data set", Do: []string{do},
			Members: []generator.Member{{Name: memberProposed, Type: generator.ListMember}},
		},
		Count: 1,
	}
}

// Proposed is what an answer to a proposal holds, each once.
func Proposed(o generator.Object, most int) []string {
	var out []string
	for _, text := range list(o, memberProposed, most) {
		if !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return out
}

// Fit makes the values of a dimension of what was proposed for each label: what
// was proposed for more than one label fits no label well and is left out (the
// class-dependent values of AttrPrompt). When most values are shared, the
// dimension does not depend on the label, and all are for every label.
func Fit(byLabel map[string][]string) review.Values {
	times, all := map[string]int{}, []string{}
	for _, label := range keys(byLabel) {
		for _, v := range byLabel[label] {
			if times[v]++; times[v] == 1 {
				all = append(all, v)
			}
		}
	}
	own := map[string][]string{}
	kept := 0
	for label, values := range byLabel {
		for _, v := range values {
			if times[v] == 1 {
				own[label] = append(own[label], v)
				kept++
			}
		}
	}
	if len(own) < len(byLabel) || 2*kept < len(all) {
		return review.Values{All: all}
	}
	return review.Values{ByLabel: own}
}
