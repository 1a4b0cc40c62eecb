package review_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"winnow/review"
)

const wholeTask = `# every member that a task file may have
name: news
kind: classify
guidelines: |
  Read the sentence twice.
  한국어 is fine.
fields: [text, source]
target: verdict
labels:
  - name: biased
    key: b
    description: leans to a side
    examples: [so "called" experts, "yes: they"]
  - {name: neutral, key: ㄱ}
order: {learn: false, audits: 5, step_back: 0.5, representative: 10}
generate:
  source: offline
  model: tiny
  strategy: zerogen
  count: 500
  per_request: 10
  temperature: 0.7
  max_tokens: 200
  seed: 18446744073709551615
  budget: {tokens: 2000000}
  grammar:
    biased: ["<who> lies", "<who> fails"]
    who: [he, she]
`

func wholeTaskRead() review.Task {
	warm, off := 0.7, false
	return review.Task{
		Name: "news", Kind: review.Classify, Guidelines: "Read the sentence twice.\n한국어 is fine.\n",
		Fields: []string{"text", "source"}, Target: "verdict",
		Labels: []review.Label{
			{Name: "biased", Key: "b", Description: "leans to a side", Examples: []string{`so "called" experts`, "yes: they"}},
			{Name: "neutral", Key: "ㄱ"},
		},
		Order: review.Ordering{Learn: &off, Audits: 5, StepBack: 0.5, Representative: 10},
		Generate: review.Generate{
			Source: "offline", Model: "tiny", Strategy: "zerogen", Count: 500, PerRequest: 10,
			Temperature: &warm, MaxTokens: 200, Seed: 1<<64 - 1, Budget: review.Budget{Tokens: 2000000},
			Grammar: map[string][]string{"biased": {"<who> lies", "<who> fails"}, "who": {"he", "she"}},
		},
	}
}

func TestParseTask_EveryMember(t *testing.T) {
	t.Parallel()
	for name, src := range map[string]string{
		"plain":          wholeTask,
		"byte order":     "\ufeff" + wholeTask,
		"CRLF":           strings.ReplaceAll(wholeTask, "\n", "\r\n"),
		"document start": "---\n" + wholeTask + "...\n",
		"no last line":   strings.TrimRight(wholeTask, "\n"),
	} {
		got, err := review.ParseTask("task.yaml", []byte(src), map[string]string{"a": "accept"})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if want := wholeTaskRead(); !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n got %+v\nwant %+v", name, got, want)
		}
	}
}

func TestParseTask_FillsInWhatMayBeLeftOut(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		src    string
		fields []string
		target string
	}{
		"classify":    {"name: a\nkind: classify\nlabels: [{name: x}, {name: y}]\n", []string{"text"}, "label"},
		"text":        {"name: a\nkind: text\n", []string{"instruction"}, "output"},
		"own target":  {"name: a\nkind: text\ntarget: reply\n", []string{"instruction"}, "reply"},
		"own fields":  {"name: a\nkind: text\nfields: [q, context]\n", []string{"q", "context"}, "output"},
		"empty lists": {"name: a\nkind: text\nfields: []\nlabels: []\n", []string{"instruction"}, "output"},
	} {
		got, err := review.ParseTask("task.yaml", []byte(c.src), nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !reflect.DeepEqual(got.Fields, c.fields) || got.Target != c.target {
			t.Errorf("%s: fields %q, target %q; want %q, %q", name, got.Fields, got.Target, c.fields, c.target)
		}
	}
}

// Scalars that YAML takes for something else are texts where a text belongs.
func TestParseTask_NamesThatLookLikeOtherThings(t *testing.T) {
	t.Parallel()
	src := "name: 2024\nkind: classify\nlabels: [{name: yes, key: 1}, {name: true}, {name: 0}]\n"
	got, err := review.ParseTask("task.yaml", []byte(src), nil)
	if err != nil {
		t.Fatal(err)
	}
	if names := got.LabelNames(); got.Name != "2024" || !reflect.DeepEqual(names, []string{"yes", "true", "0"}) || got.Labels[0].Key != "1" {
		t.Errorf("read %+v", got)
	}
}

func TestTask_PartsPutTheResponseFirst(t *testing.T) {
	t.Parallel()
	if got, want := chatTask().Parts(), []string{"output", "instruction", "input"}; !reflect.DeepEqual(got, want) {
		t.Errorf("text: %q, want %q", got, want)
	}
	if got, want := newsTask().Parts(), []string{"text"}; !reflect.DeepEqual(got, want) {
		t.Errorf("classify: %q, want %q", got, want)
	}
}

func TestTask_LabelIsFoundByItsExactName(t *testing.T) {
	t.Parallel()
	if l, ok := newsTask().Label("neutral"); !ok || l.Key != "n" {
		t.Errorf("neutral: %+v, %v", l, ok)
	}
	if l, ok := newsTask().Label("Neutral"); ok {
		t.Errorf("Neutral found %+v", l)
	}
}

// A task handed to Validate by code has no file: the fault is still told.
func TestValidate_WithoutAFile(t *testing.T) {
	t.Parallel()
	task := newsTask()
	if err := task.Validate(nil); err != nil {
		t.Errorf("a good task: %v", err)
	}
	err := task.Validate(map[string]string{"n": "note"})
	if want := `key "n" of label "neutral" already means "note" on screen`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	var te *review.TaskError
	if errors.As(err, &te) {
		t.Error("a fault without a file claims a place")
	}
}
