package tui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"winnow/tui/visible"
)

// helpPane shows all keys, made from the key table and the task's labels.
type helpPane struct {
	still
	pager pager
	n, h  int
}

func newHelp(*model) *helpPane { return &helpPane{} }

func (p *helpPane) hints() []hint {
	return []hint{{"↑ ↓", "scroll"}, {"esc", "back"}}
}

func (p *helpPane) update(_ *model, msg tea.Msg) (tea.Cmd, bool) {
	k, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return nil, false
	}
	if p.pager.key(k, p.n, p.h) {
		return nil, false
	}
	switch k.String() {
	case "esc", "?", "q", "enter":
		return nil, true
	}
	return nil, false
}

func (p *helpPane) rows(m *model, w, h int) []string {
	var rows []string
	if own := m.kind.help(m); len(own) > 0 {
		rows = append(rows, " "+m.st.head.text("This task"))
		for _, h := range own {
			rows = append(rows, " "+fit(m.st.key.text(h.key), 10)+" "+oneLine(h.does, w-13))
		}
		rows = append(rows, "")
	}
	group := ""
	for _, b := range m.opts.Keys.bindings() {
		if b.group != group {
			if group != "" {
				rows = append(rows, "")
			}
			group = b.group
			rows = append(rows, " "+m.st.head.text(group))
		}
		rows = append(rows, " "+fit(m.st.key.text(b.show), 10)+" "+b.does)
		if b.action == actLabel {
			for i, l := range m.task.Labels {
				if l.Key != "" {
					rows = append(rows, " "+fit(m.st.key.text(visible.Line(l.Key)), 10)+" "+fmt.Sprintf("label %d: ", i+1)+oneLine(l.Name, w-24))
				}
			}
		}
	}
	rows = append(rows, "", " "+m.st.faint.text("In the editor: ctrl+s saves, tab goes to the next text, esc leaves and keeps a draft."),
		" "+m.st.faint.text("Search takes words and label:x decision:edit conf:<0.5 conf:-- flagged."))
	p.n, p.h = len(rows), h
	return p.pager.window(m.st, rows, h)
}
