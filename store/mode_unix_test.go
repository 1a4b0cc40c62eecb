//go:build unix

package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"go.etcd.io/bbolt"

	"winnow/review"
	"winnow/store"
	"winnow/store/storetest"
)

func mode(t *testing.T, path string) os.FileMode {
	t.Helper()
	info, err := os.Lstat(path)
	must(t, err)
	return info.Mode().Perm()
}

// Not parallel: the umask belongs to the whole process.
func TestCreate_OnlyTheOwnerCanReadItWhateverTheUmask(t *testing.T) {
	defer syscall.Umask(syscall.Umask(0))
	path := filepath.Join(t.TempDir(), "p.winnow")
	db, err := store.Create(path, storetest.Task())
	must(t, err)
	for _, p := range []string{path, path + ".lock"} {
		if m := mode(t, p); m != 0o600 {
			t.Errorf("%s has mode %o", p, m)
		}
	}
	must(t, db.Close())
	must(t, os.Chmod(path, 0o644))
	db, err = store.Open(path)
	must(t, err)
	must(t, db.Close())
	if m := mode(t, path); m != 0o600 {
		t.Errorf("a project that others could read still has mode %o", m)
	}
}

// Ensure that a file which is no project keeps its mode.
func TestOpen_WhatIsNoProjectStaysAsItIs(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	foreign := filepath.Join(dir, "foreign.db")
	other, err := bbolt.Open(foreign, 0o644, nil)
	must(t, err)
	must(t, other.Close())
	text := filepath.Join(dir, "task.yaml")
	must(t, os.WriteFile(text, []byte("name: parcels\n"), 0o600))
	for _, path := range []string{foreign, text} {
		must(t, os.Chmod(path, 0o644))
		if _, err := store.Open(path); !errors.Is(err, review.ErrNotProject) {
			t.Fatalf("%s opens with %v", path, err)
		}
		if m := mode(t, path); m != 0o644 {
			t.Errorf("%s has mode %o, not 644", path, m)
		}
	}
}

func TestOpen_FIFOAndSocketDoNotHang(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "fifo")
	must(t, syscall.Mkfifo(path, 0o600))
	for _, opts := range [][]store.Option{nil, {store.ReadOnly()}} {
		if _, err := store.Open(path, opts...); !errors.Is(err, review.ErrNotProject) || !strings.Contains(err.Error(), "regular") {
			t.Errorf("got %v", err)
		}
	}
	db := project(t, 1)
	must(t, db.Close())
	must(t, syscall.Mkfifo(db.Path()+".lock", 0o600))
	reader := open(t, db.Path(), store.ReadOnly())
	var busy *review.InUseError
	if _, err := store.Open(db.Path()); !errors.As(err, &busy) {
		t.Errorf("with a FIFO in the note's place: %v", err)
	}
	must(t, reader.Close())
}
