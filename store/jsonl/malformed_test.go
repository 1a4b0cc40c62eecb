package jsonl

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Each file of testdata/malformed with what becomes of it: how many records
// go in, and the place and reason of each line that does not.
func TestImport_MalformedFiles(t *testing.T) {
	t.Parallel()
	want, err := os.ReadFile("testdata/malformed.want")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("testdata/malformed/*.jsonl")
	if err != nil || len(files) < 30 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	var b strings.Builder
	for _, f := range files {
		fmt.Fprintf(&b, "%s\n", filepath.Base(f))
		r := mustOpen(t, f)
		r.sidecar = ""
		report, err := Import(t.Context(), r, moods, newShelf().add, Options{})
		if err != nil {
			t.Errorf("%s: %v", f, err)
		}
		fmt.Fprintf(&b, "  imported %d, invalid %d\n", report.Imported, report.Invalid)
		for _, p := range report.Problems {
			fmt.Fprintf(&b, "  %d:%d %s\n", p.Line, p.Column, p.Reason)
		}
	}
	if b.String() != string(want) {
		t.Errorf("testdata/malformed.want differs from what happened:\n%s", b.String())
	}
}
