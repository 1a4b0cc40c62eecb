package tui

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	xterm "github.com/charmbracelet/x/term"
	"github.com/creack/pty"

	"winnow/review"
)

// wire is a terminal on which a review in lines runs, seen from its other end.
type wire struct {
	t     testing.TB
	tty   *os.File
	ended chan error

	mu   sync.Mutex
	said string
	news chan struct{}
}

// onWire reviews the bench in a terminal that gives single keys.
func (b *bench) onWire(t testing.TB, o Options) *wire {
	t.Helper()
	tty, end, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{t: t, tty: tty, ended: make(chan error, 1), news: make(chan struct{}, 1)}
	go w.listen()
	go func() {
		_, err := RunPlain(t.Context(), b.desk, b.session, o, Plain{In: end, Out: end, Raw: func() (func() error, error) {
			was, err := xterm.MakeRaw(end.Fd())
			return func() error { return xterm.Restore(end.Fd(), was) }, err
		}})
		_ = end.Close()
		w.ended <- err
	}()
	t.Cleanup(func() { _ = tty.Close() })
	return w
}

func (w *wire) listen() {
	buf := make([]byte, 1<<12)
	for {
		n, err := w.tty.Read(buf)
		w.mu.Lock()
		w.said += strings.ReplaceAll(string(buf[:n]), "\r", "")
		w.mu.Unlock()
		select {
		case w.news <- struct{}{}:
		default:
		}
		if err != nil {
			return
		}
	}
}

// hears waits until the texts were said, in that order, behind what was heard last.
func (w *wire) hears(texts ...string) {
	w.t.Helper()
	late := time.After(20 * time.Second)
	for _, text := range texts {
		for heard := false; !heard; {
			w.mu.Lock()
			_, rest, ok := strings.Cut(w.said, text)
			if heard = ok; heard {
				w.said = rest
			}
			said := w.said
			w.mu.Unlock()
			if heard {
				break
			}
			select {
			case <-w.news:
			case <-late:
				w.t.Fatalf("%q was not said there:\n%s", text, said)
			}
		}
	}
}

func (w *wire) types(keys string) {
	w.t.Helper()
	if _, err := w.tty.WriteString(keys); err != nil {
		w.t.Fatal(err)
	}
}

// quits leaves, and fails when anything is said before that contains a text.
func (w *wire) quits(never ...string) {
	w.t.Helper()
	w.types("q")
	select {
	case err := <-w.ended:
		if err != nil {
			w.t.Error(err)
		}
	case <-time.After(20 * time.Second):
		w.t.Fatal("the review does not end")
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, text := range never {
		if strings.Contains(w.said, text) {
			w.t.Errorf("%q was said:\n%s", text, w.said)
		}
	}
}

// terminalKeys are what terminals send for keys that have a name, in all ways
// that are in use.
func terminalKeys() map[string][]string {
	keys := map[string][]string{
		"insert": {"\x1b[2~"}, "delete": {"\x1b[3~"}, "home": {"\x1b[1~", "\x1b[7~", "\x1b[H", "\x1bOH"}, "end": {"\x1b[4~", "\x1b[8~", "\x1b[F", "\x1bOF"},
		"pgup": {"\x1b[5~"}, "pgdown": {"\x1b[6~"}, "up": {"\x1b[A", "\x1bOA"}, "left": {"\x1b[D", "\x1bOD"}, "shift+tab": {"\x1b[Z"},
		"tab": {"\t"}, "enter": {"\r", "\n", "\x1bOM"}, "space": {" "}, "backspace": {"\x7f", "\b"}, "esc": {"\x1b"},
		"alt+r": {"\x1br"}, "alt+space": {"\x1b "}, "alt+enter": {"\x1b\r"}, "alt+f5": {"\x1b[15;3~", "\x1b\x1b[15~"},
		"alt+up": {"\x1b[1;3A", "\x1b\x1b[A"}, "ctrl+right": {"\x1b[1;5C"}, "ctrl+delete": {"\x1b[3;5~"}, "ctrl+f3": {"\x1b[1;5R", "\x1b[13;5~"},
		"ctrl+space": {"\x00"}, "ctrl+r": {"\x12"}, "shift+left": {"\x1b[1;2D"}, "R": {"R"}, "é": {"é"}, "한": {"한"},
	}
	for i, tilde := range []int{11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24} {
		name := fmt.Sprintf("f%d", i+1)
		keys[name] = []string{fmt.Sprintf("\x1b[%d~", tilde)}
		if letter := string(rune('P' + i)); i < 4 {
			keys[name] = append(keys[name], "\x1bO"+letter, "\x1b["+letter)
		}
		if i < 5 { // Linux's console
			keys[name] = append(keys[name], "\x1b[["+string(rune('A'+i)))
		}
	}
	return keys
}

// parts is a file that gives a byte at a time.
type parts struct{ *os.File }

func (p parts) Read(b []byte) (int, error) { return p.File.Read(b[:1]) }

// inParts gives a text a byte at a time; it can be waited for like a terminal.
func inParts(t testing.TB, text string) parts {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	if _, err := w.WriteString(text); err != nil {
		t.Fatal(err)
	}
	closes := func() { _ = w.Close() }
	if text == "\x1b" { // nothing comes behind it, but might
		time.AfterFunc(3*pause, closes)
	} else {
		closes()
	}
	return parts{r}
}

func TestPlain_EveryKeyOfATerminalHasTheNameThatTheConfigurationHas(t *testing.T) {
	t.Parallel()
	for name, sent := range terminalKeys() {
		for _, bytes := range sent {
			behind := "zz"
			if name == "esc" {
				behind = ""
			}
			whole := io.Reader(strings.NewReader(bytes + behind))
			for _, in := range []io.Reader{whole, inParts(t, bytes+behind)} {
				k := keyReader{restore: func() error { return nil }}
				k.from.in = in
				k.in.Reset(&k.from)
				if got, err := k.key(); got != name || err != nil {
					t.Errorf("%q is %q, %v, not %q", bytes, got, err, name)
				}
				if rest, _ := io.ReadAll(&k.in); string(rest) != behind {
					t.Errorf("%q leaves %q", bytes, rest)
				}
			}
		}
		if got := pressOf(name).String(); got != name {
			t.Errorf("%q was made %q", name, got)
		}
	}
}

func TestPlain_KeysMayBeWrittenAsTheyAreReadOut(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"left arrow": "left", "page down": "pgdown", "question mark": "?", "less than": "<", "f5": "f5", " ": "space", "": "enter", " a ": "a",
	} {
		k := keyReader{}
		k.in.Reset(strings.NewReader(line + "\n"))
		if got, err := k.key(); got != want || err != nil {
			t.Errorf("%q is %q, %v, not %q", line, got, err, want)
		}
	}
}

// Ensure that keys of a configuration do what is said of them, come in parts or
// not, and that what is no key is answered.
func TestPlain_KeysOfTheConfigurationAreReadInATerminal(t *testing.T) {
	t.Parallel()
	keys := DefaultKeys()
	for action, key := range map[string]string{"defer": "f5", "flag": "delete", "redo": "alt+r", "help": "f2"} {
		var err error
		if keys, err = keys.With(action, []string{key}); err != nil {
			t.Fatal(err)
		}
	}
	b := newBench(t, newsTask(), newsRows...)
	w := b.onWire(t, Options{Keys: keys})
	w.hears("Sample n2.", "f5 defer", "f2 all keys")
	w.types("\x1b[99~")
	w.hears("Winnow has no name for that key; f2 says all keys.")
	w.types("\x1b[3~")
	w.hears("Saved: n2 flagged.")
	w.types("u")
	w.hears("Undone and saved")
	w.types("\x1br")
	w.hears("Done again and saved")
	w.types("\x1bOQ")
	w.hears("Decide.", "f5 defer")
	w.types("\x1b[15~")
	w.hears("Saved: n2 deferred.", "Sample n3.")
	w.quits()
}

// Ensure that what comes behind a line that was asked for decides nothing, whether
// it was pasted with it or typed ahead.
func TestPlain_WhatIsPastedWithAnAnswerDecidesNothing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ first, question, pasted string }{
		"lines":                    {"n", "Note (empty removes it):", "see row 4\rax\r"},
		"no end":                   {"n", "Note (empty removes it):", "see row 4\rax"},
		"before the question":      {"nsee row 4\rax\r", "Note (empty removes it):", ""},
		"half before the question": {"nsee ", "Note (empty removes it):", "row 4\rax\r"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, newsTask(), newsRows...)
			w := b.onWire(t, Options{})
			w.hears("Sample n2.", "Keys:")
			w.types(c.first)
			w.hears(c.question)
			w.types(c.pasted)
			w.hears("what was typed or pasted behind it was thrown away.", "Saved: n2 with its note.", "0 of 5 decided.")
			w.quits("Saved:", "Sample n")
			if it := b.item(t, "n2"); it.State.Note != "see row 4" || it.State.Verdict != "" {
				t.Errorf("the note is %q, and it was decided %q", it.State.Note, it.State.Verdict)
			}
		})
	}
}

func TestPlain_APastedTextMayHaveLines(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	w := b.onWire(t, Options{})
	w.hears("Sample n2.", "Keys:")
	w.types("e")
	w.hears("Type the new text")
	w.types("One.\rTwo.\r.\rax")
	w.hears("thrown away.", "Saved: n2 edited")
	w.quits("rejected")
	if it := b.item(t, "n2"); it.Field("text") != "One.\nTwo." || it.State.Verdict != review.Edit {
		t.Errorf("it says %q, %s", it.Field("text"), it.State.Verdict)
	}
	if it := b.item(t, "n3"); it.State.Verdict != "" {
		t.Errorf("n3 was decided: %s", it.State.Verdict)
	}
}
