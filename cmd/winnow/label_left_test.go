package main

import (
	"context"
	"errors"
	"strings"
	"testing"

	"winnow/generator"
)

// saying is a source that emits some events and ends with an error.
type saying struct {
	events []generator.Event
	err    error
}

func (s saying) Name() string { return "test" }

func (s saying) Generate(_ context.Context, _ generator.Request, emit func(generator.Event)) error {
	for _, e := range s.events {
		emit(e)
	}
	return s.err
}

// Ensure that label tells which rows came to nothing by what the source means, in
// whatever words it says that, and leaves other ends as they are.
func TestRowSource_GoesByWhatIsMeant(t *testing.T) {
	t.Parallel()
	gave := []generator.Event{
		{Reject: &generator.Reject{Reason: "words", GivenUp: "rows.txt:2: too long"}},
		{Reject: &generator.Reject{Reason: "words", Filter: "judge"}},
		{Reject: &generator.Reject{Reason: "given up for now: words alone"}},
	}
	for name, c := range map[string]struct {
		of   saying
		want string
	}{
		"everything was asked":          {saying{gave, &generator.Error{Reason: "words", Dry: true}}, "1 row got no label"},
		"a failure that says the words": {saying{gave, &generator.Error{Reason: "it has nothing more to ask"}}, "it has nothing more to ask"},
		"nothing was given up":          {saying{nil, &generator.Error{Reason: "all was asked", Dry: true}}, "all was asked"},
	} {
		s := newRowSource(c.of, "p.winnow", "rows.txt", nil)
		err := s.Generate(t.Context(), generator.Request{}, func(generator.Event) {})
		var end *generator.Error
		if !errors.As(err, &end) || !strings.HasPrefix(end.Reason, c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
		if len(c.of.events) > 0 && (len(s.given) != 1 || s.given[0] != "rows.txt:2: too long" || s.held != 1) {
			t.Errorf("%s: given up %q, %d held back", name, s.given, s.held)
		}
	}
}
