package strategy

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"winnow/generator"
	"winnow/generator/prompt"
	"winnow/review"
)

// evolve makes instructions harder or rarer, step by step, and drops those that
// did not become so (Evol-Instruct, Xu et al. 2023, section 3). Each comes from
// a seed, an accepted sample or one evolved before. A field may bring operators of
// its own, in words (as WizardCoder and WizardMath did, Luo et al. 2023).
type evolve struct {
	operators []string
	does      map[string]string
	pool      []evolved
	rounds    int
	fed       bool // by another step, and by nothing else
}

type evolved struct {
	text   string
	parent string
	round  int
}

// operations are what may be done to an instruction, in its words.
var operations = map[string]string{
	"constrain":  "Add one more constraint or requirement to it.",
	"deepen":     "Increase the depth and breadth of what it asks.",
	"concretize": "Replace general concepts in it with more specific ones.",
	"reason":     "If simple steps of thought answer it, rewrite it so that it asks for several steps.",
	"complicate": "Add a short piece of data to it, such as a table, a record or a formula, that the answer must use.",
	"breadth":    "Write a wholly new one in the same field that is rarer, and as long and as hard.",
}

const usualRounds = 4

// copied are words of the request that a failed rewriting repeats, and excused
// are those of a model that will not.
var (
	copied = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?i)(given|rewritten|new) (prompt|instruction)`)
	})
	excused = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?i)\b(sorry|as an ai)\b`)
	})
)

func newEvolve(g generateOf) (Strategy, error) {
	if g.kind != review.Text {
		return nil, onlyFor("evolve", review.Text)
	}
	e := &evolve{operators: g.Operators, does: maps.Clone(operations), rounds: g.Rounds}
	maps.Copy(e.does, g.Operations)
	if len(e.operators) == 0 {
		e.operators = keys(e.does)
	}
	for _, o := range e.operators {
		if e.does[o] == "" {
			return nil, &generator.Error{
				Reason: "strategy evolve has no operator " + prompt.Quote(o),
				Hint:   "the operators are " + strings.Join(keys(e.does), ", ") + "; generate.operations adds others, each in words",
			}
		}
	}
	if e.rounds == 0 {
		e.rounds = usualRounds
	}
	if e.fed = g.fed; e.fed {
		return e, nil
	}
	for _, seed := range g.Seeds {
		if text := seed[g.fields[0]]; text != "" {
			e.pool = append(e.pool, evolved{text: text})
		}
	}
	if len(e.pool) == 0 {
		return nil, missing("evolve", "seeds", "seeds:\n  - {instruction: Name three rivers.}\noperators: [constrain, deepen, breadth]\n")
	}
	return e, nil
}

func (e *evolve) Next(st *State) *Ask {
	from, ok := e.from(st)
	if !ok {
		return nil
	}
	op := st.one(e.operators)
	field := st.Task.Fields[0]
	a := st.write(1, "")
	a.Mean, a.Step, a.Keep = "", "evolve", from
	a.Members = []generator.Member{{Name: field}}
	a.Do = []string{
		"Rewrite the material below into a more complex version that a person can still understand and answer.",
		e.does[op],
	}
	if op == "breadth" {
		a.Do = []string{"Take the material below for inspiration.", e.does[op]}
	} else {
		a.Do = append(a.Do, "Add 10 to 20 words, not more.")
	}
	a.condition("operation", op)
	a.Material = []prompt.Material{{Name: "Material", Text: from.text}}
	if from.parent != "" {
		a.Parents = []string{from.parent}
	}
	return a
}

// from is what is evolved next: a seed or one that was evolved before, or, in one
// of two cases, an accepted sample.
func (e *evolve) from(st *State) (evolved, bool) {
	if n := len(st.Accepted); n > 0 && (len(e.pool) == 0 || st.Rand.IntN(2) == 0) {
		x := st.Accepted[st.Rand.IntN(n)]
		return evolved{text: x.Values[st.Task.Fields[0]], parent: x.ID}, true
	}
	if len(e.pool) == 0 {
		return evolved{}, false
	}
	return e.pool[st.Rand.IntN(len(e.pool))], true
}

func (e *evolve) Take(st *State, a *Ask, o generator.Object) Taken {
	field := st.Task.Fields[0]
	switch a.Step {
	case "response":
		if text := Text(o, st.Task.Target); excused().MatchString(text) && len(strings.Fields(text)) < 80 {
			return Taken{Refused: "eliminated: the model will not answer it"}
		}
		return answered(a, o, field)
	}
	from, _ := a.Keep.(evolved)
	text := strings.TrimSpace(Text(o, field))
	if why := eliminated(from.text, text); why != "" {
		return Taken{Refused: "eliminated: " + why}
	}
	if !e.fed && from.round+1 < e.rounds {
		e.pool = append(e.pool, evolved{text: text, parent: from.parent, round: from.round + 1})
	}
	then := respond(st, a, text)
	then.Conditions = slices.Clone(a.Conditions)
	return Taken{Then: []*Ask{then}}
}

// eliminated says why an evolved instruction is dropped (section 3.2).
func eliminated(from, to string) string {
	switch {
	case to == "":
		return "it is empty"
	case strings.EqualFold(strings.Join(strings.Fields(from), " "), strings.Join(strings.Fields(to), " ")):
		return "nothing was gained"
	case copied().MatchString(to) && !copied().MatchString(from):
		return "it repeats words of the request"
	case excused().MatchString(to) && len(strings.Fields(to)) < 80:
		return "the model will not"
	}
	return ""
}
