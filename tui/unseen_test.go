package tui

import (
	"testing"

	tea "charm.land/bubbletea/v2"
)

// Ensure that nothing is decided, typed or undone while the terminal is too small
// to show what it would be about.
func TestUnseen_KeysDecideNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	m := newModel(b.desk, b.session, Options{})
	drive(t, m, tea.WindowSizeMsg{Width: 100, Height: 30})
	drive(t, m, m.refill()())
	decided := func() int { return b.desk.News().Counts.Decided() }
	drive(t, m, keyPress("a"))
	drive(t, m, tea.WindowSizeMsg{Width: minWidth, Height: minHeight - 1})
	for _, key := range []string{"a", "x", "1", "b", "space", "enter", "u", "e", "f", "B"} {
		drive(t, m, keyPress(key))
	}
	if n := decided(); n != 1 || m.pane != nil {
		t.Errorf("%d are decided, not the one that was seen; the pane is %T", n, m.pane)
	}
	drive(t, m, tea.WindowSizeMsg{Width: 100, Height: 30})
	drive(t, m, keyPress("a"))
	if n := decided(); n != 2 {
		t.Errorf("%d are decided with the screen back, not 2", n)
	}
	drive(t, m, keyPress("e"))
	drive(t, m, tea.WindowSizeMsg{Width: 30, Height: 8})
	drive(t, m, tea.PasteMsg{Content: "pasted"})
	if p := m.pane.(*editor); p.changed() {
		t.Error("what was pasted unseen went into the editor:", p.texts)
	}
}
