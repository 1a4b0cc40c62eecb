package tui

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"winnow/review"
)

const hostileRow = `{"id":"evil\u001b[2J","text":"before \u001b]52;c;ZXZpbA==\u0007 mid \u001b[2J \u202e reversed \r over \u009d0;title\u009c end","label":"neutral","rationale":"\u001b[31mred"}`

func TestHostileText_ReachesTheTerminalOnlyAsSymbols(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), hostileRow, newsRows[0])
	b.desk.SetStream(review.Stream{Source: "m\x1b]0;x\x07", Phase: review.StreamRunning, Partial: "half \x1b]52;c;AAAA\x07 \u009b6n", Message: "bad \x1b[2J"})
	s := b.screen(t, 120, 36)
	s.WaitFor("␛]52;c;ZXZpbA==␇", "‹U+202E›", "␍", "␛[2J")
	for _, key := range []string{"w", "esc", "h", "esc", "/", "esc", "s", "esc", "e", "esc", "l", "esc", "n", "esc"} {
		s.Type(key)
	}
	s.Type("a")
	s.WaitFor("accepted as neutral", "n1")
	s.Type("h")
	s.WaitFor("YOUR DECISIONS")
	out := s.Bytes()
	for _, bad := range []string{"\x1b]52", "\x1b]0;title", "\x1b]0;x", "\u009b", "\u009d", "\u202e", "\r over", "\x1b[31mred"} {
		if bytes.Contains(out, []byte(bad)) {
			t.Errorf("%q reached the terminal", bad)
		}
	}
}

// checkFrame fails unless the frame fills the terminal exactly.
func checkFrame(t interface{ Fatalf(string, ...any) }, m *model) {
	rows := strings.Split(m.frame(), "\n")
	if len(rows) != m.h {
		t.Fatalf("%d rows on a terminal of %d", len(rows), m.h)
	}
	for i, r := range rows {
		if n := ansi.StringWidth(r); n != m.w {
			t.Fatalf("row %d of %dx%d has %d cells: %q", i, m.w, m.h, n, r)
		}
		if strings.ContainsAny(ansi.Strip(r), "\n\r\t") {
			t.Fatalf("row %d breaks: %q", i, r)
		}
	}
}

func TestFrame_FillsAnyTerminalExactly(t *testing.T) {
	rows := append([]string{hostileRow, `{"id":"ar","text":"مرحبا بالعالم، هذا نص طويل بعض الشيء.","label":"biased","probs":{"biased":0.6,"neutral":0.4}}`}, newsRows...)
	b := newBench(t, newsTask(), rows...)
	m := newModel(b.desk, b.session, Options{Project: "프로젝트.winnow"})
	m.draftRest = time.Microsecond
	drive(t, m, m.refill()())
	keys := []string{"space", "e", "esc", "l", "?", "g", "w", "s", "h", "/", "n", "left", "right", "f", "[", "down", "end", "enter", "a", "u", "F", "Z", "R", "B", "<", ">", "I", "M"}
	rapid.Check(t, func(rt *rapid.T) {
		w, h := rapid.IntRange(1, 300).Draw(rt, "w"), rapid.IntRange(1, 100).Draw(rt, "h")
		drive(t, m, tea.WindowSizeMsg{Width: w, Height: h})
		checkFrame(rt, m)
		for range 3 {
			drive(t, m, keyPress(rapid.SampledFrom(keys).Draw(rt, "key")))
			checkFrame(rt, m)
			m.View()
		}
	})
}

// drive gives the model a message and runs the commands that come of it, but
// for those that wait for somebody else.
func drive(t testing.TB, m *model, msg tea.Msg) {
	t.Helper()
	queue := []tea.Msg{msg}
	for len(queue) > 0 {
		msg, queue = queue[0], queue[1:]
		switch msg := msg.(type) {
		case nil, tea.QuitMsg:
			continue
		case tea.BatchMsg:
			for _, c := range msg {
				if c != nil {
					queue = append(queue, c())
				}
			}
			continue
		}
		if strings.Contains(fmt.Sprintf("%T", msg), "cursor.") {
			continue // blinking
		}
		if _, cmd := m.Update(msg); cmd != nil {
			queue = append(queue, cmd())
		}
	}
}

func keyPress(name string) tea.KeyPressMsg {
	codes := map[string]rune{
		"space": tea.KeySpace, "esc": tea.KeyEscape, "left": tea.KeyLeft, "right": tea.KeyRight, "up": tea.KeyUp,
		"down": tea.KeyDown, "enter": tea.KeyEnter, "end": tea.KeyEnd, "tab": tea.KeyTab, "backspace": tea.KeyBackspace,
		"pgdown": tea.KeyPgDown,
	}
	if c, ok := codes[name]; ok {
		k := tea.Key{Code: c}
		if name == "space" {
			k.Text = " "
		}
		return tea.KeyPressMsg(k)
	}
	if rest, ok := strings.CutPrefix(name, "ctrl+"); ok {
		return tea.KeyPressMsg{Code: []rune(rest)[0], Mod: tea.ModCtrl}
	}
	return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
}

func TestKeys_AnySequenceKeepsTheLogReplayable(t *testing.T) {
	var names []string
	for _, b := range keyTable {
		if b.action != actQuit && b.action != actEditor {
			names = append(names, b.keys...)
		}
	}
	names = append(names, "b", "d", "y", "enter", "esc", "tab", "ctrl+s", "ctrl+x", "Z")
	rapid.Check(t, func(rt *rapid.T) {
		b := newBench(t, newsTask(), newsRows...)
		m := newModel(b.desk, b.session, Options{})
		m.draftRest = time.Microsecond
		drive(t, m, tea.WindowSizeMsg{Width: 100, Height: 30})
		drive(t, m, m.refill()())
		for _, k := range rapid.SliceOfN(rapid.SampledFrom(names), 1, 25).Draw(rt, "keys") {
			drive(t, m, keyPress(k))
			checkFrame(rt, m)
		}
		if err := m.finish(); err != nil {
			rt.Fatal(err)
		}
		report, err := b.store.Check()
		if err != nil {
			rt.Fatal(err)
		}
		if !report.OK() {
			rt.Fatalf("the log does not replay to the same state: %+v", report)
		}
	})
}
