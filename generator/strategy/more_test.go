package strategy

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"winnow/review"
)

// likeTask is about two texts.
func likeTask() review.Task {
	t := seaTask(func(g *review.Generate) { g.Strategy, g.PerRequest = "pairs", 3 })
	t.Fields = []string{"first", "second"}
	t.Labels = []review.Label{{Name: "unlike"}, {Name: "alike"}, {Name: "same"}}
	return t
}

func TestPairs_OneFirstTextHasASecondForEachLabelAndAScore(t *testing.T) {
	t.Parallel()
	d := drive(t, likeTask(), nil, 1, func(a *Ask, _ int) map[string]any {
		return map[string]any{"first": "It rained.", "second": "For " + a.Label, "label": "same"}
	})
	if len(d.drafts) != 3 {
		t.Fatalf("%d pairs, refused %q", len(d.drafts), d.refused)
	}
	for i, label := range []string{"unlike", "alike", "same"} {
		f := d.drafts[i]
		if f.Texts["first"] != "It rained." || f.Texts["second"] != "For "+label || f.Texts["label"] != label {
			t.Errorf("pair %d is %v", i, f.Texts)
		}
		if back := f.Signals[0]; back.Name != review.SignalRoundTrip || (back.Value == 1) != (label == "same") {
			t.Errorf("pair %d: %v", i, back)
		}
	}
	second := d.prompts("second")[1]
	if !strings.Contains(second, `is "alike". Do not name it.`) || !strings.Contains(second, `none of these is right: "unlike", "same"`) {
		t.Errorf("the second text is asked for so:\n%s", second)
	}
	if relabel := d.prompts("label")[0]; strings.Contains(relabel, "Do not name") || !strings.Contains(relabel, "It rained.") {
		t.Errorf("the pair is labelled so:\n%s", relabel)
	}
}

func TestPairs_TheScoreIsThePlaceBetweenTheFirstLabelAndTheLast(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		shares []review.Alternative
		want   float64
	}{
		{[]review.Alternative{{Label: "same", Share: 1}}, 1},
		{[]review.Alternative{{Label: "unlike", Share: 1}}, 0},
		{[]review.Alternative{{Label: "alike", Share: 0.5}, {Label: "same", Share: 0.5}}, 0.75},
	} {
		if got := place(likeTask(), c.shares); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%v is at %v, want %v", c.shares, got, c.want)
		}
	}
}

func TestPairs_NeedsTwoFields(t *testing.T) {
	t.Parallel()
	_, err := New(seaTask(func(g *review.Generate) { g.Strategy = "pairs" }), nil)
	if err == nil || !strings.Contains(err.Error(), "two fields") {
		t.Errorf("got %v", err)
	}
}

func TestFobar_TheAnswerBackwardMustBeTheMaskedNumber(t *testing.T) {
	t.Parallel()
	task := cookTask(func(g *review.Generate) {
		g.Strategy = "fobar"
		g.Seeds = []map[string]string{
			{"instruction": "3 pots hold 4 cups each. How many cups is that?", "output": "12"},
			{"instruction": "Why does dough rest?", "output": "So that it can be rolled."},
		}
	})
	says := map[string]string{"X pots": "3.0", "hold X cups": "X = 5"}
	d := drive(t, task, nil, 4, func(a *Ask, _ int) map[string]any {
		_, user := a.Compose()
		out := map[string]any{"output": "Divide."}
		for part, x := range says {
			if strings.Contains(user, part) {
				out["final_answer"] = x
			}
		}
		return out
	})
	if len(d.asks) != 2 {
		t.Fatalf("%d questions of two numbers", len(d.asks))
	}
	if len(d.drafts) != 1 || len(d.refused) != 1 || d.refused[0] != `X was "4", and the answer is "X = 5"` {
		t.Fatalf("%d kept, refused %q", len(d.drafts), d.refused)
	}
	want := "X pots hold 4 cups each. How many cups is that?\nThe answer to this is known. If it is 12, what is X?"
	f := d.drafts[0]
	if f.Texts["instruction"] != want || string(f.Extra[0].Value) != `"3"` {
		t.Errorf("kept %q with %s", f.Texts["instruction"], f.Extra[0].Value)
	}
	done := map[Made]bool{{"fobar", "seed 1, number 1"}: true, {"fobar", "seed 1, number 2"}: true}
	again := drive(t, task, nil, 4, func(*Ask, int) map[string]any { return nil }, func(st *State) { st.Done = done })
	if len(again.asks) != 0 {
		t.Errorf("asked again: %s", again.prompts("")[0])
	}
}

func TestFobar_TheAnswerOfALongResponseIsItsLastNumber(t *testing.T) {
	t.Parallel()
	for response, want := range map[string]string{
		"12":                                    "12",
		"12 cups.":                              "12 cups",
		"":                                      "",
		"Add 3 and 4.\nThat is 7, and no more.": "7",
		strings.Repeat("Nothing is counted here. ", 9): "",
	} {
		if got := finalOf(response); got != want {
			t.Errorf("%q comes to %q, want %q", response, got, want)
		}
	}
	for _, same := range [][2]string{{"4", "X = 4.00 dollars."}, {"1,200", "1200"}, {"2.5", "2.50"}} {
		if plainNumber(same[0]) != plainNumber(same[1]) {
			t.Errorf("%q and %q are not the same", same[0], same[1])
		}
	}
}

func TestEvolve_OperatorsOfTheTaskFile(t *testing.T) {
	t.Parallel()
	task := cookTask(func(g *review.Generate) {
		g.Strategy, g.Seeds = "evolve", seeds("Name three soups that are eaten cold.")
		g.Operators = []string{"allergies"}
		g.Operations = map[string]string{"allergies": "Let one of the guests not eat something."}
	})
	d := drive(t, task, nil, 1, func(*Ask, int) map[string]any {
		return map[string]any{"instruction": "Name three cold soups without milk.", "output": "Gazpacho."}
	})
	if user := d.prompts("evolve")[0]; !strings.Contains(user, "Let one of the guests not eat something.") || condition(user, "operation") != "allergies" {
		t.Errorf("asked so:\n%s", user)
	}
	task.Generate.Operators = []string{"spices"}
	if _, err := New(task, nil); err == nil || !strings.Contains(err.Error(), `no operator "spices"`) {
		t.Errorf("got %v", err)
	}
}

// sure is a student that doubts the more, the later a row comes.
func sure(text string) []review.Alternative {
	n := 0
	_, _ = fmt.Sscanf(text, "Row %d", &n)
	p := 1 - float64(n)/20
	return []review.Alternative{{Label: "calm", Share: p}, {Label: "rough", Share: 1 - p}}
}

func TestLabel_AsksFirstAboutWhatTheStudentDoubts(t *testing.T) {
	t.Parallel()
	var texts []string
	for i := range 9 {
		texts = append(texts, fmt.Sprintf("Row %d.", i+1))
	}
	order := func(acquire string, tell ...func(*State)) []string {
		task := seaTask(func(g *review.Generate) { g.Strategy, g.File, g.Acquire = "label", "rows.txt", acquire })
		var out []string
		for _, a := range drive(t, task, rows(texts...), 12, sea, tell...).asks {
			out = append(out, strings.TrimPrefix(a.Parents[0], "rows.txt:"))
		}
		return out
	}
	taught := func(st *State) { st.Student = sure }
	for acquire, want := range map[string]string{"": "123456789", "order": "123456789", "entropy": "987654321", "least-confidence": "987654321"} {
		if got := strings.Join(order(acquire, taught), ""); got != want {
			t.Errorf("%q asks in the order %s, want %s", acquire, got, want)
		}
	}
	for _, acquire := range []string{"random", "entropy"} { // without a student
		got := strings.Join(order(acquire), "")
		if len(got) != 9 || got == "123456789" || got == "987654321" {
			t.Errorf("%q asks in the order %s", acquire, got)
		}
	}
}

func TestFromErrors_GoesByTheStudentsMistakesBeforeThereAreCorrections(t *testing.T) {
	t.Parallel()
	task := seaTask(func(g *review.Generate) { g.Strategy = "from-errors" })
	tell := func(st *State) { st.Mistaken = map[Pair]int{{Suggested: "calm", Right: "rough"}: 4} }
	for _, a := range drive(t, task, nil, 3, sea, tell).asks {
		if _, user := a.Compose(); a.Label != "rough" || condition(user, "mistaken for") != "calm" {
			t.Errorf("asks for %q:\n%s", a.Label, user)
		}
	}
	both := func(st *State) { tell(st); st.Corrected = map[Pair]int{{Suggested: "rough", Right: "calm"}: 1} }
	if a := drive(t, task, nil, 1, sea, both).asks[0]; a.Label != "calm" {
		t.Errorf("with a correction it asks for %q", a.Label)
	}
}

// Every word of a prompt that means a label is its verbalizer.
func TestVerbalizer_PromptsSayItInPlaceOfTheName(t *testing.T) {
	t.Parallel()
	words := map[string]string{"calm": "a quiet sea", "rough": "high waves"}
	for name, change := range map[string]func(*review.Generate){
		"zerogen": func(*review.Generate) {},
		"reverse": func(*review.Generate) {},
		"mix": func(g *review.Generate) {
			g.Seeds = []map[string]string{{"text": "Spray.", "label": "rough"}, {"text": "Flat.", "label": "calm"}}
		},
		"label":       func(g *review.Generate) { g.File = "x" },
		"from-errors": func(*review.Generate) {},
	} {
		task := seaTask(change)
		task.Generate.Strategy, task.Generate.Verbalizer = name, words
		tell := func(st *State) {
			st.Contrast = nil
			st.Corrected = map[Pair]int{{Suggested: "calm", Right: "rough"}: 1}
			st.Pick = func(string, int) []Example {
				return []Example{{ID: "a", Values: map[string]string{"text": "Spray over the bow.", "label": "rough"}}}
			}
		}
		d := drive(t, task, rows("Nobody slept."), 2, sea, tell)
		for _, a := range d.asks {
			system, user := a.Compose()
			for _, m := range a.Members {
				user += strings.Join(m.OneOf, " ")
			}
			for label := range words {
				if strings.Contains(system+user, `"`+label+`"`) || strings.Contains(user, " "+label+" ") {
					t.Errorf("%s says %q:\n%s%s", name, label, system, user)
				}
			}
			if !strings.Contains(system+user, `"high waves"`) {
				t.Errorf("%s does not say the words:\n%s%s", name, system, user)
			}
		}
	}
}

// What was grown is not forgotten with the process: leaves with samples are leaves
// again, and a topic of which all are known is not split anew.
func TestTree_WhatWasGrownIsThereAgain(t *testing.T) {
	t.Parallel()
	task := seaTask(func(g *review.Generate) {
		g.Strategy, g.Rounds, g.PerRequest = "tree", 1, 1
		g.Topics = []review.Topic{{Name: "harbour"}, {Name: "open sea"}}
	})
	known := map[string]bool{"": true, "open sea › gone › deeper": true, "harbour › quay": true, "harbour › fog": true}
	for _, name := range []string{"whales", "fog", "night", "swell"} {
		known["open sea › "+name] = true
	}
	d := drive(t, task, nil, 16, func(a *Ask, i int) map[string]any {
		if a.Step == "topics" {
			return map[string]any{"topics": []string{"fog", "ropes"}}
		}
		return sea(a, i)
	}, func(st *State) { st.Topics = known })
	if split := d.prompts("topics"); len(split) != 1 || !strings.Contains(split[0], `"harbour"`) {
		t.Errorf("split anew: %q", split)
	}
	times := map[string]int{}
	for _, user := range d.prompts("") {
		times[condition(user, "topic")]++
	}
	if len(times) != 7 || times["harbour › fog"] > 3 || times["harbour › ropes"] == 0 || times["open sea › swell"] == 0 {
		t.Errorf("asked for %v", times)
	}
}
