package tui

import (
	"reflect"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
)

// leaves presses a key and tells whether the program ends by that.
func leaves(m *model, key string) bool {
	_, cmd := m.Update(pressOf(key))
	return quits(cmd)
}

func quits(cmd tea.Cmd) bool {
	if cmd == nil {
		return false
	}
	msg := cmd()
	if _, quit := msg.(tea.QuitMsg); quit {
		return true
	}
	if v := reflect.ValueOf(msg); v.Kind() == reflect.Slice { // a sequence, or a batch
		for i := range v.Len() {
			if c, ok := v.Index(i).Interface().(tea.Cmd); ok && quits(c) {
				return true
			}
		}
	}
	return false
}

// asksOnce fails unless a key asks with these words before it leaves, and anew
// after another key.
func asksOnce(t *testing.T, m *model, key, other string, words ...string) {
	t.Helper()
	if leaves(m, key) {
		t.Fatal("it left at once")
	}
	sees(t, m, words...)
	leaves(m, other)
	if strings.Contains(screenOf(m), "again leaves") {
		t.Errorf("the question stays:\n%s", screenOf(m))
	}
	if leaves(m, key) || !leaves(m, key) {
		t.Error("it does not ask anew, or does not leave")
	}
}

func small(t *testing.T, m *model) {
	t.Helper()
	drive(t, m, tea.WindowSizeMsg{Width: 60, Height: minHeight - 1})
}

func TestUnseen_SaysWhatIsTrueAndAsksBeforeAnythingIsLost(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		task review.Task
		row  string
		keys []string
		says string
	}{
		"labels":      {moodsTask(), moodsRows[0], []string{"4"}, "This is not decided yet."},
		"spans":       {spansTask(), spansRows[0], []string{"enter", "4"}, "This is not decided yet."},
		"left spans":  {spansTask(), spansRows[0], []string{"enter", "4", "esc"}, "This is not decided yet."},
		"a rating":    {gradesTask("1-5", "true", "short"), partRows[2], []string{"4"}, "This is not decided yet."},
		"a note":      {newsTask(), newsRows[0], []string{"n", "w", "h", "y"}, "The note is not kept yet."},
		"nothing":     {newsTask(), newsRows[0], nil, ""},
		"a same note": {newsTask(), newsRows[0], []string{"n", "w", "backspace"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newBench(t, c.task, c.row).model(t, Options{})
			keysInto(t, m, c.keys...)
			small(t, m)
			if c.says == "" {
				sees(t, m, "Everything is saved. q quits.")
				if !leaves(m, "q") {
					t.Error("it asks where nothing would be lost")
				}
				return
			}
			text := strings.Join(strings.Fields(screenOf(m)), " ")
			if !strings.Contains(text, c.says) || strings.Contains(text, "Everything is saved") || !strings.Contains(text, "q asks before it quits.") {
				t.Errorf("it is not true that all is saved:\n%s", text)
			}
			asksOnce(t, m, "q", "a", "q again leaves without it")
			if m.news = m.desk.News(); m.news.Counts.Decided() > 0 {
				t.Error("something was decided unseen")
			}
		})
	}
	m := newBench(t, newsTask(), newsRows[0]).model(t, Options{})
	keysInto(t, m, "e", "Q")
	small(t, m)
	sees(t, m, "The edit\nis kept as a draft. q quits.")
	m = newBench(t, spansTask(), spansRows[0]).model(t, Options{})
	keysInto(t, m, "enter")
	m.View()
	small(t, m)
	for y := range minHeight {
		drive(t, m, tea.MouseClickMsg{X: 20, Y: y, Button: tea.MouseRight})
		drive(t, m, tea.MouseReleaseMsg{X: 20, Y: y, Button: tea.MouseRight})
	}
	if p := m.pane.(*spansPane); p.isChanged() {
		t.Error("a click has marked something unseen")
	}
}

func TestLeaving_CtrlCAsksWhateverIsOpen(t *testing.T) {
	t.Parallel()
	m := newBench(t, spansTask(), spansRows[0]).model(t, Options{})
	keysInto(t, m, "enter", "4")
	asksOnce(t, m, "ctrl+c", "right", "! this is not decided yet: enter decides, ctrl+c again leaves without it")
	m = newBench(t, moodsTask(), moodsRows[0]).model(t, Options{})
	keysInto(t, m, "4", "?")
	asksOnce(t, m, "ctrl+c", "down", "! this is not decided yet: ctrl+c again leaves without it")
	m = newBench(t, newsTask(), newsRows[0]).model(t, Options{})
	keysInto(t, m, "n", "w")
	asksOnce(t, m, "ctrl+c", "y", "! the note is not kept yet: enter keeps it, ctrl+c again leaves without it")
	keysInto(t, m, "x")
	sees(t, m, " note wyx")
	for _, key := range []string{"h", "s", "l", "?"} {
		m = newBench(t, newsTask(), newsRows[0]).model(t, Options{})
		if keysInto(t, m, key); !leaves(m, "ctrl+c") {
			t.Errorf("with %s open it asks where nothing would be lost", key)
		}
	}
}

// A question that something else was said over was not answered.
func TestLeaving_AsksAgainWhereTheQuestionIsGone(t *testing.T) {
	t.Parallel()
	m := newBench(t, moodsTask(), moodsRows[:2]...).model(t, Options{})
	keysInto(t, m, "4")
	if leaves(m, "q") {
		t.Fatal("it left at once")
	}
	m.status.saved("another one")
	if leaves(m, "q") || !leaves(m, "q") {
		t.Error("it left though the question was gone, or does not leave")
	}
}

func TestLeaving_SaysWhatIsStillToBeRated(t *testing.T) {
	t.Parallel()
	m := newBench(t, gradesTask("1-5", "true", "short"), partRows[2]).model(t, Options{})
	keysInto(t, m, "4")
	asksOnce(t, m, "q", "tab", "this is not decided yet: short and rating are still to be rated, q again leaves without it")
	keysInto(t, m, "shift+tab", "5")
	asksOnce(t, m, "q", "f", "this is not decided yet: rating is still to be rated, q again")
	keysInto(t, m, "3")
	asksOnce(t, m, "q", "f", "this is not decided yet: enter decides, q again")
}

// What is put together stays with its sample, whatever is looked at meanwhile.
func TestBegun_StaysWithItsSample(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		task  review.Task
		rows  []string
		keys  []string
		shows string
	}{
		"labels": {moodsTask(), moodsRows[:2], []string{"4"}, "✓ fear"},
		"spans":  {spansTask(), spansRows[:2], []string{"enter", "4", "esc"}, "✎ 3 spans: +1"},
		"rating": {gradesTask("1-5", "true", "short"), partRows[:2], []string{"1"}, "true                 2 → 1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, c.task, c.rows...)
			m := b.model(t, Options{})
			keysInto(t, m, "x")
			keysInto(t, m, c.keys...)
			second := m.current().Sample.ID
			sees(t, m, c.shows, "not decided yet")
			keysInto(t, m, "left")
			if text := screenOf(m); strings.Contains(text, "not decided yet") {
				t.Errorf("it stands on another card:\n%s", text)
			}
			if leaves(m, "q") {
				t.Error("it left without a word")
			}
			sees(t, m, "! "+second+" is begun and not decided yet: q again leaves without it")
			keysInto(t, m, "right")
			sees(t, m, c.shows, "not decided yet")
			if strings.Contains(screenOf(m), "again leaves") {
				t.Errorf("what was asked on another card stays:\n%s", screenOf(m))
			}
			keysInto(t, m, "x") // something else is decided
			keysInto(t, m, "u")
			if strings.Contains(screenOf(m), "not decided yet") {
				t.Errorf("it is back after another decision was undone:\n%s", screenOf(m))
			}
			if !leaves(m, "q") {
				t.Error("it asks for what is settled")
			}
		})
	}
}

func TestBegun_IsDroppedForGood(t *testing.T) {
	t.Parallel()
	m := newBench(t, moodsTask(), moodsRows[:2]...).model(t, Options{})
	keysInto(t, m, "x", "4", "esc", "left", "right")
	if strings.Contains(screenOf(m), "not decided yet") || !leaves(m, "q") {
		t.Errorf("what was dropped is back:\n%s", screenOf(m))
	}
}

// What an edit left to be looked at is still marked when the card comes back.
func TestBegun_SpansKeepTheirDoubts(t *testing.T) {
	t.Parallel()
	m := newBench(t, spansTask(), spansRows[:2]...).model(t, Options{})
	keysInto(t, m, "x", "e", "right", "right", "right", "right", "right", "Q", "ctrl+s")
	sees(t, m, "?ORG")
	keysInto(t, m, "esc", "left", "enter", "esc", "right")
	sees(t, m, "?ORG")
}

func TestWarning_GoesWithItsCard(t *testing.T) {
	t.Parallel()
	m := newBench(t, gradesTask("1-5", "true", "short"), partRows[:2]...).model(t, Options{})
	keysInto(t, m, "a", "1", "enter")
	sees(t, m, "! not decided: short is not rated yet")
	keysInto(t, m, "left")
	sees(t, m, " q1 ")
	if text := screenOf(m); strings.Contains(text, "not decided: ") {
		t.Errorf("the warning is about another card:\n%s", text)
	}
	keysInto(t, m, "right")
	sees(t, m, " q2 ", "▸ short")
}
