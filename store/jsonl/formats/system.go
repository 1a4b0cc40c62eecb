package formats

import (
	"bytes"
	"slices"
	"strings"

	"winnow/review"
)

// systemMembers hold the system message of a record, as a field or beside the
// fields.
var systemMembers = []string{"system", "system_prompt"}

// isSystem tells whether a field is the system message: of a conversation each one,
// else one of that name, as long as another asks. Labels are about all fields.
func (q question) isSystem(field string) bool {
	switch {
	case q.labelled():
		return false
	case q.task.Kind == review.Chat:
		return true
	}
	return slices.Contains(systemMembers, field) && slices.ContainsFunc(q.task.Fields, func(f string) bool {
		return !slices.Contains(systemMembers, f) && !isAnswer(q.task, f)
	})
}

// own is the system message that a sample brings, from beside its fields and then
// from them; "" where it brings none. Labels have that of the task alone: the
// record's was said to another model, about another question.
func (q question) own(it review.Item) string {
	var parts []string
	add := func(text string) {
		if text != "" && !slices.Contains(parts, text) {
			parts = append(parts, text)
		}
	}
	if !q.labelled() && bytes.Contains(it.Sample.Raw, []byte(`"system`)) {
		for _, m := range recordOf(it) {
			if slices.Contains(systemMembers, m.Name) && m.Value[0] == '"' && !slices.Contains(q.task.Fields, m.Name) && m.Name != q.task.Target {
				if text, err := m.Text(); err == nil {
					add(text)
				}
			}
		}
	}
	for _, f := range it.Sample.Fields {
		if q.isSystem(f.Name) {
			add(it.Field(f.Name))
		}
	}
	return strings.Join(parts, "\n\n")
}

// systemOf is the system message: the sample's own, else what was asked for.
func (q question) systemOf(it review.Item) string {
	if q.erase {
		return ""
	}
	if own := q.own(it); own != "" {
		return own
	}
	return q.system()
}

// led is a text of the user's behind a system message, for shapes that have no
// place of its own for that. Where nothing is asked there is nothing to lead.
func led(system, user string) string {
	if system == "" || user == "" {
		return user
	}
	return system + "\n\n" + user
}
