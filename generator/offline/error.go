package offline

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/parser"

	"winnow/review"
)

// GrammarError is a fault in a task's grammar, found before anything is made.
type GrammarError struct {
	// Rule is the rule at fault, "" when it is the grammar as a whole.
	Rule string
	// Alternative is the place of the alternative at fault in its rule, from
	// 1; 0 when it is the rule as a whole.
	Alternative int
	// Reason is what is wrong, Hint what to do about it (may be empty).
	Reason, Hint string
}

// Error names the rule and the alternative.
func (e *GrammarError) Error() string {
	switch {
	case e.Rule == "":
		return e.Reason
	case e.Alternative == 0:
		return fmt.Sprintf("grammar rule %q: %s", e.Rule, e.Reason)
	}
	return fmt.Sprintf("grammar rule %q, alternative %d: %s", e.Rule, e.Alternative, e.Reason)
}

// In returns the fault with its place in the task file that the grammar was
// read from. file is the name to show, src what the file holds.
func (e *GrammarError) In(file string, src []byte) *review.TaskError {
	t := &review.TaskError{File: file, Reason: e.Error()}
	doc, err := parser.ParseBytes(src, 0)
	if err != nil {
		return t
	}
	for _, path := range e.paths() {
		node, err := path.FilterFile(doc)
		if err != nil || node == nil || node.GetToken() == nil {
			continue
		}
		pos := node.GetToken().Position
		t.Line, t.Column = pos.Line, pos.Column
		if lines := bytes.Split(src, []byte("\n")); pos.Line <= len(lines) {
			head := fmt.Sprintf("%4d | ", pos.Line)
			t.Source = head + string(bytes.TrimRight(lines[pos.Line-1], "\r")) +
				"\n" + strings.Repeat(" ", len(head)+max(0, pos.Column-1)) + "^"
		}
		return t
	}
	return t
}

// paths are the places where the fault may stand, the closest first.
func (e *GrammarError) paths() []*yaml.Path {
	grammar := func() *yaml.PathBuilder {
		return (&yaml.PathBuilder{}).Root().Child("generate").Child("grammar")
	}
	var out []*yaml.Path
	if e.Rule != "" && e.Alternative > 0 {
		out = append(out, grammar().Child(e.Rule).Index(uint(e.Alternative-1)).Build())
	}
	if e.Rule != "" {
		out = append(out, grammar().Child(e.Rule).Build())
	}
	return append(out, grammar().Build())
}
