package tui

import (
	"winnow/review"
	"winnow/review/rank"
)

// isLearned tells that the confidence on the card is another than the record's:
// learned from decisions.
func isLearned(it *review.Item) bool {
	return it.Confidence.IsKnown() && it.Confidence.String() != it.Sample.Confidence.String()
}

// confidenceText is what the head of the card says: what was learned and what was
// given, by their own names, where they differ.
func (m *model) confidenceText(it *review.Item) string {
	if !isLearned(it) {
		return m.st.faint.text("confidence ") + m.confidence(it.Confidence)
	}
	return m.st.faint.text("learned ") + m.confidence(it.Confidence) + m.st.faint.text(" · given "+it.Sample.Confidence.String())
}

// confidence paints a value: low ones warn, unknown ones say so.
func (m *model) confidence(c review.Confidence) string {
	p, known := c.Value()
	switch {
	case !known:
		return m.st.warn.text("--")
	case p < 0.5:
		return m.st.bad.text(c.String())
	case p < 0.8:
		return m.st.warn.text(c.String())
	}
	return m.st.good.text(c.String())
}

// Words for where a confidence comes from.
const (
	noEvidence      = "no evidence"
	fromDecisions   = "learned from the decisions"
	givenWithRecord = "given with the record"
)

// reason says in a few words where the confidence comes from. Where the number on
// the card is a learned one, what the record says is told as the given one's.
func (m *model) reason(it *review.Item) string {
	text := ""
	for _, r := range rank.Why(it.Sample) {
		if r.Used {
			text = m.inKind(r.Text)
			break
		}
	}
	switch given := "given " + it.Sample.Confidence.String(); {
	case isLearned(it) && text == "":
		return fromDecisions
	case text == "":
		return noEvidence
	case !isLearned(it):
		return text
	case text == givenWithRecord:
		return given + " with the record"
	default:
		return given + ": " + text
	}
}

// reasonText is the reason with what it is a reason of. A learned confidence's
// names that itself.
func (m *model) reasonText(it *review.Item) string {
	if isLearned(it) {
		return m.reason(it)
	}
	return "confidence: " + m.reason(it)
}

// reasonRow is the reason on a row of its own.
func (m *model) reasonRow(it *review.Item, w int) string {
	return m.st.faint.text(oneLine(m.reasonText(it), w))
}

// withReason puts the reason behind what a row says, or under it where it would be
// cut and there is room for most rows.
func (m *model) withReason(row string, it *review.Item, w, most int) []string {
	text := oneLine(m.reasonText(it), w)
	const gap = 2
	if room := w - gap - cells(row); cells(text) > room {
		if most > footAtLeast {
			return []string{row, m.st.faint.text(text)}
		}
		text = oneLine(text, max(0, room))
	}
	return []string{row + blank(gap) + m.st.faint.text(text)}
}

// orderText names an order as it is: learning puts samples at the head for more
// reasons than the number that is shown, at first by what it assumes of the signals.
func (m *model) orderText(o review.Order) string { return m.orderWords(o, m.orderLearned()) }

// orderWords are the name where it is known whether something was learned.
func (m *model) orderWords(o review.Order, learned bool) string {
	switch {
	case o != review.OrderQueue:
	case learned:
		return "likely wrong first · learned"
	case m.news.Lessons > 0:
		return "likely wrong first"
	}
	return string(o)
}

// orderLearned tells whether the queue on screen has places that were learned from
// decisions: their confidences are, too. A lesson alone does not tell, the first
// ones go by what is assumed.
func (m *model) orderLearned() bool {
	if m.win.cur != nil && !m.win.cur.State.Decided() && isLearned(m.win.cur) {
		return true
	}
	for i := range m.win.next {
		if isLearned(&m.win.next[i]) {
			return true
		}
	}
	return false
}
