package review_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"winnow/review"
)

// taskFault is a task file with one fault: what stands at the place, and what
// is said about it.
type taskFault struct {
	name, src    string
	line, column int
	reason       string
}

const (
	classifyHead = "name: a\nkind: classify\n"
	twoLabels    = "labels:\n  - {name: x, key: z}\n  - {name: y}\n" // 3 lines
)

func shapeFaults() []taskFault {
	head, two := classifyHead, twoLabels
	return []taskFault{
		{"unknown key", head + two + "colour: red\n", 6, 1, `unknown key "colour"`},
		{"unknown key of generate", head + two + "generate:\n  colour: red\n", 7, 3, `unknown key "colour"`},
		{"unknown key of a label", head + "labels:\n  - {name: x, hue: red}\n  - {name: y}\n", 4, 15, `unknown key "hue"`},
		{"key twice", "name: a\nname: b\n", 2, 1, `mapping key "name" already defined at [1:1]`},
		{"list for a text", "name: [a]\nkind: classify\n" + two, 1, 7, "a list stands where a text is expected"},
		{"mapping for a text", "name: {b: 1}\nkind: classify\n" + two, 1, 7, "a mapping stands where a text is expected"},
		{"text for a number", head + two + "generate:\n  count: many\n", 7, 10, "a text stands where a whole number is expected"},
		{"fraction for a whole number", head + two + "generate:\n  count: 1.5\n", 7, 10, "count is not a whole number"},
		{"fraction of a token", head + two + "generate:\n  budget: {tokens: 0.5}\n", 7, 20, "tokens is not a whole number"},
		{"text for a fraction", head + two + "generate:\n  temperature: hot\n", 7, 16, "a text stands where a number is expected"},
		{"seed below zero", head + two + "generate:\n  seed: -1\n", 7, 9, "-1 is out of range"},
		{"count too large", head + two + "generate:\n  count: 99999999999999999999\n", 7, 10, "99999999999999999999 is out of range"},
		{"text for a list", head + "fields: text\n" + two, 3, 9, "string was used where sequence is expected"},
		{"text for labels", head + "labels: x\n", 3, 9, "string was used where sequence is expected"},
		{"names for labels", head + "labels:\n  - x\n  - y\n", 4, 5, "string was used where mapping is expected"},
		{"number for generate", head + two + "generate: 3\n", 6, 11, "int was used where mapping is expected"},
		{"fraction of a sample", head + two + "order:\n  representative: 2.5\n", 7, 19, "representative is not a whole number"},
		{"word for learn", head + two + "order:\n  learn: maybe\n", 7, 10, "a text stands where true or false is expected"},
		{"a list", "- a\n", 1, 1, "sequence was used where mapping is expected"},
		{"a word", "hello\n", 1, 1, "string was used where mapping is expected"},
		{"null", "null\n", 1, 1, "null was used where mapping is expected"},
		{"NUL", "a\x00b\n", 1, 1, "string was used where mapping is expected"},
		{"invalid UTF-8", "\xff\xfe\n", 1, 1, "string was used where mapping is expected"},
		{"tab indentation", head + "labels:\n\t- {name: x}\n", 4, 1, "found character '\t' that cannot start any token"},
		{"open list", "name: [a\n", 1, 7, "sequence end token ']' not found"},
		{"open quote", "name: \"a\n", 1, 7, "could not find end character of double-quoted text"},
		{"two colons", "name: a: b\n", 1, 7, "mapping value is not allowed in this context"},
		{"alias to nothing", "name: *a\n", 1, 8, `could not find alias "a"`},
		{"second document", head + two + "---\nname: b\n", 7, 1, "a second document begins here"},
		{"byte order mark", "\ufeffnam: a\n", 1, 1, `unknown key "nam"`},
		{"CRLF", "name: a\r\nkind: classify\r\nhue: red\r\n", 3, 1, `unknown key "hue"`},
	}
}

func headFaults() []taskFault {
	head, two := classifyHead, twoLabels
	return []taskFault{
		{"no name", "# a comment\nkind: classify\n" + two, 2, 1, "a task needs a name"},
		{"nothing at all", "{}\n", 1, 1, "a task needs a name"},
		{"empty name", "name:\nkind: classify\n" + two, 1, 6, "a task needs a name"},
		{"blank name", "name: \"  \"\nkind: classify\n" + two, 1, 7, "a task needs a name"},
		{"no kind", "name: a\n" + two, 1, 1, `kind "" is not one of classify, multilabel, spans, text, chat, prefer, rate`},
		{"unknown kind", "name: a\nkind: clasify\n" + two, 2, 7, `kind "clasify" is not one of classify, multilabel, spans, text, chat, prefer, rate`},
		{"kind after CRLF", "name: a\r\nkind: clasify\r\n", 2, 7, `kind "clasify" is not one of classify, multilabel, spans, text, chat, prefer, rate`},
		{"field is the target", head + "fields: [text, label]\n" + two, 3, 16, `"label" is the target and cannot be a field too`},
		{"target is a field", head + "fields: [text, x]\ntarget: x\n" + two, 3, 16, `"x" is the target and cannot be a field too`},
		{"target is the usual field", head + "target: text\n" + two, 3, 9, `"text" is the target and cannot be a field too`},
		{"target is reserved", head + "target: winnow\n" + two, 3, 9, `"winnow" has a meaning of its own in a record and cannot be the target`},
		{"field twice", head + "fields: [text, text]\n" + two, 3, 16, `field "text" stands here twice`},
		{"empty field", head + "fields: [text, \"\"]\n" + two, 3, 16, "a field needs a name"},
		{"field is reserved", head + "fields:\n  - text\n  - id\n" + two, 5, 5, `"id" has a meaning of its own in a record and cannot be a field`},
		{"source", head + two + "generate: {source: moon}\n", 6, 20, `source "moon" is not one of openai, offline`},
		{"step from nowhere", head + two + "generate:\n  steps:\n  - {name: a, strategy: zerogen}\n  - {name: b, strategy: evolve, from: [c]}\n", 9, 40, `"c" is no earlier step`},
		{"step twice", head + two + "generate:\n  steps:\n  - {name: a, strategy: zerogen}\n  - {name: a, strategy: evolve}\n", 9, 12, `step "a" stands here twice`},
		{"steps and strategy", head + two + "generate:\n  strategy: tree\n  steps: [{name: a, strategy: zerogen}]\n", 7, 13, "strategy and steps are both given: the steps name their strategies"},
		{"endpoint without model", head + two + "generate:\n  endpoints: [{base_url: http://h/v1}]\n", 7, 15, "an endpoint needs a model"},
		{"negative money", head + two + "generate: {budget: {usd: -1}}\n", 6, 26, "usd is below zero"},
		{"strategy", head + two + "generate: {strategy: luck}\n", 6, 22, `strategy "luck" is not one of ` + strings.Join(review.Strategies, ", ")},
		{"count", head + two + "generate:\n  count: -1\n", 7, 10, "count is below zero"},
		{"per request", head + two + "generate:\n  per_request: -1\n", 7, 16, "per_request is below zero"},
		{"tokens of an answer", head + two + "generate:\n  max_tokens: -1\n", 7, 15, "max_tokens is below zero"},
		{"tokens of a run", head + two + "generate:\n  budget: {tokens: -1}\n", 7, 20, "tokens is below zero"},
		{"too warm", head + two + "generate:\n  temperature: 2.5\n", 7, 16, "temperature is not between 0 and 2"},
		{"too cold", head + two + "generate:\n  temperature: -0.1\n", 7, 16, "temperature is not between 0 and 2"},
		{"no temperature", head + two + "generate:\n  temperature: .nan\n", 7, 16, "temperature is not between 0 and 2"},
	}
}

// planFaults are mistakes in what says how samples are asked for.
func planFaults() []taskFault {
	head := classifyHead + twoLabels
	return []taskFault{
		{"overlap of more than all", head + "generate:\n  filters: {rouge_l: 7}\n", 7, 22, "rouge_l is above 1"},
		{"overlap of no number", head + "generate:\n  filters: {rouge_l: .nan}\n", 7, 22, "rouge_l is below zero"},
		{"more than all", head + "generate:\n  filters: {top: 2}\n", 7, 18, "top is above 1"},
		{"known for more than sure", head + "generate:\n  filters: {known: 2}\n", 7, 20, "known is above 1"},
		{"mark that no judge gives", head + "generate:\n  filters: {judge: 9}\n", 7, 20, "judge is above 5"},
		{"votes", head + "generate:\n  signals: {votes: 5000}\n", 7, 20, "votes is above 100"},
		{"fraction of a vote", head + "generate:\n  signals: {votes: 2.5}\n", 7, 20, "votes is not a whole number"},
		{"part of more than all", head + "generate:\n  signals: {part: 1.5}\n", 7, 19, "part is not between 0 and 1"},
		{"price below zero", head + "generate:\n  prices: {m: {input: -1}}\n", 7, 23, `input of model "m" is below zero`},
		{"price of a model with dots", head + "generate:\n  prices:\n    gpt-4.1: {input: 1, output: -2}\n", 8, 33, `output of model "gpt-4.1" is below zero`},
		{"attribute of no label", head + "generate:\n  attributes: {length: {nolabel: [x]}}\n", 7, 34, `"nolabel" is not a label`},
		{"attribute of a label with blanks", head + "generate:\n  attributes:\n    length: {no such label: [x]}\n", 8, 13, `"no such label" is not a label`},
		{"topic without a name", head + "generate:\n  topics: [{name: \"\"}]\n", 7, 19, "a topic needs a name"},
		{"topic below without a name", head + "generate:\n  topics: [{name: a, topics: [{name: b}, {topics: []}]}]\n", 7, 42, "a topic needs a name"},
		{"demonstrations", head + "generate:\n  demonstrations: {pick: foo}\n", 7, 26, `pick "foo" is not one of balanced, cluster-complex, dissimilar, influence, leaf, margin, nearest, random, vote-k`},
		{"fewer demonstrations than none", head + "generate:\n  demonstrations: {count: -1}\n", 7, 27, "count is below zero"},
	}
}

func labelFaults() []taskFault {
	head := classifyHead
	return []taskFault{
		{"no labels", head, 2, 7, "kind classify needs at least two labels"},
		{"empty labels", head + "labels: []\n", 3, 9, "kind classify needs at least two labels"},
		{"one label", head + "labels:\n  - {name: x}\n", 4, 3, "kind classify needs at least two labels"},
		{"labels of a text", "name: a\nkind: text\nlabels: [{name: x}]\n", 3, 9, "kind text has no labels"},
		{"label twice", head + "labels:\n  - {name: x}\n  - {name: x}\n", 5, 12, `label "x" stands here twice`},
		{"label without a name", head + "labels:\n  - {name: x}\n  - {key: z}\n", 5, 5, "a label needs a name"},
		{"block without a name", head + "labels:\n  - name: x\n  - key: z\n    description: d\n", 5, 5, "a label needs a name"},
		{"empty label", head + "labels:\n  - {name: x}\n  - {}\n", 5, 5, "a label needs a name"},
		{"label with an empty name", head + "labels:\n  - {name: x}\n  - {name: \"\"}\n", 5, 12, "a label needs a name"},
		{"clashing keys", head + "labels:\n  - {name: x, key: z}\n  - name: y\n    key: z\n", 6, 10, `key "z" belongs to label "x" already`},
		{"key of the screen", head + "labels:\n  - {name: x, key: a}\n  - {name: y}\n", 4, 20, `key "a" of label "x" already means "accept" on screen`},
		{"digit of the screen", head + "labels:\n  - {name: x}\n  - {name: y, key: 1}\n", 5, 20, `key "1" of label "y" already means "first label" on screen`},
		{"two characters", head + "labels:\n  - {name: x, key: zz}\n  - {name: y}\n", 4, 20, `key "zz" is not one character that can be seen`},
		{"a space", head + "labels:\n  - {name: x, key: \" \"}\n  - {name: y}\n", 4, 20, `key " " is not one character that can be seen`},
		{"escape", head + "labels:\n  - {name: x, key: \"\\e\"}\n  - {name: y}\n", 4, 20, `key "\x1b" is not one character that can be seen`},
		{"delete", head + "labels:\n  - {name: x, key: \"\\x7f\"}\n  - {name: y}\n", 4, 20, `key "\x7f" is not one character that can be seen`},
		{"bidi control", head + "labels:\n  - {name: x, key: \"\\u202e\"}\n  - {name: y}\n", 4, 20, `key "\u202e" is not one character that can be seen`},
	}
}

func TestParseTask_FaultsSayWhereAndShowTheLine(t *testing.T) {
	t.Parallel()
	reserved := map[string]string{"a": "accept", "1": "first label"}
	for _, c := range slices.Concat(shapeFaults(), headFaults(), planFaults(), labelFaults()) {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			task, err := review.ParseTask("my/task.yaml", []byte(c.src), reserved)
			var te *review.TaskError
			if !errors.As(err, &te) {
				t.Fatalf("got %+v, %v; want a TaskError", task, err)
			}
			if te.Line != c.line || te.Column != c.column || te.Reason != c.reason {
				t.Errorf("got %d:%d %s\nwant %d:%d %s", te.Line, te.Column, te.Reason, c.line, c.column, c.reason)
			}
			if !strings.HasPrefix(err.Error(), fmt.Sprintf("my/task.yaml:%d:%d: %s\n", c.line, c.column, c.reason)) {
				t.Errorf("the message begins otherwise: %s", err)
			}
			checkMark(t, c, te.Source)
		})
	}
}

// checkMark wants the faulty line in the source as it stands in the file, and
// below it a mark under the fault.
func checkMark(t *testing.T, c taskFault, source string) {
	t.Helper()
	in := strings.Split(strings.TrimPrefix(c.src, "\ufeff"), "\n")
	want := fmt.Sprintf("%d | %s", c.line, strings.TrimRight(in[c.line-1], "\r"))
	// What is not UTF-8 may be shown as the sign for that.
	want = strings.TrimRight(strings.ToValidUTF8(want, ""), " ")
	lines := strings.Split(source, "\n")
	for i, l := range lines[:len(lines)-1] {
		if at := strings.Index(strings.ReplaceAll(l, "\ufffd", ""), want); at >= 0 {
			mark := strings.IndexByte(lines[i+1], '^')
			if text := strings.Index(l, "| ") + 2; mark != text+c.column-1 {
				t.Errorf("the mark stands under column %d, want %d:\n%s", mark-text+1, c.column, source)
			}
			return
		}
	}
	t.Errorf("line %q is not shown:\n%s", want, source)
}

func TestParseTask_EmptyFileHasNoPlace(t *testing.T) {
	t.Parallel()
	for _, src := range []string{"", " \n\n", "\ufeff", "# only a comment\n", "---\n"} {
		_, err := review.ParseTask("task.yaml", []byte(src), nil)
		if want := "task.yaml: the task file is empty"; err == nil || err.Error() != want {
			t.Errorf("%q: got %v, want %s", src, err, want)
		}
	}
}

// A file that would keep the parser busy for minutes, or end the program, is
// refused with a place.
func TestParseTask_ShapeIsBounded(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		src  string
		line int
	}{
		"brackets":  {"name: a\nkind: " + strings.Repeat("[", 30000), 2},
		"dashes":    {"name: a\n" + strings.Repeat("- ", 30000), 2},
		"long line": {"name: " + strings.Repeat("a", 70000), 1},
	} {
		_, err := review.ParseTask("task.yaml", []byte(c.src), nil)
		var te *review.TaskError
		if !errors.As(err, &te) || te.Line != c.line || te.Column < 1 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What a file says is quoted in a message, never a format or a control.
func TestParseTask_HostileTextIsQuoted(t *testing.T) {
	t.Parallel()
	hostile, quoted := `\e[2J%s%d\r\u202e`, `"\x1b[2J%s%d\r\u202e"`
	for name, src := range map[string]string{
		"kind":        "name: a\nkind: \"" + hostile + "\"\n",
		"label":       classifyHead + "labels: [{name: \"" + hostile + "\"}, {name: \"" + hostile + "\"}]\n",
		"key":         classifyHead + "labels: [{name: x, key: \"" + hostile + "\"}, {name: y}]\n",
		"field":       classifyHead + "fields: [\"" + hostile + "\", \"" + hostile + "\"]\n" + twoLabels,
		"source":      classifyHead + twoLabels + "generate: {source: \"" + hostile + "\"}\n",
		"unknown key": classifyHead + twoLabels + "\"" + hostile + "\": red\n",
		"key twice":   "\"" + hostile + "\": red\n\"" + hostile + "\": red\n",
	} {
		_, err := review.ParseTask("task.yaml", []byte(src), nil)
		var te *review.TaskError
		if !errors.As(err, &te) || !strings.Contains(te.Reason, quoted) {
			t.Errorf("%s: got %q, want %s in it", name, err, quoted)
		}
		if te != nil && strings.ContainsAny(te.Reason, "\x1b\r\u202e") {
			t.Errorf("%s: a control character in %q", name, te.Reason)
		}
	}
}
