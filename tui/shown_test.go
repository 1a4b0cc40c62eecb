package tui

import (
	"testing"

	tea "charm.land/bubbletea/v2"
)

func TestShown_IsToldOnceThereIsSomethingToSee(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	told := 0
	m := newModel(b.desk, b.session, Options{Shown: func() { told++ }})
	drive(t, m, tea.WindowSizeMsg{Width: 100, Height: 30})
	m.View()
	if told != 0 {
		t.Error("told before anything was read")
	}
	drive(t, m, m.refill()())
	if told == 0 || m.current() == nil {
		t.Errorf("told %d times, with the card %v", told, m.current())
	}
}
