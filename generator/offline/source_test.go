package offline

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"winnow/generator"
	"winnow/review"
	"winnow/review/rank"
)

// smallTask is a classify task with two fields.
func smallTask() review.Task {
	return review.Task{
		Name: "small", Kind: review.Classify, Fields: []string{"title", "body"}, Target: "label",
		Labels: []review.Label{
			{Name: "cold", Examples: []string{"cold and icy", "so cold"}},
			{Name: "warm", Examples: []string{"warm and cosy", "so warm"}},
		},
		Generate: review.Generate{Grammar: map[string][]string{
			"cold":      {"A \"cold\" {n=place}", "Icy {n=place}"},
			"cold.body": {"So cold in the {n=place}\tand <icy> \\ {count}."},
			"warm":      {"Warm {n=place}"},
			"body":      {"So warm in the {n=place}. {count}"},
			"place":     {"hall", "attic", "yard", "shed"},
			"count":     {"{digit}{digit}"},
			"digit":     {"1", "2", "3", "4"},
		}},
	}
}

// textTask is a task of kind text whose response fits its instruction.
func textTask() review.Task {
	return review.Task{
		Name: "capitals", Kind: review.Text, Fields: []string{"instruction"}, Target: "output",
		Generate: review.Generate{Grammar: map[string][]string{
			"instruction": {"What is the capital of {x=country}?"},
			"output":      {"It is {x=capital}."},
			"country":     {"Chad", "Laos", "Peru"},
			"capital":     {"N'Djamena", "Vientiane", "Lima"},
		}},
	}
}

func raws(samples []review.Sample) []string {
	out := make([]string, len(samples))
	for i, s := range samples {
		out[i] = string(s.Raw)
	}
	return out
}

func TestSource_SameSeedSameSamples(t *testing.T) {
	t.Parallel()
	task := demoTask(t)
	first := raws(generate(t, task, generator.Request{Count: 50, Seed: 3}))
	if diff := cmp.Diff(first, raws(generate(t, task, generator.Request{Count: 50, Seed: 3}))); diff != "" {
		t.Errorf("a second run differs:\n%s", diff)
	}
	other := raws(generate(t, task, generator.Request{Count: 50, Seed: 4}))
	if slices.Equal(first, other) {
		t.Error("another seed makes the same samples")
	}
}

func TestSource_SkipGoesOnBehindWhatIsThere(t *testing.T) {
	t.Parallel()
	task := demoTask(t)
	whole := raws(generate(t, task, generator.Request{Count: 60, Seed: 3}))
	rest := raws(generate(t, task, generator.Request{Count: 20, Skip: 40, Seed: 3}))
	if diff := cmp.Diff(whole[40:], rest); diff != "" {
		t.Errorf("the rest differs (-whole +rest):\n%s", diff)
	}
}

func TestSource_NeverRepeatsAndSaysWhenNothingIsLeft(t *testing.T) {
	t.Parallel()
	s, err := New(textTask())
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	err = s.Generate(context.Background(), generator.Request{Count: 10}, func(ev generator.Event) {
		if seen[ev.Sample.ID] {
			t.Errorf("%s came twice", ev.Sample.Raw)
		}
		seen[ev.Sample.ID] = true
	})
	var advice *generator.Error
	if !errors.As(err, &advice) || !strings.Contains(advice.Reason, "no new text after 3") || advice.Hint == "" || !advice.Exhausted {
		t.Errorf("error %v, want that there is nothing after 3, with a hint", err)
	}
	if len(seen) != 3 {
		t.Errorf("%d samples of 3 possible", len(seen))
	}
}

func TestSource_RecordIsNativeAndWhole(t *testing.T) {
	t.Parallel()
	task := smallTask()
	for _, s := range generate(t, task, generator.Request{Count: 30, Seed: 9}) {
		again, err := review.ParseRecord(task, s.Raw)
		if err != nil {
			t.Fatalf("%s: %v", s.Raw, err)
		}
		if again.ContentHash().String() != s.ID || again.Provenance.Model != "offline" {
			t.Errorf("%s reads back as %+v", s.Raw, again)
		}
		members, err := review.Members(s.Raw)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, m := range members {
			names = append(names, m.Name)
		}
		if diff := cmp.Diff([]string{"title", "body", "label", "probs", "model"}, names); diff != "" {
			t.Errorf("members (-want +got):\n%s", diff)
		}
		best := s.Alternatives[0]
		if len(s.Alternatives) != 2 || best.Label != s.Suggestion.Label {
			t.Errorf("alternatives %v of suggestion %q", s.Alternatives, s.Suggestion.Label)
		}
		if got := (rank.Given{}).Confidence(s); got != review.Known(best.Share) {
			t.Errorf("confidence %v, want the label's share %v", got, best.Share)
		}
		want := review.Provenance{Source: "offline", Model: "offline", Strategy: "grammar", Seed: 9, Condition: s.Provenance.Condition}
		if diff := cmp.Diff(want, s.Provenance); diff != "" {
			t.Errorf("provenance (-want +got):\n%s", diff)
		}
		if meant := s.Provenance.Condition; !strings.Contains(strings.ToLower(s.Field("body")), meant) {
			t.Errorf("body %q was meant as %q", s.Field("body"), meant)
		}
	}
}

func TestSource_MeansEveryLabelEquallyOften(t *testing.T) {
	t.Parallel()
	meant := map[string]int{}
	for _, s := range generate(t, demoTask(t), generator.Request{Count: 300, Seed: 2}) {
		meant[s.Provenance.Condition]++
	}
	for label, n := range meant {
		if n < 40 || n > 60 {
			t.Errorf("%d of 300 mean %s, want about 50", n, label)
		}
	}
}

func TestSource_ResponseFitsAndItsConfidenceIsUnknown(t *testing.T) {
	t.Parallel()
	capital := map[string]string{"Chad": "N'Djamena", "Laos": "Vientiane", "Peru": "Lima"}
	for _, s := range generate(t, textTask(), generator.Request{Count: 3}) {
		country := strings.TrimSuffix(strings.TrimPrefix(s.Field("instruction"), "What is the capital of "), "?")
		if want := "It is " + capital[country] + "."; s.Suggestion.Text != want {
			t.Errorf("%q is answered %q", s.Field("instruction"), s.Suggestion.Text)
		}
		if c := (rank.Given{}).Confidence(s); c.IsKnown() {
			t.Errorf("confidence %v of a response that nobody judged", c)
		}
	}
}

func TestSource_FieldMayBeCalledModel(t *testing.T) {
	t.Parallel()
	task := textTask()
	task.Fields = []string{"model"}
	task.Generate.Grammar["model"] = task.Generate.Grammar["instruction"]
	for _, s := range generate(t, task, generator.Request{Count: 1}) {
		if !strings.HasPrefix(s.Field("model"), "What") {
			t.Errorf("field model is %q", s.Field("model"))
		}
	}
}

func TestNew_RefusesWhatCannotWork(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spoil  func(*review.Task)
		reason string
	}{
		"no grammar":          {func(k *review.Task) { k.Generate.Grammar = nil }, "no grammar"},
		"no rule for a label": {func(k *review.Task) { delete(k.Generate.Grammar, "warm") }, `"warm"`},
		"no rule for a field": {func(k *review.Task) { delete(k.Generate.Grammar, "body") }, `"body"`},
		"no examples":         {func(k *review.Task) { k.Labels[1].Examples = nil }, `label "warm" has no examples`},
	} {
		task := smallTask()
		c.spoil(&task)
		_, err := New(task)
		var fault *GrammarError
		if !errors.As(err, &fault) || !strings.Contains(fault.Reason, c.reason) || fault.Hint == "" {
			t.Errorf("%s: error %v, want %q with a hint", name, err, c.reason)
		}
	}
}

func TestSource_PaceLetsTheTextGrowWordByWord(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, err := New(demoTask(t), Pace(50*time.Millisecond))
		if err != nil {
			t.Fatal(err)
		}
		begin := time.Now()
		words, last := 0, ""
		err = s.Generate(t.Context(), generator.Request{Count: 5, Seed: 1}, func(ev generator.Event) {
			switch {
			case ev.Partial != nil:
				if !strings.HasPrefix(*ev.Partial, last) || len(strings.Fields(*ev.Partial)) != len(strings.Fields(last))+1 {
					t.Errorf("%q does not grow by a word from %q", *ev.Partial, last)
				}
				last = *ev.Partial
				words++
			case ev.Sample != nil:
				if text := ev.Sample.Field("text"); text != last {
					t.Errorf("sample %q after %q", text, last)
				}
				last = ""
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		if took := time.Since(begin); took != time.Duration(words)*50*time.Millisecond {
			t.Errorf("%d words took %v, want 50ms each", words, took)
		}
	})
}

func TestSource_StopsInTheMiddleOfASample(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, err := New(demoTask(t), Pace(time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		samples := 0
		err = s.Generate(ctx, generator.Request{Count: 5}, func(ev generator.Event) {
			if ev.Sample != nil {
				samples++
			}
			cancel()
		})
		if !errors.Is(err, context.Canceled) || samples != 0 {
			t.Errorf("error %v after %d samples, want canceled after none", err, samples)
		}
	})
}
