package tui

import (
	tea "charm.land/bubbletea/v2"

	"winnow/tui/lines"
	"winnow/tui/visible"
)

// guide shows the task's guidelines: beside the card where there is room, in
// place of it elsewhere.
type guide struct {
	open  bool
	first int
}

func (m *model) guidelinesKey(a action) tea.Cmd {
	m.side.drop()
	switch {
	case m.task.Guidelines == "" && !m.hasDescriptions():
		m.status.say(levelHint, "the task has no guidelines")
	case a == actGuidelines && m.lay.wide:
		m.guide.open = !m.guide.open
	case a == actGuidelines:
		m.open(&guidePane{})
	case a == actGuidelinesUp:
		m.guide.first = max(0, m.guide.first-5)
	default:
		m.guide.first += 5
	}
	return nil
}

func (m *model) hasDescriptions() bool {
	for _, l := range m.task.Labels {
		if l.Description != "" {
			return true
		}
	}
	return false
}

// guideRows lay the guidelines and the labels' descriptions out.
func (m *model) guideRows(w int) []string {
	rows := []string{m.st.head.text("GUIDELINES")}
	text := lines.New(m.task.Guidelines, w)
	for _, r := range text.Window(0, text.All()) {
		rows = append(rows, paintRow(m.st, r))
	}
	for _, l := range m.task.Labels {
		rows = append(rows, "", m.st.key.text(visible.Line(l.Key))+" "+m.st.strong.text(oneLine(l.Name, w-3)))
		rows = append(rows, wrap(l.Description, w)...)
	}
	return rows
}

// sideGuide draws the guidelines beside the card.
func (m *model) sideGuide(w, h int) []string {
	rows := m.guideRows(w - 2)
	m.guide.first = min(m.guide.first, max(0, len(rows)-h))
	out := rows[m.guide.first:min(len(rows), m.guide.first+h)]
	for i, r := range out {
		out[i] = " " + r
	}
	if m.guide.first+h < len(rows) {
		out[len(out)-1] = m.st.faint.text(" ▼ more: " + m.opts.Keys.of(actGuidelinesDown) + " goes on, " + m.opts.Keys.of(actGuidelinesUp) + " goes back")
	}
	return block(out, w, h)
}

// guidePane is the narrow form.
type guidePane struct {
	still
	pager pager
	n, h  int
}

func (p *guidePane) hints() []hint { return []hint{{"↑ ↓", "scroll"}, {"esc", "back"}} }

func (p *guidePane) update(_ *model, msg tea.Msg) (tea.Cmd, bool) {
	k, ok := msg.(tea.KeyPressMsg)
	if !ok || p.pager.key(k, p.n, p.h) {
		return nil, false
	}
	return nil, k.String() == "esc" || k.String() == "g" || k.String() == "q" || k.String() == "enter"
}

func (p *guidePane) rows(m *model, w, h int) []string {
	rows := m.guideRows(min(w-2, measureMost))
	for i, r := range rows {
		rows[i] = " " + r
	}
	p.n, p.h = len(rows), h
	return p.pager.window(m.st, rows, h)
}
