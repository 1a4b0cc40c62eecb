package strategy

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"winnow/generator"
	"winnow/review"
)

func TestDialogue_RolesAlternateAndEveryLeafComesBeforeOneComesAgain(t *testing.T) {
	t.Parallel()
	task := cookTask(func(g *review.Generate) {
		g.Strategy = "dialogue"
		g.Topics = []review.Topic{{Name: "soup"}, {Name: "bread", Topics: []review.Topic{{Name: "rye"}, {Name: "wheat"}}}}
	})
	n := 0
	d := drive(t, task, nil, 6, func(*Ask, int) map[string]any {
		n++
		return map[string]any{"message": fmt.Sprintf("turn %d", n)}
	})
	topics := map[string]int{}
	for i, f := range d.drafts {
		var turns []turn
		if err := json.Unmarshal(f.Extra[0].Value, &turns); err != nil || f.Extra[0].Name != MemberMessages {
			t.Fatal(err)
		}
		if r := len(turns) / 2; len(turns)%2 != 0 || r < leastRounds || r > mostRounds {
			t.Errorf("%d turns", len(turns))
		}
		for k, x := range turns {
			if x.Role != []string{userRole, assistantRole}[k%2] {
				t.Errorf("turn %d is the %s's", k, x.Role)
			}
		}
		last := turns[len(turns)-1].Content
		if f.Texts["output"] != last || strings.Contains(f.Texts["instruction"], last) || !strings.HasPrefix(f.Texts["instruction"], "User: turn") {
			t.Errorf("sample %v", f.Texts)
		}
		topic := strings.TrimPrefix(d.of[i].Condition(), "topic: ")
		if topics[topic]++; topics[topic] > 1 && len(topics) < 3 {
			t.Errorf("%s comes again before all were used", topic)
		}
	}
	if len(d.drafts) != 6 || topics["bread › rye"] != 2 {
		t.Errorf("%d conversations about %v", len(d.drafts), topics)
	}
	for _, user := range d.prompts(userRole) {
		if strings.Contains(user, "as the guidelines ask") {
			t.Errorf("the user is told how to answer:\n%s", user)
		}
	}
}

func TestPipeline_StepsRunInOrderAndWhatIsOnTheWayIsKept(t *testing.T) {
	t.Parallel()
	task := cookTask(func(g *review.Generate) {
		g.Seeds = seeds("Boil an egg.", "Peel a potato.", "Bake bread.")
		g.Principles = []string{"Name the weight."}
		g.Steps = []review.Step{
			{Name: "first", Strategy: "unnatural"},
			{Name: "harder", Strategy: "evolve", From: []string{"first"}},
			{Name: "better", Strategy: "critique-revise", From: []string{"harder"}},
		}
	})
	s, err := New(task, nil)
	if err != nil {
		t.Fatal(err)
	}
	var order []string
	between := map[string]int{}
	n := 0
	for k := 1; n == 0 && k < 20; k++ {
		a := s.Next(state(task, k))
		for todo := []*Ask{a}; len(todo) > 0; todo = todo[1:] {
			a := todo[0]
			order = append(order, a.Pipe)
			values := map[string]any{}
			for _, m := range a.Members {
				values[m.Name] = "the " + m.Name + " of " + a.Pipe + " " + a.Step
			}
			got := s.Take(state(task, k), a, object(t, values))
			todo = append(todo, got.Then...)
			switch {
			case got.Refused != "":
				t.Fatal(got.Refused)
			case got.Draft != nil && got.Between != "":
				between[got.Between]++
			case got.Draft != nil:
				n++
				if got.Draft.Texts["instruction"] != "the instruction of harder evolve" || a.Strategy != "critique-revise" {
					t.Errorf("the sample is %v by %s", got.Draft.Texts, a.Strategy)
				}
			}
		}
	}
	if fmt.Sprint(order) != "[first first harder harder better better]" || between["first"] != 1 || between["harder"] != 1 || n != 1 {
		t.Errorf("steps %v, on the way %v, %d samples", order, between, n)
	}
}

func TestPipeline_WhatIsToldToBeKeptIsASampleToo(t *testing.T) {
	t.Parallel()
	task := seaTask(func(g *review.Generate) {
		g.PerRequest = 1
		g.Steps = []review.Step{{Name: "a", Strategy: "zerogen", Keep: true}, {Name: "b", Strategy: "paraphrase", From: []string{"a"}}}
	})
	n := 0
	d := drive(t, task, nil, 2, func(a *Ask, _ int) map[string]any {
		n++
		return map[string]any{"text": fmt.Sprintf("%d words of %s", n, strings.Repeat(a.Pipe, 9)), "label": "calm"}
	})
	if len(d.drafts) != 2 || d.of[0].Pipe != "a" || d.of[1].Pipe != "b" || d.of[1].Parents[0] != "a:1" {
		t.Errorf("%d samples, refused %q", len(d.drafts), d.refused)
	}
}

func TestPipeline_OnlySomeStrategiesTakeResults(t *testing.T) {
	t.Parallel()
	task := seaTask(func(g *review.Generate) {
		g.Steps = []review.Step{{Name: "a", Strategy: "zerogen"}, {Name: "b", Strategy: "zerogen", From: []string{"a"}}}
	})
	_, err := New(task, nil)
	var e *generator.Error
	if !errors.As(err, &e) || e.Reason != `step "b": strategy zerogen takes nothing from other steps` || !strings.Contains(e.Hint, "evolve") {
		t.Errorf("got %v", err)
	}
}

// labelTask labels the lines of a file.
func labelTask(change func(*review.Generate)) review.Task {
	return seaTask(func(g *review.Generate) {
		g.Strategy, g.File = "label", "rows.txt"
		change(g)
	})
}

func TestLabel_ReasonsFirstAndKeepsTheLabelWhenThatIsCutOff(t *testing.T) {
	t.Parallel()
	task := labelTask(func(g *review.Generate) { g.Rationale = true })
	d := drive(t, task, rows("Waves.", "Glass."), 2, func(a *Ask, _ int) map[string]any {
		if a.Members[0].Name != "rationale" || a.Members[1].Name != "label" || a.Weigh != "label" {
			t.Errorf("asks for %v, weighs %s", a.Members, a.Weigh)
		}
		if a.Material[0].Text == "Waves." {
			return map[string]any{"rationale": "It moves.", "label": "rough"}
		}
		return map[string]any{"label": "calm"}
	})
	if len(d.drafts) != 2 || string(d.drafts[0].Extra[0].Value) != `"It moves."` || len(d.drafts[1].Extra) != 0 {
		t.Fatalf("%d drafts", len(d.drafts))
	}
	if d.drafts[0].Texts["text"] != "Waves." || d.of[0].Parents[0] != "rows.txt:1" {
		t.Errorf("draft %v of %q", d.drafts[0].Texts, d.of[0].Parents)
	}
}

func TestLabel_ExplainsDemonstrationsOnce(t *testing.T) {
	t.Parallel()
	task := labelTask(func(g *review.Generate) { g.Demonstrations.Explain = true })
	shown := Example{ID: "7", Values: map[string]string{"text": "Foam.", "label": "rough"}}
	d := drive(t, task, rows("Waves.", "Glass."), 3, func(a *Ask, _ int) map[string]any {
		if a.Step == "why" {
			return map[string]any{"why": "Foam comes of breakers."}
		}
		return map[string]any{"why": "So.", "label": "calm"}
	}, func(st *State) {
		st.Pick = func(string, int) []Example { return []Example{shown} }
	})
	if n := len(d.prompts("why")); n != 1 || len(d.drafts) != 2 {
		t.Fatalf("%d explanations for %d rows", n, len(d.drafts))
	}
	for _, user := range d.prompts("") {
		if !strings.Contains(user, `{"text": "Foam.", "why": "Foam comes of breakers.", "label": "rough"}`) {
			t.Errorf("the explanation is not shown:\n%s", user)
		}
	}
}
