package formats

import (
	"strconv"
	"strings"

	"winnow/review"
)

// argilla is the shape of Argilla's exported records, which its from_dict reads:
// fields, the model's suggestion and the reviewer's response, under the question
// that the task's target names. Requirements are questions of their own. A
// rejected sample has the suggestion for a discarded response. Users there are
// UUIDs, so the reviewer is one made of the name. Texts and numbers that the record
// has besides are metadata.
type argilla struct{ question }

func (a argilla) lines(dst []byte, it review.Item) ([]byte, string) {
	if a.task.Kind == review.Chat {
		return dst, "a conversation, which argilla cannot express"
	}
	if it.State.Verdict == "" {
		return dst, "not decided yet"
	}
	kept := it.State.Decided() && it.State.Verdict != review.Reject
	status := "pending"
	if kept {
		status = "completed"
		if a.blank(it.Answer()) {
			return dst, whyNoAnswer
		}
	}
	dst = appendMember(append(dst, '{'), "id", it.Sample.ID)
	dst = append(appendName(appendMember(dst, "status", status), "fields"), '{')
	for _, f := range it.Sample.Fields {
		dst = appendMember(dst, f.Name, it.Field(f.Name))
	}
	dst = append(dst, '}')
	dst = a.appendMetadata(dst, recordOf(it))
	dst = append(appendName(dst, "suggestions"), '{')
	if it.Sample.Suggested && (a.task.Kind != review.Spans || isAsItCame(it)) {
		dst = a.each(dst, it.Sample.Suggestion, func(dst []byte) []byte { return appendAgent(dst, it) })
	}
	dst = append(appendName(append(dst, '}'), "responses"), '{')
	if it.Decision != nil && (kept || it.State.Verdict == review.Reject && it.Sample.Suggested) {
		dst = a.responses(dst, it, kept)
	}
	return append(dst, "}}\n"...), ""
}

// appendMetadata appends the record's own metadata, or what else it says in texts
// and numbers, which are all that metadata can hold there.
func (a argilla) appendMetadata(dst []byte, members []review.Member) []byte {
	if meta := named(members, "metadata"); meta.Value[0] == '{' {
		return append(appendName(dst, "metadata"), meta.Value...)
	}
	dst = append(appendName(dst, "metadata"), '{')
	own := a.name(a.task.Target) + "." // of its flat rows
	for _, m := range a.extras(members, "status") {
		if strings.HasPrefix(m.Name, own) {
			continue
		}
		if first := m.Value[0]; first == '"' || first == '-' || first >= '0' && first <= '9' {
			dst = append(appendName(dst, m.Name), m.Value...)
		}
	}
	return append(dst, '}')
}

func (a argilla) responses(dst []byte, it review.Item, kept bool) []byte {
	status := "discarded"
	if kept {
		status = "submitted"
	}
	for _, q := range a.questions(it.Answer()) {
		dst = append(appendName(dst, a.name(q)), `[{"value":`...)
		dst = a.value(dst, q, it.Answer())
		dst = appendMember(dst, "user_id", reviewerID(it.Decision.Reviewer))
		dst = append(appendMember(dst, "status", status), "}]"...)
	}
	return dst
}

// each appends an object for each question; rest completes it.
func (a argilla) each(dst []byte, answer review.Answer, rest func([]byte) []byte) []byte {
	for _, q := range a.questions(answer) {
		dst = a.value(append(appendName(dst, a.name(q)), `{"value":`...), q, answer)
		dst = append(rest(dst), '}')
	}
	return dst
}

// name is what a question is called there: in flat rows the suggestion for the
// question q stands under "q.suggestion".
func (a argilla) name(question string) string { return strings.TrimSuffix(question, ".suggestion") }

// questions are those that the answer answers: the whole, then each requirement.
func (a argilla) questions(answer review.Answer) []string {
	var names []string
	if len(a.task.Requirements) == 0 || answer.Label != "" {
		names = append(names, a.task.Target)
	}
	for _, r := range rated(a.task, answer.Ratings) {
		if r != a.task.Target {
			names = append(names, r)
		}
	}
	return names
}

func (a argilla) value(dst []byte, question string, answer review.Answer) []byte {
	switch {
	case a.task.Kind == review.MultiLabel:
		return appendStrings(dst, answer.Labels)
	case a.task.Kind == review.Spans:
		return appendList(dst, answer.Spans, func(dst []byte, s review.Span) []byte {
			dst = appendMember(append(dst, '{'), "label", s.Label)
			dst = strconv.AppendInt(append(dst, `,"start":`...), int64(s.Start), 10)
			dst = strconv.AppendInt(append(dst, `,"end":`...), int64(s.End), 10)
			return append(dst, '}')
		})
	case a.task.Kind != review.Rate:
		return appendString(dst, a.text(answer))
	}
	level := answer.Label
	if question != a.task.Target {
		level = answer.Ratings[question]
	}
	if n, err := strconv.Atoi(level); err == nil {
		return strconv.AppendInt(dst, int64(n), 10) // a rating there is a number
	}
	return appendString(dst, level)
}

func appendAgent(dst []byte, it review.Item) []byte {
	// What the order learned from the reviewer is no score of the model's.
	if p, known := it.Sample.Confidence.Value(); known {
		dst = appendNumber(appendName(dst, "score"), p)
	}
	if m := it.Sample.Provenance.Model; m != "" {
		dst = appendMember(dst, "agent", m)
	}
	return dst
}
