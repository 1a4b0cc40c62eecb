package strategy

import (
	"strings"

	"winnow/generator"
	"winnow/generator/prompt"
	"winnow/review"
)

// backwardForward lets the model write a chain of reasoning about a topic, of a
// drawn number of steps, then the question that it answers; and answers that
// question anew. Only a question whose two answers agree becomes a sample
// (Synthetic Prompting, Shao et al. 2023, section 3).
type backwardForward struct{ topics []string }

const (
	leastSteps, mostSteps = 2, 5
	chainMember           = "reasoning"
	finalMember           = "final_answer"
)

type forward struct{ question, chain, answer string }

func newBackwardForward(g generateOf) (Strategy, error) {
	if g.kind != review.Text {
		return nil, onlyFor("backward-forward", review.Text)
	}
	var topics []string
	for _, l := range leaves(g.Topics, nil) {
		topics = append(topics, strings.Join(l, ", "))
	}
	if len(topics) == 0 {
		return nil, missing("backward-forward", "topics", "topics:\n  - name: tickets\n  - name: timetables\n")
	}
	return backwardForward{topics}, nil
}

func (s backwardForward) Next(st *State) *Ask {
	field := st.Task.Fields[0]
	a := st.write(1, "")
	a.Mean, a.Step = "", "backward"
	a.Members = []generator.Member{{Name: chainMember}, {Name: field}, {Name: finalMember}}
	a.Do = []string{
		"Write in " + prompt.Quote(chainMember) + " a chain of reasoning with so many steps, each building on the one before.",
		"Then write in " + prompt.Quote(field) + " the question that this reasoning answers, complete in itself, and in " + prompt.Quote(finalMember) + " its answer alone, as short as can be.",
	}
	a.condition("topic", st.one(s.topics))
	a.condition("steps", []string{"two", "three", "four", "five"}[st.Rand.IntN(mostSteps-leastSteps+1)])
	return a
}

func (backwardForward) Take(st *State, a *Ask, o generator.Object) Taken {
	field := st.Task.Fields[0]
	if a.Step == "backward" {
		way := forward{Text(o, field), Text(o, chainMember), Text(o, finalMember)}
		if way.question == "" || way.answer == "" {
			return Taken{Refused: "the question or its answer is empty"}
		}
		then := respond(st, a, way.question)
		then.Conditions, then.Keep = a.Conditions, way
		then.Members = append(then.Members, generator.Member{Name: finalMember})
		then.Do = append(then.Do, "Give in "+prompt.Quote(finalMember)+" the answer alone, as short as can be.")
		return Taken{Then: []*Ask{then}}
	}
	way, _ := a.Keep.(forward)
	if plainAnswer(way.answer) != plainAnswer(Text(o, finalMember)) {
		return Taken{Refused: "the answers backward and forward differ: " + prompt.Quote(Short(way.answer)) + " and " + prompt.Quote(Short(Text(o, finalMember)))}
	}
	return Taken{Draft: &Draft{
		Object: o, Texts: map[string]string{field: way.question},
		Extra: []review.Member{raw(finalMember, way.answer), raw(review.MemberRationale, way.chain)},
	}}
}

// plainAnswer is what counts of a short answer.
func plainAnswer(s string) string {
	return strings.Trim(strings.Join(strings.Fields(strings.ToLower(s)), " "), ".!\"' ")
}
