package strategy

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/review"
)

func TestWanted_WhatTheTaskNames(t *testing.T) {
	t.Parallel()
	topics := []review.Topic{{Name: "delays", Topics: []review.Topic{{Name: "snow"}, {Name: "a strike"}}}, {Name: "tickets"}}
	facts := func(string) ([]Row, error) {
		return []Row{
			{Values: map[string]string{"entity": "Vienna", "style": "a letter"}},
			{Values: map[string]string{"entity": "Rome; or not", "style": "a letter"}},
		}, nil
	}
	gone := func(string) ([]Row, error) { return nil, errors.New("gone") }
	for name, c := range map[string]struct {
		g     review.Generate
		files Files
		want  map[string][]string
	}{
		"nothing":    {review.Generate{Topics: topics}, nil, map[string][]string{}},
		"tree":       {review.Generate{Strategy: "tree", Topics: topics}, nil, map[string][]string{"topic": {"delays › snow", "delays › a strike", "tickets"}}},
		"grown tree": {review.Generate{Strategy: "tree", Topics: topics, Rounds: 1}, nil, map[string][]string{"topic": nil}},
		"attributes": {
			review.Generate{Strategy: "zerogen, attributes", Attributes: map[string]review.Values{
				"tone": {All: []string{"angry", "angry"}}, "length": {ByLabel: map[string][]string{"b": {"long"}, "a": {"short", "long"}}},
			}}, nil,
			map[string][]string{"tone": {"angry"}, "length": {"short", "long"}},
		},
		// A value that cannot be told from two is not counted.
		"facts":      {review.Generate{Strategy: "knowledge", File: "facts.csv"}, facts, map[string][]string{"entity": {"Vienna"}, "style": {"a letter"}}},
		"gone facts": {review.Generate{Steps: []review.Step{{Strategy: "knowledge"}}, File: "facts.csv"}, gone, map[string][]string{}},
	} {
		if diff := cmp.Diff(c.want, Wanted(review.Task{Generate: c.g}, c.files)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
