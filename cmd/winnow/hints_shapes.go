package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"winnow/store/jsonl"
)

// shapeHint says what makes rows reviewable from which no task can be inferred: a
// command that brings another tool's shape into one that winnow reads, or flags
// that say what the rows do not.
func shapeHint(e *jsonl.NoTaskError) string {
	if program := wrapping(e.File); program != "" {
		return unwraps(e.File, program) // a line in it was taken for a row
	}
	file, to := quoted(e.File), quoted(madeOf("rows.jsonl", ".jsonl"))
	if program, note := jqProgram(e); program != "" {
		if hasLongNumbers(e.First) {
			note += roundsNumbers
		}
		if e.File == "stdin" {
			return fmt.Sprintf("bring the rows into a shape that winnow reads, by putting `jq -c '%s'` before it%s", program, note)
		}
		return fmt.Sprintf("bring the rows into a shape that winnow reads: `jq -c '%s' %s > %s`, then give %[3]s%s", program, file, to, note)
	}
	if e.Tool == toolLabelStudio {
		return fmt.Sprintf("the first row has neither annotation nor prediction to tell what was annotated. Put those that have one first: "+
			"`jq -cs 'sort_by([(.annotations, .predictions)[]?.result[]?] == [])[]' %[1]s > %[2]s`, then give %[2]s; "+
			"if none has any, `jq -c '{id} + .data' %[1]s > %[2]s`", file, to)
	}
	if e.File == "stdin" {
		file = "rows.jsonl"
	}
	fields := "text"
	if len(e.Fields) > 0 {
		fields = strings.Join(e.Fields, ",")
	}
	init := "winnow init --from " + file
	switch {
	case e.Target == "" && len(e.Fields) == 0:
		return `no member of the first row is a text to be read: winnow reads rows such as {"text": "…", "label": "…"}`
	case e.Target == "":
		return fmt.Sprintf("say which members they are: `%s --fields %s --target label --labels yes,no -o task.yaml`, then give --task task.yaml", init, quoted(fields))
	case e.Texts && e.Lists:
		return fmt.Sprintf("if %s holds responses: %s, then give %s", e.Target, responses(e, file, to), to)
	case e.Texts:
		return fmt.Sprintf("if %s holds responses: `%s --kind text --fields %s --target %s -o task.yaml`, then give --task task.yaml",
			e.Target, init, quoted(fields), quoted(e.Target))
	}
	kind, labels := "", append(slices.Clone(e.Labels), "OTHER")
	if e.Lists {
		kind = " --kind multilabel"
	}
	hint := fmt.Sprintf("name the other labels instead of OTHER: `%s%s --fields %s --target %s --labels %s -o task.yaml`, then give --task task.yaml",
		init, kind, quoted(fields), quoted(e.Target), quoted(strings.Join(labels, ",")))
	if e.Lists {
		hint += "; or, if these are responses: " + responses(e, file, to)
	}
	return hint
}

// responses makes rows to be reviewed as texts of lists that hold one.
func responses(e *jsonl.NoTaskError, file, to string) string {
	field := "text"
	if len(e.Fields) > 0 {
		field = e.Fields[0]
	}
	return fmt.Sprintf("`jq -c '{input: .%s, output: .%s[0]}' %s > %s`", jqName(field), jqName(e.Target), file, to)
}

// toolLabelStudio is what package jsonl calls that tool.
const toolLabelStudio = "Label Studio"

// jqProgram makes records that winnow reads of those of another tool, "" where
// there is no need or no way. What has no meaning for winnow is kept. note, if any,
// says what it takes and what it does not.
func jqProgram(e *jsonl.NoTaskError) (program, note string) {
	if e.First == nil { // it is long
		return unwrapped(e, headOf(e.File)), ""
	}
	var row map[string]json.RawMessage
	if json.Unmarshal(e.First, &row) != nil {
		return "", ""
	}
	switch e.Tool {
	case toolLabelStudio:
		return fromLabelStudio(row), "; of each task it takes the first annotation that was not cancelled, else the first prediction"
	case "Argilla":
		return fromArgilla(row)
	case "OpenAI preference":
		return "{prompt: .input.messages, chosen: .preferred_output, rejected: .non_preferred_output} + (.input | del(.messages)) + " +
			"del(.input, .preferred_output, .non_preferred_output)", ""
	case "ShareGPT":
		if row["chosen"] != nil && row["rejected"] != nil {
			return "{prompt: .conversations, chosen: [.chosen], rejected: [.rejected]} + del(.conversations, .chosen, .rejected)", ""
		}
	case "conversational TRL":
		return "{messages: (.prompt + .completion)} + del(.prompt, .completion)", ""
	case "doccano":
		return ".entities[]? |= . + {start: .start_offset, end: .end_offset}", ""
	}
	if len(row) == 1 {
		return rowsIn(e.First), ""
	}
	return unwrapped(e, e.First), ""
}

// unwrapped takes the rows out of an object that is the whole file, and nothing to be
// reviewed itself.
func unwrapped(e *jsonl.NoTaskError, text []byte) string {
	if !e.Alone || e.Target != "" || len(e.Fields) > 0 {
		return ""
	}
	return rowsIn(text)
}

var longNumber = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`[:,\[]\s*-?[0-9]{16}`)
})

// hasLongNumbers tells whether a row has numbers that a program may round.
func hasLongNumbers(row []byte) bool { return longNumber().Match(row) }

// studioResult is a region of Label Studio's.
type studioResult struct {
	Type string
	From string `json:"from_name"`
}

// firstResult is the first region of a task that tells what was annotated.
func firstResult(row map[string]json.RawMessage) (studioResult, bool) {
	for _, from := range []string{"annotations", "predictions"} {
		var done []struct{ Result []studioResult }
		if json.Unmarshal(row[from], &done) != nil {
			continue
		}
		for _, d := range done {
			for _, r := range d.Result {
				switch r.Type {
				case "labels", "choices", "textarea", "rating":
					return r, true
				}
			}
		}
	}
	return studioResult{}, false
}

// fromLabelStudio takes the data of a task and its first annotation, or its first
// prediction where nobody has annotated it. A task that was cancelled, or that
// nobody looked at, gets null: it has no suggestion, which is not the same as that
// nothing was marked. Offsets count UTF-16 code units there; where a region's text
// shows that they are code points already, as in predictions by a script, they stay.
func fromLabelStudio(row map[string]json.RawMessage) string {
	var data map[string]any
	_ = json.Unmarshal(row["data"], &data) // of another type it says nothing
	text := ""
	for _, name := range slices.Sorted(maps.Keys(data)) {
		if s, ok := data[name].(string); ok {
			if was, _ := data[text].(string); text != "text" && (text == "" || name == "text" || len(s) > len(was)) {
				text = name
			}
		}
	}
	result, found := firstResult(row)
	if text == "" || !found {
		return ""
	}
	const done = "([.annotations[]? | select(.was_cancelled != true)] + (.predictions // []) | .[0]) as $a | "
	answer := func(of, member, take string) string {
		if result.From != "" {
			of = "select(.from_name == " + jqText(result.From) + ") | " + of
		}
		return fmt.Sprintf("%s{id} + .data + {%s: ([$a.result[]? | %s] | %s), confidence: $a.score}", done, member, of, take)
	}
	switch result.Type {
	case "labels":
		return "def cp($n): [foreach explode[] as $c (0; . + (if $c > 65535 then 2 else 1 end); select(. <= $n))] | length; " + done +
			"(.data." + jqName(text) + ") as $t | {id} + .data + {spans: (if $a then [$a.result[]? | select(.type == \"labels\") | .value | " +
			"(if .text and $t[.start:.[\"end\"]] == .text then . else .end = (.[\"end\"] as $e | $t | cp($e)) | .start = (.start as $s | $t | cp($s)) end) | " +
			"{start, end: .[\"end\"], label: .labels[]?}] else null end), confidence: $a.score}"
	case "choices":
		return answer(".value.choices[]?", "label", "if length < 2 then .[0] else . end")
	case "textarea":
		program := answer(".value.text | if type == \"array\" then .[0] else . end", "output", ".[0]")
		if text == "text" { // an instruction, if a response is to be one to it
			program = strings.Replace(program, "+ .data +", "+ (.data | {input: .text} + del(.text)) +", 1)
		}
		return program
	}
	return answer(".value.rating", "rating", ".[0]")
}

// fromArgilla takes the fields of a record and the answer to its first question:
// what was suggested, else the first response that was not discarded.
func fromArgilla(row map[string]json.RawMessage) (program, note string) {
	const first = "; it takes the suggestion for one question, else the first response that was not discarded"
	for _, name := range slices.Sorted(maps.Keys(row)) {
		question, flat := strings.CutSuffix(name, ".responses")
		if !flat || row[question+".suggestion"] != nil {
			continue
		}
		var responses []json.RawMessage
		if json.Unmarshal(row[name], &responses) != nil || len(responses) == 0 {
			continue
		}
		return fmt.Sprintf(`with_entries(select(.key | contains(".") | not)) + {%s: ([.[%s] // [], .[%s] // []] | transpose | map(select(.[1] != "discarded") | .[0])[0])} | del(.status)`,
			argillaMember(responses[0]), jqText(name), jqText(name+".status")), "; it takes the first response that was not discarded"
	}
	if row["fields"] == nil {
		return "", ""
	}
	whole := func(question string, value json.RawMessage) string {
		q := jqName(question)
		return fmt.Sprintf("{id, metadata} + .fields + {%[1]s: (.suggestions.%[2]s.value // ([.responses.%[2]s[]? | select(.status != \"discarded\") | .value][0])), "+
			"confidence: (.suggestions.%[2]s.score | numbers // null), model: .suggestions.%[2]s.agent}", argillaMember(value), q)
	}
	suggested := map[string]struct{ Value json.RawMessage }{}
	if json.Unmarshal(row["suggestions"], &suggested) == nil {
		for _, question := range slices.Sorted(maps.Keys(suggested)) {
			return whole(question, suggested[question].Value), first
		}
	}
	responses := map[string][]struct{ Value json.RawMessage }{}
	if json.Unmarshal(row["responses"], &responses) == nil {
		for _, question := range slices.Sorted(maps.Keys(responses)) {
			if of := responses[question]; len(of) > 0 {
				return whole(question, of[0].Value), first
			}
		}
	}
	return "{id, metadata} + .fields", ""
}

// argillaMember is the member that holds such an answer in a record of winnow.
func argillaMember(value json.RawMessage) string {
	var list []json.RawMessage
	switch {
	case json.Unmarshal(value, &list) == nil && len(list) > 0 && list[0][0] == '{':
		return "spans"
	case list != nil:
		return "labels"
	case len(value) > 0 && value[0] >= '0' && value[0] <= '9':
		return "rating"
	}
	return "label"
}

var jqIdentifier = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
})

// jqName is a member's name in a program between single quotes, behind a dot or as
// that of a new one.
func jqName(name string) string {
	if jqIdentifier().MatchString(name) {
		return name
	}
	return jqText(name)
}

// jqText is a text in a program between single quotes.
func jqText(text string) string {
	return strings.ReplaceAll(fmt.Sprintf("%q", text), "'", `'\''`)
}
