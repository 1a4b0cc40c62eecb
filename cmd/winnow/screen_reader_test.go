package main

import (
	"os"
	"path/filepath"
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

// Ensure that the keys that a user chose work there as they are announced, and that
// what is pasted with a note decides nothing.
func TestReview_ScreenReaderTakesTheKeysOfTheUser(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "conf", "winnow"), 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, dir, "conf/winnow/config.yaml", "screen_reader: true\nkeys: {defer: f5, help: f2, guidelines: f1, redo: alt+r}\n")
	write(t, dir, "rows.jsonl", rows)
	w := startWith(t, dir, []string{"XDG_CONFIG_HOME=" + filepath.Join(dir, "conf")}, "winnow", "review", "rows.jsonl")
	w.sees("f5 defer")
	w.types("n")
	w.sees("Note (empty removes it):")
	w.types("see row 4\rax\r")
	w.sees("thrown away.")
	w.sees("Saved: b with its note. 0 of 3 decided.")
	w.types("u")
	w.sees("Undone and saved: b. 0 of 3 decided.")
	w.types("\x1br")
	w.sees("Done again and saved: b. 0 of 3 decided.")
	w.types("\x1bOP")
	w.sees("The task has no guidelines.")
	w.types("\x1b[12~")
	w.sees("Of this kind of task.")
	w.types("\x1b[15~")
	w.sees("Saved: b deferred.")
	w.types("q")
	if code := w.ends(); code != codeDone {
		t.Fatalf("exit code %d:\n%s", code, w.output())
	}
	if out := w.output(); strings.Contains(out, "\x1b") {
		t.Errorf("a control sequence was written:\n%q", out)
	}
}
