package screentest_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"winnow/tui/screentest"
)

// notes is a small program: it lists the keys that came and has a line to type
// in, with a real cursor.
type notes struct {
	w, h int
	keys []string
	text string
	dark string
	wide bool // draw more than the terminal has
}

func (n *notes) Init() tea.Cmd { return tea.RequestBackgroundColor }

func (n *notes) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		n.w, n.h = msg.Width, msg.Height
	case tea.BackgroundColorMsg:
		n.dark = fmt.Sprintf("dark=%v", msg.IsDark())
	case tea.PasteMsg:
		n.text += msg.Content
	case tea.KeyPressMsg:
		if msg.String() == "ctrl+c" {
			return n, tea.Quit
		}
		n.keys = append(n.keys, msg.String())
		n.text += msg.Text
	}
	return n, nil
}

func (n *notes) View() tea.View {
	box := lipgloss.NewStyle().Border(lipgloss.RoundedBorder()).Width(max(n.w, 4))
	red := lipgloss.NewStyle().Foreground(lipgloss.Color("#ff5f5f")).Bold(true)
	lines := []string{
		box.Render(n.text),
		fmt.Sprintf("%dx%d %s", n.w, n.h, n.dark),
		red.Render("keys:") + " " + strings.Join(n.keys, " "),
	}
	if n.wide {
		lines[1] += strings.Repeat("x", n.w)
	}
	v := tea.NewView(strings.Join(lines, "\n"))
	v.AltScreen = true
	v.WindowTitle = "notes"
	v.Cursor = tea.NewCursor(1+lipgloss.Width(n.text), 1)
	return v
}

func TestScreen_KeysArriveByName(t *testing.T) {
	t.Parallel()
	keys := []string{
		"a", "A", "1", "?", "enter", "esc", "space", "backspace", "tab", "shift+tab", "left", "up", "pgdown",
		"home", "end", "delete", "f1", "f5", "ctrl+r", "ctrl+s", "ctrl+left", "shift+enter", "alt+x", "한", "b",
	}
	s := screentest.New(t, &notes{}, 200, 8)
	s.Type(keys...)
	s.WaitFor("keys: " + strings.Join(keys, " "))
}

func TestScreen_TextAndPaste(t *testing.T) {
	t.Parallel()
	s := screentest.New(t, &notes{}, 40, 6)
	s.TypeText("enter ")
	s.Paste("pasted 한국어")
	s.WaitFor("│enter pasted 한국어")
	if x, y, ok := s.Find("한국어"); !ok || x != 14 || y != 1 {
		t.Errorf("Find = %d, %d, %v", x, y, ok)
	}
}

func TestScreen_CursorAfterWideCharacters(t *testing.T) {
	t.Parallel()
	s := screentest.New(t, &notes{}, 40, 6)
	s.TypeText("한국 👨\u200d👩\u200d👧 é")
	s.WaitFor("한국 👨\u200d👩\u200d👧 é")
	s.WaitUntil("the cursor behind the text", func(string) bool {
		x, y, visible := s.Cursor()
		return x == 1+4+1+2+1+1 && y == 1 && visible
	})
	if c := s.Cell(1, 1); c.Content != "한" || c.Width != 2 {
		t.Errorf("cell %q of width %d", c.Content, c.Width)
	}
}

func TestScreen_Resize(t *testing.T) {
	t.Parallel()
	s := screentest.New(t, &notes{}, 40, 6)
	s.WaitFor("40x6")
	s.Resize(60, 10)
	s.WaitFor("60x10")
	s.WaitGone("40x6")
	if w, h := s.Size(); w != 60 || h != 10 || len(s.Rows()) != 10 {
		t.Errorf("size %dx%d, %d rows", w, h, len(s.Rows()))
	}
	if row := s.Rows()[0]; row != "╭"+strings.Repeat("─", 58)+"╮" {
		t.Errorf("the frame was not drawn again: %q", row)
	}
}

func TestScreen_BackgroundAndColours(t *testing.T) {
	t.Parallel()
	dark := screentest.New(t, &notes{}, 40, 6)
	dark.WaitFor("dark=true", "keys:")
	if c := dark.Cell(0, 4); c.Style.Fg == nil {
		t.Error("no colour")
	}
	light := screentest.New(t, &notes{}, 40, 6, screentest.Light(), screentest.Env("NO_COLOR=1"))
	light.WaitFor("dark=false", "keys:")
	if c := light.Cell(0, 4); c.Style.Fg != nil {
		t.Errorf("colour %v in spite of NO_COLOR", c.Style.Fg)
	}
	mute := screentest.New(t, &notes{}, 40, 6, screentest.Mute())
	mute.Type("x")
	mute.WaitFor("keys: x")
	if mute.Contains("dark=") {
		t.Error("a mute terminal answered")
	}
}

func TestScreen_BytesTitleAndEnd(t *testing.T) {
	t.Parallel()
	s := screentest.New(t, &notes{}, 40, 6)
	s.Type("z")
	s.WaitFor("keys: z")
	if s.Title() != "notes" || !s.AltScreen() || !bytes.Contains(s.Bytes(), []byte("\x1b[?1049h")) {
		t.Errorf("title %q, alternate screen %v", s.Title(), s.AltScreen())
	}
	s.Type("ctrl+c")
	if n := s.WaitEnd().(*notes); n.text != "z" || s.Err() != nil {
		t.Errorf("ended with %q, %v", n.text, s.Err())
	}
	if s.AltScreen() {
		t.Error("left on the alternate screen")
	}
}

func TestScreen_Golden(t *testing.T) {
	t.Parallel()
	s := screentest.New(t, &notes{}, 30, 6)
	s.WaitFor("dark=true")
	s.Type("h", "i")
	s.Golden()
	s.Type("한")
	s.Golden("korean")
}

func TestScreen_FilterSeesTheModel(t *testing.T) {
	t.Parallel()
	s := screentest.New(t, &notes{}, 40, 6, screentest.Filter(func(m tea.Model, msg tea.Msg) tea.Msg {
		if key, ok := msg.(tea.KeyPressMsg); ok && key.Text == "x" && m.(*notes).text == "" {
			return nil
		}
		return msg
	}))
	s.Type("x", "y")
	s.WaitFor("keys: y")
}

// recorder is a test that records what fails instead of failing.
type recorder struct {
	testing.TB
	failed   []string
	cleanups []func()
}

var errStop = errors.New("stopped by Fatalf")

func (r *recorder) Helper()          {}
func (r *recorder) Cleanup(f func()) { r.cleanups = append(r.cleanups, f) }
func (r *recorder) Errorf(format string, args ...any) {
	r.failed = append(r.failed, fmt.Sprintf(format, args...))
}
func (r *recorder) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	panic(errStop)
}

func (r *recorder) run(f func()) {
	defer func() {
		if err := recover(); err != nil && err != errStop { //nolint:errorlint // the very value
			panic(err)
		}
		for _, f := range r.cleanups {
			f()
		}
	}()
	f()
}

func TestScreen_FailuresShowTheScreen(t *testing.T) {
	t.Parallel()
	r := &recorder{TB: t}
	r.run(func() {
		s := screentest.New(r, &notes{}, 40, 6, screentest.Patience(300_000_000))
		s.WaitFor("40x6")
		s.WaitFor("never there")
	})
	if len(r.failed) != 1 || !strings.Contains(r.failed[0], "never there") || !strings.Contains(r.failed[0], "40x6") {
		t.Errorf("failures: %q", r.failed)
	}
	r = &recorder{TB: t}
	r.run(func() {
		s := screentest.New(r, &notes{}, 40, 6)
		s.WaitFor("40x6")
		s.Type("ctrl+c")
		s.WaitFor("never there")
	})
	if len(r.failed) != 1 || !strings.Contains(r.failed[0], "the program has ended") {
		t.Errorf("failures: %q", r.failed)
	}
}

func TestScreen_OverflowFails(t *testing.T) {
	t.Parallel()
	r := &recorder{TB: t}
	r.run(func() {
		s := screentest.New(r, &notes{wide: true}, 40, 6)
		s.WaitFor("40x6")
	})
	if len(r.failed) == 0 || !strings.Contains(r.failed[0], "does not fit") {
		t.Errorf("failures: %q", r.failed)
	}
}

func TestScreen_SVG(t *testing.T) {
	t.Parallel()
	s := screentest.New(t, &notes{}, 40, 6)
	s.Paste("<&> 한국어 ok")
	s.WaitFor("한국어 ok", "keys:")
	svg := s.SVG(`a "title" & <more>`)
	d := xml.NewDecoder(bytes.NewReader(svg))
	texts := map[string]string{} // text to its x
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("not XML: %v\n%s", err, svg)
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "text" {
			continue
		}
		var text string
		if err := d.DecodeElement(&text, &start); err != nil {
			t.Fatal(err)
		}
		for _, a := range start.Attr {
			if a.Name.Local == "x" {
				texts[text] = a.Value
			}
		}
	}
	// Columns are 9 wide and start at 18; wide characters are centred.
	for text, x := range map[string]string{"<&>": "27", "한": "72", "어": "108", "ok": "126", `a "title" & <more>`: "198"} {
		if texts[text] != x {
			t.Errorf("%q is at %q, want %s", text, texts[text], x)
		}
	}
}
