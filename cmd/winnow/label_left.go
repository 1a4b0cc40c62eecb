package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"winnow/generator"
	"winnow/generator/strategy"
)

// rowSource is the source of a run of label. It knows which rows came to nothing
// and says so, where the source could only say that it has no more to ask, or
// that it was refused something.
type rowSource struct {
	generator.Source
	project, file string
	rows          []strategy.Row
	made          map[string]bool // by the id of the row
	given         []string        // what was given up, each with the reason
	held          int             // whole answers that a check held back
}

func newRowSource(of generator.Source, project, file string, rows []strategy.Row) *rowSource {
	return &rowSource{Source: of, project: project, file: file, rows: rows, made: map[string]bool{}}
}

// Generate implements [generator.Source].
func (s *rowSource) Generate(ctx context.Context, req generator.Request, emit func(generator.Event)) error {
	err := s.Source.Generate(ctx, req, func(e generator.Event) {
		s.note(e)
		emit(e)
	})
	var end *generator.Error
	switch {
	case !errors.As(err, &end):
		return err
	case end.Request:
		told := *end
		told.Err, told.Hint = err, s.refused()
		return &told
	case len(s.given)+s.held == 0 || !end.Dry:
		return err
	}
	return s.left()
}

func (s *rowSource) note(e generator.Event) {
	if e.Sample != nil {
		for _, id := range e.Sample.Provenance.Parents {
			s.made[id] = true
		}
	}
	if r := e.Reject; r != nil {
		switch {
		case r.GivenUp != "":
			s.given = append(s.given, r.GivenUp)
		case r.Filter != "":
			s.held++
		}
	}
}

// left is the end of a run in which every row was asked about.
func (s *rowSource) left() error {
	var parts []string
	if n := len(s.given); n > 0 {
		parts = append(parts, plural(n, "row")+" got no label: the endpoint refused what it was asked, or no answer was of use")
	}
	if s.held > 0 {
		parts = append(parts, plural(s.held, "labelled row")+" did not pass the check")
	}
	return &generator.Error{
		Reason: strings.Join(parts, "; "),
		Hint: fmt.Sprintf("`winnow generate %s --show-raw` prints the reasons, which are in %s; shorten those rows or take them out of the file, or give the same command again to ask about them once more",
			quoted(s.project), asidePath(s.project)),
	}
}

// refused is what to do when the endpoint does not take what it is asked.
func (s *rowSource) refused() string {
	var at []string
	n := 0
	for _, r := range s.rows {
		if s.made[r.ID] {
			continue
		}
		if n++; n <= mostProblems {
			at = append(at, fmt.Sprintf("%s:%d", s.file, r.Line))
		}
	}
	if n > len(at) {
		at = append(at, "…")
	}
	return fmt.Sprintf("%s of this run without a label: %s; shorten what the endpoint does not take, or take it out of the file; where it takes nothing, check generate in the task file",
		plural(n, "row"), strings.Join(at, ", "))
}

// tell names the rows that were given up.
func (s *rowSource) tell(a *app) {
	for i, why := range s.given {
		if i == mostProblems {
			a.say("  and %s more", grouped(len(s.given)-mostProblems))
			return
		}
		a.say("  %s", why)
	}
}

// bareAdvice is for rows that came into the project without a suggestion: what is
// there stays as it came.
func bareAdvice(project string) string {
	return fmt.Sprintf("label what is undecided into a new project: winnow export %s --as native --bare --decision none -o undecided.jsonl && winnow label labelled.winnow undecided.jsonl --task task.yaml",
		quoted(project))
}
