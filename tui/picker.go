package tui

import (
	"strings"
	"unicode"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"winnow/tui/visible"
)

// newInput is a one-line text field with the real cursor.
func newInput(prompt, value string) textinput.Model {
	in := textinput.New()
	in.Prompt = prompt
	in.SetVirtualCursor(false)
	in.SetValue(value)
	in.CursorEnd()
	in.Focus()
	return in
}

// inputRow is what a text field draws, without the bidi controls that a paste
// may have brought; they take no cells, so nothing moves. Text fields drop C0
// and C1 controls themselves.
func inputRow(view string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, view)
}

// picker chooses a label by typing a part of its name.
type picker struct {
	in   textinput.Model
	list list
	h    int
}

func newPicker(*model) *picker { return &picker{in: newInput("label ", "")} }

func (p *picker) setSize(w, h int)     { p.in.SetWidth(max(1, w-10)); p.h = h }
func (p *picker) setStyles(st *styles) { p.in.SetStyles(st.inputStyles()) }
func (p *picker) hints() []hint {
	return []hint{{"type", "filter"}, {"↑ ↓", "choose"}, {"enter", "choose this label"}, {"esc", "back"}}
}

func (p *picker) cursor() *tea.Cursor {
	c := p.in.Cursor()
	if c != nil {
		c.X++
		c.Y++
	}
	return c
}

// matches are the labels that hold what was typed, those that begin with it
// first.
func (p *picker) matches(m *model) []tag {
	typed := strings.ToLower(p.in.Value())
	var begin, hold []tag
	for _, t := range m.kind.labels(m, m.current()) {
		name := strings.ToLower(t.name)
		switch {
		case strings.HasPrefix(name, typed):
			begin = append(begin, t)
		case strings.Contains(name, typed), strings.Contains(strings.ToLower(m.task.Labels[t.at].Description), typed):
			hold = append(hold, t)
		}
	}
	return append(begin, hold...)
}

func (p *picker) update(m *model, msg tea.Msg) (tea.Cmd, bool) {
	found := p.matches(m)
	if k, ok := msg.(tea.KeyPressMsg); ok {
		switch {
		case k.String() == "esc":
			return nil, true
		case k.String() == "enter" && len(found) > 0:
			return m.label(found[p.list.at].at), true
		case p.list.key(k, len(found), p.h-4):
			return nil, false
		}
	}
	var cmd tea.Cmd
	p.in, cmd = p.in.Update(msg)
	p.list.clamp(len(p.matches(m)))
	return cmd, false
}

func (p *picker) rows(m *model, w, h int) []string {
	rows := []string{"", " " + inputRow(p.in.View()), ""}
	found := p.matches(m)
	wide := 0
	for _, t := range found {
		wide = max(wide, cells(t.sign+t.name))
	}
	from, to := p.list.window(len(found), max(1, h-len(rows)))
	for i := from; i < to; i++ {
		l, name := m.task.Labels[found[i].at], found[i].name
		// The selection paints no more than the name: moving it writes little.
		sign, shown := " ", name
		if i == p.list.at {
			sign, shown = "▸", m.st.selected.text(name)
		}
		row := " " + m.labelKeys(found[i]) + " " + sign + " " + found[i].sign + shown + blank(wide-cells(found[i].sign+name)) + "  "
		row += m.st.faint.text(oneLine(l.Description, w-cells(row)-1))
		rows = append(rows, row)
	}
	if len(found) == 0 {
		rows = append(rows, m.st.faint.text(" no label holds "+visible.Line(p.in.Value())))
	}
	return rows
}
