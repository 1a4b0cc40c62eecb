package strategy

import (
	"fmt"

	"winnow/generator"
	"winnow/generator/prompt"
)

// transform makes of each row of a file a sample of this task, by a plan in
// words that a person has seen (DataTune, Gandhi et al. 2024, section 3.2): the
// plan stands in the task file, where winnow plan shows it with the next row.
// The model discards rows that do not fit, with a reason, and every row is
// either a sample or refused.
type transform struct {
	g    generateOf
	rows []Row
	at   int
}

// discarded is the member in which the model says why a row is of no use.
const discarded = "discard"

func newTransform(g generateOf) (Strategy, error) {
	const example = "file: rows.csv\nplan: The question becomes the text; drop rows that are not about travel.\n"
	if g.Plan == "" {
		return nil, missing("transform", "plan", example)
	}
	rows, err := g.rows("transform", example)
	return &transform{g: g, rows: rows}, err
}

func (s *transform) Next(st *State) *Ask {
	if s.at = st.unmade("transform", s.rows, s.at); s.at >= len(s.rows) {
		return nil
	}
	row := s.rows[s.at]
	s.at++
	a := st.write(1, "")
	a.Do = []string{
		"Make one sample of the row below, by this plan: " + s.g.Plan,
		"Where the plan says that a row is of no use, or it cannot be done, say why in " + prompt.Quote(discarded) + " and leave the rest empty; otherwise leave " + prompt.Quote(discarded) + " empty.",
	}
	a.Members = append(a.Members, generator.Member{Name: discarded, Optional: true})
	for i := range a.Members {
		a.Members[i].Optional = true
		if a.Members[i].Type == generator.ChoiceMember {
			a.Members[i].OneOf = append(a.Members[i].OneOf[:len(a.Members[i].OneOf):len(a.Members[i].OneOf)], "")
		}
	}
	for _, k := range keys(row.Values) {
		a.Material = append(a.Material, prompt.Material{Name: "Row, " + k, Text: row.Values[k]})
	}
	a.Parents, a.Single = []string{row.ID}, true
	a.condition("row", fmt.Sprintf("%d of %s", row.Line, s.g.File))
	return a
}

func (s *transform) Take(_ *State, a *Ask, o generator.Object) Taken {
	if why := Text(o, discarded); why != "" {
		return Taken{Refused: "discarded by the plan: " + Short(why), Expected: true}
	}
	return keep(o)
}
