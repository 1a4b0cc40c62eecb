package strategy

import (
	"winnow/generator"
	"winnow/generator/prompt"
	"winnow/review"
)

// reverse draws the label first and lets the model write a text for it without
// judging it (SynthIE, Josifoski et al. 2023, section 3: the hard task is easy
// backwards). Then the text is labelled the ordinary way, and whether the label
// comes out is a signal; the suggestion stays the one that was drawn.
type reverse struct{ of map[string]review.Values }

func newReverse(g generateOf) (Strategy, error) {
	if g.kind != review.Classify {
		return nil, onlyFor("reverse", review.Classify)
	}
	return reverse{g.Attributes}, nil
}

func (s reverse) Next(st *State) *Ask {
	label, quota := st.next()
	t := st.Task
	a := st.write(st.count(quota), label)
	a.Weigh, a.Step, a.Label = "", "text", label
	a.Members = a.Members[:len(t.Fields)]
	a.Do = []string{
		"Write " + prompt.Samples(a.Count) + ", no two alike and none like the examples.",
		"The right label of each, by the guidelines, is " + prompt.Quote(prompt.Word(t, label)) + ". Do not name it.",
	}
	for _, name := range keys(s.of) {
		if values := s.of[name].For(label); len(values) > 0 {
			a.condition(name, st.one(values))
		}
	}
	return a
}

func (reverse) Take(st *State, a *Ask, o generator.Object) Taken {
	t := st.Task
	if a.Step == "text" {
		then := relabel(st, a, values(t, o))
		then.Label = a.Label
		return Taken{Then: []*Ask{then}}
	}
	texts, _ := a.Keep.(map[string]string)
	agrees := 0.0
	if Text(o, t.Target) == a.Label {
		agrees = 1
	}
	o.Evidence.Probability = shareOf(o.Evidence, a.Label)
	o.Evidence.Margin = nil // that of the label that was given, not of the one drawn
	d := &Draft{Object: o, Texts: map[string]string{t.Target: a.Label}, Signals: []review.Signal{{Name: review.SignalRoundTrip, Value: agrees}}}
	for name, text := range texts {
		d.Texts[name] = text
	}
	return Taken{Draft: d}
}

// shareOf is the probability of a choice; nil when nothing is known.
func shareOf(e generator.Evidence, choice string) *float64 {
	if len(e.Shares) == 0 {
		return nil
	}
	share := 0.0
	for _, s := range e.Shares {
		if s.Label == choice {
			share = s.Share
		}
	}
	return &share
}

// relabel asks for the label of texts, with what the samples of an ask have.
func relabel(st *State, from *Ask, texts map[string]string) *Ask {
	a := Relabel(st.Task, texts)
	a.Samples, a.Seed, a.Parents, a.Step, a.Keep = 1, st.Seed, from.Parents, "label", texts
	return a
}

// Relabel asks for the label of texts, by field, and for nothing else, cold.
func Relabel(t review.Task, texts map[string]string) *Ask {
	cold := 0.0
	a := &Ask{
		Request: prompt.Request{
			Task: t, Role: "You label texts, as a careful annotator does",
			Do: []string{
				"Give in " + prompt.Quote(t.Target) + " the label that the guidelines give to this.",
				"The label is exactly one of: " + prompt.List(prompt.Words(t)) + ".",
			},
			Members: []generator.Member{Target(t)},
		},
		Count: 1, Single: true, Weigh: t.Target, Temperature: &cold,
	}
	for _, f := range t.Fields {
		if text, ok := texts[f]; ok {
			a.Material = append(a.Material, prompt.Material{Name: f, Text: text})
		}
	}
	return a
}

// values are the texts of an object, by field.
func values(t review.Task, o generator.Object) map[string]string {
	out := map[string]string{}
	for _, f := range t.Fields {
		if text := Text(o, f); text != "" {
			out[f] = text
		}
	}
	return out
}
