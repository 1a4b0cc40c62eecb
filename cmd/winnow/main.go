package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"charm.land/fang/v2"
	"github.com/charmbracelet/x/ansi"

	"winnow/tui/visible"
)

func main() { os.Exit(run()) }

// run is the program; it returns the exit code.
func run() (code int) {
	a := newApp()
	defer func() {
		if r := recover(); r != nil {
			code = a.report(withHint(
				fmt.Errorf("winnow came upon something it did not expect: %v", r),
				"what was called saved is saved; please report this with the command you gave"))
		}
	}()
	// SIGHUP comes when the terminal goes away, often twice, of the system and
	// of a shell: what is under way must be saved then as well. Only a second
	// Ctrl-C, which is a person's, ends the program at once.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	context.AfterFunc(ctx, func() { signal.Reset(os.Interrupt) })

	err := fang.Execute(ctx, newRoot(a),
		fang.WithVersion(version()),
		fang.WithoutManpage(), // ours is a command that help shows
		fang.WithErrorHandler(a.usageOnly))
	if err == nil {
		err = cmp.Or(a.failure, a.unwritten)
	}
	return a.report(err)
}

// report writes the error and its hint and returns the exit code for it.
func (a *app) report(err error) int {
	if err == nil {
		return codeDone
	}
	message, hint, code := explain(err)
	if code != codeNothing {
		message = "error: " + message
	}
	_, _ = fmt.Fprintln(a.stderr, clipped(message, lineCells)) // nobody is left to be told
	if hint != "" {
		_, _ = fmt.Fprintln(a.stderr, clipped("hint: "+hint, hintCells))
	}
	return code
}

// lineCells bounds a line of an error, which may quote a line of a file.
const lineCells = 400

// hintCells bounds a hint: a command in it that is cut off does not run, and it may
// name fifty labels.
const hintCells = 10 * lineCells

// clipped is an error's text, safe to show and with lines that are not endless.
func clipped(text string, cells int) string {
	lines := strings.Split(visible.Text(text), "\n")
	for i, l := range lines {
		lines[i] = ansi.Truncate(l, cells, "…")
	}
	return strings.Join(lines, "\n")
}
