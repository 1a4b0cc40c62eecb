package tui

import (
	"fmt"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
)

// wheelPane is a pane in which the wheel does what ↑ and ↓ do.
type wheelPane interface {
	pane
	turnsByWheel()
}

// rowPane is a list whose rows can be clicked. row is counted from the pane's
// first; a click on the row that is chosen already does what enter does.
type rowPane interface {
	pane
	clickRow(row int) (chosen bool)
}

func (*historyPane) turnsByWheel() {}
func (*searchPane) turnsByWheel()  {}
func (*picker) turnsByWheel()      {}
func (*guidePane) turnsByWheel()   {}
func (*helpPane) turnsByWheel()    {}
func (*whyPane) turnsByWheel()     {}
func (*makingPane) turnsByWheel()  {}
func (*editor) turnsByWheel()      {}

// wheelRows is how many rows the wheel moves by.
const wheelRows = 3

// onMouse does what the mouse does whatever is open: a click on a key of the
// last row presses it, the wheel moves through lists, a click chooses. mine is
// false for what the card or the pane has to see to.
func (m *model) onMouse(msg tea.Msg) (cmd tea.Cmd, mine bool) {
	if m.lay.tooSmall {
		return nil, false
	}
	switch msg := msg.(type) {
	case tea.MouseClickMsg:
		if msg.Button == tea.MouseLeft && msg.Y == m.lay.keys.y {
			return m.pressHint(msg.X), true
		}
		m.askedBefore() // as any key but that one
		if msg.Button != tea.MouseLeft {
			return nil, m.rightClick(msg)
		}
		return m.clickPane(msg)
	case tea.MouseWheelMsg:
		p, ok := m.pane.(wheelPane)
		if !ok {
			return nil, false
		}
		key := tea.KeyPressMsg{Code: tea.KeyDown}
		if msg.Button == tea.MouseWheelUp {
			key.Code = tea.KeyUp
		}
		var cmds []tea.Cmd
		for range wheelRows {
			if m.pane == p {
				cmds = append(cmds, m.updatePane(key))
			}
		}
		return tea.Batch(cmds...), true
	}
	return nil, false
}

// rightClick gives a click of the right button on the card to kinds in which it
// means something.
func (m *model) rightClick(msg tea.MouseClickMsg) (mine bool) {
	k, ok := m.kind.(interface {
		rightClick(m *model, it *review.Item, x, y int)
	})
	c, it := m.lay.card, m.current()
	if !ok || m.pane != nil || it == nil || msg.Button != tea.MouseRight || msg.X < c.x || msg.X >= c.x+c.w || msg.Y < c.y || msg.Y >= c.y+c.h {
		return false
	}
	k.rightClick(m, it, msg.X-c.x, msg.Y-c.y)
	return true
}

func (m *model) clickPane(msg tea.MouseClickMsg) (tea.Cmd, bool) {
	p, ok := m.pane.(rowPane)
	r := m.paneRect()
	if !ok || msg.X < r.x || msg.X >= r.x+r.w || msg.Y < r.y || msg.Y >= r.y+r.h {
		return nil, false
	}
	if p.clickRow(msg.Y - r.y) {
		return m.updatePane(tea.KeyPressMsg{Code: tea.KeyEnter}), true
	}
	return m.updatePane(rowClickedMsg{}), true
}

// rowClickedMsg tells a pane that a click may have moved its cursor.
type rowClickedMsg struct{}

// clicked moves the cursor to a row of a list that begins at row top of its
// pane, and tells whether it was there before.
func (l *list) clicked(row, top, n int) (chosen bool) {
	i := l.first + row - top
	if row < top || row >= top+l.shown || i >= n {
		return false
	}
	chosen = i == l.at
	l.at = i
	return chosen
}

func (p *historyPane) clickRow(row int) bool { return p.list.clicked(row, 1, len(p.all)) }
func (p *searchPane) clickRow(row int) bool  { return p.list.clicked(row, 4, len(p.hits)) }

// pressHint presses the key that stands at column x of the last row.
func (m *model) pressHint(x int) tea.Cmd {
	hints := m.footerHints()
	if m.pane != nil {
		hints = m.pane.hints()
	}
	at := 1
	for _, h := range fitHints(hints, m.w) {
		n := h.cells()
		if x >= at && x < at+n-1 {
			k, ok := keyNamed(strings.Fields(h.key))
			if !ok {
				return nil
			}
			_, cmd := m.Update(k)
			return cmd
		}
		at += n
	}
	return nil
}

// keyNamed is the key that a hint names, of two that do the same the first; one that
// names several is no key.
func keyNamed(names []string) (tea.KeyPressMsg, bool) {
	if len(names) != 1 {
		return tea.KeyPressMsg{}, false
	}
	name := names[0]
	if first, other, ok := strings.Cut(name, "/"); ok && first != "" && other != "" {
		name = first
	}
	k := tea.KeyPressMsg{}
	for _, mod := range []struct {
		name string
		mod  tea.KeyMod
	}{{"ctrl+", tea.ModCtrl}, {"alt+", tea.ModAlt}, {"shift+", tea.ModShift}} {
		if rest, ok := strings.CutPrefix(name, mod.name); ok && rest != "" {
			name, k.Mod = rest, k.Mod|mod.mod
		}
	}
	if code, ok := keyCodes()[name]; ok {
		k.Code = code
	} else if r, size := utf8.DecodeRuneInString(name); size == len(name) {
		k.Code = r
	} else {
		return tea.KeyPressMsg{}, false
	}
	switch {
	case k.Mod != 0:
	case name == "space":
		k.Text = " "
	case utf8.RuneCountInString(name) == 1 && unicode.IsPrint(k.Code):
		k.Text = name
	}
	return k, true
}

// keyCodes are the keys that have a name, by how they are written.
var keyCodes = sync.OnceValue(func() map[string]rune {
	codes := map[string]rune{
		"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "backspace": tea.KeyBackspace,
		"←": tea.KeyLeft, "→": tea.KeyRight, "↑": tea.KeyUp, "↓": tea.KeyDown, "pgdn": tea.KeyPgDown, "pgup": tea.KeyPgUp,
		"left": tea.KeyLeft, "right": tea.KeyRight, "up": tea.KeyUp, "down": tea.KeyDown, "pgdown": tea.KeyPgDown,
		"space": tea.KeySpace, "home": tea.KeyHome, "end": tea.KeyEnd, "insert": tea.KeyInsert, "delete": tea.KeyDelete,
	}
	for i := range 12 {
		codes[fmt.Sprint("f", i+1)] = tea.KeyF1 + rune(i)
	}
	return codes
})
