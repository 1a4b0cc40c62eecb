package strategy

import (
	"fmt"

	"winnow/generator"
	"winnow/generator/prompt"
	"winnow/review"
	"winnow/review/similar"
)

// backtranslate keeps natural outputs, byte for byte, and lets the model write
// the input that each would answer (back-translation, Sennrich et al. 2016;
// Humpback, Li et al. 2024, section 2). Then the input is answered anew, and how
// like the two answers are is a signal.
type backtranslate struct {
	g    generateOf
	rows []Row
	at   int
}

func newBacktranslate(g generateOf) (Strategy, error) {
	if g.kind != review.Text {
		return nil, onlyFor("backtranslate", review.Text)
	}
	rows, err := g.rows("backtranslate", "file: answers.txt    # a text a line, or JSON Lines with \"text\"\n")
	return &backtranslate{g: g, rows: rows}, err
}

type backway struct{ output, input string }

func (s *backtranslate) Next(st *State) *Ask {
	if s.at = st.unmade("backtranslate", s.rows, s.at); s.at >= len(s.rows) {
		return nil
	}
	row := s.rows[s.at]
	s.at++
	field := st.Task.Fields[0]
	a := st.write(1, "")
	a.Mean, a.Step, a.Single, a.Keep = "", "input", true, backway{output: row.Text()}
	a.Members = []generator.Member{{Name: field}}
	a.Do = []string{"Write in " + prompt.Quote(field) + " what somebody asked to whom the material below is the right response, as the guidelines mean it. Do not repeat the response in it."}
	a.Material = []prompt.Material{{Name: "Response", Text: row.Text()}}
	a.condition("line", fmt.Sprintf("%d of %s", row.Line, s.g.File))
	st.show(a, row.Text())
	a.Parents = append([]string{row.ID}, a.Parents...)
	return a
}

func (s *backtranslate) Take(st *State, a *Ask, o generator.Object) Taken {
	field := st.Task.Fields[0]
	way, _ := a.Keep.(backway)
	if a.Step == "input" {
		if way.input = Text(o, field); way.input == "" {
			return Taken{Refused: field + " is empty"}
		}
		then := respond(st, a, way.input)
		then.Conditions, then.Keep = a.Conditions, way
		return Taken{Then: []*Ask{then}}
	}
	again := similar.RougeL(Text(o, st.Task.Target), way.output)
	return Taken{Draft: &Draft{
		Object:  generator.Object{Raw: o.Raw, Model: o.Model, Evidence: generator.Evidence{Tokens: o.Evidence.Tokens}},
		Texts:   map[string]string{field: way.input, st.Task.Target: way.output},
		Signals: []review.Signal{{Name: review.SignalRoundTrip, Value: again}},
	}}
}
