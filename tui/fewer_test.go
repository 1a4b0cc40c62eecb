package tui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
)

func TestLastRow_OfANarrowScreenHasRoomForWhatTheLabelsDoNotSay(t *testing.T) {
	t.Parallel()
	check := func(m *model, when string, hints ...string) {
		t.Helper()
		for _, hint := range hints {
			if !offers(m, hint) {
				t.Errorf("%s: no %q in %q", when, hint, lastRowOf(m))
			}
		}
	}
	narrow := tea.WindowSizeMsg{Width: 80, Height: 24}

	m := newBench(t, preferTask(), pairs(3)...).model(t, Options{})
	drive(t, m, narrow)
	sees(t, m, "1/← left  2/→ right  = tie  0/b both bad")
	check(m, "a preference", "d difference", "a accept", "x reject", "space defer", "e edit", "? all keys", "q quit")
	if row := lastRowOf(m); strings.Contains(row, "tie") || strings.Contains(row, "both bad") {
		t.Errorf("the keys of tie and both bad stand right above: %q", row)
	}
	keysInto(t, m, "x")
	check(m, "after a decision", "a accept", "x reject", "space defer", "e edit", "u undo", "q quit")
	drive(t, m, tea.WindowSizeMsg{Width: 40, Height: 12}) // where the strip has no room for all answers
	check(m, "where they do not stand above", "← → prefer", "= tie")

	row := `{"id":"%","instruction":"x","output":"y %","rating":2,"ratings":{"true":3,"clear":4}}`
	m = newBench(t, gradesTask("1-5", "true", "clear"), strings.ReplaceAll(row, "%", "q1"), strings.ReplaceAll(row, "%", "q2")).model(t, Options{})
	drive(t, m, narrow)
	keysInto(t, m, "x", "3")
	check(m, "wholly rated", "enter decide", "esc drop", "x reject", "space defer", "e edit", "u undo", "q quit")
	drive(t, m, tea.WindowSizeMsg{Width: 120, Height: 30})
	check(m, "where there is room", "esc drop it", "tab next", "u undo", "? all keys")
	m = newBench(t, gradesTask("1-5", "true", "clear"), `{"id":"b1","instruction":"x","output":"y"}`, `{"id":"b2","instruction":"x","output":"z"}`).model(t, Options{})
	drive(t, m, narrow)
	keysInto(t, m, "x", "3")
	check(m, "half rated", "tab next", "x reject", "e edit", "u undo", "q quit")

	m = demoBench(t, review.MultiLabel).model(t, Options{})
	drive(t, m, narrow)
	keysInto(t, m, "x", "3")
	check(m, "labels put together", "enter decide", "esc drop", "x reject", "e edit", "u undo", "q quit")
}

func TestMouse_AClickOnTheStripGivesTheLabel(t *testing.T) {
	t.Parallel()
	b := newBench(t, preferTask(), pairs(2)...)
	m := b.model(t, Options{})
	drive(t, m, tea.WindowSizeMsg{Width: 80, Height: 24})
	clickOn(t, m, "= tie")
	if got := b.item(t, "p00").Answer().Label; got != review.Tie {
		t.Errorf("p00 is %q\n%s", got, screenOf(m))
	}
	clickOn(t, m, "  = tie") // the gap in front of it
	if it := b.item(t, "p01"); it.State.Decided() {
		t.Errorf("p01 is %q", it.Answer().Label)
	}
}
