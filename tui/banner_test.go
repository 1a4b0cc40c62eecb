package tui

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"winnow/tui/screentest"
)

func TestBanner_StandsInTheFirstRowAtEverySize(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{120, 36}, {80, 24}, {44, 14}} {
		b := newBench(t, newsTask(), newsRows...)
		m := newModel(b.desk, b.session, Options{Project: "p.winnow", Banner: "read-only: nothing\x1b[2J can be decided"})
		s := screentest.New(t, m, size[0], size[1])
		s.WaitFor("! read-only")
		if _, y, ok := s.Find("! read-only"); !ok || y != 0 {
			t.Errorf("at %v the banner is in row %d", size, y)
		}
	}
}

// What one may not know how one got into is told beside a banner, too.
func TestBanner_LeavesRoomForTheFilterAndForTheWayBack(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	m := b.model(t, Options{Project: "a/long/way/to/p.winnow", Banner: "read-only"})
	drive(t, m, tea.WindowSizeMsg{Width: 80, Height: 24})
	sees(t, m, "! read-only", "p.winnow", "least confident first")
	keysInto(t, m, "<")
	sees(t, m, "! read-only", "filter: conf:<0.9")
	keysInto(t, m, "x", "left")
	sees(t, m, "! read-only", "not the queue: → goes back to it")
}
