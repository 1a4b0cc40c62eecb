package tui

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"winnow/review"
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

// picker chooses a label by typing a part of its name, under as much of the card
// as there is room for.
type picker struct {
	in   textinput.Model
	list list
	top  int  // rows of the card above it
	n    int  // rows of the list
	many bool // several labels may be chosen: it stays open
	// above draws these rows.
	above func(m *model, w, h int) []string
}

// newPicker begins at the label that the card has.
func newPicker(m *model) *picker {
	p := &picker{in: newInput("label ", ""), above: (*model).cardRows}
	p.in.Placeholder = "(type to filter)"
	p.many = m.task.Kind == review.MultiLabel
	p.list.at = m.standingTag(m.kind.labels(m, m.current()))
	return p
}

// standingTag is the place of the first label that stands, or else of the first
// that the model says.
func (m *model) standingTag(of []tag) int {
	at := slices.IndexFunc(of, func(t tag) bool { return t.stands })
	if at < 0 {
		at = slices.IndexFunc(of, func(t tag) bool { return t.model })
	}
	return max(0, at)
}

func (p *picker) setSize(w, _ int)     { p.in.SetWidth(max(1, w-10)) }
func (p *picker) setStyles(st *styles) { p.in.SetStyles(st.inputStyles()) }
func (p *picker) hints() []hint {
	if p.many {
		return []hint{{"↑ ↓", "move"}, {"enter", "put in, or take out"}, {"esc", "done: back to the card"}}
	}
	return []hint{{"↑ ↓", "move"}, {"enter", "choose"}, {"esc", "back"}}
}

// pickerHead are the rows over the list: an empty one, the input, an empty one.
const pickerHead = 3

func (p *picker) cursor() *tea.Cursor {
	c := p.in.Cursor()
	if c != nil {
		c.X++
		c.Y += p.top + 1
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
		case strings.Contains(name, typed), strings.Contains(strings.ToLower(m.described(t.at)), typed):
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
			return p.choose(m, found[p.list.at].at)
		case p.list.key(k, len(found), p.n):
			return nil, false
		}
	}
	var cmd tea.Cmd
	before := p.in.Value()
	p.in, cmd = p.in.Update(msg)
	switch p.in.Value() {
	case before:
	case "":
		p.list.at = m.standingTag(p.matches(m))
	default:
		p.list.at = 0 // the best match
	}
	return cmd, false
}

// choose gives the i-th label. Where there may be several the picker stays open at
// that label, ready for the next one.
func (p *picker) choose(m *model, i int) (tea.Cmd, bool) {
	cmd := m.label(i)
	if !p.many {
		return cmd, true
	}
	p.in.SetValue("")
	p.list.at = max(0, slices.IndexFunc(p.matches(m), func(t tag) bool { return t.at == i }))
	return cmd, false
}

func (p *picker) rows(m *model, w, h int) []string {
	rows := p.rowsAbove(m, w, h)
	rows = append(rows, "", " "+inputRow(p.in.View()), "")
	found := p.matches(m)
	it, wide, marks := m.current(), 0, 0
	for _, t := range found {
		wide, marks = max(wide, cells(t.sign+t.name)), max(marks, cells(m.whoSays(it, t)))
	}
	most, cut := max(1, p.n), len(found) > p.n && p.n > 1
	if cut {
		most-- // the last row says so
	}
	from, to := p.list.window(len(found), most)
	for i := from; i < to; i++ {
		t := found[i]
		// The selection paints no more than the name: moving it writes little.
		sign, name := " ", t.name
		if i == p.list.at {
			sign, name = "▸", m.st.selected.text(name)
		}
		row := " " + sign + " " + t.sign + name + blank(wide-cells(t.sign+t.name)) + fit(m.whoSays(it, t), marks) + "  "
		rows = append(rows, row+m.st.faint.text(oneLine(m.described(t.at), w-cells(row)-1)))
	}
	if cut {
		rows = append(rows, m.st.faint.text(" "+moreLabels(from, len(found)-to)))
	}
	if len(found) == 0 {
		rows = append(rows, m.st.faint.text(" no label holds "+visible.Line(p.in.Value())))
	}
	return rows
}

// moreLabels says how many labels stand out of sight.
func moreLabels(above, below int) string {
	var parts []string
	if above > 0 {
		parts = append(parts, fmt.Sprintf("▲ %d more", above))
	}
	if below > 0 {
		parts = append(parts, fmt.Sprintf("▼ %d more", below))
	}
	return strings.Join(parts, "  ")
}

// rowsAbove are the card over the list: the choice is made by its text. The list
// takes what its labels need, half of the height at most, whatever is typed.
func (p *picker) rowsAbove(m *model, w, h int) []string {
	const cardLeast = 6
	p.n = min(len(m.kind.labels(m, m.current())), h/2)
	if p.top = h - pickerHead - p.n; p.top < cardLeast || m.current() == nil {
		p.top, p.n = 0, h-pickerHead
		return nil
	}
	rows := slices.Clone(p.above(m, w, p.top))
	for len(rows) > 0 && strings.TrimSpace(rows[len(rows)-1]) == "" {
		rows = rows[:len(rows)-1] // the list stands close to the text
	}
	p.top = len(rows)
	p.n = min(len(m.kind.labels(m, m.current())), h-pickerHead-p.top)
	return rows
}
