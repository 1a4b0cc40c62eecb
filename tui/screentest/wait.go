package screentest

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"
)

// quiet is how long a program must have written nothing before its screen is
// taken as a new golden.
const quiet = 200 * time.Millisecond

// WaitFor waits until the screen shows every one of texts at once.
func (s *Screen) WaitFor(texts ...string) {
	s.t.Helper()
	s.WaitUntil(fmt.Sprintf("%q on the screen", texts), func(screen string) bool {
		for _, text := range texts {
			if !strings.Contains(screen, text) {
				return false
			}
		}
		return true
	})
}

// WaitGone waits until the screen shows none of texts.
func (s *Screen) WaitGone(texts ...string) {
	s.t.Helper()
	s.WaitUntil(fmt.Sprintf("%q gone from the screen", texts), func(screen string) bool {
		for _, text := range texts {
			if strings.Contains(screen, text) {
				return false
			}
		}
		return true
	})
}

// WaitUntil waits until ok is true of the screen, as [Screen.Text] returns it.
// what says what is waited for.
func (s *Screen) WaitUntil(what string, ok func(screen string) bool) {
	s.t.Helper()
	if why := s.wait(ok); why != "" {
		s.t.Fatalf("waiting for %s: %s; the screen:\n%s", what, why, s.Text())
	}
}

// wait returns why ok did not become true of the screen, or "".
func (s *Screen) wait(ok func(screen string) bool) string {
	deadline := time.NewTimer(s.opts.patience)
	defer deadline.Stop()
	for {
		s.mu.Lock()
		changed := s.changed
		s.mu.Unlock()
		over := false
		select {
		case <-s.ended:
			over = true
		default:
		}
		switch {
		case ok(s.Text()):
			return ""
		case over:
			return fmt.Sprintf("the program has ended (error: %v)", s.err)
		}
		select {
		case <-changed:
		case <-s.ended:
		case <-deadline.C:
			return fmt.Sprintf("nothing after %v", s.opts.patience)
		}
	}
}

// Golden waits until the screen is the one in testdata/<test>.golden, and
// fails with the difference when it does not become so. With a name the file
// is testdata/<test>/<name>.golden. go test -update writes the files.
func (s *Screen) Golden(name ...string) {
	s.t.Helper()
	t := named{s.t, filepath.Join(append([]string{s.t.Name()}, name...)...)}
	if f := flag.Lookup("update"); f != nil && f.Value.String() == "true" {
		s.settle()
	} else if want, err := os.ReadFile(filepath.Join("testdata", t.Name()+".golden")); err == nil {
		text := strings.ReplaceAll(string(want), "\r\n", "\n")
		_ = s.wait(func(screen string) bool { return screen == text })
	}
	golden.RequireEqual(t, s.Text())
}

// settle waits until the program writes no more.
func (s *Screen) settle() {
	for {
		s.mu.Lock()
		changed := s.changed
		s.mu.Unlock()
		select {
		case <-changed:
		case <-time.After(quiet):
			return
		}
	}
}

// named is a test under another name.
type named struct {
	testing.TB
	name string
}

// Name returns the other name.
func (n named) Name() string { return n.name }
