package strategy

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"winnow/generator"
	"winnow/review"
)

// sea is a model that writes something of every ask's own.
func sea(a *Ask, i int) map[string]any {
	label := a.Label
	if label == "" {
		label = "calm"
	}
	return map[string]any{"text": fmt.Sprintf("Crossing %d of request %d.", i, a.Number), "label": label}
}

func TestZerogen_QuotasWithinOne(t *testing.T) {
	t.Parallel()
	d := drive(t, seaTask(), nil, 20, sea)
	have := map[string]int{}
	for _, a := range d.of {
		have[a.Label]++
	}
	if have["calm"] != have["rough"] || have["calm"] != 50 {
		t.Errorf("labels %v of 100", have)
	}
}

func TestAttributes_ValuesFitTheLabelAndVary(t *testing.T) {
	t.Parallel()
	task := seaTask(func(g *review.Generate) {
		g.Strategy = "attributes"
		g.Attributes = map[string]review.Values{
			"ship": {All: []string{"a ferry", "a yacht", "a barge"}},
			"wind": {ByLabel: map[string][]string{"calm": {"none", "a breeze"}, "rough": {"a gale"}}},
		}
	})
	seen := map[string]bool{}
	for _, a := range drive(t, task, nil, 20, sea).asks {
		_, user := a.Compose()
		wind := condition(user, "wind")
		seen[condition(user, "ship")] = true
		if (a.Label == "rough") != (wind == "a gale") {
			t.Errorf("label %s was asked for with wind %q", a.Label, wind)
		}
		if !strings.Contains(a.Condition(), "wind: "+wind) {
			t.Errorf("the provenance %q does not say the wind", a.Condition())
		}
	}
	if len(seen) != 3 {
		t.Errorf("ships asked for: %v", seen)
	}
}

func TestSeedWords_TextsWithoutTheStemsAreRefused(t *testing.T) {
	t.Parallel()
	task := seaTask(func(g *review.Generate) {
		g.Strategy = "seed-words"
		g.Words = map[string][]string{"noun": {"anchor"}, "verb": {"drift"}}
		g.Features = []string{"a question"}
	})
	texts := []string{"The ANCHORS held, and we drifted on?", "The anchor held?", "We drifted."}
	d := drive(t, task, nil, 1, func(_ *Ask, i int) map[string]any {
		return map[string]any{"text": texts[i%3], "label": "calm"}
	})
	if len(d.drafts) != 2 || len(d.refused) != 3 || d.refused[0] != `the word "drift" is not in it` {
		t.Errorf("%d drafts, refused %q", len(d.drafts), d.refused)
	}
	if user := d.prompts("")[0]; condition(user, "noun that every text holds") != "anchor" || condition(user, "it has") != "a question" {
		t.Errorf("the prompt says\n%s", user)
	}
}

func TestParaphrase_KeepsTheLabelInOtherWords(t *testing.T) {
	t.Parallel()
	const from = "We rolled all night and nobody slept in the small cabin below"
	task := seaTask(func(g *review.Generate) {
		g.Strategy = "paraphrase"
		g.Seeds = []map[string]string{{"text": from, "label": "rough"}}
	})
	says := []map[string]any{
		{"text": "Nobody closed an eye, so much did the ship roll.", "label": "rough"},
		{"text": from + "!", "label": "rough"},
		{"text": "It was a restful night.", "label": "calm"},
	}
	d := drive(t, task, nil, 1, func(_ *Ask, i int) map[string]any { return says[i] })
	if len(d.drafts) != 1 || len(d.refused) != 2 ||
		!strings.Contains(d.refused[0], "nearly the same words") || d.refused[1] != `the label did not survive: "rough" became "calm"` {
		t.Errorf("%d drafts, refused %q", len(d.drafts), d.refused)
	}
	if strings.Contains(d.prompts("")[0], `right label`) {
		t.Errorf("the model is told the label:\n%s", d.prompts("")[0])
	}
}

func TestReverse_TheLabelComesFirstAndTheWayBackIsASignal(t *testing.T) {
	t.Parallel()
	task := seaTask(func(g *review.Generate) { g.Strategy, g.PerRequest = "reverse", 1 })
	d := drive(t, task, nil, 4, func(a *Ask, _ int) map[string]any {
		if a.Step == "text" {
			return map[string]any{"text": "Waves like houses."}
		}
		return map[string]any{"label": "rough"}
	})
	if len(d.drafts) != 4 {
		t.Fatalf("%d drafts", len(d.drafts))
	}
	for i, f := range d.drafts {
		want := 0.0
		if f.Texts["label"] == "rough" {
			want = 1
		}
		if f.Texts["label"] != d.of[i].Label || f.Texts["text"] != "Waves like houses." || f.Signals[0] != (review.Signal{Name: review.SignalRoundTrip, Value: want}) {
			t.Errorf("draft %+v of label %s", f, d.of[i].Label)
		}
	}
	for _, back := range d.prompts("label") {
		if strings.Contains(back, "right label of each") {
			t.Errorf("the way back is told the label:\n%s", back)
		}
	}
}

func TestTree_EveryLeafBeforeOneIsUsedAgain(t *testing.T) {
	t.Parallel()
	task := seaTask(func(g *review.Generate) {
		g.Strategy, g.PerRequest = "tree", 1
		g.Topics = []review.Topic{{Name: "harbour"}, {Name: "open sea", Topics: []review.Topic{{Name: "fog"}, {Name: "night"}}}}
	})
	var topics []string
	for _, user := range drive(t, task, nil, 6, sea).prompts("") {
		topics = append(topics, condition(user, "topic"))
	}
	for _, half := range [][]string{topics[:3], topics[3:]} {
		slices.Sort(half)
		if fmt.Sprint(half) != "[harbour open sea › fog open sea › night]" {
			t.Errorf("topics in turn: %q", topics)
		}
	}
}

func TestTree_GrowsBeforeItIsUsed(t *testing.T) {
	t.Parallel()
	task := seaTask(func(g *review.Generate) {
		g.Strategy, g.Rounds = "tree", 2
		g.Topics = []review.Topic{{Name: "sea"}}
	})
	d := drive(t, task, nil, 6, func(a *Ask, i int) map[string]any {
		if a.Step == "topics" {
			return map[string]any{"topics": []string{"fog", " ", "night"}}
		}
		return sea(a, i)
	})
	if got := len(d.prompts("topics")); got != 3 {
		t.Errorf("%d topics were split, want the first and its two", got)
	}
	if topic := condition(d.prompts("")[0], "topic"); strings.Count(topic, "›") != 2 {
		t.Errorf("the first text is about %q", topic)
	}
}

func TestKnowledge_EveryFactOnce(t *testing.T) {
	t.Parallel()
	task := seaTask(func(g *review.Generate) { g.Strategy, g.File, g.PerRequest = "knowledge", "facts.csv", 1 })
	files := func(string) ([]Row, error) {
		return []Row{
			{Line: 2, ID: "1", Values: map[string]string{"strait": "Dover", "relation": "is narrow"}},
			{Line: 3, ID: "2", Values: map[string]string{"strait": "Bass", "relation": "is stormy"}},
		}, nil
	}
	d := drive(t, task, files, 2, sea)
	var conditions []string
	for _, a := range d.of {
		conditions = append(conditions, strings.SplitN(a.Condition(), "; ", 2)[1]+" "+a.Parents[0])
	}
	slices.Sort(conditions)
	want := []string{"relation: is narrow; strait: Dover facts.csv:2", "relation: is stormy; strait: Bass facts.csv:3"}
	if !slices.Equal(conditions, want) {
		t.Errorf("conditions %q", conditions)
	}
}

func TestInspire_ProvenanceHasFileAndOffset(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("The log of the ship. ", 100)
	task := seaTask(func(g *review.Generate) { g.Strategy, g.File = "inspire", "log.txt" })
	for _, a := range drive(t, task, rows(long), 5, sea).asks {
		var from int
		if _, err := fmt.Sscanf(a.Parents[0], "log.txt:1+%d", &from); err != nil {
			t.Fatalf("parents %q: %v", a.Parents, err)
		}
		if piece := a.Material[0].Text; piece != long[from:from+pieceOf] {
			t.Errorf("the piece is not at %d", from)
		}
	}
}

func TestMix_SoftLabelsSumToOne(t *testing.T) {
	t.Parallel()
	task := seaTask(func(g *review.Generate) {
		g.Strategy = "mix"
		g.Seeds = []map[string]string{{"text": "Flat.", "label": "calm"}, {"text": "Wild.", "label": "rough"}}
	})
	s, err := New(task, nil)
	if err != nil {
		t.Fatal(err)
	}
	a := s.Next(state(task, 1))
	if len(a.Examples) != 2 || a.Weigh != "label" {
		t.Fatalf("asks with %d examples, weighs %q", len(a.Examples), a.Weigh)
	}
	o := object(t, map[string]any{"text": "Flat, then wild.", "label": "rough"})
	o.Evidence.Shares = []review.Alternative{{Label: "rough", Share: 0.6}, {Label: "calm", Share: 0.4}}
	got := s.Take(state(task, 1), a, o)
	if soft := string(got.Draft.Extra[0].Value); got.Draft.Extra[0].Name != MemberSoftLabel || soft != `{"calm":0.4,"rough":0.6}` {
		t.Errorf("soft label %s", soft)
	}
}

func TestFromErrors_AsksInProportionToTheErrors(t *testing.T) {
	t.Parallel()
	task := seaTask(func(g *review.Generate) { g.Strategy, g.PerRequest = "from-errors", 1 })
	wrong := map[Pair]int{{"calm", "rough"}: 15, {"rough", "calm"}: 5}
	d := drive(t, task, nil, 400, sea, func(st *State) {
		st.Corrected = wrong
		st.Accepted = []Example{
			{ID: "7", Values: map[string]string{"text": "Choppy.", "label": "rough"}, Changed: true},
			{ID: "8", Values: map[string]string{"text": "Sunny.", "label": "rough"}},
		}
	})
	n := 0
	for _, a := range d.asks {
		if a.Label == "rough" {
			n++
			if !slices.Equal(a.Parents, []string{"7"}) {
				t.Fatalf("shows %q, want the corrected one", a.Parents)
			}
		}
	}
	if share := float64(n) / float64(len(d.asks)); math.Abs(share-0.75) > 0.07 {
		t.Errorf("%.2f of what is asked for is rough, where 0.75 of the errors were", share)
	}
	if plain := drive(t, task, nil, 4, sea); len(plain.drafts) != 4 {
		t.Errorf("without errors %d drafts of 4", len(plain.drafts))
	}
}

func TestSeveral_ShareAndSlow(t *testing.T) {
	t.Parallel()
	task := seaTask(func(g *review.Generate) {
		g.Strategy, g.PerRequest = "zerogen, attributes", 1
		g.Attributes = map[string]review.Values{"ship": {All: []string{"a ferry"}}}
	})
	s, err := New(task, nil)
	if err != nil {
		t.Fatal(err)
	}
	count := func(n int) map[string]int {
		out := map[string]int{}
		for k := range n {
			out[s.Next(state(task, k+1)).Strategy]++
		}
		return out
	}
	if c := count(20); c["zerogen"] != 10 || c["attributes"] != 10 {
		t.Errorf("asked %v", c)
	}
	s.(*several).Slow("zerogen", true)
	if c := count(100); c["zerogen"] > 20 {
		t.Errorf("slowed, and asked %v", c)
	}
}

func TestNew_SaysWhatIsMissingByExample(t *testing.T) {
	t.Parallel()
	for _, name := range review.Strategies {
		for _, task := range []review.Task{seaTask(), cookTask()} {
			task.Generate.Strategy = name
			_, err := New(task, rows())
			if err == nil {
				continue
			}
			var e *generator.Error
			if !errors.As(err, &e) || !strings.Contains(e.Reason, "strategy "+name) || e.Hint == "" {
				t.Errorf("%s for kind %s: %v", name, task.Kind, err)
			}
			if strings.Contains(e.Reason, "needs generate.") && !strings.Contains(e.Hint, "strategy: "+name) {
				t.Errorf("%s for kind %s shows no example: %s", name, task.Kind, e.Hint)
			}
		}
	}
}
