package tui

import (
	tea "charm.land/bubbletea/v2"

	"winnow/review"
)

// noEditPane stands where the editor would, on the status line, and says why it
// does not take the text. It takes the keys as the editor would: what somebody types
// who did not look must decide nothing.
type noEditPane struct {
	still
	item review.Item
	why  string
}

func (*noEditPane) onStatusLine() {}

func (*noEditPane) hints() []hint { return []hint{{"esc", "back"}} }

func (p *noEditPane) update(m *model, msg tea.Msg) (tea.Cmd, bool) {
	k, ok := msg.(tea.KeyPressMsg)
	switch {
	case !ok:
		return nil, false
	case k.String() == "esc":
		return nil, true
	case m.opts.Local && m.opts.Keys.action(k.String()) == actEditor:
		m.pane = nil
		return m.editOutside(&p.item), true
	}
	return nil, false
}

func (p *noEditPane) rows(m *model, w, _ int) []string {
	text, keys := p.why, []string(nil)
	if m.opts.Local && m.opts.Keys.has(actEditor) {
		key := m.opts.Keys.of(actEditor)
		text, keys = text+": "+key+" opens $EDITOR", []string{key}
	}
	row, _ := m.st.keyed(m.st.warn, " ! "+oneLine(text, w-4), keys)
	return []string{row}
}
