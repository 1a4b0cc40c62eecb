package store_test

import (
	"errors"
	"os"
	"runtime"
	"slices"
	"testing"

	"winnow/review"
	"winnow/store"
	"winnow/store/storetest"
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

func TestLimits_ASizeLimitIsToldBeforeItIsMet(t *testing.T) {
	t.Parallel()
	const gb = 1 << 30
	for size, want := range map[int64]bool{0: false, 51 * gb: false, 52 * gb: true, 64 * gb: true, 65 * gb: true} {
		if got := store.NearLargest(size, 64*gb); got != want {
			t.Errorf("%d of 64 GB: %t", size>>30, got)
		}
	}
	db := project(t, 1)
	must(t, db.Close())
	if slices.Contains(store.Limits(db.Path()), store.NearlyTooLarge) {
		t.Error("a new project is said to be near its largest size")
	}
	must(t, os.Truncate(db.Path(), store.LargestFile()/10*9)) // without taking up room
	if !slices.Contains(store.Limits(db.Path()), store.NearlyTooLarge) {
		t.Error("a file of nine tenths of the largest size is not told of")
	}
}

// Ensure that a project which may not grow any more says so, keeps what it
// has, and goes on when it may.
func TestLimits_BeyondTheLargestSizeNothingIsSavedAndNothingLost(t *testing.T) {
	t.Parallel()
	db := project(t, 50)
	const limit = 1 << 20
	db.LimitSize(limit)
	samples := storetest.Samples(40_000)
	n, err := 50, error(nil)
	for ; err == nil && n < len(samples); n += 500 {
		_, err = db.Commit(review.Batch{Samples: samples[n : n+500]})
	}
	if !errors.Is(err, store.ErrTooLarge) {
		t.Fatalf("beyond %d bytes: %v", limit, err)
	}
	if info, err := os.Stat(db.Path()); err != nil || info.Size() > limit {
		t.Errorf("the file has %d bytes (%v)", info.Size(), err)
	}
	c, err := db.Counts()
	must(t, err)
	if c.Samples != n-500 {
		t.Errorf("%d samples are there, %d were saved", c.Samples, n-500)
	}
	mustAgree(t, db)
	storetest.MustAdd(t, db, samples[n-500:n]) // opened anew, it has the usual limit
	mustAgree(t, db)
}
