package ask_test

import (
	"encoding/json"
	"strings"
	"testing"

	"winnow/generator"
	"winnow/generator/ask"
	"winnow/generator/strategy"
	"winnow/review"
)

// proposing answers every call with one object.
func proposing(t *testing.T, values map[string]any) *fake {
	t.Helper()
	raw, err := json.Marshal(values)
	if err != nil {
		t.Fatal(err)
	}
	members, err := review.Members(raw)
	if err != nil {
		t.Fatal(err)
	}
	return &fake{host: "h", answer: func(_ int, _ generator.Call, take func(generator.Piece) error) (generator.Answer, error) {
		return generator.Answer{}, take(generator.Piece{Object: &generator.Object{Members: members, Raw: raw}})
	}}
}

func TestInduceGuidelines_FromExamplesAloneAsADraft(t *testing.T) {
	t.Parallel()
	f := proposing(t, map[string]any{"guidelines": " Rough is a sea that moves the ship.\n"})
	examples := []strategy.Example{
		{ID: "a", Values: map[string]string{"text": "Spray over the bow.", "label": "rough"}},
		{ID: "b", Values: map[string]string{"text": "Like glass.", "label": "calm"}},
	}
	got, err := ask.InduceGuidelines(t.Context(), f, seaTask(), examples)
	if err != nil || got != "Rough is a sea that moves the ship." {
		t.Errorf("drafted %q, %v", got, err)
	}
	said := f.calls[0].System + f.calls[0].User
	if strings.Contains(said, "Say how the sea was.") || !strings.Contains(said, `{"text": "Spray over the bow.", "label": "rough"}`) {
		t.Errorf("asked so:\n%s", said)
	}
	if _, err := ask.InduceGuidelines(t.Context(), f, seaTask(), nil); err == nil {
		t.Error("there is a draft from nothing")
	}
	if _, err := ask.InduceGuidelines(t.Context(), proposing(t, map[string]any{"guidelines": " "}), seaTask(), examples); err == nil {
		t.Error("an empty draft is one")
	}
}

// Ensure that what is drafted from a description can be written to a task file,
// read, and asked by as it is.
func TestDraftTask_CanBeRunAsItIs(t *testing.T) {
	t.Parallel()
	f := proposing(t, map[string]any{
		"name": "parcel-letters", "kind": "classify", "guidelines": "What does the writer want?",
		"labels": []string{"find", "mend", "find"}, "descriptions": []string{"it is lost", "it is broken"},
	})
	task, err := ask.DraftTask(t.Context(), f, "Letters about parcels: lost or broken?")
	if err != nil {
		t.Fatal(err)
	}
	file, err := task.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	read, err := review.ParseTask("task.yaml", file, nil)
	if err != nil || len(read.Labels) != 2 || read.Labels[1].Description != "it is broken" {
		t.Fatalf("%v:\n%s", err, file)
	}
	made := run(t, read, 4, one(&fake{host: "h", answer: func(n int, c generator.Call, say func(generator.Piece) error) (generator.Answer, error) {
		for i := range c.Count {
			if err := say(generator.Piece{Object: object("text", sentence(n, i), "label", "mend")}); err != nil {
				return generator.Answer{}, err
			}
		}
		return generator.Answer{}, nil
	}}))
	if made.err != nil || len(made.samples) != 4 {
		t.Errorf("%d samples, %v", len(made.samples), made.err)
	}
	answers, err := ask.DraftTask(t.Context(), proposing(t, map[string]any{"name": "kitchen", "kind": "text", "guidelines": "Answer.", "labels": []string{}, "descriptions": []string{}}), "Cooking questions")
	if err != nil || answers.Kind != review.Text || answers.Target != "output" {
		t.Errorf("%+v, %v", answers, err)
	}
	_, err = ask.DraftTask(t.Context(), proposing(t, map[string]any{"name": "x", "kind": "classify", "guidelines": "", "labels": []string{"only"}}), "?")
	if err == nil || !strings.Contains(err.Error(), "needs at least") {
		t.Errorf("got %v", err)
	}
}
