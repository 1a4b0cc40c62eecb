package tui

import (
	"unicode"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
)

// typingPane is a pane with a text field, in which some letters mean something
// together with alt.
type typingPane interface {
	pane
	bindsAlt(k tea.KeyPressMsg) bool
}

// escaped takes apart what a terminal sends when esc is followed at once by a
// character: the bytes are those of alt and the character. It returns the
// character's key, and false for a key that the pane knows with alt.
func escaped(p pane, k tea.KeyPressMsg) (tea.KeyPressMsg, bool) {
	if k.Mod&^tea.ModShift != tea.ModAlt || !unicode.IsPrint(k.Code) {
		return k, false
	}
	if t, ok := p.(typingPane); ok && t.bindsAlt(k) {
		return k, false
	}
	r := k.Code
	if k.Mod.Contains(tea.ModShift) {
		r = unicode.ToUpper(r)
		if k.ShiftedCode != 0 {
			r = k.ShiftedCode
		}
	}
	return tea.KeyPressMsg{Code: k.Code, ShiftedCode: k.ShiftedCode, Mod: k.Mod &^ tea.ModAlt, Text: string(r)}, true
}

// leaveWith closes the pane as esc does and gives the key to what is then
// open.
func (m *model) leaveWith(k tea.KeyPressMsg) tea.Cmd {
	left := m.updatePane(tea.KeyPressMsg{Code: tea.KeyEscape})
	if m.pane != nil {
		return tea.Batch(left, m.updatePane(k))
	}
	return tea.Batch(left, m.onKey(k))
}

func (p *editor) bindsAlt(k tea.KeyPressMsg) bool {
	b := p.area.KeyMap
	return key.Matches(k, b.WordForward, b.WordBackward, b.DeleteWordForward, b.DeleteWordBackward,
		b.LowercaseWordForward, b.UppercaseWordForward, b.CapitalizeWordForward, b.InputBegin, b.InputEnd,
		b.SelectWordForward, b.SelectWordBackward)
}

func (p *notePane) bindsAlt(k tea.KeyPressMsg) bool   { return inputBindsAlt(p.in, k) }
func (p *picker) bindsAlt(k tea.KeyPressMsg) bool     { return inputBindsAlt(p.in, k) }
func (p *searchPane) bindsAlt(k tea.KeyPressMsg) bool { return inputBindsAlt(p.in, k) }

func inputBindsAlt(in textinput.Model, k tea.KeyPressMsg) bool {
	b := in.KeyMap
	return key.Matches(k, b.WordForward, b.WordBackward, b.DeleteWordForward, b.DeleteWordBackward)
}
