//go:build faults && linux

package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"winnow/review"
	"winnow/store"
	"winnow/store/storetest"
)

func init() {
	roles["decide"] = func(path string) int { return report(decideSome(path, false)) }
	roles["decide-unsynced"] = func(path string) int { return report(decideSome(path, true)) }
	roles["create"] = func(path string) int { return report(createOne(path)) }
	roles["verify"] = func(path string) int { return report(verifyOne(path)) }
	roles["verify-import"] = func(path string) int { return report(verifyImport(path)) }
}

// decideSome decides 120 samples through a desk while others arrive and the
// order changes, and prints the number and the id of every log entry that it
// was told is saved.
func decideSome(path string, unsynced bool) error {
	db, err := store.Open(path)
	if err != nil {
		return err
	}
	if unsynced {
		db.StopSyncing()
	}
	desk, err := review.NewDesk(db, given{}, nil)
	if err != nil {
		return err
	}
	seat := desk.Session("ann")
	for i := range 60 {
		n := 5 + desk.News().Counts.Samples
		if _, err := desk.Add(context.Background(), storetest.Samples(n)[n-5:]); err != nil {
			return err
		}
		if i%8 == 3 {
			if err := db.Rescore(context.Background(), lessonOf(n, i)); err != nil {
				return err
			}
		}
		items, err := seat.Upcoming(2)
		if err != nil {
			return err
		}
		var tickets []*review.Ticket
		for j, it := range items {
			v := review.Verdicts[(i+j)%len(review.Verdicts)]
			tickets = append(tickets, seat.Decide(it.Sample.Seq, review.Decision{Verdict: v, Seconds: 0.5}))
		}
		if i%3 == 2 {
			tickets = append(tickets, seat.Undo())
		}
		for _, ticket := range tickets {
			change, err := ticket.Result()
			if errors.Is(err, review.ErrNoSuggestion) || errors.Is(err, review.ErrUnknownLabel) {
				continue
			}
			if err != nil {
				return err
			}
			fmt.Printf("%d %s\n", change.Entry.N, change.Entry.ID)
		}
	}
	desk.Close()
	return db.Close()
}

func createOne(path string) error {
	db, err := store.Create(path, storetest.Task())
	if err != nil {
		return err
	}
	fmt.Println("made")
	return db.Close()
}

// verifyOne opens the project, checks it, decides one sample more and prints
// the log. The open is a process of its own: a file can take it down.
func verifyOne(path string) error {
	db, err := store.Open(path)
	if err != nil {
		return err
	}
	r, err := db.Check()
	if err != nil {
		return err
	}
	if !r.OK() {
		return fmt.Errorf("the check found differences: %q", r.Lines())
	}
	out := ""
	if err := db.Log(0, func(e review.Entry) bool {
		out += fmt.Sprintf("%d %s\n", e.N, e.ID)
		return true
	}); err != nil {
		return err
	}
	if _, err := db.Commit(review.Batch{Samples: manySamples(1)}); err != nil {
		return err
	}
	fmt.Print(out)
	return db.Close()
}

// importedRows is how many rows a cut import has.
const importedRows = 1500

// verifyImport opens the project, checks it, and says what an import says of
// itself as far as that is so: it is over when all of its rows are there.
func verifyImport(path string) error {
	db, err := store.Open(path)
	if err != nil {
		return err
	}
	r, err := db.Check()
	if err != nil {
		return err
	}
	switch {
	case !r.OK():
		return fmt.Errorf("the check found differences: %q", r.Lines())
	case r.Samples == importedRows:
		fmt.Printf("publishing\ndone %d 0 0\n", importedRows)
	case r.Samples == 0:
		fmt.Println("publishing")
	default:
		return fmt.Errorf("there are %d samples", r.Samples)
	}
	return db.Close()
}

// record runs a role and returns its calls.
func record(t *testing.T, role, arg string) []call {
	t.Helper()
	if _, err := exec.LookPath("strace"); err != nil {
		t.Fatal("strace is not installed, and without it nothing can be recorded: ", err)
	}
	trace := filepath.Join(t.TempDir(), "trace")
	c := child(t, role, arg)
	cmd := exec.CommandContext(t.Context(), "strace", "-f", "-xx", "-s", "1000000", "-o", trace, "-e",
		"trace=openat,close,write,pwrite64,ftruncate,fsync,fdatasync,linkat,renameat,renameat2,unlinkat", c.Path)
	cmd.Env, cmd.Stderr = c.Env, os.Stderr
	must(t, cmd.Run())
	return readCalls(t, trace)
}

// tally counts what was found after power cuts.
type tally struct{ cuts, absent, bad, acked, lost int }

// power cuts the power at random moments of recorded calls.
type power struct {
	path    string
	calls   []call
	mayLack bool          // nothing may be at the path until the program has said something
	limit   time.Duration // for looking at what a cut left
	verify  string        // the role that looks

	looking sync.WaitGroup
	slots   chan struct{}
	mu      sync.Mutex
	sum     tally
}

// cut cuts n times and looks at what is left.
func (p *power) cut(t *testing.T, start func() *disk, n int) tally {
	t.Helper()
	p.slots = make(chan struct{}, 2*runtime.NumCPU())
	rnd := rand.New(rand.NewPCG(4, 4))
	moments := map[int]int{}
	for range n {
		moments[rnd.IntN(len(p.calls)+1)]++
	}
	d := start()
	for i := 0; ; i++ {
		for range moments[i] {
			p.leave(t, i, d, rnd)
		}
		if i == len(p.calls) {
			p.looking.Wait()
			return p.sum
		}
		d.do(t, p.calls[i])
	}
}

// leave is one cut after i calls.
func (p *power) leave(t *testing.T, i int, d *disk, rnd *rand.Rand) {
	t.Helper()
	file, said := d.at(p.path, rnd), slices.Clone(d.said)
	if file == nil {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.sum.cuts++
		p.sum.absent++
		if !p.mayLack || len(said) > 0 {
			p.sum.bad++
		}
		return
	}
	content := file.afterCut(rnd)
	p.slots <- struct{}{}
	p.looking.Go(func() {
		missing, err := p.look(t, content, said)
		<-p.slots
		p.mu.Lock()
		defer p.mu.Unlock()
		p.sum.cuts++
		p.sum.acked += len(said)
		p.sum.lost += missing
		if err != nil {
			if p.sum.bad++; p.sum.bad <= 3 {
				t.Logf("cut at call %d: %v", i, err)
			}
		}
	})
}

// look lets a child open the file and returns how many of the entries that
// were called saved are missing.
func (p *power) look(t *testing.T, content []byte, said []string) (missing int, err error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "p.winnow")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		return len(said), err
	}
	defer os.Remove(path) //nolint:errcheck // the folder goes too
	ctx, cancel := context.WithTimeout(t.Context(), p.limit)
	defer cancel()
	c := child(t, p.verify, path)
	cmd := exec.CommandContext(ctx, c.Path)
	cmd.Env = c.Env
	out, err := cmd.Output()
	if p.mayLack {
		return 0, err
	}
	if err != nil {
		return len(said), err
	}
	has := map[string]bool{}
	for line := range strings.Lines(string(out)) {
		has[line] = true
	}
	for _, line := range said {
		if !has[line] {
			missing++
		}
	}
	return missing, nil
}

// recordDecisions records a role that decides in a small project.
func recordDecisions(t *testing.T, role string) (start func() *disk, path string, calls []call) {
	t.Helper()
	db := project(t, 5)
	must(t, db.Close())
	path = db.Path()
	start, calls = recordOn(t, path, role, path)
	return start, path, calls
}

// recordOn records a role that works on the project that stands at the path.
func recordOn(t *testing.T, path, role, arg string) (start func() *disk, calls []call) {
	t.Helper()
	before := newDisk(t, filepath.Dir(path))
	calls = record(t, role, arg)
	content := before.names[path].synced
	return func() *disk {
		d := &disk{dir: before.dir, open: map[int64]*inode{}, folder: map[int64]bool{}}
		n := &inode{synced: append([]byte(nil), content...)}
		d.names = map[string]*inode{path: n}
		d.synced = map[string]*inode{path: n}
		return d
	}, calls
}

// Ensure that what was called saved survives a power cut.
func TestPower_SavedSurvivesACut(t *testing.T) {
	t.Parallel()
	start, path, calls := recordDecisions(t, "decide")
	p := power{path: path, calls: calls, limit: 20 * time.Second, verify: "verify"}
	sum := p.cut(t, start, numberFrom(t, "WINNOW_CUTS", 3000))
	t.Logf("%d power cuts in %d calls: %d would not open, %d of %d claims lost", sum.cuts, len(calls), sum.bad, sum.lost, sum.acked)
	if sum.bad > 0 || sum.lost > 0 || sum.acked == 0 {
		t.Errorf("power cuts lose decisions: %+v", sum)
	}
}

// Ensure that the test before this one would notice it if nothing was synced.
func TestPower_WithoutSyncsTheTestFails(t *testing.T) {
	t.Parallel()
	start, path, calls := recordDecisions(t, "decide-unsynced")
	p := power{path: path, calls: calls, limit: 3 * time.Second, verify: "verify"}
	n := numberFrom(t, "WINNOW_CUTS", 3000)
	sum := p.cut(t, start, n)
	t.Logf("without syncs, %d power cuts: %d would not open, %d of %d claims lost", sum.cuts, sum.bad, sum.lost, sum.acked)
	if sum.bad < n/2 || sum.lost == 0 {
		t.Errorf("missing syncs would go unnoticed: %+v", sum)
	}
}

// Ensure that a power cut while a project is made leaves all of it or nothing.
func TestPower_ACutInCreateLeavesAProjectOrNothing(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	calls := record(t, "create", path)
	start := func() *disk { return newDisk(t, t.TempDir()).as(filepath.Dir(path)) }
	p := power{path: path, calls: calls, mayLack: true, limit: 20 * time.Second, verify: "verify"}
	sum := p.cut(t, start, numberFrom(t, "WINNOW_CUTS", 3000))
	t.Logf("%d power cuts in %d calls of a creation: %d times nothing, %d bad", sum.cuts, len(calls), sum.absent, sum.bad)
	if sum.bad > 0 || sum.absent == 0 || sum.absent == sum.cuts {
		t.Errorf("power cuts in a creation: %+v", sum)
	}
}

// Ensure that a power cut while rows are imported leaves none or all of them:
// in a project that had no samples, whose file is written anew.
func TestPower_ACutInAnImportLeavesNothingOrAll(t *testing.T) {
	t.Parallel()
	db := project(t, 0)
	must(t, db.Close())
	var lines bytes.Buffer
	for _, s := range storetest.Samples(importedRows) {
		lines.Write(append(s.Raw, '\n'))
	}
	rows := filepath.Join(t.TempDir(), "rows.jsonl")
	must(t, os.WriteFile(rows, lines.Bytes(), 0o600))
	start, calls := recordOn(t, db.Path(), "import", rows+"\n"+db.Path())
	p := power{path: db.Path(), calls: calls, limit: 20 * time.Second, verify: "verify-import"}
	sum := p.cut(t, start, numberFrom(t, "WINNOW_CUTS", 3000))
	t.Logf("%d power cuts in %d calls of an import: %d would not open or had a part, %d of %d claims lost",
		sum.cuts, len(calls), sum.bad, sum.lost, sum.acked)
	if sum.bad > 0 || sum.lost > 0 || sum.acked == 0 {
		t.Errorf("power cuts in an import: %+v", sum)
	}
}

func (d *disk) as(dir string) *disk {
	d.dir = dir
	return d
}
