package formats

import "winnow/review"

// doccano is the shape of doccano's JSONL files: a text and under "label" a list
// of labels, of [start, end, label], or of responses (seq2seq). The record's own
// id comes along.
type doccano struct{ question }

func (d doccano) lines(dst []byte, it review.Item) ([]byte, string) {
	if why := d.unfit("doccano", review.Chat, review.Prefer); why != "" {
		return dst, why
	}
	text := led(d.own(it), d.user(it))
	if d.task.Kind == review.Spans {
		text = it.Field(it.Sample.Fields[0].Name) // the others would move the spans
	}
	if text == "" {
		return dst, whyNoQuestion
	}
	now := it.Answer()
	if d.blank(now) {
		return dst, whyNoAnswer
	}
	dst = append(dst, '{')
	if id := named(recordOf(it), review.MemberID); string(id.Value) != "null" {
		dst = append(appendName(dst, review.MemberID), id.Value...)
	}
	dst = appendName(appendMember(dst, "text", text), "label")
	switch d.task.Kind {
	case review.MultiLabel:
		dst = appendStrings(dst, now.Labels)
	case review.Spans:
		dst = appendList(dst, now.Spans, appendTriple)
	default:
		dst = appendStrings(dst, []string{d.text(now)})
	}
	return append(dst, "}\n"...), ""
}

// unfit says why a format cannot express the task, which is of one of the kinds
// or rates by requirement, or "".
func (q question) unfit(format string, kinds ...review.Kind) string {
	what := map[review.Kind]string{review.Text: "a response", review.Chat: "a conversation", review.Prefer: "a preference"}
	if len(q.task.Requirements) > 0 {
		return "ratings by requirement, which " + format + " cannot express"
	}
	for _, k := range kinds {
		if q.task.Kind == k {
			return what[k] + ", which " + format + " cannot express"
		}
	}
	return ""
}

// blank tells whether an answer says nothing; a list of no labels does.
func (q question) blank(a review.Answer) bool {
	return q.task.Kind.OneLabel() && a.Label == "" || q.task.Kind == review.Text && a.Text == ""
}

// recordOf are the members of the record as it came, none if it cannot be read.
func recordOf(it review.Item) []review.Member {
	members, err := review.Members(oneLine(it.Sample.Raw))
	if err != nil {
		return nil
	}
	return members
}
