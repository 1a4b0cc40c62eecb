package store_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"winnow/review"
	"winnow/store"
	"winnow/store/jsonl"
	"winnow/store/jsonl/formats"
	"winnow/store/storetest"
)

// importKillsVar is how many imports are killed; 8 unless it is set.
const importKillsVar = "WINNOW_IMPORT_KILLS"

func init() {
	roles["import"] = func(arg string) int { return report(importFile(arg)) }
}

// tasted is in the task that an import of importFile brings with it.
const tasted = "Taste it."

// importFile imports a file as the command does: "rows\nproject", under another task
// than the project has. It says when it begins to make the rows part of the project.
func importFile(arg string) error {
	runtime.LockOSThread() // calls that shall fail are counted by thread
	rows, path, _ := strings.Cut(arg, "\n")
	db, err := store.Open(path)
	if err != nil {
		return err
	}
	task, err := db.Task()
	if err != nil {
		return err
	}
	task.Guidelines = tasted
	r, err := jsonl.Open(rows)
	if err != nil {
		return err
	}
	defer r.Close()
	bulk, err := db.BulkUnder(task, given{})
	if err != nil {
		return err
	}
	sum, err := jsonl.Import(context.Background(), r, bulk.Task(), bulk.Add, jsonl.Options{})
	if err == nil {
		fmt.Println("publishing")
		_, err = bulk.Publish(context.Background())
	}
	if err != nil {
		return errors.Join(err, bulk.Abandon(), db.Close())
	}
	fmt.Printf("done %d %d %d\n", sum.Imported, sum.Duplicate, sum.Invalid)
	return db.Close()
}

// killedImport is a project and a file, and what comes of importing it without
// being disturbed.
type killedImport struct {
	rows, project string
	decided       int // entries of the log
	before, after int // samples
	export        []byte
	took, publish time.Duration
}

// newKilledImport makes a project of so many samples, some decided, and a file
// of n rows, twenty of which it has already and two of which are bad.
func newKilledImport(t *testing.T, before, n int) *killedImport {
	t.Helper()
	db := project(t, before)
	k := &killedImport{rows: filepath.Join(t.TempDir(), "rows.jsonl"), project: db.Path(), before: before}
	for i := range before / 4 {
		do(t, db, decide("ann", uint64(i*3+1), review.Verdicts[i%4]))
		k.decided++
	}
	must(t, db.Close())
	var lines bytes.Buffer
	lines.WriteString("{\"text\":\n")
	known := min(before, 20)
	for _, s := range storetest.Samples(before + n)[before-known:] {
		lines.Write(s.Raw)
		lines.WriteByte('\n')
	}
	lines.WriteString("{\"id\":\"s-1\",\"text\":\"other content\",\"label\":\"fresh\"}\n")
	must(t, os.WriteFile(k.rows, lines.Bytes(), 0o600))
	k.after = before + n
	if before == 0 {
		k.after = n // the last row meets a row of the file itself
	}

	path := k.copy(t)
	k.run(t, path)
	var samples int
	if samples, k.export = k.look(t, path); samples != k.after {
		t.Fatalf("an undisturbed import leaves %d samples, want %d", samples, k.after)
	}
	return k
}

// copy is a fresh copy of the project.
func (k *killedImport) copy(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile(k.project)
	must(t, err)
	path := newPath(t)
	must(t, os.WriteFile(path, b, 0o600))
	return path
}

// start starts an import; said is called with every line that it says. The
// function that is returned waits for its end.
func (k *killedImport) start(t *testing.T, path string, said func(line string)) (*exec.Cmd, func() error) {
	t.Helper()
	cmd := child(t, "import", k.rows+"\n"+path)
	stdout, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	return cmd, func() error {
		lines := bufio.NewReader(stdout)
		for {
			line, err := lines.ReadString('\n')
			if errors.Is(err, io.EOF) {
				return cmd.Wait()
			}
			if err != nil {
				return err
			}
			said(line)
		}
	}
}

// run imports undisturbed, takes the time, and returns what was said at the
// end.
func (k *killedImport) run(t *testing.T, path string) (last string) {
	t.Helper()
	begun, publishing := time.Now(), time.Time{}
	_, wait := k.start(t, path, func(line string) {
		if last = line; line == "publishing\n" {
			publishing = time.Now()
			return
		}
		k.took, k.publish = time.Since(begun), time.Since(publishing)
	})
	must(t, wait())
	return last
}

// kill kills an import at a random moment and tells whether that came in time.
// Every third is hit while it makes its rows part of the project.
func (k *killedImport) kill(t *testing.T, path string, rnd *rand.Rand, most time.Duration) bool {
	t.Helper()
	inPublish := rnd.IntN(3) == 0
	var cmd *exec.Cmd
	shoot := func(within time.Duration) {
		time.AfterFunc(time.Duration(rnd.Int64N(int64(within)+1)), func() { _ = cmd.Process.Kill() })
	}
	done := false
	cmd, wait := k.start(t, path, func(line string) {
		if line == "publishing\n" && inPublish {
			shoot(k.publish)
		}
		done = done || strings.HasPrefix(line, "done")
	})
	if !inPublish {
		shoot(most)
	}
	return wait() != nil && !done
}

// look makes sure that the project is whole and holds nothing twice, and
// returns how many samples it has and its export.
func (k *killedImport) look(t *testing.T, path string) (samples int, export []byte) {
	t.Helper()
	db := open(t, path)
	mustAgree(t, db)
	c, err := db.Counts()
	must(t, err)
	stored, err := db.StoredItems()
	must(t, err)
	seen := map[string]bool{}
	must(t, db.Walk(review.OrderAll, func(it review.Item) bool {
		if seen[it.Sample.ID] || seen["text "+it.Sample.Field("text")] {
			t.Errorf("%s is there twice", it.Sample.ID)
		}
		seen[it.Sample.ID], seen["text "+it.Sample.Field("text")] = true, true
		return true
	}))
	entries := 0
	must(t, db.Log(0, func(review.Entry) bool { entries++; return true }))
	if stored != c.Samples || len(seen) != 2*c.Samples || entries != k.decided {
		t.Errorf("%d samples are counted, %d stored, %d shown; %d decisions, want %d",
			c.Samples, stored, len(seen)/2, entries, k.decided)
	}
	task, err := db.Task()
	must(t, err)
	if (task.Guidelines == tasted) != (c.Samples == k.after) {
		t.Errorf("%d samples, with the guidelines %q", c.Samples, task.Guidelines)
	}
	var out bytes.Buffer
	_, err = formats.Write(task, db.WalkAll, func(string) (io.Writer, error) { return &out, nil },
		formats.Options{Decisions: append([]review.Verdict{""}, review.Verdicts...)})
	must(t, err)
	must(t, db.Close())
	return c.Samples, out.Bytes()
}

// importTally counts what killed imports left.
type importTally struct{ kills, twice, nothing, all, half, different, late int }

// tryOnce kills an import, sometimes the next one too, which finds what the
// first left behind, and then lets one come to its end.
func (k *killedImport) tryOnce(t *testing.T, rnd *rand.Rand, sum *importTally) {
	t.Helper()
	path := k.copy(t)
	defer os.Remove(path) //nolint:errcheck // the folder goes too
	if !k.kill(t, path, rnd, k.took) {
		sum.late++
		return
	}
	sum.kills++
	if rnd.IntN(3) == 0 && k.kill(t, path, rnd, k.took/3) {
		sum.kills++
		sum.twice++
	}
	samples, export := k.look(t, path)
	switch samples {
	case k.before:
		sum.nothing++
	case k.after:
		sum.all++
	default:
		sum.half++
		t.Errorf("%d samples after a kill, want %d or %d", samples, k.before, k.after)
	}
	if samples == k.after && !bytes.Equal(export, k.export) {
		sum.different++
	}
	last := k.run(t, path)
	want := fmt.Sprintf("done %d ", k.after-samples)
	if samples, export = k.look(t, path); samples != k.after || !bytes.Equal(export, k.export) || !strings.HasPrefix(last, want) {
		sum.different++
		t.Errorf("the import after it says %q and leaves %d samples, want %q and %d", last, samples, want, k.after)
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".winnow-new-*"))
	must(t, err)
	if len(left) > 0 {
		t.Errorf("the import after it leaves %q", left)
	}
}

// Ensure that an import that is killed leaves nothing of its file or all of
// it, and that the same import again makes the project what it would have been.
func TestBulk_AKilledImportLeavesNothingOrAll(t *testing.T) {
	t.Parallel()
	kills := numberFrom(t, importKillsVar, 8)
	cases := []struct{ before, rows int }{{0, 3000}, {60, 3000}, {0, 10_500}, {60, 10_500}}
	sums := make([]importTally, len(cases))
	t.Run("all", func(t *testing.T) {
		for i, c := range cases {
			t.Run(fmt.Sprintf("%d rows into %d", c.rows, c.before), func(t *testing.T) {
				t.Parallel()
				rnd := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), uint64(i)))
				k := newKilledImport(t, c.before, c.rows)
				for sums[i].kills < (kills+len(cases)-1)/len(cases) {
					k.tryOnce(t, rnd, &sums[i])
				}
			})
		}
	})
	var all importTally
	for _, s := range sums {
		all.kills += s.kills
		all.twice += s.twice
		all.nothing += s.nothing
		all.all += s.all
		all.half += s.half
		all.different += s.different
		all.late += s.late
	}
	t.Logf("%d kills in imports, %d of them of the import after a kill: nothing of the file %d times, all %d, half %d; "+
		"other than an undisturbed import %d; %d came too late and are not counted",
		all.kills, all.twice, all.nothing, all.all, all.half, all.different, all.late)
}
