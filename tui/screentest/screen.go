package screentest

import (
	"bytes"
	"errors"
	"io"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
)

// errStuck says that a program did not end when it was told to.
var errStuck = errors.New("the program did not end")

// Screen is a terminal with a program running on it. Its methods may be called
// from the test's goroutine only.
type Screen struct {
	t    testing.TB
	opts options
	prog *tea.Program
	in   *feed

	mu      sync.Mutex // guards what follows; the program writes at any time
	em      *vt.Emulator
	written bytes.Buffer
	cursor  bool
	title   string
	changed chan struct{} // closed and replaced at each change

	ended chan struct{} // closed when the program has ended
	model tea.Model     // its last model, valid once it has ended
	err   error         // its error, valid once it has ended
}

// New starts model on a terminal of w columns and h rows. The program is ended
// with the test, which fails when it does not end, ends with an error, or has
// drawn a frame that does not fit the terminal.
func New(t testing.TB, model tea.Model, w, h int, opts ...Option) *Screen {
	t.Helper()
	s := &Screen{
		t: t, opts: defaults(), in: newFeed(), em: vt.NewEmulator(w, h),
		cursor: true, changed: make(chan struct{}), ended: make(chan struct{}),
	}
	for _, o := range opts {
		o(&s.opts)
	}
	s.setUp()
	checked := &checked{model: model, measure: s.opts.measure(), fail: s.overflowed}
	s.prog = tea.NewProgram(checked, s.programOptions(w, h)...)
	go func() {
		defer close(s.ended)
		_, s.err = s.prog.Run()
		s.model = checked.model
		s.notify()
	}()
	t.Cleanup(s.cleanUp)
	return s
}

// setUp makes the emulator the terminal that the options ask for.
func (s *Screen) setUp() {
	s.em.SetCallbacks(vt.Callbacks{
		Title:            func(title string) { s.title = title },
		CursorVisibility: func(visible bool) { s.cursor = visible },
	})
	foreground, background := s.opts.colors()
	s.em.SetDefaultForegroundColor(foreground)
	s.em.SetDefaultBackgroundColor(background)
	// Without a terminal as its input a program ends lines with LF alone.
	_, _ = s.em.WriteString(ansi.SetModeLineFeedNewLine)
	if !s.opts.oldWidth {
		// A mode that was set once is one that the emulator knows of. It
		// always draws by grapheme clusters.
		_, _ = s.em.WriteString(ansi.SetModeUnicodeCore + ansi.ResetModeUnicodeCore)
	}
	// The emulator's answers come through a pipe that blocks it until they are
	// read.
	go func() {
		to := io.Writer(s.in)
		if s.opts.mute {
			to = io.Discard
		}
		_, _ = io.Copy(to, s.em)
	}()
}

func (s *Screen) programOptions(w, h int) []tea.ProgramOption {
	profile := colorprofile.Env(s.opts.env)
	if s.opts.profile != nil {
		profile = *s.opts.profile
	}
	opts := []tea.ProgramOption{
		tea.WithInput(s.in),
		tea.WithOutput(terminal{s}),
		tea.WithWindowSize(w, h),
		tea.WithEnvironment(s.opts.env),
		tea.WithColorProfile(profile),
		tea.WithoutSignals(),
		tea.WithFPS(120),
	}
	if f := s.opts.filter; f != nil {
		opts = append(opts, tea.WithFilter(func(m tea.Model, msg tea.Msg) tea.Msg {
			return f(m.(*checked).model, msg)
		}))
	}
	return append(opts, s.opts.program...)
}

// terminal is the Screen as the program writes to it.
type terminal struct{ *Screen }

// Write shows what the program writes, and keeps it.
func (s terminal) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.written.Write(p)
	n, err := s.em.Write(p)
	s.wake()
	return n, err
}

// wake tells who waits that something changed. The lock is held.
func (s *Screen) wake() {
	close(s.changed)
	s.changed = make(chan struct{})
}

func (s *Screen) notify() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wake()
}

// Quit asks the program to end, as tea.Quit does, and waits for it. It returns
// the last model.
func (s *Screen) Quit() tea.Model {
	s.t.Helper()
	s.prog.Quit()
	return s.WaitEnd()
}

// WaitEnd waits for the program to end of itself and returns the last model.
func (s *Screen) WaitEnd() tea.Model {
	s.t.Helper()
	if err := s.stop(func() {}); err != nil {
		s.t.Fatalf("%v; the screen:\n%s", err, s.Text())
	}
	return s.model
}

// Err returns the error that the program ended with; nil while it runs.
func (s *Screen) Err() error {
	select {
	case <-s.ended:
		return s.err
	default:
		return nil
	}
}

// stop waits for the end of the program after telling it to end.
func (s *Screen) stop(tell func()) error {
	go tell() // a program that hangs takes no message
	select {
	case <-s.ended:
		return nil
	case <-time.After(s.opts.patience):
		return errStuck
	}
}

// cleanUp ends what New started.
func (s *Screen) cleanUp() {
	if err := s.stop(s.prog.Quit); err != nil {
		s.t.Errorf("%v; the screen:\n%s", err, s.Text())
		_ = s.stop(s.prog.Kill)
	} else if s.err != nil && !errors.Is(s.err, tea.ErrInterrupted) {
		s.t.Errorf("the program ended with: %v", s.err)
	}
	_ = s.in.Close()
	if pipe, ok := s.em.InputPipe().(io.Closer); ok {
		_ = pipe.Close()
	}
}
