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

func TestKeys_BeforeTheFirstSamplesAreReadDecideNothingAndSaySo(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	m := newModel(b.desk, b.session, Options{})
	drive(t, m, tea.WindowSizeMsg{Width: 100, Height: 30})
	for _, key := range []string{"a", "x", "1", "Y"} {
		m.Update(keyPress(key))
		sees(t, m, "still being read")
	}
	drive(t, m, m.refill()())
	m.Update(keyPress("x"))
	if len(m.unanswered) != 1 {
		t.Errorf("%d decisions on their way, want the one of the last key", len(m.unanswered))
	}
}
