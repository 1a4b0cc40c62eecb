package tui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"
)

// aheadMost bounds the keys that wait.
const aheadMost = 256

// typedAhead are keys that were typed for a sample which is not on the card yet:
// behind ← or an undo, over a slow line even in the same packet; faster than the
// disk saves or the queue is read. They would decide another one, or none, if they
// were taken at once, and so would those after them. What an editor left is such a
// sample too.
type typedAhead struct {
	coming int // commands under way that bring a sample
	keys   []tea.KeyPressMsg
	lost   int // for which there was no room
}

// bringing counts a command that brings a sample to the card. Its answer has to
// call [model.brought] or [model.notBrought].
func (m *model) bringing(cmd tea.Cmd) tea.Cmd {
	m.ahead.coming++
	return cmd
}

// behind tells whether the sample that a key is meant for is still to come.
func (m *model) behind() bool {
	read := m.win.ready && m.win.reading && m.current() == nil
	return m.ahead.coming > 0 || read || len(m.unanswered) >= maxUnsaved
}

// waits keeps a key for the sample that is on its way, and tells whether it did.
// There is always a way out, and while nothing waits but the disk everything that
// decides nothing works.
func (m *model) waits(k tea.KeyPressMsg) bool {
	full := m.ahead.coming == 0 && m.current() != nil // nothing else holds it up
	switch {
	case !m.behind() || k.String() == "ctrl+c":
		return false
	case full && len(m.ahead.keys) == 0 && !m.wouldSave(k):
		return false
	case len(m.ahead.keys) == aheadMost || m.ahead.lost > 0: // what came behind a gap would decide others
		m.ahead.lost++
	default:
		m.ahead.keys = append(m.ahead.keys, k)
	}
	if full {
		m.status.say(levelWarn, diskBehind)
	}
	return true
}

// brought does what was typed for a sample that is now on the card.
func (m *model) brought() tea.Cmd {
	m.ahead.coming--
	return m.catchUp()
}

// catchUp does what was typed, up to a key for a sample that is still to come.
func (m *model) catchUp() tea.Cmd {
	var cmds []tea.Cmd
	for !m.behind() && len(m.ahead.keys) > 0 {
		k := m.ahead.keys[0]
		m.ahead.keys = m.ahead.keys[1:]
		cmds = append(cmds, m.dispatch(k))
	}
	if len(m.ahead.keys) == 0 && m.ahead.lost > 0 && len(m.unanswered) == 0 {
		m.status.say(levelWarn, fmt.Sprintf("%s not taken: too many waited", keysWere(m.ahead.lost)))
		m.ahead.lost = 0
	}
	return tea.Batch(cmds...)
}

// notBrought lets the keys go that were meant for a sample that did not come. It
// is called when the reviewer has been told why.
func (m *model) notBrought() {
	m.ahead.coming--
	m.letGo()
}

// letGo forgets the keys that wait, and says so behind what was said before.
func (m *model) letGo() {
	switch n := len(m.ahead.keys) + m.ahead.lost; n {
	case 0:
	case 1:
		m.status.add("; the key typed after it was not taken")
	default:
		m.status.add(fmt.Sprintf("; %d keys typed after it were not taken", n))
	}
	m.ahead.keys, m.ahead.lost = nil, 0
}

// keysWere is "1 key was", "2 keys were".
func keysWere(n int) string {
	if n == 1 {
		return "1 key was"
	}
	return fmt.Sprintf("%d keys were", n)
}
