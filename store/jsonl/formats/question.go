package formats

import (
	"strings"

	"winnow/review"
)

// Reasons that several formats share.
const (
	whyNoQuestion = "nothing to ask, every field is empty"
	whyNoAnswer   = "the answer is empty"
)

// question puts a sample's task and fields into words, as they stand after the
// standing decision.
type question struct {
	task review.Task
}

// system says what is to be done: the guidelines and, for labels, the choice.
// For kind text it is empty, because the instruction stands in the sample.
func (q question) system() string {
	if q.task.Kind != review.Classify {
		return ""
	}
	choice := "Answer with one of these labels: " + strings.Join(q.task.LabelNames(), ", ") + "."
	if g := strings.TrimSpace(q.task.Guidelines); g != "" {
		return g + "\n\n" + choice
	}
	return choice
}

// user is what the sample asks. For kind text the fields follow one another
// after blank lines. Several fields of kind classify are named, since their
// names are what tells them apart.
func (q question) user(it review.Item) string {
	named := q.task.Kind == review.Classify && len(it.Sample.Fields) > 1
	return join(it, it.Sample.Fields, named)
}

// prompt is system and user in one, with the blank line after which the answer
// follows: trainers put prompt and completion together without anything
// between them.
func (q question) prompt(it review.Item) string {
	user := q.user(it)
	if user == "" {
		return ""
	}
	if s := q.system(); s != "" {
		return s + "\n\n" + user + "\n\n"
	}
	return user + "\n\n"
}

// answer is what the sample says now.
func (q question) answer(it review.Item) string { return q.text(it.Answer()) }

// original is what it said before, and whether it said anything.
func (q question) original(it review.Item) (string, bool) {
	text := q.text(it.Sample.Suggestion)
	return text, it.Sample.Suggested && text != ""
}

func (q question) text(a review.Answer) string {
	if q.task.Kind.OneLabel() {
		return a.Label
	}
	return a.Prose()
}

func join(it review.Item, fields []review.Field, named bool) string {
	var b strings.Builder
	for _, f := range fields {
		text := it.Field(f.Name)
		if text == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteString("\n\n")
		}
		if named {
			b.WriteString(f.Name + ": ")
		}
		b.WriteString(text)
	}
	return b.String()
}
