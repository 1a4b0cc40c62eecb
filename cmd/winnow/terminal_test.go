package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

// patience is how long a terminal waits for what must come.
const patience = 20 * time.Second

// terminal runs the real program in a terminal of its own and keeps every
// byte that it wrote there.
type terminal struct {
	t      testing.TB
	cmd    *exec.Cmd
	tty    *os.File
	screen *vt.SafeEmulator
	ended  chan struct{}
	code   int

	mu    sync.Mutex
	bytes bytes.Buffer
	news  chan struct{}
}

// inTerminal starts winnow in dir, in a terminal of 100x30.
func inTerminal(t testing.TB, dir string, args ...string) *terminal {
	t.Helper()
	return startInTerminal(t, dir, "winnow", args...)
}

func startInTerminal(t testing.TB, dir, name string, args ...string) *terminal {
	t.Helper()
	return startWith(t, dir, nil, name, args...)
}

// startWith starts a program with more in its environment.
func startWith(t testing.TB, dir string, env []string, name string, args ...string) *terminal {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "TERM=xterm-256color", "WINNOW_REVIEWER=ada", "OPENAI_API_KEY=", "OPENAI_BASE_URL=", "TMPDIR="+dir, "XDG_CONFIG_HOME="+dir)
	cmd.Env = append(cmd.Env, env...)
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: 100, Rows: 30})
	if err != nil {
		t.Fatal(err)
	}
	w := &terminal{
		t: t, cmd: cmd, tty: tty, screen: vt.NewSafeEmulator(100, 30),
		ended: make(chan struct{}), news: make(chan struct{}, 1),
	}
	go func() { _, _ = io.Copy(tty, w.screen) }() // answers to what the program asks the terminal
	go w.read()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-w.ended
		_ = tty.Close()
	})
	return w
}

func (w *terminal) read() {
	defer close(w.ended)
	buf := make([]byte, 1<<16)
	for {
		n, err := w.tty.Read(buf)
		if n > 0 {
			w.mu.Lock()
			w.bytes.Write(buf[:n])
			w.mu.Unlock()
			_, _ = w.screen.Write(buf[:n])
			select {
			case w.news <- struct{}{}:
			default:
			}
		}
		if err != nil { // Linux says EIO when the program has gone
			break
		}
	}
	err := w.cmd.Wait()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		w.code = exit.ExitCode()
	}
}

// output is every byte so far.
func (w *terminal) output() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.bytes.String()
}

// sees waits until the screen shows the text.
func (w *terminal) sees(text string) {
	w.t.Helper()
	late := time.After(patience)
	for {
		if strings.Contains(ansi.Strip(w.screen.Render()), text) {
			return
		}
		select {
		case <-w.news:
		case <-w.ended:
			if !strings.Contains(ansi.Strip(w.screen.Render()), text) {
				w.t.Fatalf("the program ended with code %d and the screen does not show %q:\n%s", w.code, text, ansi.Strip(w.screen.Render()))
			}
			return
		case <-late:
			w.t.Fatalf("the screen does not show %q:\n%s", text, ansi.Strip(w.screen.Render()))
		}
	}
}

func (w *terminal) types(keys string) {
	w.t.Helper()
	if _, err := w.tty.WriteString(keys); err != nil {
		w.t.Fatal(err)
	}
}

// ends waits for the program's end and returns its exit code.
func (w *terminal) ends() int {
	w.t.Helper()
	select {
	case <-w.ended:
		return w.code
	case <-time.After(patience):
		w.t.Fatalf("the program does not end:\n%s", ansi.Strip(w.screen.Render()))
		return -1
	}
}

// winnow runs a command without a terminal and returns its stdout.
func winnow(t testing.TB, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("winnow", args...)
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("winnow %s: %v", strings.Join(args, " "), err)
	}
	return string(out)
}

func write(t testing.TB, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

const rows = `{"id":"a","text":"Apples are fine.","label":"yes","confidence":0.9}
{"id":"b","text":"Bears are not.","label":"no","confidence":0.2}
{"id":"c","text":"Cats, who knows.","label":"yes","confidence":0.5}
`

func TestReview_BareFileGoesStraightToTheLeastConfidentAndResumes(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "data.jsonl", rows)

	w := inTerminal(t, dir, "review", "data.jsonl")
	w.sees("Bears are not.")
	w.types("a")
	w.sees("1 of 3 decided")
	w.types("q")
	if code := w.ends(); code != codeDone {
		t.Fatalf("exit code %d", code)
	}
	w.sees("1 of 3 samples decided, all saved in data.winnow")

	again := inTerminal(t, dir, "review", "data.jsonl")
	again.sees("Cats, who knows.")
	again.types("x")
	again.sees("2 of 3 decided")
	again.types("q")
	again.ends()

	stats := winnow(t, dir, "stats", "data.winnow", "--json")
	for _, want := range []string{`"samples": 3`, `"accept": 1`, `"reject": 1`, `"undecided": 1`} {
		if !strings.Contains(stats, want) {
			t.Errorf("stats lack %s:\n%s", want, stats)
		}
	}
	out := winnow(t, dir, "export", "data.winnow", "--as", "native")
	if !strings.Contains(out, `"reviewer":"ada"`) {
		t.Errorf("the export does not name the reviewer:\n%s", out)
	}
}

func TestReview_SignalSavesAndSaysSo(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "data.jsonl", rows)
	w := inTerminal(t, dir, "review", "data.jsonl")
	w.sees("Bears are not.")
	w.types("a")
	w.sees("1 of 3 decided")
	if err := w.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if code := w.ends(); code != codeFailed {
		t.Errorf("exit code %d, want %d", code, codeFailed)
	}
	if want := "everything that was decided is saved"; !strings.Contains(w.output(), want) {
		t.Errorf("it does not say that %s:\n%s", want, w.output())
	}
	if stats := winnow(t, dir, "stats", "data.winnow", "--json"); !strings.Contains(stats, `"accept": 1`) {
		t.Errorf("the decision is not there:\n%s", stats)
	}
}

// Ensure that a terminal that goes away costs nothing that was typed, however
// often that is signalled.
func TestReview_TerminalThatGoesAwayKeepsTheDraft(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "data.jsonl", rows)
	w := inTerminal(t, dir, "review", "data.jsonl")
	w.sees("Bears are not.")
	w.types("e")
	w.sees("Bears are not.")
	w.types("Surely ")
	w.sees("Surely Bears")
	for over := false; !over; {
		select {
		case <-w.ended:
			over = true
		default:
			_ = w.cmd.Process.Signal(syscall.SIGHUP) // it may have ended
		}
	}
	again := inTerminal(t, dir, "review", "data.jsonl")
	again.sees("draft")
	again.types("e")
	again.sees("Surely Bears")
	again.types("\x1b")
	again.types("q")
	again.ends()
}

func TestReview_HostileTextReachesTheTerminalAsSymbolsOnly(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	const hostile = `{"id":"h","text":"copy \u001b]52;c;aGFjaw==\u0007 wipe \u001b[2J turn \u202e back\rover","label":"yes"}` + "\n"
	write(t, dir, "data.jsonl", hostile+rows)
	w := inTerminal(t, dir, "review", "data.jsonl")
	w.sees("␛]52;c;aGFjaw==␇")
	w.types("a")
	w.sees("1 of 4 decided")
	w.types("q")
	w.ends()

	// On a terminal the export shows symbols, too.
	shown := inTerminal(t, dir, "export", "data.winnow", "--as", "native")
	shown.ends()
	for _, out := range []string{w.output(), shown.output()} {
		for _, bad := range []string{"\x1b]52", "\u202e", "back\rover"} {
			if strings.Contains(out, bad) {
				t.Errorf("%q reached the terminal", bad)
			}
		}
	}
	if out := winnow(t, dir, "export", "data.winnow", "--as", "native", "--bare"); out != hostile {
		t.Errorf("the export is not byte-exact:\n%s", out)
	}
}

func TestReview_NothingToReviewIsSaidBeforeTheScreen(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "task.yaml", "name: t\nkind: classify\nlabels: [{name: yes}, {name: no}]\n")
	w := inTerminal(t, dir, "review", "new.winnow", "--task", "task.yaml")
	if code := w.ends(); code != codeNothing {
		t.Errorf("exit code %d, want %d", code, codeNothing)
	}
	w.sees("the project has no samples")
	if _, err := os.Stat(filepath.Join(dir, "new.winnow")); err == nil {
		t.Error("an empty project was left behind")
	}
}

func TestDemo_StreamsAndSaysHowToGoOn(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w := inTerminal(t, dir, "demo", "--project", "trial.winnow", "--count", "3")
	w.sees("offline grammar")
	w.sees("3 of 3 made")
	w.sees("a accept") // there is a card now
	w.types("x")
	w.sees("1 of 3 decided")
	w.types("q")
	if code := w.ends(); code != codeDone {
		t.Fatalf("exit code %d", code)
	}
	for _, want := range []string{
		"winnow export trial.winnow --as native", "winnow review trial.winnow", "winnow review data.jsonl", "winnow init",
	} {
		w.sees(want)
	}
	if stats := winnow(t, dir, "stats", "trial.winnow", "--json"); !strings.Contains(stats, `"reject": 1`) {
		t.Errorf("the decision is not there:\n%s", stats)
	}
}

func TestDemo_LeavesAProjectOfYourOwnAlone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "data.jsonl", rows)
	winnow(t, dir, "import", "mine.winnow", "data.jsonl")
	w := inTerminal(t, dir, "demo", "--project", "mine.winnow")
	if code := w.ends(); code != codeFailed {
		t.Errorf("exit code %d, want %d", code, codeFailed)
	}
	w.sees("a project of your own")
}

func TestReview_RowsFromStdinKeysFromTheTerminal(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "data.jsonl", rows)
	w := startInTerminal(t, dir, "sh", "-c", "cat data.jsonl | winnow review - --project piped.winnow")
	w.sees("Bears are not.")
	w.types("a")
	w.sees("1 of 3 decided")
	w.types("q")
	if code := w.ends(); code != codeDone {
		t.Errorf("exit code %d", code)
	}
}
