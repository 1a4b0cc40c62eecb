package tui

import (
	"testing"

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
