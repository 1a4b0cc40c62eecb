package strategy

import (
	"fmt"

	"winnow/generator"
	"winnow/generator/prompt"
	"winnow/review"
	"winnow/review/similar"
)

// paraphrase says in other words what samples say that reviewers took, and
// those of the task's seeds (the expansion of Honovich et al. 2023, section 2.3).
// The label must survive: the model gives it anew without being told, and one
// that changed is refused, as is one in nearly the same words.
type paraphrase struct {
	seeds []Example
	used  map[string]int
}

// nearlySame is the ROUGE-L from which a paraphrase is none.
const nearlySame = 0.9

func newParaphrase(g generateOf) (Strategy, error) {
	p := &paraphrase{used: map[string]int{}}
	for _, seed := range g.Seeds {
		p.seeds = append(p.seeds, Example{Values: seed})
	}
	return p, nil
}

func (p *paraphrase) Next(st *State) *Ask {
	of := append(p.seeds[:len(p.seeds):len(p.seeds)], st.Accepted...)
	if len(of) == 0 {
		return nil // there is nothing yet to say otherwise
	}
	from := of[0]
	field := st.Task.Fields[0]
	for _, e := range of { // the one that was used least, the newest of equals
		if p.used[e.Values[field]] <= p.used[from.Values[field]] {
			from = e
		}
	}
	p.used[from.Values[field]]++
	a := st.write(st.count(3), "")
	a.Do = []string{
		"Say the material below in other words, in " + fmt.Sprint(a.Count) + " ways that differ in wording and build, and keep what it means.",
	}
	if st.Task.Kind == review.Classify {
		a.Label = from.Values[st.Task.Target]
		a.Do = append(a.Do, "Then give in "+prompt.Quote(st.Task.Target)+" the label that the guidelines give to what you wrote.")
	} else {
		a.Members = a.Members[:len(st.Task.Fields)]
		a.Mean = ""
	}
	for _, f := range st.Task.Fields {
		a.Material = append(a.Material, prompt.Material{Name: f, Text: from.Values[f]})
	}
	if from.ID != "" {
		a.Parents = []string{from.ID}
	}
	a.Keep = from
	return a
}

func (p *paraphrase) Take(st *State, a *Ask, o generator.Object) Taken {
	from, _ := a.Keep.(Example)
	t := st.Task
	if overlap := similar.RougeL(Text(o, t.Fields[0]), from.Values[t.Fields[0]]); overlap >= nearlySame {
		return Taken{Refused: fmt.Sprintf("it is in nearly the same words (ROUGE-L %.2f)", overlap)}
	}
	if t.Kind == review.Text {
		return Taken{Draft: &Draft{Object: o, Texts: map[string]string{t.Target: from.Values[t.Target]}}}
	}
	if got := Text(o, t.Target); got != from.Values[t.Target] {
		return Taken{Refused: fmt.Sprintf("the label did not survive: %s became %s", prompt.Quote(from.Values[t.Target]), prompt.Quote(Short(got)))}
	}
	return keep(o)
}
