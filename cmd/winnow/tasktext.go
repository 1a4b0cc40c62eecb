package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"

	"winnow/review"
	"winnow/tui"
)

// firstGuidelines stand in a new task file until a person writes better ones.
const firstGuidelines = `Say here what is right and what is wrong, in the words that you would use to a
new colleague. The model and the reviewer read the same text.
`

// taskText writes a task as a file for people: every section with a comment,
// and what can be set besides.
func taskText(t review.Task) ([]byte, error) {
	var b bytes.Buffer
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("# A Winnow task: what is made, and how it is judged.")
	line("name: %s", yamlText(t.Name))
	line("# What is reviewed:")
	for _, k := range review.Kinds {
		line("#   %-11s %s", k, kindWords[k])
	}
	line("kind: %s", t.Kind)
	line("")
	line("# The codebook: sent to the model and shown to the reviewer, the same words.")
	guidelines := t.Guidelines
	if strings.TrimSpace(guidelines) == "" {
		guidelines = firstGuidelines
	}
	line("guidelines: %s", yamlBlock(guidelines))
	line("")
	line("# The members of a row that the reviewer reads, in this order.")
	line("fields: %s", yamlList(t.Fields))
	line("# The member that holds the suggestion and receives the curated answer.")
	line("target: %s", yamlText(t.Target))
	preferText(t, line)
	rateText(t, line)
	labelText(t, line)
	b.WriteString(generateHelp)
	return readsBack(t, b.Bytes())
}

// preferText writes what is compared.
func preferText(t review.Task, line func(string, ...any)) {
	if t.Kind != review.Prefer {
		return
	}
	line("")
	line("# The fields that are compared. Their labels stand in this order, then one for")
	line("# a tie and one for none of them.")
	line("answers: %s", yamlList(t.Answers))
}

// rateText writes the scale and what is rated one by one.
func rateText(t review.Task, line func(string, ...any)) {
	if t.Kind != review.Rate {
		return
	}
	if isUsual(t) {
		line("")
		line("# The levels: 1-5, or a-d where a is the best; labels may name others.")
		line("scale: %s", yamlText(cmp.Or(t.Scale, "1-5")))
	}
	line("")
	line("# What is rated one by one, beside the whole.")
	if len(t.Requirements) == 0 {
		line("# requirements: [{name: correct, description: it says nothing that is wrong}]")
		return
	}
	line("requirements:")
	for _, r := range t.Requirements {
		line("  - name: %s", yamlText(r.Name))
		line("    # description: when it is met")
	}
}

// isUsual tells whether the labels are those that the task has without naming
// any.
func isUsual(t review.Task) bool {
	bare := t
	bare.Labels = nil
	return slices.Equal(bare.WithDefaults().LabelNames(), t.LabelNames())
}

func labelText(t review.Task, line func(string, ...any)) {
	if len(t.Labels) == 0 || isUsual(t) {
		return
	}
	line("")
	line("# The labels. The keys 1 to 9 and 0 choose them in this order; key gives one")
	line("# of its own. description and examples go into the prompt; the offline source")
	line("# learns from the examples.")
	line("labels:")
	for _, l := range t.Labels {
		line("  - name: %s", yamlText(l.Name))
		line("    # key: b")
		if l.Description != "" {
			line("    description: %s", yamlText(l.Description))
		} else {
			line("    # description: when to choose it")
		}
		line("    # examples: [\"a text of this class\"]")
	}
}

const generateHelp = `
# How the queue is ordered: it learns which suggestions you change.
# order:
#   learn: false            # keep to the confidence that the rows bring
#   audits: 5               # early random samples, where signals may mislead
#   step_back: 0.5          # samples like those just decided wait a little
#   representative: 10      # begin with samples that stand for many

# How to make new samples (winnow generate, winnow review --generate N).
# The endpoint and its key come from OPENAI_BASE_URL and OPENAI_API_KEY.
# generate:
#   source: openai          # openai: any OpenAI-compatible endpoint · offline: the grammar below
#   model: gpt-4.1-mini
#   count: 500
#   budget: {tokens: 200000}
#   grammar:                # rules of the offline source
#     yes: ["{opening}, this is one of them."]
#     opening: [Look, Well]
`

// readsBack makes sure that the file says what it is meant to say.
func readsBack(t review.Task, text []byte) ([]byte, error) {
	got, err := review.ParseTask("", text, tui.ReservedKeys())
	var wrong *review.TaskError
	if errors.As(err, &wrong) { // where it stands in a file that is not there helps nobody
		return nil, withHint(errors.New("no task file can be written of this: "+wrong.Reason), "`winnow init --help` shows the flags and examples")
	}
	if err != nil {
		return nil, err
	}
	if got.Name != t.Name || !slices.Equal(got.LabelNames(), t.LabelNames()) || !slices.Equal(got.Fields, t.Fields) || t.Guidelines != "" && got.Guidelines != t.Guidelines {
		return nil, fmt.Errorf("the task %q cannot be written as a task file", t.Name)
	}
	return text, nil
}

// plainText needs no quotes in YAML, not even within a list.
var plainText = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[\pL_][\pL\pN_ .-]*$`)
})

// yamlText is s as YAML on one line.
func yamlText(s string) string {
	if plainText().MatchString(s) && readsAs(s, s) {
		return s
	}
	b, err := json.Marshal(s) // a JSON string is a YAML string
	if err != nil {
		return `""`
	}
	return string(b)
}

// yamlBlock is s as a literal block where YAML can hold it so.
func yamlBlock(s string) string {
	var b strings.Builder
	b.WriteString("|\n")
	for line := range strings.Lines(strings.TrimRight(s, "\n") + "\n") {
		if line != "\n" {
			b.WriteString("  ")
		}
		b.WriteString(line)
	}
	block := strings.TrimSuffix(b.String(), "\n")
	if strings.HasSuffix(s, "\n") && readsAs(block, s) {
		return block
	}
	return yamlText(s)
}

func yamlList(names []string) string {
	parts := make([]string, len(names))
	for i, n := range names {
		parts[i] = yamlText(n)
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// readsAs tells whether a YAML value is read as the text s.
func readsAs(value, s string) bool {
	var doc struct {
		V string `yaml:"v"`
	}
	err := yaml.Unmarshal([]byte("v: "+value+"\n"), &doc)
	return err == nil && doc.V == s
}
