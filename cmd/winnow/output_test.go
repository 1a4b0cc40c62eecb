package main

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"winnow/store"
)

// Ensure that what a killed export left beside its file goes with the next one,
// and that nothing is taken from one that is still at work.
func TestOutFile_TakesAwayWhatAKilledOneLeft(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		return // folders cannot be locked there, nothing is taken away
	}
	dir := t.TempDir()
	write(t, dir, store.OutPrefix+"dead", "half")
	write(t, dir, ".winnow-mine", "whole")
	var outs [2]*outFile
	for i, name := range []string{"a", "b"} {
		var err error
		if outs[i], err = createOut(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	for _, o := range outs {
		if _, err := o.WriteString("all"); err != nil {
			t.Fatal(err)
		}
		if err := o.commit(); err != nil {
			t.Fatal(err)
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 3 {
		t.Errorf("there are %v (%v), want a, b and what was no leftover", entries, err)
	}
}
