package jsonl

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"winnow/review"
)

// sketch shows a task in one line.
func sketch(t review.Task) string {
	return fmt.Sprintf("%s %v -> %s %v", t.Kind, t.Fields, t.Target, t.LabelNames())
}

var inferCases = []struct{ name, in, want string }{
	{
		"labels by name", `
{"id":"1","text":"the bread is warm","label":"praise","gold":"praise","confidence":0.4,"votes":["praise"],"source":"x"}
{"id":"2","text":"the soup is cold","label":"complaint","gold":"other","confidence":null,"source":"x"}`,
		"classify [text] -> label [complaint praise]",
	},
	{
		"labels by number", `
{"text":"a b","label":10}
{"text":"c d","label":9}
{"text":"e f","label":"-1"}`,
		"classify [text] -> label [-1 9 10]",
	},
	{
		"true and false are labels as they are written", `
{"text":"a b","label":true}
{"text":"c d","label":false}
{"text":"e f","label":null}`,
		"classify [text] -> label [false true]",
	},
	{
		"sentence pair", `
{"premise":"It rains.","hypothesis":"It is wet.","label":"entailment"}
{"premise":"It snows.","hypothesis":"It is hot.","label":"contradiction"}`,
		"classify [premise hypothesis] -> label [contradiction entailment]",
	},
	{
		"the field that every record has comes first", `
{"title":"On tea","text":"Tea is warm.","label":"a"}
{"text":"Ice is cold.","label":"b"}`,
		"classify [text title] -> label [a b]",
	},
	{
		"words that every record repeats are no field", `
{"instruction":"Say how it sounds.","text":"Tea is warm.","label":"a"}
{"instruction":"Say how it sounds.","text":"Ice is cold.","label":"b"}`,
		"classify [text] -> label [a b]",
	},
	{
		"prose under a name that nobody knows", `
{"satz":"Der Tee ist warm.","von":"anna","siehe":"https://tee.example/1","label":"a"}
{"satz":"Das Eis ist kalt.","von":"anna","siehe":"https://tee.example/2","label":"b"}`,
		"classify [satz] -> label [a b]",
	},
	{
		"instruction, input and output", `
{"instruction":"Name a tree.","input":"","output":"Oak.","gold_ok":true}
{"instruction":"Name a bird.","input":"small","output":"Wren.","gold_ok":false}`,
		"text [instruction input] -> output []",
	},
	{
		"the instruction comes first", `
{"context":"Oaks are trees.","question":"What is an oak?","answer":"A tree."}`,
		"text [question context] -> answer []",
	},
	{
		"a category beside an answer is no label", `
{"instruction":"Name a tree.","response":"Oak.","category":"open"}
{"instruction":"Name a bird.","response":"Wren.","category":"closed"}`,
		"text [instruction] -> response []",
	},
	{
		"a judged completion is a text", `
{"prompt":"Name a tree.","completion":"Oak.","label":true}
{"prompt":"Name a bird.","completion":"Stone.","label":false}`,
		"text [prompt] -> completion []",
	},
	{
		"a sentiment is a label", `
{"review":"Lovely soup.","sentiment":"good"}
{"review":"Sad soup.","sentiment":"bad"}`,
		"classify [review] -> sentiment [bad good]",
	},
	{
		"bad lines count for nothing", `
{"text":"a b","label":"x"}
not JSON
{"text":"a b","label":"x","label":"z"}
{"text":"c d","label":"y"}`,
		"classify [text] -> label [x y]",
	},
}

func TestInfer(t *testing.T) {
	t.Parallel()
	for _, c := range inferCases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := Infer(NewReader(strings.NewReader(c.in), "dir/rows.jsonl"))
			if err != nil || sketch(got) != c.want {
				t.Errorf("got %s, %v\nwant %s", sketch(got), err, c.want)
			}
			if err == nil && got.Name != "rows" {
				t.Errorf("name %q", got.Name)
			}
		})
	}
}

func TestInfer_SaysWhatItSaw(t *testing.T) {
	t.Parallel()
	many := new(strings.Builder)
	for i := range 60 {
		fmt.Fprintf(many, "{\"text\":\"row %d\",\"label\":\"class %d\"}\n", i, i)
	}
	for _, c := range []struct {
		name, in string
		kind     error
		want     string
	}{
		{"empty", "", ErrNoRecords, "rows.jsonl is empty"},
		{"no record", "\nhello\n", ErrNoRecords, "rows.jsonl:2:1: a record must be a JSON object"},
		{"one label", `{"text":"a","label":"x"}`, ErrNoTask, `"label" has the same value in every record`},
		{"lists of one label", `{"text":"a","label":["x"]}`, ErrNoTask, `"label" has the same value in every record`},
		{"lists of numbers", `{"text":"a","label":[1,2]}`, ErrNoTask, `"label" is not one value a record, nor a list of labels or spans`},
		{"many labels", many.String(), ErrNoTask, `"label" has more than 50 different values`},
		{"long labels", `{"text":"a","label":"` + strings.Repeat("x", 99) + `"}`, ErrNoTask, `"label" holds long texts`},
		{"chat", `{"messages":[]}`, ErrNoTask, `"messages" (this is chat data)`},
		{"pairs of objects", `{"conversations":[{"from":"human","value":"a"}],"chosen":{"value":"b"},"rejected":{"value":"c"}}`, ErrNoTask, "this is ShareGPT data"},
		{"Label Studio", `{"data":{"text":"a"},"predictions":[]}`, ErrNoTask, "this is Label Studio data"},
		{"Argilla", `{"id":"1","fields":{"text":"a"},"responses":{}}`, ErrNoTask, "this is Argilla data"},
		{"OpenAI", `{"input":{"messages":[]},"preferred_output":[],"non_preferred_output":[]}`, ErrNoTask, "this is OpenAI preference data"},
		{"turns for an answer", `{"prompt":[{"role":"user","content":"a"}],"completion":[{"role":"assistant","content":"b"}]}`, ErrNoTask, "this is conversational TRL data"},
		{"a line that is too long", "{\"text\":\"a\",\"label\":\"x\"}\n{\"text\":\"" + strings.Repeat("b", MaxLine) + "\",\"label\":\"y\"}\n", ErrNoTask,
			"line 2 is no record and left out, as others may be: the line is longer than 4 MiB"},
		{"hostile name", "{\"\\u001b[2J\":1}", ErrNoTask, `rows.jsonl:1: no task can be inferred: no labels and no answers among the members "\x1b[2J"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := Infer(NewReader(strings.NewReader(c.in), "rows.jsonl"))
			if !errors.Is(err, c.kind) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v\nwant %s", err, c.want)
			}
		})
	}
}

// However many names and values a file has, what is kept is bounded.
func TestInfer_KeepsLittle(t *testing.T) {
	t.Parallel()
	c := newCensus()
	for i := range 5000 {
		line := fmt.Sprintf(`{"text":"row %d","label":"l%d","name-%d":1,"%s%d":2}`, i, i, i, strings.Repeat("n", 300), i)
		members, err := review.Members([]byte(line))
		if err != nil {
			t.Fatal(err)
		}
		c.add(members)
	}
	if len(c.members) > maxMembers || len(c.byName["label"].values) > maxLabels+1 {
		t.Errorf("%d members, %d values", len(c.members), len(c.byName["label"].values))
	}
}

// What is inferred takes every record that it was inferred from, and survives
// being written to a task file.
func TestInfer_TakesItsOwnRecords(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		label := rapid.OneOf(
			rapid.Map(rapid.StringN(1, 12, 40), func(s string) any { return s }),
			rapid.Map(rapid.IntRange(-3, 3), func(n int) any { return n }),
			rapid.Map(rapid.Bool(), func(b bool) any { return b }),
		)
		var in bytes.Buffer
		n := rapid.IntRange(2, 20).Draw(t, "records")
		for range n {
			row := map[string]any{"text": rapid.String().Draw(t, "text"), "label": label.Draw(t, "label"), "more": []int{1}}
			b, err := json.Marshal(row)
			if err != nil {
				t.Fatal(err)
			}
			in.Write(append(b, '\n'))
		}
		task, err := Infer(NewReader(bytes.NewReader(in.Bytes()), "rows.jsonl"))
		if errors.Is(err, ErrNoTask) {
			return // one label only, or one with a control character
		}
		if err != nil {
			t.Fatal(err)
		}
		report, err := Import(t.Context(), NewReader(bytes.NewReader(in.Bytes()), "rows.jsonl"), task, newShelf().add, Options{})
		if err != nil || report.Invalid > 0 {
			t.Fatalf("%+v, %v", report, err)
		}
		src, err := task.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		again, err := review.ParseTask("task.yaml", src, nil)
		if err != nil || sketch(again) != sketch(task) {
			t.Fatalf("%s became %s, %v\n%s", sketch(task), sketch(again), err, src)
		}
	})
}

func TestTaskName(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		filepath.Join("a", "rows.jsonl"): "rows",
		"rows.json.jsonl":                "rows.json",
		"rows.txt":                       "rows.txt",
		"stdin":                          "stdin",
		".jsonl":                         "records",
	} {
		if got := taskName(path); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}

// A file is looked at in stretches. What a task is made of can come late and
// far apart.
func TestInfer_LooksAtTheWholeFile(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for i := range 3*blockLines + 10 {
		label := "b"
		switch i {
		case 2*blockLines + 1:
			label = "a"
		case 3*blockLines + 9:
			label = "c"
		}
		title := ""
		if i > blockLines {
			title = `,"title":"On tea"`
		}
		fmt.Fprintf(&b, "{\"shop\":\"the same one\",\"text\":\"Tea number %d.\",\"label\":%q%s}\n", i, label, title)
	}
	task, err := Infer(NewReader(strings.NewReader(b.String()), "rows"))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := sketch(task), "classify [text title] -> label [a b c]"; got != want {
		t.Errorf("the task is %s, want %s", got, want)
	}
	for i := range maxLabels + 1 {
		fmt.Fprintf(&b, "{\"text\":\"Tea number %d.\",\"label\":\"l%d\"}\n", i, i)
	}
	_, err = Infer(NewReader(strings.NewReader(b.String()), "rows"))
	if !errors.Is(err, ErrNoTask) || !strings.Contains(err.Error(), "more than 50 different values") {
		t.Errorf("with too many labels: %v", err)
	}
	_, err = Infer(NewReader(strings.NewReader(strings.Repeat("1\n", 3*blockLines)), "rows"))
	var first *LineError
	if !errors.Is(err, ErrNoRecords) || !errors.As(err, &first) || first.N != 1 {
		t.Errorf("without a record: %v", err)
	}
}
