package strategy

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"winnow/review"
	"winnow/review/similar"
)

// cook is a model that answers everything, each time another way.
func cook(a *Ask, i int) map[string]any {
	out := map[string]any{}
	for _, m := range a.Members {
		out[m.Name] = fmt.Sprintf("%s number %d%d of %s", strings.Repeat("abcdefghij"[a.Number%10:a.Number%10+1], 5), a.Number, i, m.Name)
	}
	return out
}

func TestSelfInstruct_SixAndTwoExamplesAndNoneAlike(t *testing.T) {
	t.Parallel()
	task := cookTask(func(g *review.Generate) {
		g.Strategy = "self-instruct"
		g.Seeds = seeds("Boil an egg for six minutes", "Peel a potato with a knife", "Bake a loaf of rye bread",
			"Fry onions until they are brown", "Clean a fish from the sea", "Grind coffee by hand", "Whip cream without a machine")
	})
	words := strings.Fields("salt pepper basil thyme sage mint dill chive clove mace anise cumin fennel ginger garlic lemon lime plum fig date")
	n := 0
	d := drive(t, task, nil, 6, func(a *Ask, i int) map[string]any {
		if a.Step == "response" {
			return map[string]any{"output": "Like this."}
		}
		n++
		w := words[n%len(words)]
		return map[string]any{"instruction": []string{
			fmt.Sprintf("Chop %s for a %s and %s stew", w, words[(n*7)%20], words[(n*3)%20]),
			"Boil an egg for five minutes", "Draw a picture of " + w + " on toast", "Stir", "Write a program that stirs soup",
		}[i%5]}
	})
	for k, user := range d.prompts("tasks") {
		human, machine := 0, 0
		for _, line := range strings.Split(user, "\n") {
			switch {
			case !strings.HasPrefix(line, `{"instruction"`):
			case strings.Contains(line, "stew"):
				machine++
			default:
				human++
			}
		}
		if human != 6 || k >= 2 && machine != 2 {
			t.Errorf("request %d shows %d of a person and %d of the model", k+1, human, machine)
		}
	}
	var kept []string
	for _, f := range d.drafts {
		kept = append(kept, f.Texts["instruction"])
	}
	for i, a := range kept {
		for _, b := range kept[:i] {
			if r := similar.RougeL(a, b); r > mostOverlap {
				t.Errorf("ROUGE-L %.2f: %q and %q", r, a, b)
			}
		}
	}
	all := strings.Join(d.refused, "\n")
	for _, why := range []string{"too like another (ROUGE-L 0.83)", "needs more than text: Draw", "too short", "asks for a program"} {
		if !strings.Contains(all, why) {
			t.Errorf("nothing was refused because %s:\n%s", why, all)
		}
	}
	if len(kept) == 0 || d.of[0].Temperature == nil || *d.of[0].Temperature != 0 {
		t.Errorf("%d tasks were answered", len(kept))
	}
}

func TestUnnatural_ThreeExamplesThenAColdResponse(t *testing.T) {
	t.Parallel()
	task := cookTask(func(g *review.Generate) {
		g.Strategy = "unnatural"
		g.Seeds = seeds("Boil an egg.", "Peel a potato.", "Bake bread.", "Fry onions.")
	})
	d := drive(t, task, nil, 3, cook)
	if len(d.drafts) != 3 || *d.of[0].Temperature != 0 {
		t.Fatalf("%d drafts", len(d.drafts))
	}
	for _, user := range d.prompts("tasks") {
		if n := strings.Count(user, `{"instruction"`); n != 3 {
			t.Errorf("%d examples", n)
		}
	}
}

func TestEvolve_LinksToItsParentAndSaysWhyItDrops(t *testing.T) {
	t.Parallel()
	task := cookTask(func(g *review.Generate) {
		g.Strategy, g.Operators = "evolve", []string{"constrain"}
		g.Seeds = seeds("Boil an egg.")
	})
	says := []string{
		"Boil an egg in milk.", "boil  an EGG.", "The rewritten prompt: boil two eggs.", "Sorry, I cannot do that.", "",
	}
	n := -1
	d := drive(t, task, nil, 40, func(a *Ask, _ int) map[string]any {
		if a.Step == "response" {
			return map[string]any{"output": "As you like."}
		}
		if a.Keep.(evolved).text != "Boil an egg." && a.Keep.(evolved).parent == "" {
			return map[string]any{"instruction": a.Material[0].Text + " Twice."}
		}
		n++
		return map[string]any{"instruction": says[n%len(says)]}
	}, func(st *State) {
		st.Accepted = []Example{{ID: "42", Values: map[string]string{"instruction": "Fry an egg."}}}
	})
	all := strings.Join(d.refused, "\n")
	for _, why := range []string{"nothing was gained", "it repeats words of the request", "the model will not", "it is empty"} {
		if !strings.Contains(all, "eliminated: "+why) {
			t.Errorf("nothing was eliminated because %s:\n%s", why, all)
		}
	}
	linked := 0
	for _, a := range d.of {
		if slices.Equal(a.Parents, []string{"42"}) {
			linked++
		}
	}
	if linked == 0 || linked == len(d.of) || d.of[0].Condition() != "operation: constrain" {
		t.Errorf("%d of %d link to the accepted sample; condition %q", linked, len(d.of), d.of[0].Condition())
	}
}

func TestBacktranslate_TheOutputIsTheSourceByteForByte(t *testing.T) {
	t.Parallel()
	const natural = "Two  cups of flour,\u00a0no more.\\n"
	task := cookTask(func(g *review.Generate) { g.Strategy, g.File = "backtranslate", "answers.txt" })
	d := drive(t, task, rows(natural, "Salt."), 5, func(a *Ask, _ int) map[string]any {
		if a.Step == "input" {
			return map[string]any{"instruction": "How much flour?"}
		}
		return map[string]any{"output": "Two cups of flour"}
	})
	if len(d.drafts) != 2 {
		t.Fatalf("%d drafts of 2 lines", len(d.drafts))
	}
	f := d.drafts[0]
	if f.Texts["output"] != natural || f.Texts["instruction"] != "How much flour?" || d.of[0].Parents[0] != "answers.txt:1" {
		t.Errorf("draft %+v of %q", f, d.of[0].Parents)
	}
	if f.Signals[0].Name != review.SignalRoundTrip || f.Signals[0].Value < 0.7 || d.drafts[1].Signals[0].Value != 0 {
		t.Errorf("signals %v and %v", f.Signals, d.drafts[1].Signals)
	}
}

func TestTransform_EveryRowIsASampleOrRefused(t *testing.T) {
	t.Parallel()
	task := cookTask(func(g *review.Generate) {
		g.Strategy, g.File, g.Plan = "transform", "rows.csv", "The dish becomes the instruction; drop drinks."
	})
	d := drive(t, task, rows("soup", "tea", "bread"), 9, func(a *Ask, _ int) map[string]any {
		if a.Material[0].Text == "tea" {
			return map[string]any{"instruction": "", "output": "", "discard": "a drink"}
		}
		return map[string]any{"instruction": "Make " + a.Material[0].Text, "output": "So.", "discard": ""}
	})
	if len(d.drafts) != 2 || !slices.Equal(d.refused, []string{"discarded by the plan: a drink"}) {
		t.Errorf("%d drafts, refused %q of 3 rows", len(d.drafts), d.refused)
	}
	if !strings.Contains(d.prompts("")[0], "drop drinks") || d.of[1].Parents[0] != "rows.csv:3" {
		t.Errorf("parents %q, prompt\n%s", d.of[1].Parents, d.prompts("")[0])
	}
}

func TestBackwardForward_BothAnswersMustAgree(t *testing.T) {
	t.Parallel()
	task := cookTask(func(g *review.Generate) {
		g.Strategy, g.Topics = "backward-forward", []review.Topic{{Name: "weights"}}
	})
	n := 0
	d := drive(t, task, nil, 2, func(a *Ask, _ int) map[string]any {
		if a.Step == "backward" {
			return map[string]any{"reasoning": "One. Two.", "instruction": "How many eggs?", "final_answer": "Three."}
		}
		n++
		return map[string]any{"output": "We need three.", "final_answer": []string{" three", "four"}[n-1]}
	})
	if len(d.drafts) != 1 || len(d.refused) != 1 || !strings.Contains(d.refused[0], `"Three." and "four"`) {
		t.Errorf("%d drafts, refused %q", len(d.drafts), d.refused)
	}
	if steps := condition(d.prompts("backward")[0], "steps"); !slices.Contains([]string{"two", "three", "four", "five"}, steps) {
		t.Errorf("asked for %q steps", steps)
	}
}

func TestCritique_KeepsDraftAndPrinciple(t *testing.T) {
	t.Parallel()
	task := cookTask(func(g *review.Generate) {
		g.Strategy, g.Principles, g.Seeds = "critique-revise", []string{"Name the weight."}, seeds("Bake bread.")
	})
	d := drive(t, task, nil, 1, func(a *Ask, _ int) map[string]any {
		if a.Step == "draft" {
			return map[string]any{"output": "Take some flour."}
		}
		return map[string]any{"critique": "No weight is named.", "output": "Take 500 g of flour."}
	})
	if len(d.drafts) != 1 {
		t.Fatalf("%d drafts, refused %q", len(d.drafts), d.refused)
	}
	f := d.drafts[0]
	got := fmt.Sprintf("%s|%s|%s|%s|%s", Text(f.Object, "output"), f.Extra[0].Value, f.Extra[1].Value, f.Extra[2].Value, f.Texts["instruction"])
	want := `Take 500 g of flour.|"Take some flour."|"No weight is named."|"Name the weight."|Bake bread.`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// Ensure that what Argilla's row says of its old suggestion is not taken for what the
// new answer is worth.
func TestRow_DraftKeepsAnOldSuggestionApart(t *testing.T) {
	t.Parallel()
	row := Row{Values: map[string]string{"text": "a"}}
	for _, name := range []string{"text", "mood.suggestion", "mood.suggestion.score", "mood.suggestion.agent", "other.suggestion.score"} {
		row.Members = append(row.Members, review.Member{Name: name, Value: []byte("0.5")})
	}
	var names []string
	for _, m := range row.Draft(review.Task{Kind: review.Classify, Fields: []string{"text"}, Target: "mood.suggestion"}).Extra {
		names = append(names, m.Name)
	}
	want := []string{"input_mood.suggestion", "input_mood.suggestion.score", "input_mood.suggestion.agent", "other.suggestion.score"}
	if !slices.Equal(names, want) {
		t.Errorf("got %q, want %q", names, want)
	}
}
