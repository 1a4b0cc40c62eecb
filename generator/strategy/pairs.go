package strategy

import (
	"winnow/generator"
	"winnow/generator/prompt"
	"winnow/review"
)

// pairs makes two texts and how they stand to one another: the first text, then
// for each label a second one with which that label is right, so that the pairs
// of one first text differ in the label only (DINO, Schick and Schütze 2021,
// section 3). The paper keeps the model from writing what fits another label by
// its token probabilities; here the request names the other labels, and each
// pair is labelled anew without knowing what was asked for. The suggestion stays
// what was asked for, whether the label comes out again is a signal, and the
// labels' probabilities are summed up as a score from 0, the first label, to 1,
// the last.
type pairs struct{ of map[string]review.Values }

// MemberScore holds where a pair stands between the first label and the last.
const MemberScore = "score"

// couple is a pair in the making.
type couple struct{ first, label string }

func newPairs(g generateOf) (Strategy, error) {
	if g.kind != review.Classify && g.kind != review.Rate {
		return nil, onlyFor("pairs", review.Classify)
	}
	if len(g.fields) != 2 {
		return nil, &generator.Error{
			Reason: "strategy pairs needs a task with two fields, the two texts",
			Hint:   "for example\n  fields: [first, second]\n  labels: [{name: unrelated}, {name: similar}, {name: same}]",
		}
	}
	return pairs{g.Attributes}, nil
}

func (s pairs) Next(st *State) *Ask {
	t := st.Task
	labels := len(t.Labels)
	a := st.write(max(1, st.count(st.Left)/labels), "")
	a.Label, a.Weigh, a.Mean, a.Step = "", "", "", "first"
	a.Samples = a.Count * labels
	a.Members = a.Members[:1]
	a.Do = []string{"Write " + prompt.Samples(a.Count) + " of what can stand in " + prompt.Quote(t.Fields[0]) + ", no two alike. Each shall get a second text beside it."}
	for _, name := range keys(s.of) {
		if len(s.of[name].All) > 0 {
			a.condition(name, st.one(s.of[name].All))
		}
	}
	return a
}

func (s pairs) Take(st *State, a *Ask, o generator.Object) Taken {
	t := st.Task
	switch a.Step {
	case "first":
		text := Text(o, t.Fields[0])
		if text == "" {
			return Taken{Refused: t.Fields[0] + " is empty"}
		}
		var then []*Ask
		for _, l := range t.LabelNames() {
			then = append(then, s.second(st, a, couple{text, l}))
		}
		return Taken{Then: then}
	case "second":
		c, _ := a.Keep.(couple)
		second := Text(o, t.Fields[1])
		if second == "" {
			return Taken{Refused: t.Fields[1] + " is empty"}
		}
		then := relabel(st, a, map[string]string{t.Fields[0]: c.first, t.Fields[1]: second})
		then.Label, then.Conditions = c.label, a.Conditions
		return Taken{Then: []*Ask{then}}
	}
	got := reverse{}.Take(st, a, o)
	if d := got.Draft; d != nil && len(o.Evidence.Shares) > 0 {
		d.Extra = append(d.Extra, review.Member{Name: MemberScore, Value: numeral(place(t, o.Evidence.Shares))})
	}
	return got
}

// second asks for the text that makes a label right.
func (s pairs) second(st *State, from *Ask, c couple) *Ask {
	t := st.Task
	var others []string
	for _, l := range t.LabelNames() {
		if l != c.label {
			others = append(others, prompt.Word(t, l))
		}
	}
	return &Ask{
		Request: prompt.Request{
			Task: t, Conditions: from.Conditions, Members: []generator.Member{{Name: t.Fields[1]}},
			Material: []prompt.Material{{Name: t.Fields[0], Text: c.first}},
			Do: []string{
				"Write in " + prompt.Quote(t.Fields[1]) + " a text beside the one below, so that the right label of the two, by the guidelines, is " +
					prompt.Quote(prompt.Word(t, c.label)) + ". Do not name it.",
				"It must be plain that none of these is right: " + prompt.List(others) + ".",
			},
		},
		Count: 1, Samples: 1, Single: true, Seed: st.Seed, Temperature: t.Generate.Temperature,
		Label: c.label, Step: "second", Keep: c,
	}
}

// place is the mean place among the labels, from 0 to 1.
func place(t review.Task, shares []review.Alternative) float64 {
	at, sum := map[string]float64{}, 0.0
	for i, l := range t.LabelNames() {
		at[l] = float64(i) / float64(len(t.Labels)-1)
	}
	for _, s := range shares {
		sum += s.Share * at[s.Label]
	}
	return sum
}
