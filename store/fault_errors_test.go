//go:build faults && linux

package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"winnow/review"
	"winnow/store"
	"winnow/store/storetest"
)

func init() {
	roles["decide-on"] = func(path string) int { return report(decideOn(path)) }
}

// oneThread makes all commits on one thread: strace counts calls by thread.
type oneThread struct {
	review.Store
	locked bool
}

func (o *oneThread) Commit(b review.Batch) (review.Receipt, error) {
	if !o.locked { // the desk's writer is the only caller
		runtime.LockOSThread()
		o.locked = true
	}
	return o.Store.Commit(b)
}

// decideOn makes 130 rounds of decisions through a desk, whatever happens, in
// a project that grows and whose order changes, and prints what became of each: "saved N ID", "failed
// ID" or "unknown ID", and at the end "done".
func decideOn(path string) error {
	db, err := store.Open(path)
	if err != nil {
		return err
	}
	runtime.LockOSThread() // the order is changed from here
	desk, err := review.NewDesk(&oneThread{Store: db}, given{}, nil)
	if err != nil {
		return err
	}
	samples := storetest.Samples(4500)
	for i := range 130 {
		add := 1
		if i%10 == 5 {
			add = 300
		}
		n := desk.News().Counts.Samples
		if _, err := desk.Add(context.Background(), samples[n:n+add]); err != nil {
			fmt.Fprintln(os.Stderr, "adding:", err)
		}
		if i%6 == 2 {
			if err := db.Rescore(context.Background(), lessonOf(n, i)); err != nil {
				fmt.Fprintln(os.Stderr, "rescoring:", err)
			}
		}
		seat := desk.Session("ann")
		items, err := seat.Upcoming(1)
		if err != nil {
			fmt.Fprintln(os.Stderr, "reading:", err)
			continue
		}
		for _, it := range items {
			v := review.Decision{Verdict: review.Accept, Seconds: float64(i)}
			change, err := seat.Decide(it.Sample.Seq, v).Result()
			switch {
			case errors.Is(err, review.ErrUnknown):
				fmt.Printf("unknown %d\n", i)
			case err != nil:
				fmt.Printf("failed %d\n", i)
			default:
				fmt.Printf("saved %d %s\n", i, change.Entry.ID)
			}
		}
	}
	desk.Close()
	if err := db.Close(); err != nil {
		fmt.Fprintln(os.Stderr, "closing:", err)
	}
	fmt.Println("done")
	return nil
}

// failing are the calls that fail, each with what it says.
var failing = []string{
	"pwrite64:error=EIO", "pwrite64:error=ENOSPC", "fdatasync:error=EIO", "fdatasync:error=ENOSPC",
	"ftruncate:error=EIO", "ftruncate:error=ENOSPC", "mmap:error=ENOMEM", "mmap:error=EIO",
}

// failures counts what came of injected errors.
type failures struct{ injected, saved, failed, unknown, lost, untrue, stuck, dead int }

// Ensure that with an error at the n-th call nothing is called saved that is
// not there, nor failed that is, and that the program goes on afterwards.
func TestErrors_AtTheNthCall(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("strace"); err != nil {
		t.Fatal("strace is not installed, and without it no error can be injected: ", err)
	}
	most := numberFrom(t, "WINNOW_NTH", 200)
	for _, which := range failing {
		t.Run(which, func(t *testing.T) {
			t.Parallel()
			var sum failures
			n := 1
			for ; n <= most; n++ {
				before := sum.injected
				inject(t, fmt.Sprintf("%s:when=%d", which, n), &sum)
				if sum.injected == before {
					break // there are no more such calls
				}
			}
			t.Logf("%s, n = 1..%d: %+v", which, n-1, sum)
			if sum.injected == 0 || sum.lost+sum.untrue+sum.stuck+sum.dead > 0 {
				t.Errorf("after errors of %s: %+v", which, sum)
			}
		})
	}
}

// inject runs a child with one error and adds up what it said and what is so.
func inject(t *testing.T, fault string, sum *failures) {
	t.Helper()
	db := project(t, 1)
	must(t, db.Close())
	trace := filepath.Join(t.TempDir(), "trace")
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	name, _, _ := strings.Cut(fault, ":")
	c := child(t, "decide-on", db.Path())
	cmd := exec.CommandContext(ctx, "strace", "-f", "-o", trace, "-P", db.Path(), "-e", "trace="+name, "-e", "inject="+fault, c.Path)
	var words strings.Builder
	cmd.Env, cmd.Stderr = c.Env, &words
	out, err := cmd.Output()
	text := string(out)
	lines, err2 := os.ReadFile(trace)
	must(t, err2)
	if strings.Contains(string(lines), "(INJECTED)") {
		sum.injected++
	}
	ended := err == nil && strings.HasSuffix(text, "done\n")
	if !ended && (!strings.Contains(words.String(), "opening ") || strings.Contains(words.String(), "goroutine ")) {
		sum.dead++
		t.Logf("%s: %v: %.2000s", fault, err, words.String())
	}
	said := count(text, sum)
	there := openedAgain(t, db.Path())
	for i, word := range said {
		switch {
		case word == "saved" && !there[i]:
			sum.lost++
		case word == "failed" && there[i]:
			sum.untrue++
		}
	}
	if ended && said[129] != "saved" {
		sum.stuck++
		t.Logf("%s: it does not go on: %.1000s", fault, words.String())
	}
}

// count reads what the child said: by round, what became of it.
func count(text string, sum *failures) map[int]string {
	said := map[int]string{}
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		if len(words) < 2 {
			continue
		}
		i, _ := strconv.Atoi(words[1])
		said[i] = words[0]
		switch words[0] {
		case "saved":
			sum.saved++
		case "failed":
			sum.failed++
		case "unknown":
			sum.unknown++
		}
	}
	return said
}

// openedAgain checks the project and returns the rounds whose decision is in
// its log.
func openedAgain(t *testing.T, path string) map[int]bool {
	t.Helper()
	db := open(t, path)
	mustAgree(t, db)
	there := map[int]bool{}
	must(t, db.Log(0, func(e review.Entry) bool {
		there[int(e.Decision.Seconds)] = true
		return true
	}))
	must(t, db.Close())
	return there
}
