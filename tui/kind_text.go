package tui

import (
	"winnow/review"
	"winnow/tui/visible"
)

// textKind reviews a response to an instruction.
type textKind struct{ plain }

func (textKind) sections(m *model, it *review.Item, w int) []section {
	out := m.fieldSections(it, w, true, it.Sample.Fields)
	before, after := it.Sample.Suggestion.Text, m.standing(it).Text
	head := m.heading(m.task.Target, 0)
	switch {
	case after != before && it.Sample.Suggested:
		head += m.st.faint.text("  by "+m.modelName(it)+", ") + m.st.good.text("changed by "+m.whose(it))
	case after != before:
		head += m.st.good.text("  by " + m.whose(it))
	case it.Sample.Suggested:
		head += m.st.faint.text("  by " + m.modelName(it))
	default:
		edit := m.opts.Keys.of(actEdit)
		none, _ := m.st.keyed(m.st.warn, "  none given: "+edit+" writes one", []string{edit})
		head += none
	}
	head += m.hiddenWords(m.hidden.in(it.Sample.Seq, m.task.Target, before)) // not "by" anybody
	sec := m.textSection(head, before, after, after != before, true, w)
	sec.part = m.task.Target
	return append(out, sec)
}

func (textKind) foot(m *model, it *review.Item, w, _ int) []string {
	return []string{m.reasonRow(it, w)}
}

func (k textKind) texts(m *model, it *review.Item, a review.Answer) map[string]string {
	out := k.plain.texts(m, it, a)
	out[m.task.Target] = a.Text
	return out
}

func (k textKind) put(m *model, it *review.Item, a *review.Answer, texts map[string]string) {
	k.plain.put(m, it, a, texts)
	a.Text = texts[m.task.Target]
}

func (textKind) words(*model, review.Answer) string { return "" }

func (textKind) changes(m *model, before, after review.Answer, w int) []string {
	if before.Text == after.Text {
		return nil
	}
	return append([]string{m.st.head.text(visible.Line(m.task.Target))}, m.diffRows(before.Text, after.Text, w)...)
}
