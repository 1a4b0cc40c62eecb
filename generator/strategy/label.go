package strategy

import (
	"slices"
	"strings"

	"winnow/generator"
	"winnow/generator/prompt"
	"winnow/review"
)

// label lets the model answer rows that a person brings: label them, or write
// the response (zero-shot as in Gilardi et al. 2023; with demonstrations, those
// that reviewers took; with generate.rationale reasoning before the answer, Wei
// et al. 2022; with demonstrations.explain after explanations of the
// demonstrations, AnnoLLM, He et al. 2024, section 3). The record keeps all the
// members of the row, see [Row.Draft].
type label struct {
	g        generateOf
	rows     *queue
	why      map[string]string // explanation of a demonstration, by its id
	explains map[string]bool   // those that are asked for
}

// memberWhy is the explanation of a demonstration.
const memberWhy = "why"

func newLabel(g generateOf) (Strategy, error) {
	rows, err := g.rows("label", "file: rows.jsonl\n")
	return &label{g: g, rows: newQueue("label", rows), why: map[string]string{}, explains: map[string]bool{}}, err
}

func (s *label) Next(st *State) *Ask {
	at := s.rows.next(st, s.textOf)
	if at < 0 {
		return nil
	}
	row := s.rows.rows[at]
	query := s.textOf(row)
	shown := s.shown(st, query)
	if a := s.explain(st, shown); a != nil {
		return a
	}
	s.rows.taken[at] = true
	a := s.ask(st, row)
	for _, e := range shown {
		e.Explanation = s.why[e.ID]
		a.example(e)
	}
	a.Parents = append([]string{row.ID}, a.Parents...)
	return a
}

func (s *label) ask(st *State, row Row) *Ask {
	t := st.Task
	values := map[string]string{}
	for _, f := range t.Fields {
		if v, ok := row.Values[f]; ok {
			values[f] = v
		}
	}
	a := Relabel(t, values)
	if t.Kind == review.Text {
		a = respond(st, &Ask{}, values[t.Fields[0]])
		for _, f := range t.Fields[1:] {
			if values[f] != "" {
				a.Material = append(a.Material, prompt.Material{Name: f, Text: values[f]})
			}
		}
	}
	if t.Generate.Temperature != nil {
		a.Temperature = t.Generate.Temperature
	}
	a.Samples, a.Seed, a.Keep, a.Step = 1, st.Seed, row, ""
	switch {
	case t.Generate.Demonstrations.Explain:
		a.Members = append([]generator.Member{{Name: memberWhy}}, a.Members...)
		a.Do = append(a.Do, "First say in "+prompt.Quote(memberWhy)+" in one sentence what speaks for the answer, as the examples do.")
	case t.Generate.Rationale:
		a.Members = append([]generator.Member{{Name: review.MemberRationale}}, a.Members...)
		a.Do = append(a.Do, "First think it through in "+prompt.Quote(review.MemberRationale)+", in a few sentences.")
	}
	return a
}

// shown are the demonstrations for a row.
func (s *label) shown(st *State, query string) []Example {
	k := usualExamples
	if n := st.Task.Generate.Demonstrations.Count; n != nil {
		k = *n
	}
	if st.Pick == nil || k == 0 {
		return nil
	}
	return st.Pick(query, k)
}

// explain asks, once, why a demonstration has its answer.
func (s *label) explain(st *State, shown []Example) *Ask {
	t := st.Task
	if !t.Generate.Demonstrations.Explain {
		return nil
	}
	for _, e := range shown {
		if e.ID == "" || s.explains[e.ID] {
			continue
		}
		s.explains[e.ID] = true
		cold := 0.0
		a := &Ask{Count: 1, Seed: st.Seed, Step: memberWhy, Keep: e, Temperature: &cold}
		a.Request = prompt.Request{
			Task: t, Role: "You explain labels and responses, as a careful annotator does",
			Do:      []string{"Say in " + prompt.Quote(memberWhy) + " in one sentence why, by the guidelines, the answer below is the right one."},
			Members: []generator.Member{{Name: memberWhy}},
		}
		for _, f := range t.Fields {
			a.Material = append(a.Material, prompt.Material{Name: f, Text: e.Values[f]})
		}
		a.Material = append(a.Material, prompt.Material{Name: t.Target, Text: prompt.Word(t, e.Values[t.Target])})
		return a
	}
	return nil
}

func (s *label) Take(st *State, a *Ask, o generator.Object) Taken {
	if e, ok := a.Keep.(Example); ok {
		s.why[e.ID] = Text(o, memberWhy)
		return Taken{}
	}
	row, _ := a.Keep.(Row)
	d := row.Draft(st.Task)
	d.Object = o
	if why := Text(o, review.MemberRationale) + Text(o, memberWhy); why != "" {
		d.Extra = append([]review.Member{raw(review.MemberRationale, why)}, d.Extra...)
	}
	return Taken{Draft: &d}
}

// answerMembers are the names, beside the target, under which a record says what
// its answer is worth. What a row says under one of them is about another answer.
var answerMembers = []string{
	review.MemberConfidence, review.MemberProbs, review.MemberVotes, review.MemberVerbal, review.MemberSignals,
	review.MemberRationale, review.MemberModel, review.MemberWinnow,
	"no_confidence", "label_written", "replaced_characters", "other_models", "second_probs",
}

// inputPrefix stands before the name of a row's member that the record needs for
// the new answer.
const inputPrefix = "input_"

// Draft is the sample of a row but for the answer: its texts, and every other
// member, under a name that says nothing of the answer to come.
func (r Row) Draft(t review.Task) Draft {
	d := Draft{Texts: map[string]string{}}
	for _, f := range t.Fields {
		if v, ok := r.Values[f]; ok {
			d.Texts[f] = v
		}
	}
	taken := map[string]bool{}
	for _, m := range r.Members {
		taken[m.Name] = true
	}
	for _, m := range r.Members {
		if _, ok := d.Texts[m.Name]; ok {
			continue
		}
		if ofAnswer(t, m.Name) {
			for m.Name = inputPrefix + m.Name; taken[m.Name]; {
				m.Name = inputPrefix + m.Name
			}
		}
		d.Extra = append(d.Extra, m)
	}
	return d
}

// ofAnswer tells whether a record needs a name for its answer.
func ofAnswer(t review.Task, name string) bool {
	switch {
	case slices.Contains(t.Fields, name):
		return false
	case name == t.Target, slices.Contains(answerMembers, name):
		return true
	case strings.HasSuffix(t.Target, ".suggestion") && strings.HasPrefix(name, t.Target+"."):
		return true // its score and its agent, in Argilla's rows
	}
	return name == "system" && t.Kind == review.Text && len(t.Generate.Roles) > 0
}

// textOf is what a row says, for finding demonstrations like it.
func (s *label) textOf(r Row) string {
	var parts []string
	for _, f := range s.g.fields {
		if v := r.Values[f]; v != "" {
			parts = append(parts, v)
		}
	}
	return strings.Join(parts, "\n")
}
