package store_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"winnow/review"
	"winnow/store"
	"winnow/store/storetest"
)

// mustBeSound opens a project for reading and checks it.
func mustBeSound(t *testing.T, path string) review.Counts {
	t.Helper()
	db, err := store.Open(path, store.ReadOnly())
	must(t, err)
	mustAgree(t, db)
	counts, err := db.Counts()
	must(t, err)
	must(t, db.Close())
	return counts
}

// onlyFiles fails when the folder holds anything but the named files.
func onlyFiles(t *testing.T, dir string, names ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	must(t, err)
	want := map[string]bool{}
	for _, n := range names {
		want[n] = true
	}
	for _, e := range entries {
		if !want[e.Name()] {
			t.Errorf("%s was left behind", e.Name())
		}
	}
}

func TestBackup_ReplacesOnlyWhatItMay(t *testing.T) {
	t.Parallel()
	db := project(t, 3)
	dir := t.TempDir()
	path := filepath.Join(dir, "copy.winnow")
	must(t, os.WriteFile(path, []byte("precious"), 0o600))
	if _, err := db.Backup(context.Background(), path, false); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over an existing file: %v", err)
	}
	if b, _ := os.ReadFile(path); string(b) != "precious" {
		t.Error("the existing file was changed")
	}
	link := filepath.Join(dir, "link")
	must(t, os.Symlink(db.Path(), link))
	for _, bad := range []string{db.Path(), link, dir, filepath.Join(dir, "no", "copy")} {
		if _, err := db.Backup(context.Background(), bad, true); err == nil {
			t.Errorf("a backup to %s was written", bad)
		}
	}
	_, err := db.Backup(context.Background(), path, true)
	must(t, err)
	if n := mustBeSound(t, path).Samples; n != 3 {
		t.Errorf("the copy has %d samples", n)
	}
	must(t, os.Symlink("copy.winnow", filepath.Join(dir, "latest")))
	_, err = db.Backup(context.Background(), filepath.Join(dir, "latest"), true)
	must(t, err)
	if to, err := os.Readlink(filepath.Join(dir, "latest")); to != "copy.winnow" {
		t.Errorf("a link to the copy became %q, %v", to, err)
	}
	onlyFiles(t, dir, "copy.winnow", "link", "latest")
}

func TestBackup_StoppedOrDamagedLeavesTheFormerCopy(t *testing.T) {
	t.Parallel()
	db := project(t, 3)
	dir := t.TempDir()
	path := filepath.Join(dir, "copy.winnow")
	_, err := db.Backup(context.Background(), path, false)
	must(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := db.Backup(ctx, path, true); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
	must(t, db.Spoil("ids", nil, nil))
	if _, err := db.Backup(context.Background(), path, true); !errors.Is(err, review.ErrDamaged) {
		t.Errorf("of a damaged project: %v", err)
	}
	mustBeSound(t, path)
	onlyFiles(t, dir, "copy.winnow")
}

func TestCompact_KeepsEverythingInFewerBytes(t *testing.T) {
	t.Parallel()
	db := project(t, 2000)
	for i := range 50 {
		do(t, db, decide("ann", uint64(i+1), review.Reject))
	}
	must(t, db.Rebuild()) // leaves the pages of the former tables free
	before, err := db.Dump()
	must(t, err)
	must(t, db.Close())
	sizes, err := store.Compact(context.Background(), db.Path())
	must(t, err)
	info, err := os.Stat(db.Path())
	must(t, err)
	if sizes.After >= sizes.Before || sizes.After != info.Size() || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("%+v, the file has %d bytes and mode %v", sizes, info.Size(), info.Mode())
	}
	again := open(t, db.Path())
	after, err := again.Dump()
	must(t, err)
	if len(after) != len(before) {
		t.Errorf("%d pairs of %d are left", len(after), len(before))
	}
	for k, v := range before {
		if after[k] != v {
			t.Fatalf("%q differs", k)
		}
	}
	mustAgree(t, again)
	storetest.MustAdd(t, again, storetest.Samples(2001)[2000:]) // numbers go on where they were
	mustAgree(t, again)
	must(t, again.Close())
	onlyFiles(t, filepath.Dir(db.Path()), filepath.Base(db.Path()))
}

func TestCompact_RefusesAProjectInUseAndOneThatIsDamaged(t *testing.T) {
	t.Parallel()
	db := project(t, 3)
	var busy *review.InUseError
	if _, err := store.Compact(context.Background(), db.Path()); !errors.As(err, &busy) {
		t.Errorf("in use: %v", err)
	}
	must(t, db.Spoil("ids", nil, nil))
	must(t, db.Close())
	if _, err := store.Compact(context.Background(), db.Path()); !errors.Is(err, review.ErrDamaged) {
		t.Errorf("damaged: %v", err)
	}
	if db := open(t, db.Path()); db != nil {
		must(t, db.Close())
	}
	onlyFiles(t, filepath.Dir(db.Path()), filepath.Base(db.Path()))
}

// Ensure that a process which waited while the file was replaced does not
// write to the old file, which has no name any more.
func TestCompact_WhoWaitedGetsTheNewFile(t *testing.T) {
	t.Parallel()
	db := project(t, 500)
	must(t, db.Close())
	errs := make(chan error, 2)
	for i := range 2 {
		go func() {
			_, err := store.Compact(context.Background(), db.Path())
			var busy *review.InUseError
			if errors.As(err, &busy) {
				err = nil // the other took longer than one waits
			}
			if i == 1 && err == nil {
				err = rejectFirst(db.Path())
			}
			errs <- err
		}()
	}
	must(t, errors.Join(<-errs, <-errs))
	if n := mustBeSound(t, db.Path()).Decided(); n != 1 {
		t.Errorf("%d decisions are there, 1 was saved", n)
	}
}

// rejectFirst rejects sample 1 as soon as the project is free.
func rejectFirst(path string) error {
	db, err := store.Open(path)
	var busy *review.InUseError
	for errors.As(err, &busy) {
		db, err = store.Open(path)
	}
	if err != nil {
		return err
	}
	_, err = db.Commit(review.Batch{Actions: []review.Action{decide("ann", 1, review.Reject)}})
	return errors.Join(err, db.Close())
}
