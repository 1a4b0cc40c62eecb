package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Ensure that a command that is stopped says what holds, in words of people, and
// that nothing has changed.
func TestStopped_SaysWhatHolds(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	write(t, dir, "data.jsonl", strings.ReplaceAll(rows, `"confidence"`, `"gold":"yes","confidence"`))
	write(t, dir, "more.jsonl", `{"text":"another row"}`+"\n")
	write(t, dir, "task.yaml", grammarTask)
	winnow(t, dir, "import", "p.winnow", "data.jsonl")
	before := holdings(t, dir)
	for command, want := range map[string]string{
		"compact p.winnow":                            "stopped: p.winnow is as it was",
		"backup p.winnow -o copy.winnow":              "stopped: no copy was made",
		"check p.winnow":                              "stopped: p.winnow was only read",
		"check p.winnow --rebuild":                    "stopped: p.winnow is rebuilt or as it was, never half",
		"check p.winnow --salvage new.winnow":         "stopped: p.winnow was only read, and no new.winnow was made",
		"simulate data.jsonl --seeds 2":               "stopped: a simulation changes nothing, and begins anew the next time",
		"import p.winnow data.jsonl":                  "stopped: nothing of data.jsonl went in",
		"import q.winnow data.jsonl":                  "stopped: nothing of data.jsonl went in",
		"init --describe letters --model none":        "stopped: no task file was written",
		"init --from - -o t.yaml":                     "stopped: no task file was written",
		"import p.winnow -":                           "stopped: nothing went in",
		"import q.winnow -":                           "stopped: nothing went in",
		"review - --project q.winnow --screen-reader": "stopped: nothing went in",
		"simulate -":                                  "stopped: a simulation changes nothing, and begins anew the next time",
		"stats p.winnow":                              "stopped: p.winnow was only read",
		"report p.winnow":                             "stopped: p.winnow was only read",
		"report p.winnow -o r.html":                   "stopped: nothing was written to r.html",
		"eval p.winnow --gold data.jsonl":             "stopped: p.winnow was only read",
		"eval p.winnow --against data.jsonl":          "stopped: p.winnow was only read",
		"plan p.winnow --count 9 --base-url http://localhost:1/v1 --model none":                      "stopped: p.winnow was only read",
		"generate p.winnow --count 9 --base-url http://localhost:1/v1 --model none":                  "stopped: nothing was generated",
		"generate q.winnow --task task.yaml --count 9":                                               "stopped: nothing was generated",
		"label p.winnow more.jsonl --base-url http://localhost:1/v1 --model none":                    "stopped: nothing was labelled",
		"review p.winnow --screen-reader --generate 9 --base-url http://localhost:1/v1 --model none": "stopped: nothing was decided",
		"export p.winnow --as native --decision none":                                                "stopped: stdout did not get all of it, and p.winnow was only read",
		"export p.winnow --as native --decision none -o data.jsonl --force":                          "stopped: nothing was written to data.jsonl",
	} {
		a := newApp()
		a.env = func(name string) string { return map[string]string{"OPENAI_API_KEY": "none"}[name] }
		null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
		if err != nil {
			t.Fatal(err)
		}
		a.stdin, a.stdout, a.stderr = null, null, null
		ctx, stop := context.WithCancel(t.Context())
		stop()
		root := newRoot(a)
		root.SetArgs(strings.Fields(command))
		if err := root.ExecuteContext(ctx); err != nil || a.failure == nil {
			t.Errorf("winnow %s: %v, and the failure is %v", command, err, a.failure)
			continue
		}
		message, hint, code := explain(a.failure)
		if message != want || code != codeFailed || strings.Contains(hint, "go on") {
			t.Errorf("winnow %s says %q, %q with code %d, want %q", command, message, hint, code, want)
		}
		_ = null.Close()
	}
	if after := holdings(t, dir); after != before {
		t.Errorf("there is\n%s\nwhere there was\n%s", after, before)
	}
}

// holdings are the names and sums of the files in a folder.
func holdings(t *testing.T, dir string) string {
	t.Helper()
	names, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, n := range names {
		if strings.HasSuffix(n.Name(), ".lock") {
			continue
		}
		content, err := os.ReadFile(filepath.Join(dir, n.Name()))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s %x\n", n.Name(), sha256.Sum256(content))
	}
	return b.String()
}
