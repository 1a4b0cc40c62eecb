package main

import (
	"errors"
	"strings"
	"testing"

	"winnow/store/jsonl"
)

// shapeHints are rows of which no task can be inferred, and a part of what is said of
// them.
var shapeHints = []struct{ name, row, want string }{
	{
		"Argilla's rows with one suggestion", `{"id":"1","question":"A tree?","answer":"Oak","fits.suggestion":"yes","fits.suggestion.score":0.9}`,
		"`winnow init --from 'my rows.jsonl' --fields question,answer --target fits.suggestion --labels yes,OTHER -o task.yaml`",
	},
	{
		"Argilla's records", `{"id":"1","fields":{"question":"A tree?"},"suggestions":{"is it":{"value":"yes","score":1}},"responses":{}}`,
		"`jq -c '{id, metadata} + .fields + {label: (.suggestions.\"is it\".value // ([.responses.\"is it\"[]? | select(.status != \"discarded\") | .value][0])), " +
			"confidence: (.suggestions.\"is it\".score | numbers // null), model: .suggestions.\"is it\".agent}' 'my rows.jsonl' > rows.jsonl`",
	},
	{
		"Argilla's records with responses only", `{"id":"1","fields":{"question":"A tree?"},"suggestions":{},"responses":{"q":[{"value":4}]}}`,
		"{id, metadata} + .fields + {rating: (.suggestions.q.value // ([.responses.q[]? | select(.status != \"discarded\") | .value][0])), ",
	},
	{
		"Argilla's spans", `{"id":"1","status":"completed","text":"a","s.responses":[[{"label":"x","start":0,"end":1}]],"s.responses.users":["u"]}`,
		`{spans: ([.["s.responses"] // [], .["s.responses.status"] // []] | transpose | map(select(.[1] != "discarded") | .[0])[0])} | del(.status)'`,
	},
	{
		"Label Studio's spans", `{"id":1,"data":{"text":"EU"},"annotations":[{"result":[{"type":"labels","value":{"start":0,"end":2,"labels":["ORG"]}}]}],"predictions":[]}`,
		// The id and all data stay, and offsets are counted anew.
		`([.annotations[]? | select(.was_cancelled != true)] + (.predictions // []) | .[0]) as $a | (.data.text) as $t | {id} + .data + {spans: (if $a then ` +
			`[$a.result[]? | select(.type == "labels") | .value | (if .text and $t[.start:.["end"]] == .text then . else .end = (.["end"] as $e | $t | cp($e))`,
	},
	{
		"Label Studio's spans, all of it", `{"id":1,"data":{"text":"EU"},"annotations":[{"result":[{"type":"labels","value":{"start":0,"end":2,"labels":["ORG"]}}]}],"predictions":[]}`,
		"' 'my rows.jsonl' > rows.jsonl`, then give rows.jsonl; of each task it takes the first annotation that was not cancelled, else the first prediction",
	},
	{
		"Label Studio's predictions", `{"data":{"review":"Bad."},"annotations":[],"predictions":[{"score":0.6,"result":[{"type":"choices","from_name":"mood","value":{"choices":["no"]}}]}]}`,
		`{id} + .data + {label: ([$a.result[]? | select(.from_name == "mood") | .value.choices[]?] | if length < 2 then .[0] else . end), confidence: $a.score}'`,
	},
	{
		"Label Studio's tasks that begin with a cancelled one", `{"data":{"text":"EU"},"annotations":[{"was_cancelled":true,"result":[]},{"result":[{"type":"choices","value":{"choices":["no"]}}]}]}`,
		`{id} + .data + {label: `,
	},
	{
		"Label Studio's tasks that begin with a bare one", `{"id":1,"data":{"text":"EU"},"annotations":[],"predictions":[]}`,
		"`jq -cs 'sort_by([(.annotations, .predictions)[]?.result[]?] == [])[]' 'my rows.jsonl' > rows.jsonl`",
	},
	{
		"numbers that jq rounds", `{"data":{"text":"EU","tweet":1234567890123456789},"annotations":[{"result":[{"type":"choices","value":{"choices":["no"]}}]}]}`,
		"jq before 1.7 rounds the long numbers in these rows",
	},
	{
		"doccano's relations", `{"id":1,"text":"EU","entities":[{"id":1,"label":"ORG","start_offset":0,"end_offset":2}],"relations":[]}`,
		"`jq -c '.entities[]? |= . + {start: .start_offset, end: .end_offset}' 'my rows.jsonl' > rows.jsonl`",
	},
	{"rows in an object", `{"data":[{"text":"a","label":"b"}]}`, "`jq -c '.data[]' 'my rows.jsonl' > rows.jsonl`"},
	{"OpenAI's preferences", `{"input":{"messages":[]},"preferred_output":[],"non_preferred_output":[]}`, "{prompt: .input.messages, chosen: .preferred_output, rejected: .non_preferred_output} + (.input | del(.messages)) + del(.input, "},
	{"ShareGPT's pairs", `{"conversations":[{"from":"human","value":"a"}],"chosen":{"value":"b"},"rejected":{"value":"c"}}`, "{prompt: .conversations, chosen: [.chosen], rejected: [.rejected]} + del(.conversations, .chosen, .rejected)'"},
	{"TRL's answers in turns", `{"prompt":[{"role":"user","content":"a"}],"completion":[{"role":"assistant","content":"b"}]}`, "{messages: (.prompt + .completion)} + del(.prompt, .completion)'"},
	{"doccano's labels", `{"text":"a b","label":["bad"]}`, "--kind multilabel --fields text --target label --labels bad,OTHER -o task.yaml`"},
	{"doccano's responses", `{"text":"a b","label":["bad"]}`, "these are responses: `jq -c '{input: .text, output: .label[0]}'"},
	{"Prodigy's label", `{"text":"a b","label":"DOCS","_input_hash":1,"answer":"reject"}`, "--fields text --target label --labels DOCS,OTHER -o task.yaml`"},
	{"a quote in the label", `{"text":"a b","label":"it's"}`, `--labels 'it'\''s,OTHER' -o task.yaml`},
	{"long texts for labels", `{"text":"a b","label":"` + strings.Repeat("word ", 40) + `"}`, "--kind text --fields text --target label -o task.yaml`"},
	{"no text", `{"a":1}`, `winnow reads rows such as {"text": "…", "label": "…"}`},
	{"something else", `{"body":"a b c"}`, "`winnow init --from 'my rows.jsonl' --fields body --target label --labels yes,no -o task.yaml`"},
}

// Ensure that rows of which no task can be inferred are refused with their place,
// and with what makes rows of them that winnow reads.
func TestHint_SaysWhatHelpsWithEachShape(t *testing.T) {
	t.Parallel()
	for _, c := range shapeHints {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := jsonl.Infer(jsonl.NewReader(strings.NewReader("\n"+c.row+"\n"), "my rows.jsonl"))
			message, hint, code := explain(err)
			if !errors.Is(err, jsonl.ErrNoTask) || !strings.HasPrefix(message, "my rows.jsonl:2: no task can be inferred: ") || code != codeFailed {
				t.Errorf("code %d: %s", code, message)
			}
			if !strings.Contains(hint, c.want) {
				t.Errorf("the hint is\n%s\nwant\n%s", hint, c.want)
			}
		})
	}
}

// Ensure that a hint that names flags names some that do: the file is taken with
// them.
func TestHint_FlagsThatAreNamedMakeATask(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]string{
		"one label":            `{"text":"a b","label":"DOCS"}`,
		"a list of one label":  `{"text":"a b","label":["bad"]}`,
		"Argilla's suggestion": `{"id":"1","question":"A tree?","answer":"Oak","fits.suggestion":"yes"}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			write(t, dir, "rows.jsonl", row+"\n")
			_, err := jsonl.Infer(jsonl.NewReader(strings.NewReader(row), "rows.jsonl"))
			_, rest, _ := strings.Cut(hintFor(err), "`winnow ")
			command, _, _ := strings.Cut(rest, "`")
			for _, args := range [][]string{strings.Fields(command), {"import", "p.winnow", "rows.jsonl", "--task", "task.yaml"}} {
				w := inTerminal(t, dir, args...)
				if code := w.ends(); code != codeDone {
					t.Fatalf("%q ends with %d:\n%s", args, code, w.output())
				}
			}
		})
	}
}
