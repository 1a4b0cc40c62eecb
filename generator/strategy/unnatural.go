package strategy

import (
	"strings"

	"winnow/generator"
	"winnow/generator/prompt"
	"winnow/review"
)

// unnatural shows three examples and asks for a fourth, and for the response to
// it at a low temperature (Unnatural Instructions, Honovich et al. 2023, section
// 2). Strategy paraphrase widens what came of it.
type unnatural struct {
	seeds []map[string]string
}

const shownBefore = 3

func newUnnatural(g generateOf) (Strategy, error) {
	if g.kind != review.Text {
		return nil, onlyFor("unnatural", review.Text)
	}
	if len(g.Seeds) < shownBefore {
		return nil, missing("unnatural", "seeds, three at the least,", "seeds:\n  - {instruction: Name three rivers., output: \"Rhine, Elbe, Oder.\"}\n  - {…}\n  - {…}\n")
	}
	return unnatural{g.Seeds}, nil
}

func (s unnatural) Next(st *State) *Ask {
	t := st.Task
	a := st.write(1, "")
	a.Mean, a.Step = "", "tasks"
	a.Members = a.Members[:len(t.Fields)]
	a.Do = []string{"The examples are the first three of four. Write the fourth, of another kind than the three."}
	for _, i := range st.Rand.Perm(len(s.seeds))[:shownBefore] {
		shown := prompt.Example{}
		for _, f := range t.Fields {
			if v, ok := s.seeds[i][f]; ok {
				shown[f] = v
			}
		}
		a.Examples = append(a.Examples, shown)
	}
	return a
}

func (unnatural) Take(st *State, a *Ask, o generator.Object) Taken {
	field := st.Task.Fields[0]
	if a.Step == "response" {
		return answered(a, o, field)
	}
	text := strings.TrimSpace(Text(o, field))
	if text == "" {
		return Taken{Refused: field + " is empty"}
	}
	then := respond(st, a, text)
	for _, f := range st.Task.Fields[1:] {
		if input := Text(o, f); input != "" {
			then.Material = append(then.Material, prompt.Material{Name: f, Text: input})
		}
	}
	return Taken{Then: []*Ask{then}}
}
