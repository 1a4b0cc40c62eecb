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
// durable, more would keep the reviewer waiting.
func TestSyncs_TwoForADecision(t *testing.T) {
	t.Parallel()
	count := func(n int) int {
		db := project(t, 50)
		must(t, db.Close())
		c := child(t, fmt.Sprint("commit-", n), db.Path())
		trace := filepath.Join(t.TempDir(), "trace")
		cmd := exec.CommandContext(t.Context(), "strace", "-f", "-o", trace, "-e", "trace=fsync,fdatasync,sync_file_range", c.Path)
		cmd.Env = c.Env
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		calls, err := os.ReadFile(trace)
		must(t, err)
		return strings.Count(string(calls), "sync(") + strings.Count(string(calls), "sync_file_range(")
	}
	if got := count(30) - count(10); got != 2*20 {
		t.Errorf("20 decisions more need %d syncs more, want %d", got, 2*20)
	}
}
