package jsonl

import (
	"bytes"
	"fmt"
	"slices"
)

// firstMost is the longest first record, in bytes, that is kept to be looked at.
const firstMost = 64 << 10

// NoTaskError says what was seen of records from which no task can be inferred,
// so that the next step can be told. It is [ErrNoTask].
type NoTaskError struct {
	File string
	Line int // of the first record
	// Tool is whose shape the records have, "" for none that is known.
	Tool string
	// Seen says in words which members there are and what is wrong with them.
	Seen string
	// First is the first record, nil for one that is longer than 64 KB.
	First []byte
	// Alone tells that there is no other record.
	Alone bool
	// Target is the member that would be the label if it had other values, ""
	// where there is none, Labels are the values that it has, Lists tells that they
	// stand in lists, and Texts that they are none: too long, or too many.
	Target string
	Labels []string
	Lists  bool
	Texts  bool
	// Fields are the texts that would be read beside it.
	Fields []string
}

// Error is "file:line: no task can be inferred: what was seen".
func (e *NoTaskError) Error() string {
	return fmt.Sprintf("%s:%d: %v: %s", e.File, e.Line, ErrNoTask, e.Seen)
}

func (e *NoTaskError) Unwrap() error { return ErrNoTask }

// refused says why no task fits.
func (c *census) refused(file string) *NoTaskError {
	e := &NoTaskError{File: file, Line: c.firstLine, Tool: c.foreign(), Seen: c.describe(), First: c.first, Alone: c.records == 1}
	target := c.nearTarget()
	if target == nil {
		target = &memberStats{}
	} else {
		set := target.labelSet
		if target.isLabels() {
			set, e.Lists = target.lists.labelSet, true
		}
		e.Target, e.Texts = target.name, set.tooLong || len(set.values) > maxLabels
		if !e.Texts {
			e.Labels = sortedLabels(set.values)
		}
	}
	e.Fields = slices.DeleteFunc(c.textFields(target), func(name string) bool { return name == target.name })
	return e
}

// nearTarget is the member that has the name of a label, or of a suggestion, and
// values that could be some.
func (c *census) nearTarget() *memberStats {
	fits := func(m *memberStats) bool {
		return (m.isLabels() || m.mostly(m.scalars)) && m.bools == 0 && (len(m.values) > 0 || m.tooLong || m.isLabels())
	}
	if c.target != "" {
		if m := c.byName[c.target]; m != nil && fits(m) {
			return m
		}
	}
	for _, m := range c.members {
		if isSuggestion(m.name) && fits(m) {
			return m
		}
	}
	return c.best(labelNames, fits)
}

// keepFirst keeps the first record.
func (c *census) keepFirst(line Line) {
	if c.firstLine > 0 {
		return
	}
	c.firstLine = line.N
	if len(line.Raw) <= firstMost {
		c.first = bytes.Clone(line.Raw)
	}
}
