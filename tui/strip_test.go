package tui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

func TestMultiLabel_StripHasWhatIsTicked(t *testing.T) {
	t.Parallel()
	s := newBench(t, actsTask(), `{"id":"a1","text":"Yes.","labels":["agreement","appreciation","disagreement","elaboration"]}`).screen(t, 80, 24)
	s.WaitFor("1 ✓ agreement", "4 ✓ appreciation", "5 ✓ disagreement", "6 ✓ elaboration", "5 more")
}

func TestOldWidths_EditorShowsWholeRows(t *testing.T) {
	oldWidths(t)
	b := newBench(t, newsTask(), `{"id":"s","text":"`+strings.TrimSpace(strings.Repeat("w"+family+" ", 20))+` end"}`)
	m := newModel(b.desk, b.session, Options{})
	drive(t, m, m.refill()())
	drive(t, m, tea.WindowSizeMsg{Width: 100, Height: 30})
	drive(t, m, keyPress("e"))
	drive(t, m, keyPress("end"))
	frame := ansi.Strip(m.frame())
	if n := strings.Count(frame, "w"+family); n != 20 || strings.Contains(frame, "…") {
		t.Errorf("%d of 20 words:\n%s", n, frame)
	}
	c := m.View().Cursor
	row := strings.Split(frame, "\n")[c.Y]
	card, _, _ := strings.Cut(row, "│")
	if got := ansi.StringWidthWc(strings.TrimRight(card, " ")); c.X < got || c.X > got+1 {
		t.Errorf("the cursor is at %d, the row ends at %d", c.X, got)
	}
}

func TestSpans_AnEmptyTextOffersOnlyWhatWorks(t *testing.T) {
	t.Parallel()
	_, s := spansScreen(t, 100, 30, `{"id":"none","text":"","spans":[]}`)
	s.WaitFor(" none ")
	s.Type("enter")
	s.WaitFor("enter decide", "esc leave")
	if s.Contains("← → word") || s.Contains("shift+→") {
		t.Errorf("keys that do nothing are offered:\n%s", s.Text())
	}
}
