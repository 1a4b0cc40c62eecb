//go:build faults && linux

package store_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"winnow/review"
	"winnow/store"
)

func init() {
	for _, n := range []uint64{10, 30} {
		roles[fmt.Sprint("commit-", n)] = func(path string) int { return report(commitSome(path, n)) }
	}
}

func commitSome(path string, n uint64) error {
	db, err := store.Open(path)
	if err != nil {
		return err
	}
	for seq := uint64(1); seq <= n; seq++ {
		r, err := db.Commit(review.Batch{Actions: []review.Action{decide("ann", seq, review.Accept)}})
		if err != nil {
			return err
		}
		if r.Actions[0].Err != nil {
			return r.Actions[0].Err
		}
	}
	return db.Close()
}

// One for the data, one for the page that makes them count: fewer would not be
// durable, more would keep the reviewer waiting. A file that grows is synced once
// for that, which is each time that it doubles, and above 16 MB every 16 MB.
func TestSyncs_TwoForADecision(t *testing.T) {
	t.Parallel()
	few, many := syncsOf(t, 10), syncsOf(t, 30)
	if got := many.decisions - few.decisions; got != 2*20 {
		t.Errorf("20 decisions more need %d syncs more, want %d", got, 2*20)
	}
	for _, s := range []syncs{few, many} {
		if s.growth > s.grown {
			t.Errorf("the file grew %d times and was synced for that %d times", s.grown, s.growth)
		}
	}
}

// syncs are what a child asked of the disk.
type syncs struct{ decisions, growth, grown int }

// syncsOf counts them while a child decides so many samples.
func syncsOf(t *testing.T, decisions int) syncs {
	t.Helper()
	db := project(t, 50)
	must(t, db.Close())
	c := child(t, fmt.Sprint("commit-", decisions), db.Path())
	trace := filepath.Join(t.TempDir(), "trace")
	cmd := exec.CommandContext(t.Context(), "strace", "-f", "-o", trace, "-P", db.Path(), "-e",
		"trace=fsync,fdatasync,sync_file_range,ftruncate", c.Path)
	cmd.Env = c.Env
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	calls, err := os.ReadFile(trace)
	must(t, err)
	said := string(calls)
	return syncs{
		decisions: strings.Count(said, " fdatasync(") + strings.Count(said, " sync_file_range("),
		growth:    strings.Count(said, " fsync("),
		grown:     strings.Count(said, " ftruncate("),
	}
}
