//go:build faults && linux

package store_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"winnow/review"
)

// importFailures counts what came of errors in imports.
type importFailures struct{ injected, done, failed, nothing, all, half, untrue, dead, different int }

// Ensure that with an error at the n-th call an import leaves nothing of its
// file or all of it, says which, and is completed by the same import again.
func TestErrors_ImportAtTheNthCall(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("strace"); err != nil {
		t.Fatal("strace is not installed, and without it no error can be injected: ", err)
	}
	most := numberFrom(t, "WINNOW_NTH", 200)
	type failure struct {
		before int
		which  string
	}
	var all []failure
	for _, which := range failing {
		all = append(all, failure{40, which})
	}
	// A project without samples is written anew, under a name that nobody
	// knows: there every call of the kind counts.
	for _, which := range []string{
		"pwrite64:error=EIO", "pwrite64:error=ENOSPC", "fsync:error=EIO", "fsync:error=ENOSPC", "renameat:error=EIO",
	} {
		all = append(all, failure{0, which})
	}
	for _, f := range all {
		which := f.which
		t.Run(fmt.Sprintf("into %d, %s", f.before, which), func(t *testing.T) {
			t.Parallel()
			k := newKilledImport(t, f.before, 700)
			var sum importFailures
			n := 1
			for ; n <= most; n++ {
				before := sum.injected
				k.fail(t, fmt.Sprintf("%s:when=%d", which, n), &sum)
				if sum.injected == before {
					break // there are no more such calls
				}
			}
			t.Logf("importing into %d, %s, n = 1..%d: %+v", f.before, which, n-1, sum)
			if sum.injected == 0 || sum.half+sum.untrue+sum.dead+sum.different > 0 {
				t.Errorf("after errors of %s: %+v", which, sum)
			}
		})
	}
}

// fail lets one call of an import fail, and then imports again.
func (k *killedImport) fail(t *testing.T, fault string, sum *importFailures) {
	t.Helper()
	path := k.copy(t)
	defer os.Remove(path) //nolint:errcheck // the folder goes too
	trace := filepath.Join(t.TempDir(), "trace")
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	call, _, _ := strings.Cut(fault, ":")
	c := child(t, "import", k.rows+"\n"+path)
	args := []string{"-f", "-o", trace, "-e", "trace=" + call, "-e", "inject=" + fault, c.Path}
	if k.before > 0 {
		args = append([]string{"-P", path}, args...)
	}
	cmd := exec.CommandContext(ctx, "strace", args...)
	var words bytes.Buffer
	cmd.Env, cmd.Stderr = c.Env, &words
	said, err := cmd.Output()
	lines, err2 := os.ReadFile(trace)
	must(t, err2)
	if bytes.Contains(lines, []byte("(INJECTED)")) {
		sum.injected++
	}
	done := bytes.Contains(said, []byte("done "))
	switch {
	case bytes.Contains(words.Bytes(), []byte("goroutine ")) || err == nil != (words.Len() == 0):
		sum.dead++
		t.Logf("%s: %v: %.2000s", fault, err, words.String())
	case done:
		sum.done++
	default:
		sum.failed++
	}
	samples, _ := k.look(t, path)
	switch samples {
	case k.before:
		sum.nothing++
	case k.after:
		sum.all++
	default:
		sum.half++
	}
	unknown := bytes.Contains(words.Bytes(), []byte(review.ErrUnknown.Error()))
	if done != (samples == k.after) && !unknown {
		sum.untrue++
		t.Logf("%s: it said %q, %q and left %d samples", fault, said, words.String(), samples)
	}
	k.run(t, path)
	samples, export := k.look(t, path)
	if samples != k.after || !bytes.Equal(export, k.export) {
		sum.different++
	}
}
