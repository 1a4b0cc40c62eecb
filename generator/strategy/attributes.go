package strategy

import (
	"winnow/generator"
	"winnow/review"
)

// attributes draws a value of each dimension of the task file for every
// request, those that fit the label where values are given by label (AttrPrompt,
// Yu et al. 2023, section 3). The values are a person's: they are written into
// the task file, or proposed there by winnow plan and approved.
type attributes struct {
	of map[string]review.Values
}

func newAttributes(g generateOf) (Strategy, error) {
	if len(g.Attributes) == 0 {
		return nil, missing("attributes", "attributes", "attributes:\n  topic: [the weather, a delay]\n  tone: [angry, friendly]\n")
	}
	return attributes{g.Attributes}, nil
}

func (s attributes) Next(st *State) *Ask {
	label, quota := st.next()
	a := st.write(st.count(quota), label)
	for _, name := range keys(s.of) {
		if values := s.of[name].For(label); len(values) > 0 {
			a.condition(name, st.one(values))
		}
	}
	st.show(a, label)
	return a
}

func (attributes) Take(_ *State, _ *Ask, o generator.Object) Taken { return keep(o) }
