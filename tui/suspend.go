package tui

import (
	tea "charm.land/bubbletea/v2"

	"winnow/review"
)

// suspendKey stops the program until the shell wakes it, as in any program of a
// terminal.
const suspendKey = "ctrl+z"

// suspend stops the program. What was decided is saved before, and an edit is
// kept: a stopped program may never be woken.
func (m *model) suspend() tea.Cmd {
	stops := m.opts.stops
	if stops == nil {
		stops = inShell
	}
	if !m.opts.Local || !stops() {
		m.status.say(levelHint, "no shell here could wake a stopped program: "+m.opts.Keys.of(actQuit)+" quits (all is saved)")
		return nil
	}
	m.unfocused()
	var under []*review.Ticket
	for _, a := range m.unanswered {
		under = append(under, a.ticket)
	}
	saved := func() tea.Msg {
		for _, t := range under {
			_, _ = t.Result() // the answer itself comes to where it is waited for
		}
		return nil
	}
	return tea.Sequence(m.keepDraft(), saved, tea.Suspend)
}
