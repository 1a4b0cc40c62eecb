package strategy

import (
	"fmt"

	"winnow/generator"
)

// knowledge draws the conditions of each request from the rows of a file: facts,
// entities, styles (ClinGen, Xu et al. 2023, section 3). A row is used again
// only when all were.
type knowledge struct {
	g     generateOf
	rows  []Row
	at    int
	order []int
}

func newKnowledge(g generateOf) (Strategy, error) {
	rows, err := g.rows("knowledge", "file: facts.csv    # a first line of names: entity,relation,style\n")
	return &knowledge{g: g, rows: rows}, err
}

func (s *knowledge) Next(st *State) *Ask {
	if s.at%len(s.rows) == 0 {
		s.order = st.Rand.Perm(len(s.rows))
	}
	row := s.rows[s.order[s.at%len(s.rows)]]
	s.at++
	label, quota := st.next()
	a := st.write(st.count(quota), label)
	for _, k := range keys(row.Values) {
		a.condition(k, row.Values[k])
	}
	st.show(a, row.Text())
	a.Parents = append([]string{fmt.Sprintf("%s:%d", s.g.File, row.Line)}, a.Parents...)
	return a
}

func (*knowledge) Take(_ *State, _ *Ask, o generator.Object) Taken { return keep(o) }
