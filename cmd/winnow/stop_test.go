package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"winnow/review"
	"winnow/store"
	"winnow/store/jsonl/formats"
	"winnow/tui"
)

// Ensure that a walk which is stopped in the middle ends within some batches, that an
// export leaves neither a part of its file nor a temporary one, and that the file that
// stood there stays as it was.
func TestStop_EndsWalks(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	const n = 5000
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "{\"text\":\"row %d\",\"label\":%q}\n", i, []string{"yes", "no"}[i%2])
	}
	write(t, dir, "data.jsonl", b.String())
	write(t, dir, "out.jsonl", "what stood there\n")
	winnow(t, dir, "import", "p.winnow", "data.jsonl")
	db, err := store.Open("p.winnow", store.ReadOnly())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	task, err := db.Task()
	if err != nil {
		t.Fatal(err)
	}
	before := holdings(t, dir)

	for name, walk := range map[string]func(ctx context.Context, visit func()) error{
		"one by one": func(ctx context.Context, visit func()) error {
			return walkAll(ctx, db)(func(review.Item) bool { visit(); return true })
		},
		"in stretches": func(ctx context.Context, visit func()) error {
			return walkUnpurged(ctx, db)(true, func() (func(*review.Item), func() error) {
				return func(*review.Item) {}, func() error { visit(); return nil }
			})
		},
	} {
		ctx, stop := context.WithCancel(t.Context())
		visits := 0
		if err := walk(ctx, func() { visits++; stop() }); !errors.Is(err, context.Canceled) || visits > 1 {
			t.Errorf("%s: stopped at the first visit, a walk ends after %d with %v", name, visits, err)
		}
	}

	ctx, stop := context.WithCancel(t.Context())
	stop()
	e := exporting{app: newApp(), project: "p.winnow", as: "native", out: "out.jsonl", force: true}
	if err := e.toFiles(ctx, db, task, formats.Options{Format: "native", Decisions: []review.Verdict{""}}); !errors.Is(err, context.Canceled) {
		t.Errorf("a stopped export ends with %v", err)
	}
	if after := holdings(t, dir); after != before {
		t.Errorf("there is\n%s\nwhere there was\n%s", after, before)
	}
}

// Ensure that work which does not see that it is stopped is left alone, and that what
// such work finds, and a panic in it, come back when it is not stopped.
func TestStop_LeavesWorkAlone(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	never := make(chan struct{})
	defer close(never)
	_, err := untilStopped(ctx, func() (int, error) { stop(); <-never; return 1, nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("work that hangs ends with %v", err)
	}
	if n, err := untilStopped(t.Context(), func() (int, error) { return 1, os.ErrExist }); n != 1 || !errors.Is(err, os.ErrExist) {
		t.Errorf("work that is done ends with %d, %v", n, err)
	}
	defer func() {
		if r := recover(); r != "oh" {
			t.Errorf("a panic comes back as %v", r)
		}
	}()
	_, _ = untilStopped(t.Context(), func() (int, error) { panic("oh") })
}

// Ensure that reading what somebody types ends when the command is stopped, also while
// nothing comes, and that what was typed before is read as it is.
func TestStop_EndsReadingOfATerminal(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	ctx, stop := context.WithCancel(t.Context())
	in := &stoppedReader{ctx: ctx, of: r}
	if _, err := w.WriteString("a row\n"); err != nil {
		t.Fatal(err)
	}
	p := make([]byte, 100)
	if n, err := in.Read(p); string(p[:n]) != "a row\n" || err != nil {
		t.Errorf("read %q, %v", p[:n], err)
	}
	go stop()
	if _, err := in.Read(p); !errors.Is(err, context.Canceled) {
		t.Errorf("a read of nothing ends with %v", err)
	}
}

// Ensure that a folder for temporary files that is not there is told apart from a path
// that somebody gave.
func TestHint_OfTheFolderForTemporaryFiles(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir()+"/missing")
	d := demoing{app: newApp()}
	_, err := d.place()
	if err == nil || !strings.Contains(hintFor(err), "TMPDIR") || !strings.Contains(err.Error(), "demo") {
		t.Errorf("%v, and the hint is %q", err, hintFor(err))
	}
	if _, err := os.Open(os.TempDir() + "/rows.jsonl"); strings.Contains(hintFor(err), "TMPDIR") {
		t.Errorf("%v gets the hint %q", err, hintFor(err))
	}
}

// Ensure that a project that was moved or replaced while it was open is not called the
// place where everything is saved.
func TestProject_KnowsThatItIsAstray(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	write(t, dir, "data.jsonl", rows)
	winnow(t, dir, "import", "p.winnow", "data.jsonl")
	p, err := openProject(opening{path: "p.winnow"})
	if err != nil {
		t.Fatal(err)
	}
	defer p.close() //nolint:errcheck // the file is looked at no more
	p.noteFile()
	if p.isAstray() {
		t.Error("a project at its place is called astray")
	}
	if err := os.Rename("p.winnow", "q.winnow"); err != nil {
		t.Fatal(err)
	}
	if !p.isAstray() {
		t.Error("a project that was moved is taken to be at its place")
	}
	write(t, dir, "p.winnow", "another file")
	if !p.isAstray() {
		t.Error("a project that was replaced is taken to be at its place")
	}
	a := newApp()
	out, err := os.Create("said")
	if err != nil {
		t.Fatal(err)
	}
	a.stderr = out
	a.tellRecap(tui.Recap{Unsaved: 1}, p)
	said, err := os.ReadFile("said")
	if err != nil || strings.Contains(string(said), "all saved in") || !strings.Contains(string(said), "moved, removed or replaced") {
		t.Errorf("it says %q, %v", said, err)
	}
	if hint := hintFor(unsaved(tui.Recap{Unsaved: 1}, p)); !strings.Contains(hint, "put the file back") {
		t.Errorf("the hint is %q", hint)
	}
	_ = out.Close()
}
