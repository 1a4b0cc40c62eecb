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
	// erase leaves system messages out (Orca 2, Mitra et al. 2023, section 3).
	erase bool
	// given is the system message that was asked for; guided asks for one of
	// everything that the task says, also where the sample needs none.
	given  string
	guided bool
	// chat puts texts into messages.
	chat bool
	// callTurns tells that the shape has LLaMA-Factory's turns for calls of tools.
	callTurns bool
}

// labelled tells whether the answer is about the fields, and not a response to
// them: then the guidelines and the choice have to be said.
func (q question) labelled() bool {
	switch q.task.Kind {
	case review.Classify, review.MultiLabel, review.Spans, review.Rate:
		return true
	}
	return false
}

// system says what is to be done: what was given, or the guidelines and, for
// labels, the choice. For responses it is empty if nothing was asked for, because
// the instruction stands in the sample.
func (q question) system() string {
	switch {
	case q.erase:
		return ""
	case q.given != "":
		return q.given
	case !q.labelled() && !q.guided:
		return ""
	}
	var parts []string
	if g := strings.TrimSpace(q.task.Guidelines); g != "" {
		parts = append(parts, g)
	}
	if meanings := q.meanings(); q.guided && meanings != "" {
		parts = append(parts, meanings)
	}
	if q.labelled() {
		parts = append(parts, q.choice())
	}
	return strings.Join(parts, "\n\n")
}

// meanings are the descriptions of labels and requirements, a line for each.
func (q question) meanings() string {
	var lines []string
	say := func(name, description string) {
		if d := strings.TrimSpace(description); d != "" {
			lines = append(lines, name+": "+d)
		}
	}
	for _, l := range q.task.Labels {
		if q.labelled() {
			say(l.Name, l.Description)
		}
	}
	for _, r := range q.task.Requirements {
		say(r.Name, r.Description)
	}
	return strings.Join(lines, "\n")
}

// choice says in which form to answer.
func (q question) choice() string {
	names := strings.Join(q.task.LabelNames(), ", ")
	switch {
	case q.task.Kind == review.MultiLabel:
		return "Answer with a JSON list of all of these labels that apply, which may be empty: " + names + "."
	case q.task.Kind == review.Spans:
		return `Answer with a JSON list of the passages to mark, in the order of the text, each as {"text", "label"} with one of these labels: ` + names + "."
	case len(q.task.Requirements) > 0:
		of := make([]string, len(q.task.Requirements))
		for i, r := range q.task.Requirements {
			of[i] = r.Name
		}
		return `Answer with a JSON object: "` + q.task.Target + `" is the level of the whole, and "ratings" has a level for each of ` +
			strings.Join(of, ", ") + ". The levels: " + names + "."
	case q.task.Kind == review.Rate:
		return "Answer with one of these levels: " + names + "."
	}
	return "Answer with one of these labels: " + names + "."
}

// asked are the fields that the sample asks with: all but the answers that are
// compared and the system message.
func (q question) asked(it review.Item) []review.Field {
	if q.labelled() {
		return it.Sample.Fields
	}
	var fields []review.Field
	for _, f := range it.Sample.Fields {
		if !isAnswer(q.task, f.Name) && !q.isSystem(f.Name) {
			fields = append(fields, f)
		}
	}
	return fields
}

func isAnswer(task review.Task, field string) bool {
	for _, a := range task.Answers {
		if a == field {
			return true
		}
	}
	return false
}

// user is what the sample asks. For responses the fields follow one another
// after blank lines. Several fields that an answer is about are named, since
// their names are what tells them apart; spans are of the first field alone.
func (q question) user(it review.Item) string {
	fields := q.asked(it)
	return join(it, fields, q.labelled() && len(fields) > 1)
}

// isOwn tells whether the records have a trainer's own shape already: one prompt
// and what follows it, with the space between them.
func (q question) isOwn(asked []review.Field) bool {
	return len(asked) == 1 && (q.task.Kind == review.Prefer && isAnswer(q.task, q.task.Target) ||
		q.task.Kind == review.Text && asked[0].Name == "prompt" && q.task.Target == "completion")
}

// prompt is system and user in one, with the blank line after which the answer
// follows: trainers put prompt and completion together without anything
// between them. For the same reason the system message begins the prompt: what is
// not in the text is not in the training, and an answer cannot be learned without
// what it was an answer to.
func (q question) prompt(it review.Item) string {
	user := q.user(it)
	if user != "" && !q.isOwn(q.asked(it)) {
		user += "\n\n"
	}
	return led(q.systemOf(it), user)
}

// said puts an answer into the words of the question; field gives the texts that
// it is about.
func (q question) said(it review.Item, a review.Answer, field func(string) string) string {
	switch {
	case q.task.Kind == review.MultiLabel:
		return string(appendStrings(nil, a.Labels))
	case q.task.Kind == review.Spans:
		text := []rune(field(it.Sample.Fields[0].Name))
		return string(appendList(nil, a.Spans, func(dst []byte, s review.Span) []byte {
			dst = appendMember(append(dst, '{'), "text", passage(text, s))
			return append(appendMember(dst, "label", s.Label), '}')
		}))
	case q.task.Kind == review.Prefer:
		if i := q.task.Answer(a.Label); i >= 0 {
			return field(q.task.Answers[i])
		}
		return ""
	case len(q.task.Requirements) > 0:
		if a.Label == "" && len(a.Ratings) == 0 {
			return ""
		}
		return string(appendAnswer(nil, q.task, a))
	}
	return q.text(a)
}

// passage is the stretch of the text, as much of it as there is.
func passage(text []rune, s review.Span) string {
	end := max(0, min(s.End, len(text)))
	return string(text[max(0, min(s.Start, end)):end])
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
