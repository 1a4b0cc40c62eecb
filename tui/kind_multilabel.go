package tui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
	"winnow/tui/visible"
)

// multiLabelKind gives any number of labels: their keys put them in and take
// them out, and the whole is confirmed.
type multiLabelKind struct{ plain }

func (multiLabelKind) label(m *model, it *review.Item, i int) tea.Cmd {
	a := m.standing(it)
	name := m.task.Labels[i].Name
	if labels := slices.Clone(a.Labels); slices.Contains(labels, name) {
		a.Labels = slices.DeleteFunc(labels, func(l string) bool { return l == name })
	} else {
		a.Labels = append(labels, name)
	}
	a.Labels = m.task.InOrder(a.Labels)
	m.propose(it, a)
	return nil
}

func (multiLabelKind) key(m *model, it *review.Item, k tea.KeyPressMsg) (tea.Cmd, bool) {
	if k.String() != "enter" || !m.opts.Keys.free("enter") {
		return nil, false
	}
	if !m.unconfirmed(it) && !it.Sample.Suggested {
		none := m.standing(it)
		none.Labels = []string{}
		m.propose(it, none)
	}
	return m.confirm(it), true
}

func (multiLabelKind) hints(m *model, it *review.Item) []hint {
	if it == nil || !m.unconfirmed(it) {
		return nil
	}
	return m.confirmHints()
}

// confirmHints are the keys while an answer is put together.
func (m *model) confirmHints() []hint {
	key := "enter"
	if !m.opts.Keys.free(key) {
		key = m.opts.Keys.of(actAccept)
	}
	return []hint{{key, "decide"}, {"esc", "take back"}}
}

func (k multiLabelKind) foot(m *model, it *review.Item, w, most int) []string {
	var rows []string
	if it.Sample.Suggested {
		rows = append(rows, m.suggestionRow(it, w))
	} else {
		rows = append(rows, m.st.warn.text("no suggestion: choose labels, enter decides"))
	}
	if m.unconfirmed(it) {
		rows = append(rows, m.pendingRow(k.words(m, m.pending.answer), w))
	}
	return append(rows, m.alternativeRows(it, w, min(altsAtMost, most-1-len(rows)))...)
}

// pendingRow shows the answer in the making; words are safe to show.
func (m *model) pendingRow(words string, w int) string {
	return m.st.good.text("✎ "+oneLine(words, max(0, w-30))) + m.st.warn.text("  not decided yet")
}

func (multiLabelKind) words(_ *model, a review.Answer) string {
	switch {
	case len(a.Labels) > 0:
		return visible.Line(strings.Join(a.Labels, ", "))
	case a.Labels != nil:
		return "none of the labels"
	}
	return ""
}

func (multiLabelKind) changes(m *model, before, after review.Answer, _ int) []string {
	var parts []string
	for _, l := range m.task.Labels {
		was, is := slices.Contains(before.Labels, l.Name), slices.Contains(after.Labels, l.Name)
		name := visible.Line(l.Name)
		switch {
		case was && is:
			parts = append(parts, name)
		case was:
			parts = append(parts, m.st.deleted.text("-"+name))
		case is:
			parts = append(parts, m.st.inserted.text("+"+name))
		}
	}
	return []string{strings.Join(parts, "  ")}
}
