package main

import (
	"path/filepath"
	"slices"
	"testing"

	"winnow/store"
)

func TestWarnings_EachOneIsSaidOrStandsOnTheScreen(t *testing.T) {
	t.Parallel()
	for _, w := range []store.Warning{store.DiskNearlyFull, store.NetworkFileSystem, store.NearlyTooLarge, store.OthersCouldRead} {
		if warningWords[w] == "" {
			t.Errorf("nothing is said about %q", w)
		}
	}
	if found := store.Limits(filepath.Join(t.TempDir(), "none.winnow")); slices.Contains(found, store.FileReadOnly) {
		t.Error("a project that is not there yet is called read-only")
	}
}
