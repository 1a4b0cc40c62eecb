package tui

import (
	"slices"

	"winnow/review"
)

// nextRows list what comes next, on at most most rows. What is read ahead is kept from
// other reviewers, so it is a few samples: where there is room, the last row says that
// they are not all.
func (m *model) nextRows(w, most int) []string {
	if m.bulk != nil { // which decides what was read of the queue
		return []string{m.st.faint.text("comes when this is done")}
	}
	next := m.win.next
	if m.visit != nil && m.win.cur != nil {
		next = append([]review.Item{*m.win.cur}, next...)
	}
	var rows []string
	for _, it := range next {
		if len(rows) >= most {
			break
		}
		if m.visit == nil || it.Sample.Seq != m.visit.item.Sample.Seq {
			const number = 4 // cells: "0.52"
			rows = append(rows, fit(m.confidence(it.Confidence), number)+" "+m.st.faint.text(oneLine(m.gist(it), w-7)))
		}
	}
	switch more := m.behindNext(len(rows)); {
	case len(rows) == 0:
		rows = append(rows, m.st.faint.text("nothing"))
	case more != "" && len(rows) < most:
		rows = append(rows, m.st.faint.text(more))
	}
	return rows
}

// gist is the text by which a sample is recognised in a list.
func (m *model) gist(it review.Item) string {
	if t := opening(it.Sample.Suggestion.Turns); t != "" {
		return t
	}
	if t := it.Sample.Suggestion.Prose(); t != "" {
		return t
	}
	fields := slices.Clone(it.Sample.Fields)
	if m.task.Kind == review.Rate { // what is rated stands last, often behind the same words
		slices.Reverse(fields)
	}
	for _, f := range fields {
		if t := it.Field(f.Name); t != "" {
			return t
		}
	}
	return it.Sample.ID
}

// behindNext says what comes behind a list of so many samples, "" for nothing. How
// many match a filter is not known before all are read.
func (m *model) behindNext(listed int) string {
	if m.win.end || !m.win.ready {
		return ""
	}
	if m.isFiltered() {
		return "and more"
	}
	n := m.news.Counts.Undecided() - listed
	if it := m.current(); it != nil && !it.State.Decided() {
		n--
	}
	if n <= 0 {
		return ""
	}
	return "and " + grouped(n) + " more"
}
