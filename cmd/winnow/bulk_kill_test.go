package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"winnow/store"
)

// bulkMany is how many samples the bulk action of the kill test has: enough for a
// kill to fall into its middle.
const bulkMany = 4000

// inLines reviews in plain lines and returns what was printed. With a moment
// above zero the program is killed that long after its last line was given, and
// its input stays open until then.
func inLines(t *testing.T, path string, moment time.Duration, lines ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "winnow", "review", path, "--screen-reader", "--reviewer", "ann")
	cmd.Env = append(os.Environ(), "XDG_CONFIG_HOME="+t.TempDir(), "WINNOW_LEARN=off")
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if moment > 0 {
		time.AfterFunc(moment, func() { _ = cmd.Process.Kill() })
	}
	_, _ = in.Write([]byte(strings.Join(lines, "\n") + "\n")) // it may be dead already
	if moment == 0 {
		_ = in.Close()
	}
	if err := cmd.Wait(); err != nil && moment == 0 {
		t.Fatalf("%v:\n%s", err, out.String())
	}
	return out.String()
}

// decidedIn is how many samples the project has decided.
func decidedIn(t *testing.T, dir, path string) int {
	t.Helper()
	var stats struct{ Decided int }
	if err := json.Unmarshal([]byte(winnow(t, dir, "stats", path, "--json")), &stats); err != nil {
		t.Fatal(err)
	}
	return stats.Decided
}

// agrees makes sure that the log explains all that is in the project.
func agrees(t *testing.T, path string) {
	t.Helper()
	db, err := store.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	report, err := db.Check()
	if err := errors.Join(err, db.Close()); err != nil || !report.OK() {
		t.Fatalf("check: %v, %+v", err, report)
	}
}

// killedWithin lets the lines be worked off and kills the program, later each
// time, until it died when some but not all was done. It works on copies of the
// project and returns the last one.
func killedWithin(t *testing.T, dir, path string, lines ...string) (killed string, decided int) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	killed = filepath.Join(dir, "killed.winnow")
	for moment := 100 * time.Millisecond; moment < time.Minute; moment += moment / 2 {
		if err := os.WriteFile(killed, b, 0o600); err != nil {
			t.Fatal(err)
		}
		inLines(t, killed, moment, lines...)
		if decided = decidedIn(t, dir, killed); decided > 0 && decided < bulkMany {
			agrees(t, killed)
			return killed, decided
		}
	}
	t.Fatal("no kill fell into the middle")
	return "", 0
}

// Ensure that a bulk action which is killed in its middle is whole as far as it
// came, told of, and taken back by one key; and so is the taking back.
func TestReview_BulkKilledInItsMiddleIsToldAndTakenBack(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var rows strings.Builder
	for i := range bulkMany {
		fmt.Fprintf(&rows, `{"id":"r%d","text":"row %d about trams","label":"%s"}`+"\n", i, i, []string{"good", "bad"}[i%2])
	}
	write(t, dir, "rows.jsonl", rows.String())
	winnow(t, dir, "import", "p.winnow", "rows.jsonl")
	path, decided := killedWithin(t, dir, filepath.Join(dir, "p.winnow"), "/", "trams", "all", "2", fmt.Sprint(bulkMany))

	stopped := fmt.Sprintf("a bulk action stopped at %s of %s: u takes it back", grouped(decided), grouped(bulkMany))
	whole := inLines(t, path, 0, "/", "trams", "all", "2", fmt.Sprint(bulkMany-decided), "u", "u")
	for _, want := range []string{
		stopped,
		fmt.Sprintf("Saved: %s rejected in bulk", grouped(bulkMany-decided)),
		fmt.Sprintf("Saved: %s taken back. %s of", grouped(bulkMany-decided), grouped(decided)), // the rest
		fmt.Sprintf("Saved: %s taken back. 0 of", grouped(decided)),                             // what the kill left
	} {
		if !strings.Contains(whole, want) {
			t.Errorf("not said: %q", want)
		}
	}
	if n := decidedIn(t, dir, path); n != 0 {
		t.Errorf("%d are decided in the end", n)
	}

	inLines(t, path, 0, "/", "trams", "all", "2", fmt.Sprint(bulkMany))
	path, decided = killedWithin(t, dir, path, "u")
	again := inLines(t, path, 0, "u", "ctrl+r")
	if !strings.Contains(again, "undoing a bulk action was cut short: u goes on") ||
		!strings.Contains(again, fmt.Sprintf("Saved: %s taken back. 0 of", grouped(decided))) ||
		!strings.Contains(again, fmt.Sprintf("Saved: %s done again", grouped(bulkMany))) {
		t.Errorf("%d were left when the undo was killed; then:\n%s", decided, again)
	}
	if n := decidedIn(t, dir, path); n != bulkMany {
		t.Errorf("%d are decided after the redo, want %d", n, bulkMany)
	}
	agrees(t, path)
}
