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
	file := quoted(e.File)
	if program := jqProgram(e); program != "" {
		hint := fmt.Sprintf("bring the rows into a shape that winnow reads: `jq -c '%s' %s > rows.jsonl`, then give rows.jsonl", program, file)
		if e.Tool == "Label Studio" && strings.Contains(program, "spans: ") {
			hint += "; its offsets count UTF-16, so look at spans behind emoji"
		}
		return hint
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
		return fmt.Sprintf("if %s holds responses: %s, then give rows.jsonl", e.Target, responses(e, file))
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
		hint += "; or, if these are responses: " + responses(e, file)
	}
	return hint
}

// responses makes rows to be reviewed as texts of lists that hold one.
func responses(e *jsonl.NoTaskError, file string) string {
	field := "text"
	if len(e.Fields) > 0 {
		field = e.Fields[0]
	}
	return fmt.Sprintf("`jq -c '{input: .%s, output: .%s[0]}' %s > rows.jsonl`", jqName(field), jqName(e.Target), file)
}

// jqProgram makes records that winnow reads of those of another tool, "" where
// there is no need or no way.
func jqProgram(e *jsonl.NoTaskError) string {
	var row map[string]json.RawMessage
	if json.Unmarshal(e.First, &row) != nil {
		return ""
	}
	switch e.Tool {
	case "Label Studio":
		return fromLabelStudio(row)
	case "Argilla":
		return fromArgilla(row)
	case "OpenAI preference":
		return "{prompt: .input.messages, chosen: .preferred_output, rejected: .non_preferred_output}"
	case "ShareGPT":
		if row["chosen"] != nil && row["rejected"] != nil {
			return "{prompt: .conversations, chosen: [.chosen], rejected: [.rejected]}"
		}
	case "conversational TRL":
		return "{messages: (.prompt + .completion)}"
	}
	return ""
}

// fromLabelStudio takes the text of a task and its first annotation, or its first
// prediction where nobody has annotated it.
func fromLabelStudio(row map[string]json.RawMessage) string {
	var data map[string]any
	_ = json.Unmarshal(row["data"], &data) // of another type it says nothing
	var texts []string
	for _, name := range slices.Sorted(maps.Keys(data)) {
		if _, ok := data[name].(string); ok {
			texts = append(texts, fmt.Sprintf("%s: .data.%s", jqKey(name), jqName(name)))
		}
	}
	if len(texts) == 0 {
		return ""
	}
	text := strings.Join(texts, ", ")
	for _, from := range []string{"annotations", "predictions"} {
		var done []struct {
			Score  *float64
			Result []struct{ Type string }
		}
		if json.Unmarshal(row[from], &done) != nil || len(done) == 0 || len(done[0].Result) == 0 {
			continue
		}
		result := "." + from + "[0].result"
		confidence := ""
		if done[0].Score != nil {
			confidence = ", confidence: ." + from + "[0].score"
		}
		switch done[0].Result[0].Type {
		case "labels":
			return "{" + text + ", spans: [" + result + "[]?.value | {start, end: .[\"end\"], label: .labels[0]}]" + confidence + "}"
		case "choices":
			return "{" + text + ", label: " + result + "[0].value.choices[0]" + confidence + "}"
		case "textarea":
			return "{" + strings.Replace(text, jqKey("text")+": ", "input: ", 1) + ", output: " + result + "[0].value.text[0]" + confidence + "}"
		case "rating":
			return "{" + text + ", rating: " + result + "[0].value.rating" + confidence + "}"
		}
	}
	return ""
}

// fromArgilla takes the fields of a record and the answer to its first question:
// what was suggested, else the first response.
func fromArgilla(row map[string]json.RawMessage) string {
	for _, name := range slices.Sorted(maps.Keys(row)) {
		question, flat := strings.CutSuffix(name, ".responses")
		if !flat || row[question+".suggestion"] != nil {
			continue
		}
		var responses []json.RawMessage
		if json.Unmarshal(row[name], &responses) != nil || len(responses) == 0 {
			continue
		}
		return fmt.Sprintf(`with_entries(select(.key | contains(".") | not)) + {%s: .[%q][0]} | del(.status)`, argillaMember(responses[0]), name)
	}
	if row["fields"] == nil {
		return ""
	}
	suggested := map[string]struct{ Value json.RawMessage }{}
	if json.Unmarshal(row["suggestions"], &suggested) == nil {
		for _, question := range slices.Sorted(maps.Keys(suggested)) {
			return fmt.Sprintf("{id} + .fields + {%s: .suggestions.%s.value, confidence: .suggestions.%s.score}",
				argillaMember(suggested[question].Value), jqName(question), jqName(question))
		}
	}
	responses := map[string][]struct{ Value json.RawMessage }{}
	if json.Unmarshal(row["responses"], &responses) == nil {
		for _, question := range slices.Sorted(maps.Keys(responses)) {
			if of := responses[question]; len(of) > 0 {
				return fmt.Sprintf("{id} + .fields + {%s: .responses.%s[0].value}", argillaMember(of[0].Value), jqName(question))
			}
		}
	}
	return "{id} + .fields"
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

// jqName is a member's name behind a dot, and jqKey one that is made, in a
// program between single quotes.
func jqName(name string) string {
	if jqIdentifier().MatchString(name) {
		return name
	}
	return jqKey(name)
}

func jqKey(name string) string {
	if jqIdentifier().MatchString(name) {
		return name
	}
	return strings.ReplaceAll(fmt.Sprintf("%q", name), "'", `'\''`)
}
