package store_test

import (
	"os"
	"runtime"
	"slices"
	"testing"

	"winnow/store"
)

func TestLimits_TellOfModesBeforeTheProjectIsOpened(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		return // modes say nothing there
	}
	db := project(t, 1)
	must(t, db.Close())
	if slices.Contains(store.Limits(db.Path()), store.OthersCouldRead) {
		t.Error("a project of mode 0600 is said to be open to others")
	}
	must(t, os.Chmod(db.Path(), 0o644))
	if !slices.Contains(store.Limits(db.Path()), store.OthersCouldRead) {
		t.Error("a project of mode 0644 is not told of")
	}
	must(t, os.Chmod(db.Path(), 0o400))
	if os.Geteuid() != 0 && !slices.Contains(store.Limits(db.Path()), store.FileReadOnly) {
		t.Error("a project of mode 0400 is not told of")
	}
}

func TestLimits_AFullDiskIsToldBeforeItIsFull(t *testing.T) {
	t.Parallel()
	const mb, gb = 1 << 20, 1 << 30
	for _, c := range []struct {
		free, total uint64
		want        bool
	}{
		{199 * mb, 10 * gb, true},
		{199 * mb, 300 * mb, true},
		{201 * mb, 5 * gb, false},
		{1 * gb, 100 * gb, true},
		{3 * gb, 1000 * gb, false},
		{50 * gb, 100 * gb, false},
	} {
		if got := store.NearlyFull(c.free, c.total); got != c.want {
			t.Errorf("%d of %d bytes free: %t", c.free, c.total, got)
		}
	}
}
