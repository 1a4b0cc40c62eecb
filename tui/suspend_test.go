package tui

import (
	"slices"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"winnow/tui/screentest"
)

func TestSuspend_KeepsTheDraftSavesAndRedraws(t *testing.T) {
	t.Parallel()
	b := recipes(t)
	m := b.model(t, Options{Local: true, stops: func() bool { return true }})
	var stopped bool
	s := screentest.New(t, m, 100, 30, screentest.Filter(func(_ tea.Model, msg tea.Msg) tea.Msg {
		if _, ok := msg.(tea.SuspendMsg); ok {
			stopped = b.item(t, "r1").State.Flag && b.item(t, "r1").Draft != nil
			return tea.ResumeMsg{} // as when the shell wakes it
		}
		return msg
	}))
	s.WaitFor("lowest heat")
	s.Type("f", "e")
	s.WaitFor("ctrl+s")
	s.TypeText("Well ")
	s.WaitFor("Well Rinse")
	s.Type("ctrl+z")
	s.WaitUntil("a draft in the store", func(string) bool { return b.item(t, "r1").Draft != nil })
	s.TypeText("then ")
	s.WaitFor("Well then Rinse")
	if s.Quit(); !stopped {
		t.Error("it was not stopped, or before all was saved")
	}
}

func TestSuspend_IsRefusedWhereNothingWouldWakeIt(t *testing.T) {
	t.Parallel()
	for _, o := range []Options{{Local: false, stops: func() bool { return true }}, {Local: true, stops: func() bool { return false }}} {
		m := newBench(t, newsTask(), newsRows...).model(t, o)
		keysInto(t, m, "ctrl+z")
		sees(t, m, "no shell here could wake", "q quits")
		if m.clock.stands {
			t.Error("the clock stands")
		}
	}
}

func TestRecap_SaysWhichDraftsAreKept(t *testing.T) {
	t.Parallel()
	b := recipes(t)
	m := b.model(t, Options{})
	m.draftRest = time.Microsecond
	keysInto(t, m, "e", "Z", "esc", "space", "e", "Z", "esc")
	r, err := m.conclude(t.Context(), nil)
	if err != nil || !slices.Equal(r.Findings(), []string{"drafts of 2 samples are kept, first r1: editing them goes on where you left"}) {
		t.Errorf("%q, %v", r.Findings(), err)
	}
	b.desk.Close()
	b.open(t, b.store)
	m = b.model(t, Options{})
	m.draftRest = time.Microsecond
	keysInto(t, m, "e", "Z", "ctrl+s", "e", "Q") // one is decided, the other is open in the editor
	r, err = m.conclude(t.Context(), nil)
	if want := "a draft of sample r1 is kept: editing it goes on where you left"; err != nil || !slices.Contains(r.Findings(), want) {
		t.Errorf("%q, %v", r.Findings(), err)
	}
}
