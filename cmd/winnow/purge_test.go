package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"winnow/store"
)

// Ensure that one ctrl+c ends the question, with everything in its place.
func TestPurge_InterruptAtTheQuestionPurgesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "data.jsonl", rows)
	winnow(t, dir, "import", "p.winnow", "data.jsonl")
	before, err := os.ReadFile(filepath.Join(dir, "p.winnow"))
	if err != nil {
		t.Fatal(err)
	}
	// noflsh: a terminal may throw away what is answered to ctrl+c on a busy machine.
	w := startInTerminal(t, dir, "sh", "-c", "stty noflsh && exec winnow purge p.winnow a b a")
	w.sees("2 samples of p.winnow will be gone for good: a, b")
	w.sees("type yes to go on:")
	w.types("\x03")
	if code := w.ends(); code != codeFailed {
		t.Errorf("exit code %d, want %d", code, codeFailed)
	}
	w.sees("error: stopped: nothing was purged")
	if after, err := os.ReadFile(filepath.Join(dir, "p.winnow")); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the project was changed, %v", err)
	}

	yes := startInTerminal(t, dir, "winnow", "purge", "p.winnow", "a", "b", "a")
	yes.sees("type yes to go on:")
	yes.types("yes\n")
	if code := yes.ends(); code != codeDone {
		t.Errorf("exit code %d", code)
	}
	yes.sees("p.winnow: 2 samples purged")
}

// Ensure that a purge is finished when it was begun.
func TestPurge_IsFinishedThoughItIsStopped(t *testing.T) {
	t.Parallel()
	path := secretive(t)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	said, err := os.Create(filepath.Join(t.TempDir(), "said"))
	if err != nil {
		t.Fatal(err)
	}
	defer said.Close()
	a := newApp()
	a.stderr = said
	if err := a.purge(ctx, path, []string{"z"}); err != nil {
		t.Fatal(err)
	}
	if holds(t, path, "zebra") {
		t.Error("the text is still in the file")
	}
}

// Ensure that what a purge says of the way on is true: a compaction takes the
// texts away, also where it makes the file no smaller.
func TestCompact_TakesAwayWhatAPurgeLeft(t *testing.T) {
	t.Parallel()
	path := secretive(t)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := store.Purge(ctx, path, []string{"z"}); !errors.Is(err, store.ErrTextsInFreePages) {
		t.Fatalf("a purge that cannot compact says %v", err)
	}
	if !holds(t, path, "zebra") {
		t.Fatal("the test is wrong: nothing was left behind")
	}
	winnow(t, filepath.Dir(path), "compact", filepath.Base(path))
	if holds(t, path, "zebra") {
		t.Error("the text is still in the file")
	}
}

// secretive is a project with a sample z about a zebra.
func secretive(t *testing.T) (path string) {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, "data.jsonl", rows+`{"id":"z","text":"A zebra.","label":"no"}`+"\n")
	winnow(t, dir, "import", "p.winnow", "data.jsonl")
	return filepath.Join(dir, "p.winnow")
}

// holds tells whether the text stands anywhere in the file.
func holds(t *testing.T, path, text string) bool {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Contains(b, []byte(text))
}
