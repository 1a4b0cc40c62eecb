package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"charm.land/fang/v2"
	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"winnow/tui/visible"
)

// app is what commands need of the outside.
type app struct {
	stdin  *os.File
	stdout *os.File
	stderr *os.File
	env    func(string) string
	// plain: nothing is drawn or overwritten, for who has the screen read out.
	plain bool
	// failure is the error of the command that ran. Commands leave it here
	// instead of returning it because fang asks the terminal for its
	// background colour before it shows an error, and a terminal that does
	// not answer would hold up the message.
	failure error
	// unwritten is why help did not reach stdout.
	unwritten error
}

func newApp() *app {
	return &app{stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, env: os.Getenv}
}

// does turns a command's work into what cobra calls.
func (a *app) does(work func(cmd *cobra.Command, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		a.failure = work(cmd, args)
		return nil
	}
}

// usageOnly keeps fang from writing errors: run reports all of them alike.
func (a *app) usageOnly(io.Writer, fang.Styles, error) {}

// say writes one line of words to stderr. Texts and errors among the
// arguments are made safe to show.
func (a *app) say(format string, args ...any) { sayTo(a.stderr, format, args...) }

func sayTo(w io.Writer, format string, args ...any) {
	for i, arg := range args {
		switch v := arg.(type) {
		case string:
			args[i] = visible.Line(v)
		case error:
			args[i] = visible.Line(v.Error())
		}
	}
	// Nobody is left to be told when words cannot be written.
	_, _ = fmt.Fprintf(w, format+"\n", args...)
}

// interactive is an error when there is no terminal to review in; instead
// says what works without one.
func (a *app) interactive(what, instead string) error {
	switch {
	case !isTerminal(a.stdout):
		return withHint(fmt.Errorf("%s needs a terminal, and its output is not one", what), instead)
	case a.env("TERM") == "dumb":
		return withHint(fmt.Errorf("%s cannot draw on a terminal of type dumb", what),
			"set TERM to your terminal's type, such as xterm-256color")
	}
	return nil
}

func isTerminal(f *os.File) bool { return term.IsTerminal(f.Fd()) }

// reviewer is who decides: the flag, else the environment.
func (a *app) reviewer(flag string) string {
	for _, name := range []string{flag, a.env("WINNOW_REVIEWER"), a.env("USER")} {
		if name = strings.TrimSpace(name); name != "" {
			return name
		}
	}
	return "reviewer"
}

// plural is "1 row", "2 rows".
func plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return grouped(n) + " " + one + "s"
}

// grouped writes n with commas between thousands.
func grouped(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
