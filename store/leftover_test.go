package store_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"winnow/store"
	"winnow/store/storetest"
)

func init() {
	roles["backup"] = func(path string) int { return report(backupTo(path, path+".copy")) }
	roles["compact"] = func(path string) int { return report(compactAt(path)) }
	roles["salvage"] = func(path string) int { return report(salvageTo(path, path+".new")) }
}

func backupTo(path, to string) error {
	db, err := store.Open(path, store.ReadOnly())
	if err != nil {
		return err
	}
	_, err = db.Backup(context.Background(), to, true)
	return errors.Join(err, db.Close())
}

func compactAt(path string) error {
	_, err := store.Compact(context.Background(), path)
	return err
}

func salvageTo(path, to string) error {
	if err := os.Remove(to); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	_, err := store.Salvage(path, to)
	return err
}

// work counts the files in the folder that wait for their names.
func work(t *testing.T, dir string) int { return named(t, dir, ".winnow-") }

// named counts the files in the folder whose names begin so.
func named(t *testing.T, dir, prefix string) (n int) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	must(t, err)
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), prefix) {
			n++
		}
	}
	return n
}

// killAtWork starts a role and kills it as soon as it writes a file, or a
// moment later.
func killAtWork(t *testing.T, role, path string, moment time.Duration) {
	t.Helper()
	cmd := child(t, role, path)
	must(t, cmd.Start())
	ended := make(chan struct{})
	go func() { defer close(ended); _ = cmd.Wait() }() // it reports the kill
	for work(t, filepath.Dir(path)) == 0 {
		select {
		case <-ended:
			return // it was too quick
		default:
		}
	}
	time.AfterFunc(moment, func() { _ = cmd.Process.Kill() })
	<-ended
}

// Ensure that what a killed backup, compaction or salvage leaves behind goes
// with the next of them, and that the project stays what it was.
func TestLeftovers_GoWithTheNextCommand(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		return // folders cannot be locked there, nothing is cleared
	}
	kills := numberFrom(t, "WINNOW_WORK_KILLS", 12)
	rnd := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 7))
	db := storetest.MustCreate(t, storetest.Task())
	bulk := begin(t, db)
	add(t, bulk, storetest.Samples(4000))
	publish(t, bulk)
	do(t, db, decide("ann", 7, "reject"))
	must(t, db.Close())
	dir := filepath.Dir(db.Path())
	next := []func() error{
		func() error { return backupTo(db.Path(), db.Path()+".copy") },
		func() error { return compactAt(db.Path()) },
		func() error { return salvageTo(db.Path(), db.Path()+".new") },
	}
	left := 0
	for i := range kills {
		killAtWork(t, []string{"backup", "compact", "salvage"}[i%3], db.Path(), time.Duration(rnd.IntN(8000))*time.Microsecond)
		left += work(t, dir)
		must(t, next[rnd.IntN(3)]())
		// A kill that meets the note of who has the project, a line of text,
		// leaves that for an hour: nobody at work in the folder holds it.
		if n := work(t, dir) - named(t, dir, ".winnow-lock-"); n > 0 {
			t.Fatalf("%d files are left behind", n)
		}
		if c := mustBeSound(t, db.Path()); c.Samples != 4000 || c.Decided() != 1 {
			t.Fatalf("the project has %d samples, %d decided", c.Samples, c.Decided())
		}
	}
	t.Logf("%d kills of backups, compactions and salvages left %d files behind; the next of them took each away", kills, left)
	if left == 0 {
		t.Error("no kill left anything behind: it was not seen that it is cleared")
	}
}

func TestLeftovers_OfWhoIsStillAtWorkStay(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		return // folders cannot be locked there, nothing is cleared
	}
	db := project(t, 3)
	dir := t.TempDir()
	names := []string{".winnow-backup-1", ".winnow-compact-1", ".winnow-new-1", store.OutPrefix + "1", ".winnow-lock-1"}
	const mine = ".winnow-mine"
	backup := func() {
		t.Helper()
		_, err := db.Backup(context.Background(), filepath.Join(dir, "copy"), true)
		must(t, err)
	}
	done := store.EnterFolder(dir)
	for _, name := range append(names, mine) {
		must(t, os.WriteFile(filepath.Join(dir, name), nil, 0o600))
	}
	backup()
	onlyFiles(t, dir, append(names, "copy", mine)...)
	if n := work(t, dir); n != 6 {
		t.Errorf("%d of 6 files are there while somebody is at work", n)
	}
	done()
	backup()
	onlyFiles(t, dir, "copy", mine, ".winnow-lock-1")
	long := time.Now().Add(-2 * time.Hour)
	must(t, os.Chtimes(filepath.Join(dir, ".winnow-lock-1"), long, long))
	backup()
	onlyFiles(t, dir, "copy", mine)
}
