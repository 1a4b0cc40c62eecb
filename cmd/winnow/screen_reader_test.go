package main

import (
	"strings"
	"testing"
)

// Ensure that in a terminal single keys decide, that questions are answered by
// whole lines, and that no control sequence is ever written.
func TestReview_ScreenReaderInATerminal(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "rows.jsonl", rows)
	w := inTerminal(t, dir, "review", "rows.jsonl", "--screen-reader")
	w.sees("Sample b. 0 of 3 decided.")
	w.types("a")
	w.sees("Saved: b accepted as no. 1 of 3 decided.")
	w.sees("Sample c.")
	w.types("n")
	w.sees("Note (empty removes it):")
	w.types("두 단어\r")
	w.sees("Saved: c with its note.")
	w.types("\x1b[D") // the left arrow goes back
	w.sees("This is not the queue: right arrow goes back to it.")
	w.types("\x1b[C")
	w.sees("Note: 두 단어")
	w.types("u")
	w.sees("Undone and saved: c.")
	w.types("q")
	if code := w.ends(); code != codeDone {
		t.Fatalf("exit code %d:\n%s", code, w.output())
	}
	if out := w.output(); strings.Contains(out, "\x1b") {
		t.Errorf("a control sequence was written:\n%q", out)
	}
}
