package tui

import (
	tea "charm.land/bubbletea/v2"

	"winnow/review"
)

// suspendKey stops the program until the shell wakes it, as in any program of a
// terminal.
const suspendKey = "ctrl+z"

// refusesToStop says why the program cannot be stopped here.
func (m *model) refusesToStop() bool {
	stops := m.opts.stops
	if stops == nil {
		stops = inShell
	}
	if m.opts.Local && stops() {
		return false
	}
	m.status.say(levelHint, "no shell here could wake a stopped program: "+m.opts.Keys.of(actQuit)+" quits (all is saved)", m.opts.Keys.of(actQuit))
	return true
}

// suspend stops the program. What was decided is saved before, and an edit is
// kept: a stopped program may never be woken.
func (m *model) suspend() tea.Cmd {
	if m.refusesToStop() {
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

// suspend stops a review in lines, of which all is saved by now. The terminal is
// as the shell had it meanwhile.
func (s *teller) suspend() {
	m := s.m
	if m.refusesToStop() {
		return
	}
	raw := s.keys.isRaw()
	if err := s.keys.end(); err != nil {
		m.status.say(levelBad, "giving the terminal back: "+err.Error())
		return
	}
	m.unfocused()
	if m.opts.stop != nil {
		m.opts.stop()
	} else {
		stopProcess()
	}
	m.active()
	if raw && s.keys.begin() != nil {
		s.quit = true
		return
	}
	s.card(true)
}
