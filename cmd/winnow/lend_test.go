package main

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// Ensure that a project can be looked at, exported and copied by others while
// somebody reviews it, as it is at that moment, and that the review goes on.
func TestLend_AProjectUnderReviewCanBeReadByOthers(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "rows.jsonl", `{"text":"one","label":"good"}
{"text":"two","label":"bad"}
{"text":"three","label":"good"}
`)
	winnow(t, dir, "import", "p.winnow", "rows.jsonl")
	if err := os.Symlink("p.winnow", filepath.Join(dir, "link.winnow")); err != nil {
		t.Fatal(err)
	}
	w := inTerminal(t, dir, "review", "link.winnow")
	w.sees("suggestion")
	for n, key := range []string{"a", "x"} {
		w.types(key)
		w.sees("saved")
		w.sees([]string{"1 of 3", "2 of 3"}[n])
		if got := decidedIn(t, dir, "p.winnow"); got != n+1 {
			t.Errorf("stats tells %d decided, not %d", got, n+1)
		}
	}
	if out := winnow(t, dir, "export", "p.winnow", "--as", "native", "--decision", "accept"); strings.Count(out, "\n") != 1 {
		t.Errorf("the export has not the one that was accepted:\n%s", out)
	}
	winnow(t, dir, "backup", "p.winnow", "-o", "copy.winnow")
	winnow(t, dir, "report", "p.winnow", "-o", "report.html")
	agrees(t, filepath.Join(dir, "copy.winnow"))
	w.types("a")
	w.sees("3 of 3")
	w.types("q")
	w.ends()
	if got := [2]int{decidedIn(t, dir, "copy.winnow"), decidedIn(t, dir, "p.winnow")}; got != [2]int{2, 3} {
		t.Errorf("decided in the copy and the project: %v", got)
	}
	left, err := filepath.Glob(filepath.Join(dir, ".winnow-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// fails runs a command that must not succeed, and returns what it said.
func fails(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "winnow", args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	var ended *exec.ExitError
	if !errors.As(err, &ended) {
		t.Errorf("winnow %s: %v", strings.Join(args, " "), err)
	}
	return string(out)
}

// Ensure that a copy is never written over the project itself or another file
// by accident, whoever writes it.
func TestLend_ACopyKeepsTheRulesOfABackup(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "rows.jsonl", `{"text":"one","label":"good"}`+"\n"+`{"text":"two","label":"bad"}`+"\n")
	winnow(t, dir, "import", "p.winnow", "rows.jsonl")
	p, err := openProject(opening{path: filepath.Join(dir, "p.winnow")})
	if err != nil {
		t.Fatal(err)
	}
	// The project lends itself a moment after it was opened; a command that comes
	// before waits for the lock, and then says who has it.
	const tries = 20
	for range tries {
		stats := exec.CommandContext(t.Context(), "winnow", "stats", "p.winnow")
		if stats.Dir = dir; stats.Run() == nil {
			break
		}
	}
	write(t, dir, "there.winnow", "mine")
	for out, said := range map[string]string{"there.winnow": "already exists", "p.winnow": "the project itself", ".": "a folder", "no/where.winnow": "no such"} {
		if got := fails(t, dir, "backup", "p.winnow", "-o", out); !strings.Contains(got, said) {
			t.Errorf("a copy to %s is refused with %q, not for %q", out, got, said)
		}
	}
	if b, err := os.ReadFile(filepath.Join(dir, "there.winnow")); err != nil || string(b) != "mine" {
		t.Errorf("there is %q, %v", b, err)
	}
	if err := p.close(); err != nil {
		t.Fatal(err)
	}
	var v struct{ Samples int }
	if err := json.Unmarshal([]byte(winnow(t, dir, "stats", "p.winnow", "--json")), &v); err != nil || v.Samples != 2 {
		t.Errorf("%d samples, %v", v.Samples, err)
	}
}

// Ensure that a review that is suspended holds nobody up: who asks is told who
// has the project.
func TestLend_ASuspendedReviewIsToldOf(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "rows.jsonl", `{"text":"one","label":"good"}`+"\n"+`{"text":"two","label":"bad"}`+"\n")
	winnow(t, dir, "import", "p.winnow", "rows.jsonl")
	w := inTerminal(t, dir, "review", "p.winnow")
	w.sees("suggestion")
	if err := w.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	if said := fails(t, dir, "stats", "p.winnow"); !strings.Contains(said, "p.winnow is open in process") {
		t.Errorf("it says %q", said)
	}
	if err := w.cmd.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	if n := decidedIn(t, dir, "p.winnow"); n != 0 {
		t.Errorf("%d are decided", n)
	}
	w.types("q")
	w.ends()
}
