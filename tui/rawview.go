package tui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
	"winnow/tui/lines"
	"winnow/tui/visible"
)

// rawView shows a refused answer as it came. It keeps its answer while others
// come in.
type rawView struct {
	answer review.StreamRefused
	text   *lines.Lines // laid out for the width last seen
	pager  pager
	n, h   int
}

// reasonRows bounds what the reason takes of the view.
const reasonRows = 3

func (v *rawView) hints() []hint {
	out := scrollHints(v.n, v.h)
	out[len(out)-1] = hint{"esc ←", "back to the list"}
	return out
}

// update tells whether the view is left.
func (v *rawView) update(k tea.KeyPressMsg) bool {
	if v.pager.key(k, v.n, v.h) {
		return false
	}
	switch k.String() {
	case "esc", "left", "enter", "q":
		return true
	}
	return false
}

func (v *rawView) rows(m *model, w, h int) []string {
	title, by := "THE ANSWER AS IT CAME", "unusable"
	if v.answer.Filter != "" {
		title, by = "THE SAMPLE'S RECORD", "held back by the filter "+oneLine(v.answer.Filter, w/3)
	}
	head := []string{both(" "+m.st.head.text(title), " "+m.st.warn.text(by)+" ", w)}
	for _, r := range firstRows(wrap(v.answer.Reason, w-2), reasonRows) {
		head = append(head, " "+r)
	}
	if n := visible.Hidden(v.answer.Raw); n > 0 {
		head = append(head, " "+m.st.warn.text(oneLine(fmt.Sprintf("⚠ %d hidden character%s", n, plural(n)), w-2)))
	}
	head = append(head, "")
	v.n, v.h = 0, max(1, h-len(head))
	return append(head, v.pager.window(m.st, v.textRows(m, w), v.h)...)
}

// textRows are all rows of the answer, which is short.
func (v *rawView) textRows(m *model, w int) []string {
	if v.answer.Raw == "" {
		return []string{" " + m.st.faint.text("Nothing came.")}
	}
	if wide := max(1, min(w-4, measureMost)); v.text == nil || v.text.Width() != wide {
		v.text = lines.New(v.answer.Raw, wide)
	}
	v.n = v.text.All()
	rows := make([]string, 0, v.n)
	for _, r := range v.text.Window(0, v.n) {
		rows = append(rows, " "+m.st.faint.text("│")+" "+paintRow(m.st, r))
	}
	return rows
}
