package store_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.etcd.io/bbolt"

	"winnow/review"
	"winnow/store"
	"winnow/store/storetest"
)

func TestCreate_NeverTouchesWhatIsThere(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	file := filepath.Join(folder, "rows.jsonl")
	must(t, os.WriteFile(file, []byte("{}\n"), 0o600))
	link := filepath.Join(folder, "link")
	must(t, os.Symlink(filepath.Join(folder, "nowhere"), link))
	for _, path := range []string{file, folder, link} {
		if _, err := store.Create(path, storetest.Task()); !errors.Is(err, fs.ErrExist) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", path, err)
		}
	}
	if b, _ := os.ReadFile(file); string(b) != "{}\n" {
		t.Errorf("the file now holds %q", b)
	}
	if _, err := os.Lstat(filepath.Join(folder, "nowhere")); !errors.Is(err, fs.ErrNotExist) {
		t.Error("the link's target was created")
	}
}

func TestCreate_LeavesNothingBehindWhenItFails(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	bad := storetest.Task()
	bad.Labels = nil
	if _, err := store.Create(filepath.Join(folder, "p.winnow"), bad); err == nil {
		t.Error("a project with an impossible task was made")
	}
	path := filepath.Join(folder, "no", "such", "folder", "p.winnow")
	if _, err := store.Create(path, storetest.Task()); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), path) {
		t.Errorf("in a folder that does not exist: %v", err)
	}
	left, err := os.ReadDir(folder)
	must(t, err)
	if len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestCreate_SeedsDiffer(t *testing.T) {
	t.Parallel()
	a, b := project(t, 1), project(t, 1)
	if a.Seed() == b.Seed() {
		t.Errorf("two projects share seed %d", a.Seed())
	}
	if again := reopen(t, a); again.Seed() != a.Seed() {
		t.Error("the seed changed")
	}
}

func TestOpen_RefusesInWords(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	write := func(name, content string) string {
		path := filepath.Join(folder, name)
		must(t, os.WriteFile(path, []byte(content), 0o600))
		return path
	}
	link := filepath.Join(folder, "link")
	must(t, os.Symlink(filepath.Join(folder, "nowhere"), link))
	for _, c := range []struct {
		name, path string
		want       error
		words      string
	}{
		{"Missing", filepath.Join(folder, "missing"), fs.ErrNotExist, "no such file"},
		{"LinkToNothing", link, fs.ErrNotExist, "link to nothing"},
		{"Directory", folder, review.ErrNotProject, "directory"},
		{"Device", os.DevNull, review.ErrNotProject, "not a regular file"},
		{"Empty", write("empty", ""), review.ErrEmptyFile, "empty"},
		{"OneByte", write("one", "x"), review.ErrNotProject, "not a winnow project"},
		{"Text", write("text", strings.Repeat("{\"text\":\"a\"}\n", 5000)), review.ErrNotProject, "not a winnow project"},
		{"Zeros", write("zeros", strings.Repeat("\x00", 1<<16)), review.ErrNotProject, "not a winnow project"},
	} {
		for _, opts := range [][]store.Option{nil, {store.ReadOnly()}} {
			db, err := store.Open(c.path, opts...)
			if db != nil || !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.words) || !strings.Contains(err.Error(), c.path) {
				t.Errorf("%s: %v", c.name, err)
			}
		}
	}
	if _, err := os.Lstat(filepath.Join(folder, "nowhere")); !errors.Is(err, fs.ErrNotExist) {
		t.Error("the link's target was created")
	}
}

func TestOpen_RefusedFileIsNotChanged(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	must(t, os.WriteFile(path, []byte("my notes"), 0o644))
	if _, err := store.Open(path); err == nil {
		t.Fatal("opened")
	}
	if b, _ := os.ReadFile(path); string(b) != "my notes" {
		t.Errorf("it now holds %q", b)
	}
	left, err := os.ReadDir(filepath.Dir(path))
	must(t, err)
	if len(left) != 1 {
		t.Errorf("files beside it: %v", left)
	}
}

func TestOpen_DatabaseOfAnotherProgram(t *testing.T) {
	t.Parallel()
	for _, bucket := range []string{"", "meta", "things"} {
		path := newPath(t)
		other, err := bbolt.Open(path, 0o600, nil)
		must(t, err)
		if bucket != "" {
			must(t, other.Update(func(tx *bbolt.Tx) error {
				_, err := tx.CreateBucket([]byte(bucket))
				return err
			}))
		}
		must(t, other.Close())
		if _, err := store.Open(path); !errors.Is(err, review.ErrNotProject) {
			t.Errorf("bucket %q: %v", bucket, err)
		}
	}
}

func TestOpen_NewerSchema(t *testing.T) {
	t.Parallel()
	db := project(t, 1)
	must(t, db.SetSchema(store.Schema+1))
	must(t, db.Close())
	if _, err := store.Open(db.Path()); !errors.Is(err, review.ErrNewerSchema) {
		t.Errorf("got %v", err)
	}
	if _, err := store.Open(db.Path()); !errors.Is(err, review.ErrNewerSchema) {
		t.Errorf("the second time (is the lock still held?): %v", err)
	}
}

func TestOpen_MissingTableIsDamage(t *testing.T) {
	t.Parallel()
	db := project(t, 1)
	must(t, db.Close())
	raw, err := bbolt.Open(db.Path(), 0o600, nil)
	must(t, err)
	must(t, raw.Update(func(tx *bbolt.Tx) error { return tx.DeleteBucket([]byte("log")) }))
	must(t, raw.Close())
	if _, err := store.Open(db.Path()); !errors.Is(err, review.ErrDamaged) || !strings.Contains(err.Error(), "log") {
		t.Errorf("got %v", err)
	}
}

func TestReadOnly_ReadsAndDoesNotWrite(t *testing.T) {
	t.Parallel()
	db := project(t, 3)
	must(t, db.Close())
	before, err := os.ReadFile(db.Path())
	must(t, err)
	one, two := open(t, db.Path(), store.ReadOnly()), open(t, db.Path(), store.ReadOnly())
	wantSeqs(t, walk(t, one, review.OrderAll), 1, 2, 3)
	mustAgree(t, two)
	if _, err := one.Commit(review.Batch{Actions: []review.Action{decide("ann", 1, review.Accept)}}); err == nil {
		t.Error("a commit to a project open for reading went through")
	}
	must(t, one.Close())
	must(t, one.Close())
	must(t, two.Close())
	after, err := os.ReadFile(db.Path())
	must(t, err)
	if !bytes.Equal(before, after) {
		t.Error("reading changed the file")
	}
}

func TestClose_LaterCallsAreErrorsInWords(t *testing.T) {
	t.Parallel()
	db := project(t, 1)
	must(t, db.Close())
	if _, err := db.Item(1); err == nil {
		t.Error("read from a closed project")
	}
	if _, err := db.Commit(review.Batch{}); err == nil {
		t.Error("wrote to a closed project")
	}
	if _, err := db.Check(); err == nil {
		t.Error("checked a closed project")
	}
}
