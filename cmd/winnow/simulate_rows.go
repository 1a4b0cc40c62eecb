package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"winnow/review"
	"winnow/store/jsonl"
	"winnow/tui/visible"
)

// known is a sample whose truth is known.
type known struct {
	sample review.Sample // without its truth: nothing can look it up before its turn
	truth  truth
}

// truth is what a reviewer who knows it finds.
type truth struct {
	wrong bool   // the suggestion is
	text  string // what it should be; empty when only that is known
}

// read takes in the rows of a file that have a truth and a suggestion.
func (s *simulating) read(ctx context.Context, file string) (rows []known, task review.Task, err error) {
	in, err := openRecords(ctx, file)
	if err != nil {
		return nil, task, err
	}
	defer in.Close() //nolint:errcheck // read only
	if task, err = s.taskFor(in); err != nil {
		return nil, task, err
	}
	left := 0
	for {
		line, err := in.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		var bad *jsonl.LineError
		if err != nil && !errors.As(err, &bad) {
			return nil, task, err
		}
		row, ok := known{}, false
		if err == nil {
			row, ok = s.row(task, line.Raw)
		}
		if !ok {
			left++
			continue
		}
		rows = append(rows, row)
	}
	if left > 0 {
		s.app.say("%s: %s left out: no truth, no suggestion, or not valid", visible.Line(file), plural(left, "row"))
	}
	if len(rows) == 0 {
		return nil, task, withHint(fmt.Errorf("%s: no row has both a suggestion and a truth", file),
			"name the members with --label and --gold")
	}
	return rows, withTruths(task, rows), nil
}

// row splits a record into the sample and its truth.
func (s *simulating) row(task review.Task, raw []byte) (known, bool) {
	members, err := review.Members(raw)
	if err != nil {
		return known{}, false
	}
	bare := []byte{'{'}
	var t truth
	found := false
	suggested := ""
	for _, m := range members {
		if m.Name == task.Target {
			suggested, _ = m.Text() // not a text: the record is not valid
		}
	}
	for _, m := range members {
		if m.Name == review.MemberGold || m.Name == review.MemberGoldOK || m.Name == s.gold {
			// What the label should be says more than whether it is right.
			if is, ok := s.truthIn(m, suggested); ok && (!found || m.Name != review.MemberGoldOK) {
				t, found = is, true
			}
			continue
		}
		name, err := json.Marshal(m.Name)
		if err != nil {
			return known{}, false
		}
		if len(bare) > 1 {
			bare = append(bare, ',')
		}
		bare = append(append(append(bare, name...), ':'), m.Value...)
	}
	sample, err := review.ParseRecord(task, append(bare, '}'))
	return known{sample, t}, err == nil && found && sample.Suggested
}

// truthIn reads a member that may hold the truth.
func (s *simulating) truthIn(m review.Member, suggested string) (truth, bool) {
	name := s.gold
	if name == "" {
		name = review.MemberGold
		if m.Name == review.MemberGoldOK {
			name = m.Name
		}
	}
	if m.Name != name {
		return truth{}, false
	}
	switch value := string(m.Value); value {
	case "true", "false":
		return truth{wrong: value == "false"}, true
	case "null":
		return truth{}, false
	}
	text, err := m.Text()
	if err != nil || m.Name == review.MemberGoldOK {
		return truth{}, false
	}
	return truth{wrong: text != suggested, text: text}, true
}

// withTruths gives the task the labels that only a reviewer would use.
func withTruths(task review.Task, rows []known) review.Task {
	if task.Kind != review.Classify {
		return task
	}
	for _, r := range rows {
		if _, ok := task.Label(r.truth.text); r.truth.text != "" && !ok {
			task.Labels = append(task.Labels, review.Label{Name: r.truth.text})
		}
	}
	return task
}

// taskFor is the task of a file: as given, else inferred from its rows.
func (s *simulating) taskFor(rows *jsonl.Reader) (task review.Task, err error) {
	if s.task != "" {
		return readTask(s.task)
	}
	if err := rows.Spool(); err != nil {
		return task, err
	}
	if s.label != "" {
		task, err = jsonl.InferTarget(rows, s.label)
	} else {
		task, err = jsonl.Infer(rows)
	}
	if err != nil {
		return task, err
	}
	return task, rows.Rewind()
}
