package tui

import (
	"strings"

	"winnow/review"
)

// inKind says a reason in the words of the task's kind: not every kind suggests
// a label.
func (m *model) inKind(reason string) string {
	what := map[review.Kind]string{
		review.MultiLabel: "the labels", review.Spans: "the spans", review.Text: "the response", review.Chat: "the conversation",
		review.Prefer: "the answer", review.Rate: "the level",
	}[m.task.Kind]
	if what == "" {
		return reason
	}
	own := what + "'s"
	if strings.HasSuffix(what, "s") {
		own = what + "'"
	}
	return strings.NewReplacer("the label's", own, "the label", what).Replace(reason)
}
