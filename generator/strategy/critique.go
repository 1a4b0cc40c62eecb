package strategy

import (
	"winnow/generator"
	"winnow/generator/prompt"
	"winnow/review"
)

// critique drafts a response, criticises it by a drawn principle and revises it
// (Constitutional AI, Bai et al. 2022, section 3.1). The draft stays in the
// record, so that the pair of both can be exported.
type critique struct {
	seeds      []string
	principles []string
	at         int
}

// Members of what critique-revise keeps beside the revision.
const (
	MemberDraft     = "draft"
	MemberCritique  = "critique"
	MemberPrinciple = "principle"
)

type revision struct{ task, draft, principle string }

func newCritique(g generateOf) (Strategy, error) {
	if g.kind != review.Text {
		return nil, onlyFor("critique-revise", review.Text)
	}
	const example = "seeds:\n  - {instruction: My train is late again!}\nprinciples:\n  - Be honest about what is not known.\n"
	if len(g.Principles) == 0 {
		return nil, missing("critique-revise", "principles", example)
	}
	s := &critique{principles: g.Principles}
	for _, seed := range g.Seeds {
		if text := seed[g.fields[0]]; text != "" {
			s.seeds = append(s.seeds, text)
		}
	}
	if len(s.seeds) == 0 && !g.fed {
		return nil, missing("critique-revise", "seeds", example)
	}
	return s, nil
}

func (s *critique) Next(st *State) *Ask {
	var from Ask
	task := ""
	switch n := len(st.Accepted); {
	case len(s.seeds) > 0:
		task = s.seeds[s.at%len(s.seeds)]
		s.at++
	case n > 0: // what the step before has brought
		e := st.Accepted[n-1]
		task = e.Values[st.Task.Fields[0]]
		from.Parents = []string{e.ID}
	default:
		return nil
	}
	principle := st.one(s.principles)
	a := respond(st, &from, task)
	a.Number, a.Mean, a.Step, a.Temperature = st.Number, "", "draft", st.Task.Generate.Temperature
	a.Keep = revision{task: task, principle: principle}
	return a
}

func (s *critique) Take(st *State, a *Ask, o generator.Object) Taken {
	t := st.Task
	r, _ := a.Keep.(revision)
	if a.Step == "draft" {
		if r.draft = Text(o, t.Target); r.draft == "" {
			return Taken{Refused: "the draft is empty"}
		}
		then := respond(st, a, r.task)
		then.Step, then.Keep, then.Temperature = "revision", r, t.Generate.Temperature
		then.Role = "You improve responses"
		then.Members = []generator.Member{{Name: MemberCritique}, {Name: t.Target}}
		then.Do = []string{
			"Say in " + prompt.Quote(MemberCritique) + " where the draft below falls short of this principle: " + r.principle,
			"Then give in " + prompt.Quote(t.Target) + " the response without these faults.",
		}
		then.Material = append(then.Material, prompt.Material{Name: "Draft", Text: r.draft})
		then.condition(MemberPrinciple, r.principle)
		return Taken{Then: []*Ask{then}}
	}
	return Taken{Draft: &Draft{
		Object: o, Texts: map[string]string{t.Fields[0]: r.task},
		Extra: []review.Member{
			raw(MemberDraft, r.draft), raw(MemberCritique, Text(o, MemberCritique)), raw(MemberPrinciple, r.principle),
		},
	}}
}
