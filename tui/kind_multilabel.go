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

// noneKey takes all labels out.
const noneKey = "-"

// labels have a sign for those that are in, so that a glance tells the answer.
func (k multiLabelKind) labels(m *model, it *review.Item) []tag {
	out := k.plain.labels(m, it)
	for i := range out {
		out[i].sign = "  "
		if out[i].stands {
			out[i].sign = "✓ "
		}
	}
	return out
}

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

func (k multiLabelKind) key(m *model, it *review.Item, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	switch key := msg.String(); {
	case key == noneKey && k.takesNone(m):
		none := m.standing(it)
		none.Labels = []string{}
		m.propose(it, none)
		return nil, true
	case key == "enter" && m.decidesByEnter():
		if !m.unconfirmed(it) && !it.Sample.Suggested {
			none := m.standing(it)
			none.Labels = []string{}
			m.propose(it, none)
		}
		return m.confirm(it), true
	}
	return nil, false
}

func (multiLabelKind) takesNone(m *model) bool {
	return m.opts.Keys.free(noneKey) && !m.ownKey(noneKey)
}

// decidesByEnter tells that enter confirms what stands on the card: it is free,
// or accepts.
func (m *model) decidesByEnter() bool {
	a := m.opts.Keys.action("enter")
	return a == actNone || a == actAccept
}

func (k multiLabelKind) hints(m *model, it *review.Item) []hint {
	if it == nil {
		return nil
	}
	if m.unconfirmed(it) {
		return m.confirmHints(it)
	}
	does := "none fits"
	if it.Sample.Suggested {
		does = "accept"
	}
	var out []hint
	if m.decidesByEnter() {
		out = append(out, hint{"enter", does})
	}
	if it.Sample.Suggested && k.takesNone(m) {
		out = append(out, hint{noneKey, "none fits"})
	}
	return out
}

func (k multiLabelKind) help(m *model) []hint {
	out := []hint{{m.digits(), "put a label in, or take it out (or the label's own key)"}}
	if k.takesNone(m) {
		out = append(out, hint{noneKey, "take all labels out: none fits"})
	}
	return append(out, m.confirmHelp()...)
}

// confirmHints are the keys while an answer is put together.
func (m *model) confirmHints(it *review.Item) []hint {
	out := []hint{{"esc", "drop it"}}
	if m.decides(it) {
		out = slices.Insert(out, 0, hint{m.confirmKey(), "decide"})
	}
	return out
}

func (m *model) confirmKey() string {
	if m.decidesByEnter() {
		return "enter"
	}
	return m.opts.Keys.of(actAccept)
}

// confirmHelp says the same in the help overlay, in which a key stands once.
func (m *model) confirmHelp() []hint {
	key, does := m.confirmKey(), "decide what is put together"
	if m.opts.Keys.action(key) == actAccept {
		does = "accept, or decide what is put together"
	}
	if also := m.opts.Keys.also(actAccept, key); also != "" {
		does += "; " + also + " too"
	}
	return []hint{{key, does}, {"esc", "drop it: the suggestion stands again"}}
}

func (k multiLabelKind) foot(m *model, it *review.Item, w, most int) []string {
	var rows []string
	if it.Sample.Suggested {
		rows = append(rows, m.suggestionRows(it, w, most)...)
	} else {
		rows = append(rows, m.st.warn.text("no suggestion: choose labels, "+m.confirmKey()+" decides"))
	}
	if m.unconfirmed(it) {
		rows = append(rows, m.pendingRows(k.words(m, m.pending.answer), w, min(suggestMost, most-len(rows)))...)
	}
	return append(rows, m.alternativeRows(it, w, min(altsAtMost, most-1-len(rows)))...)
}

// pendingRows show the answer in the making, in at most most rows and one at least;
// words are safe to show.
func (m *model) pendingRows(words string, w, most int) []string {
	const undecided = "  not decided yet"
	rows := suggestedWords(words, w-2, w-2-len(undecided), most)
	last := len(rows) - 1
	apart := cells(rows[last])+2+len(undecided) > w
	if apart && len(rows) >= most {
		rows[last], apart = oneLine(rows[last], w-2-len(undecided)), false
	}
	for i, r := range rows {
		rows[i] = "  " + m.st.good.text(r)
	}
	rows[0] = m.st.good.text("✎ ") + strings.TrimPrefix(rows[0], "  ")
	if apart {
		return append(rows, m.st.warn.text(undecided))
	}
	rows[last] += m.st.warn.text(undecided)
	return rows
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
	if len(parts) == 0 {
		return nil
	}
	return []string{strings.Join(parts, "  ")}
}
