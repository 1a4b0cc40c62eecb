//go:build faults && linux

package store_test

import (
	"context"
	"fmt"
	"os/exec"
	"strings"
	"testing"
	"time"

	"winnow/review"
	"winnow/store/storetest"
)

// Ensure that a file that may not grow any more is a matter of words: what was
// called saved is there, what was called failed is not, and it goes on when it
// may grow again.
func TestFull_FileSizeLimit(t *testing.T) {
	t.Parallel()
	for _, blocks := range []int{300, 1000, 3000} { // of 512 bytes
		t.Run(fmt.Sprintf("%d bytes", blocks*512), func(t *testing.T) {
			t.Parallel()
			db := project(t, 1)
			must(t, db.Close())
			ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
			defer cancel()
			c := child(t, "decide-on", db.Path())
			cmd := exec.CommandContext(ctx, "sh", "-c", fmt.Sprintf(`ulimit -f %d; exec "$0"`, blocks), c.Path)
			var words strings.Builder
			cmd.Env, cmd.Stderr = c.Env, &words
			out, err := cmd.Output()
			if err != nil || !strings.HasSuffix(string(out), "done\n") || !strings.Contains(words.String(), "file too large") {
				t.Errorf("it ended with %v and said: %.2000s", err, words.String())
			}
			var sum failures
			said := count(string(out), &sum)
			there := openedAgain(t, db.Path())
			for i, word := range said {
				if (word == "saved") != there[i] {
					t.Errorf("round %d: said %s, is there: %t", i, word, there[i])
				}
			}
			again := open(t, db.Path())
			_, err = again.Commit(review.Batch{Samples: storetest.Samples(4500)[4400:]})
			must(t, err)
			t.Logf("saved %d, failed %d", sum.saved, sum.failed)
		})
	}
}
