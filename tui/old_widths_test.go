package tui

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"winnow/review"
	"winnow/tui/screentest"
	"winnow/tui/visible"
)

// The terminals of the other tests join: how cells are counted is one for the
// process, so what is tested here does not run beside them.
func init() { visible.Join(true) }

// oldWidths makes the terminal one that shows each code point by itself.
func oldWidths(t testing.TB) {
	t.Helper()
	visible.Join(false)
	t.Cleanup(func() { visible.Join(true) })
}

const family = "👨\u200d👩\u200d👧\u200d👦"

func emojiRows() []string {
	var families strings.Builder
	for i := range 40 {
		fmt.Fprintf(&families, "w%d%s ", i, family)
	}
	return []string{
		`{"id":"tone","text":"Great job 👍🏽 everyone 👏🏽 on the night shift at the depot who got the sleepers out, not one late. 1️⃣ ☎️ 🇫🇷 स्ते end","label":"neutral","confidence":0.1}`,
		`{"id":"joined","text":"` + strings.TrimSpace(families.String()) + `","label":"biased","confidence":0.2}`,
	}
}

// checkOldFrame fails unless the frame fills the terminal exactly, as the renderer
// counts while the terminal has not said that it joins.
func checkOldFrame(t interface{ Fatalf(string, ...any) }, m *model) {
	rows := strings.Split(m.frame(), "\n")
	if len(rows) != m.h {
		t.Fatalf("%d rows on a terminal of %d", len(rows), m.h)
	}
	for i, r := range rows {
		if n := ansi.StringWidthWc(r); n != m.w {
			t.Fatalf("row %d of %dx%d has %d cells: %q", i, m.w, m.h, n, r)
		}
	}
}

func TestOldWidths_NoWordBehindEmojiIsMissing(t *testing.T) {
	oldWidths(t)
	for _, size := range []struct{ w, h int }{{80, 24}, {100, 30}} {
		s := newBench(t, newsTask(), emojiRows()...).screen(t, size.w, size.h, screentest.OldWidths())
		s.WaitFor(strings.Fields("tone everyone shift depot sleepers out, one late. end")...)
		s.Type("a")
		s.WaitFor(" joined ")
		for range 20 {
			var missing []string
			for i := range 40 {
				if !strings.Contains(string(s.Bytes()), fmt.Sprintf("w%d👨", i)) {
					missing = append(missing, fmt.Sprintf("w%d", i))
				}
			}
			if len(missing) == 0 {
				break
			}
			s.Type("down")
			time.Sleep(20 * time.Millisecond)
		}
		for i := range 40 {
			if word := fmt.Sprintf("w%d👨", i); !strings.Contains(string(s.Bytes()), word) {
				t.Errorf("%dx%d: %s never reached the terminal", size.w, size.h, word)
			}
		}
		s.Quit()
	}
}

func TestOldWidths_FramesFillAnyTerminalExactly(t *testing.T) {
	oldWidths(t)
	keys := []string{"space", "e", "esc", "l", "?", "g", "w", "s", "h", "/", "n", "left", "right", "tab", "down", "end", "enter", "1", "a", "u", "R", "B", "I", "M", "]", "L"}
	bits := []string{"👍🏽", "👏🏽", family, "1️⃣", "☎️", "🇫🇷", "स्ते", "é", "e\u0301", "日本語", "word", "\u202e", "\t", "\n", " ", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "❤️\u200d🔥", "각"}
	for _, task := range []review.Task{newsTask(), spansTask(), moodsTask(), textTask()} {
		t.Run(string(task.Kind), func(t *testing.T) {
			rapid.Check(t, func(rt *rapid.T) {
				text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(bits), 1, 120).Draw(rt, "text"), rapid.SampledFrom([]string{"", " "}).Draw(rt, "between"))
				quoted, err := json.Marshal(text)
				if err != nil {
					rt.Fatal(err)
				}
				row := fmt.Sprintf(`{"id":"👍🏽","text":%s}`, quoted)
				if task.Kind == review.Text {
					row = fmt.Sprintf(`{"id":"👍🏽","instruction":%s,"input":"","output":%s}`, quoted, quoted)
				}
				b := newBench(t, task, row)
				m := newModel(b.desk, b.session, Options{Project: family + ".winnow"})
				m.draftRest = time.Microsecond
				drive(t, m, m.refill()())
				for range 3 {
					w, h := rapid.IntRange(1, 160).Draw(rt, "w"), rapid.IntRange(1, 60).Draw(rt, "h")
					drive(t, m, tea.WindowSizeMsg{Width: w, Height: h})
					checkOldFrame(rt, m)
					for range 3 {
						drive(t, m, keyPress(rapid.SampledFrom(keys).Draw(rt, "key")))
						checkOldFrame(rt, m)
						m.View()
					}
				}
			})
		})
	}
}

func rowsWith(frame, part string) int {
	n := 0
	for r := range strings.SplitSeq(frame, "\n") {
		if strings.Contains(r, part) {
			n++
		}
	}
	return n
}

// Ensure that everything is laid out anew when the terminal says that it joins, and
// what was laid out before is not shown by the other measure.
func TestOldWidths_AnswerOfTheTerminalLaysEverythingOutAnew(t *testing.T) {
	oldWidths(t)
	rows := map[review.Kind]string{
		review.Classify: emojiRows()[1],
		review.Spans:    `{"id":"s","text":"` + strings.Repeat("w"+family+" ", 60) + `","spans":[[0,1,"ORG"]]}`,
	}
	for _, task := range []review.Task{newsTask(), spansTask()} {
		for _, opens := range []string{"", "enter", "e", "g"} {
			b := newBench(t, task, rows[task.Kind])
			m := newModel(b.desk, b.session, Options{})
			drive(t, m, m.refill()())
			drive(t, m, tea.WindowSizeMsg{Width: 100, Height: 30})
			if opens != "" && (opens != "enter" || task.Kind != review.Classify) {
				drive(t, m, keyPress(opens))
			}
			checkOldFrame(t, m)
			before := m.frame()
			drive(t, m, tea.ModeReportMsg{Mode: ansi.ModeUnicodeCore, Value: ansi.ModeReset})
			checkFrame(t, m)
			if opens != "g" && opens != "e" && rowsWith(m.frame(), family) >= rowsWith(before, family) {
				t.Errorf("%s, %q: no more on a row after the terminal said that it joins:\n%s", task.Kind, opens, ansi.Strip(m.frame()))
			}
			drive(t, m, tea.ModeReportMsg{Mode: ansi.ModeUnicodeCore, Value: ansi.ModeNotRecognized})
			checkOldFrame(t, m)
			if m.frame() != before {
				t.Errorf("%s, %q: the first layout does not come back", task.Kind, opens)
			}
		}
	}
}

// Ensure that the cursor of the span mode, the tags and the mouse are where the
// renderer puts the text.
func TestOldWidths_SpansStandUnderTheirText(t *testing.T) {
	oldWidths(t)
	text := "A 👍🏽 " + family + " met Ada today"
	b := newBench(t, spansTask(), `{"id":"s","text":"`+text+`","spans":[]}`)
	m := newModel(b.desk, b.session, Options{})
	drive(t, m, m.refill()())
	drive(t, m, tea.WindowSizeMsg{Width: 100, Height: 30})
	drive(t, m, keyPress("enter"))
	row := func(holds string) (int, string) {
		t.Helper()
		for y, r := range strings.Split(ansi.Strip(m.frame()), "\n") {
			if strings.Contains(r, holds) {
				return y, r
			}
		}
		t.Fatalf("no row with %q:\n%s", holds, ansi.Strip(m.frame()))
		return 0, ""
	}
	column := func(row, of string) int { return ansi.StringWidthWc(row[:strings.Index(row, of)]) }
	y, r := row("met Ada")
	drive(t, m, tea.MouseClickMsg{X: column(r, "Ada") + 1, Y: y, Button: tea.MouseLeft})
	drive(t, m, tea.MouseReleaseMsg{X: column(r, "Ada") + 1, Y: y, Button: tea.MouseLeft})
	if c := m.View().Cursor; c == nil || c.X != column(r, "Ada") || c.Y != y {
		t.Errorf("the cursor is at %+v, the word at %d, %d", c, column(r, "Ada"), y)
	}
	drive(t, m, keyPress("2"))
	if _, tag := row("▸PER"); column(tag, "▸PER") != column(r, "Ada") {
		t.Errorf("the tag does not stand under its word:\n%s\n%s", r, tag)
	}
}
