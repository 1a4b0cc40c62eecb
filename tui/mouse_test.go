package tui

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
)

// clickOn clicks where the text stands on the screen.
func clickOn(t *testing.T, m *model, text string) {
	t.Helper()
	for y, row := range strings.Split(screenOf(m), "\n") {
		if before, _, ok := strings.Cut(row, text); ok {
			drive(t, m, tea.MouseClickMsg{X: cells(before), Y: y, Button: tea.MouseLeft})
			return
		}
	}
	t.Fatalf("no %q to click on:\n%s", text, screenOf(m))
}

func mouseModel(t *testing.T) (*bench, *model) {
	t.Helper()
	b := newBench(t, newsTask(), newsRows...)
	m := b.model(t, Options{})
	drive(t, m, tea.WindowSizeMsg{Width: 120, Height: 36})
	return b, m
}

func TestMouse_AClickOnAKeyOfTheLastRowPressesIt(t *testing.T) {
	t.Parallel()
	b, m := mouseModel(t)
	clickOn(t, m, "x reject")
	if v := b.item(t, "n2").State.Verdict; v != review.Reject {
		t.Fatalf("n2 is %q, want rejected", v)
	}
	clickOn(t, m, "u undo")
	if v := b.item(t, "n2").State.Verdict; v != "" {
		t.Fatalf("n2 is %q, want nothing decided", v)
	}
	clickOn(t, m, "/ search")
	if _, open := m.pane.(*searchPane); !open {
		t.Fatal("the search did not open")
	}
	clickOn(t, m, "esc back")
	if m.pane != nil {
		t.Fatal("esc did not close it")
	}
}

func TestMouse_WheelAndClicksChooseInLists(t *testing.T) {
	t.Parallel()
	_, m := mouseModel(t)
	for range 4 {
		drive(t, m, keyPress("a"))
	}
	drive(t, m, keyPress("h"))
	p, ok := m.pane.(*historyPane)
	if !ok {
		t.Fatal("the history did not open")
	}
	drive(t, m, tea.MouseWheelMsg{Button: tea.MouseWheelDown})
	if p.list.at != 3 {
		t.Fatalf("the cursor is at %d after the wheel, want 3", p.list.at)
	}
	second := p.all[1].seq
	m.View()
	drive(t, m, tea.MouseClickMsg{X: 5, Y: m.lay.card.y + 2, Button: tea.MouseLeft})
	if p.list.at != 1 {
		t.Fatalf("the cursor is at %d after the click, want 1", p.list.at)
	}
	drive(t, m, tea.MouseClickMsg{X: 5, Y: m.lay.card.y + 2, Button: tea.MouseLeft})
	if m.visit == nil || m.visit.item.Sample.Seq != second {
		t.Fatalf("a second click looks at %v, want sample %d", m.visit, second)
	}
}

func TestMouse_ClicksAnywhereOfAnySizeDoNoHarm(t *testing.T) {
	t.Parallel()
	for _, keys := range []string{"", "h", "/", "l", "e", "?", "s", "w", "n", "M"} {
		for _, size := range [][2]int{{10, 5}, {40, 12}, {80, 24}, {130, 40}} {
			_, m := mouseModel(t)
			drive(t, m, tea.WindowSizeMsg{Width: size[0], Height: size[1]})
			if keys != "" {
				drive(t, m, keyPress(keys))
			}
			for y := 0; y < size[1]; y += 3 {
				for x := 0; x < size[0]; x += 7 {
					drive(t, m, tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft})
					drive(t, m, tea.MouseWheelMsg{X: x, Y: y, Button: tea.MouseWheelUp})
					checkFrame(fatal{t, fmt.Sprintf("%q at %v, click at %d,%d", keys, size, x, y)}, m)
				}
			}
		}
	}
}

// fatal puts what was done before a failure.
type fatal struct {
	t    *testing.T
	what string
}

func (f fatal) Fatalf(format string, args ...any) {
	f.t.Helper()
	f.t.Fatalf(f.what+": "+format, args...)
}

func TestMouse_AnyKeyOfTheLastRowCanBeClicked(t *testing.T) {
	t.Parallel()
	keys := DefaultKeys()
	for action, key := range map[string]string{"defer": "f5", "help": "f12", "guidelines": "f1", "flag": "alt+f", "note": "ctrl+n", "accept": "insert"} {
		keys = keyedBy(t, keys, action, key)
	}
	b := newBench(t, newsTask(), newsRows...)
	m := b.model(t, Options{Keys: keys})
	drive(t, m, tea.WindowSizeMsg{Width: 200, Height: 36})
	clickOn(t, m, "f5 defer")
	if v := b.item(t, "n2").State.Verdict; v != review.Defer {
		t.Errorf("n2 is %q, want deferred\n%s", v, screenOf(m))
	}
	clickOn(t, m, "insert accept")
	if v := b.item(t, "n3").State.Verdict; v != review.Accept {
		t.Errorf("n3 is %q, want accepted", v)
	}
	clickOn(t, m, "alt+f flag")
	if !b.item(t, "n5").State.Flag {
		t.Error("n5 is not flagged")
	}
	clickOn(t, m, "f1 guidelines")
	if !m.guide.open {
		t.Error("the guidelines are not open")
	}
	clickOn(t, m, "f12 all keys")
	if _, open := m.pane.(*helpPane); !open {
		t.Errorf("the pane is %T, want the help", m.pane)
	}
	b = newBench(t, preferTask(), pairs(1)...)
	m = b.model(t, Options{})
	clickOn(t, m, "0/b both bad")
	if l := b.item(t, "p00").Answer().Label; l != review.BothBad {
		t.Errorf("p00 is %q, want both bad", l)
	}
	for _, hint := range []string{"1-4", "← →", "a label's key", "--", "[ ] { }"} {
		if k, ok := keyNamed(strings.Fields(hint)); ok {
			t.Errorf("%q is the key %s", hint, k)
		}
	}
	if k, ok := keyNamed([]string{"shift+→"}); !ok || k.String() != "shift+right" {
		t.Errorf("shift+→ is %s", k)
	}
}
