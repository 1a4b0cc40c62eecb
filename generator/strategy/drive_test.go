package strategy

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"winnow/generator"
	"winnow/review"
)

// seaTask is of kind classify, cookTask of kind text.
func seaTask(change ...func(*review.Generate)) review.Task {
	t := review.Task{
		Name: "crossings", Kind: review.Classify, Guidelines: "Say how the sea was.",
		Fields: []string{"text"}, Target: "label",
		Labels: []review.Label{{Name: "calm", Description: "Nobody is sick."}, {Name: "rough"}},
	}
	for _, c := range change {
		c(&t.Generate)
	}
	return t
}

func cookTask(change ...func(*review.Generate)) review.Task {
	t := review.Task{
		Name: "kitchen", Kind: review.Text, Guidelines: "Answer like a cook.",
		Fields: []string{"instruction"}, Target: "output",
	}
	for _, c := range change {
		c(&t.Generate)
	}
	return t
}

// object is an object of an answer; values are texts, or lists of them.
func object(t *testing.T, values map[string]any) generator.Object {
	t.Helper()
	raw, err := json.Marshal(values)
	if err != nil {
		t.Fatal(err)
	}
	members, err := review.Members(raw)
	if err != nil {
		t.Fatal(err)
	}
	return generator.Object{Members: members, Raw: raw, Model: "m"}
}

// driven is what came of asking a strategy, without any endpoint.
type driven struct {
	asks    []*Ask
	drafts  []Draft
	of      []*Ask // the ask of each draft
	refused []string
}

// prompts are the user messages of the asks of a step.
func (d driven) prompts(step string) []string {
	var out []string
	for _, a := range d.asks {
		if a.Step == step {
			_, user := a.Compose()
			out = append(out, user)
		}
	}
	return out
}

// state is what a strategy is told by default.
func state(task review.Task, n int) *State {
	return &State{
		Task: task, Number: n, Seed: uint64(n), Rand: rand.New(rand.NewPCG(uint64(n), 1)),
		Left: 100, Wanted: 100, Have: map[string]int{},
	}
}

// drive asks a strategy n times, and what follows, and answers each object with
// what the model says.
func drive(t *testing.T, task review.Task, files Files, n int, model func(a *Ask, i int) map[string]any, tell ...func(*State)) driven {
	t.Helper()
	s, err := New(task, files)
	if err != nil {
		t.Fatal(err)
	}
	var d driven
	have := map[string]int{}
	for k := 1; k <= n; k++ {
		st := state(task, k)
		st.Have = have
		for _, f := range tell {
			f(st)
		}
		a := s.Next(st)
		if a == nil {
			continue
		}
		have[a.Label] += a.Count
		for todo := []*Ask{a}; len(todo) > 0; {
			a, todo = todo[0], todo[1:]
			d.asks = append(d.asks, a)
			for i := range max(1, a.Count) {
				got := s.Take(state(task, k), a, object(t, model(a, i)))
				todo = append(todo, got.Then...)
				if got.Refused != "" {
					d.refused = append(d.refused, got.Refused)
				}
				if got.Draft != nil {
					d.drafts = append(d.drafts, *got.Draft)
					d.of = append(d.of, a)
				}
			}
		}
	}
	return d
}

// rows are the lines of a file.
func rows(texts ...string) Files {
	return func(path string) ([]Row, error) {
		var out []Row
		for i, text := range texts {
			out = append(out, Row{Line: i + 1, ID: fmt.Sprintf("%s:%d", path, i+1), Values: map[string]string{"text": text}})
		}
		return out, nil
	}
}

// condition is the value of a condition in a prompt, "" without it.
func condition(user, name string) string {
	_, after, _ := strings.Cut(user, "- "+name+": ")
	value, _, _ := strings.Cut(after, "\n")
	return value
}

// seeds are instructions of a person.
func seeds(texts ...string) []map[string]string {
	var out []map[string]string
	for _, text := range texts {
		out = append(out, map[string]string{"instruction": text, "output": "Done."})
	}
	return out
}
