package tui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"
)

// aheadMost bounds the keys that wait for a sample.
const aheadMost = 64

// typedAhead are keys that were typed while a sample was on its way to the card:
// after ← or an undo, over a slow line even in the same packet. They are meant for
// that sample, and would decide another one if they were taken at once. What an
// editor left is such a sample too.
type typedAhead struct {
	coming int // commands under way that bring a sample
	keys   []tea.KeyPressMsg
}

// bringing counts a command that brings a sample to the card. Its answer has to
// call [model.brought] or [model.notBrought].
func (m *model) bringing(cmd tea.Cmd) tea.Cmd {
	m.ahead.coming++
	return cmd
}

// waits keeps a key for the sample that is on its way, and tells whether it did.
// There is always a way out.
func (m *model) waits(k tea.KeyPressMsg) bool {
	switch {
	case m.ahead.coming == 0 || k.String() == "ctrl+c":
		return false
	case len(m.ahead.keys) == aheadMost:
		m.status.say(levelWarn, diskBehind)
	default:
		m.ahead.keys = append(m.ahead.keys, k)
	}
	return true
}

// brought does what was typed for a sample that is now on the card, up to a key
// that brings another one.
func (m *model) brought() tea.Cmd {
	m.ahead.coming--
	var cmds []tea.Cmd
	for m.ahead.coming == 0 && len(m.ahead.keys) > 0 {
		k := m.ahead.keys[0]
		m.ahead.keys = m.ahead.keys[1:]
		cmds = append(cmds, m.dispatch(k))
	}
	return tea.Batch(cmds...)
}

// notBrought lets the keys go that were meant for a sample that did not come. It
// is called when the reviewer has been told why.
func (m *model) notBrought() {
	m.ahead.coming--
	switch n := len(m.ahead.keys); n {
	case 0:
	case 1:
		m.status.add("; the key typed after it was not taken")
	default:
		m.status.add(fmt.Sprintf("; %d keys typed after it were not taken", n))
	}
	m.ahead.keys = nil
}
