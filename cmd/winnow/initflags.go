package main

import (
	"fmt"
	"strings"

	"winnow/review"
	"winnow/tui"
)

// initFlag is a flag that says a part of the task.
type initFlag struct {
	name, value string
	example     string
	clear       func(*initing)
}

// partFlags are those that were given.
func (in *initing) partFlags() []initFlag {
	list := func(v []string) string { return strings.Join(v, ",") }
	fields := "text"
	if review.Kind(in.kind) == review.Prefer {
		fields = "prompt,response_a,response_b"
	}
	var given []initFlag
	for _, f := range []initFlag{
		{"--labels", list(in.labels), "yes,no", func(n *initing) { n.labels = nil }},
		{"--fields", list(in.fields), fields, func(n *initing) { n.fields = nil }},
		{"--answers", list(in.answers), "response_a,response_b", func(n *initing) { n.answers = nil }},
		{"--target", in.target, "label", func(n *initing) { n.target = "" }},
		{"--scale", in.scale, "1-5", func(n *initing) { n.scale = "" }},
		{"--requirements", list(in.require), "correct,brief", func(n *initing) { n.require = nil }},
		{"--name", in.name, "letters", func(n *initing) { n.name = "" }},
	} {
		if f.value != "" {
			given = append(given, f)
		}
	}
	return given
}

// checked makes sure that the task, which the flags made of another one, can be
// one. No file stands anywhere yet in which a mistake could be shown: the flag is
// named without which there would be none.
func (in *initing) checked(t, before review.Task) error {
	wrong := t.Validate(tui.ReservedKeys())
	if wrong == nil {
		return nil
	}
	given := in.partFlags()
	for _, f := range given {
		without, less := before, *in
		f.clear(&less)
		if less.fill(&without) == nil && without.Validate(tui.ReservedKeys()) == nil {
			return &usageError{fmt.Sprintf("%s %s: %v", f.name, quoted(f.value), wrong), "for example " + f.name + " " + f.example}
		}
	}
	if len(given) > 0 {
		return &usageError{wrong.Error(), "`winnow init --help` shows the flags and examples"}
	}
	return withHint(fmt.Errorf("no task can be made of this: %w", wrong), "say with flags how it shall be; `winnow init --help` shows them")
}
