package strategy

import (
	"fmt"
	"slices"
	"strings"

	"winnow/generator"
	"winnow/review"
)

// pipeline is several strategies of which some go out from what others bring
// (Self-Prompting, Li et al. 2022, builds its samples so). Each result of a step
// goes once to every step after it; what no step takes, and what a step is told
// to keep, are samples, and the rest is kept aside.
type pipeline struct {
	steps []*pipe
}

// pipe is one step.
type pipe struct {
	review.Step
	strategy Strategy
	inputs   []Example // that it has not gone out from yet
	feeds    []*pipe
}

// takers are the strategies that can go out from results of others.
var takers = [...]string{"paraphrase", "evolve", "critique-revise", "fobar"}

func newPipeline(g generateOf) (Strategy, error) {
	p := &pipeline{}
	for _, step := range g.Steps {
		of := g
		if of.fed = len(step.From) > 0; of.fed {
			of.Seeds = nil
			if !slices.Contains(takers[:], step.Strategy) {
				return nil, &generator.Error{
					Reason: fmt.Sprintf("step %q: strategy %s takes nothing from other steps", step.Name, step.Strategy),
					Hint:   "those that do are " + strings.Join(takers[:], ", "),
				}
			}
		}
		one, err := named(step.Strategy, of)
		if err != nil {
			return nil, err
		}
		s := &pipe{Step: step, strategy: one}
		for _, before := range p.steps {
			if slices.Contains(step.From, before.Name) {
				before.feeds = append(before.feeds, s)
			}
		}
		p.steps = append(p.steps, s)
	}
	return p, nil
}

// Next asks the last step that has something to go out from, and else the
// earlier ones: what is begun is brought to its end first.
func (p *pipeline) Next(st *State) *Ask {
	for _, s := range slices.Backward(p.steps) {
		own := *st
		if len(s.From) > 0 {
			if len(s.inputs) == 0 {
				continue
			}
			own.Accepted = s.inputs[:1]
			s.inputs = s.inputs[1:]
		}
		if a := s.strategy.Next(&own); a != nil {
			a.Strategy, a.Pipe = s.Strategy, s.Name
			return a
		}
	}
	return nil
}

func (p *pipeline) Take(st *State, a *Ask, o generator.Object) Taken {
	i := slices.IndexFunc(p.steps, func(s *pipe) bool { return s.Name == a.Pipe })
	s := p.steps[i]
	got := s.strategy.Take(st, a, o)
	for _, then := range got.Then {
		then.Strategy, then.Pipe = a.Strategy, a.Pipe
	}
	if got.Draft == nil || len(s.feeds) == 0 {
		return got
	}
	for _, next := range s.feeds {
		next.inputs = append(next.inputs, got.Draft.example(st.Task, fmt.Sprintf("%s:%d", s.Name, a.Number)))
	}
	if !s.Keep {
		got.Between = s.Name
	}
	return got
}

// example is a draft as what the next step goes out from.
func (d *Draft) example(t review.Task, id string) Example {
	e := Example{ID: id, Values: map[string]string{}}
	for _, name := range append(slices.Clone(t.Fields), t.Target) {
		if v, ok := d.Texts[name]; ok {
			e.Values[name] = v
		} else if v := Text(d.Object, name); v != "" {
			e.Values[name] = v
		}
	}
	return e
}
