package store_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"winnow/review"
	"winnow/store"
	"winnow/store/storetest"
)

// backupsVar is how many backups are made under load; 20 unless it is set.
const backupsVar = "WINNOW_BACKUPS"

// busyDesk decides and takes samples in without a pause, and remembers every
// log entry that was called saved.
type busyDesk struct {
	db *store.DB

	mu    sync.Mutex
	saved []string // ids of entries
	added int      // samples
}

// acknowledged is what was called saved until now.
func (b *busyDesk) acknowledged() (entries []string, samples int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.saved[:len(b.saved):len(b.saved)], b.added
}

// work writes until stop is closed.
func (b *busyDesk) work(samples []review.Sample, stop <-chan struct{}) error {
	for i := 0; ; i++ {
		select {
		case <-stop:
			return nil
		default:
		}
		batch := review.Batch{Actions: []review.Action{decide("ann", uint64(i%b.added+1), review.Verdicts[i%2*3])}}
		if i%2 == 0 && b.added < len(samples) {
			batch.Samples = samples[b.added : b.added+1]
		}
		r, err := b.db.Commit(batch)
		if err == nil {
			err = r.Actions[0].Err
		}
		if err != nil {
			return err
		}
		b.mu.Lock()
		b.saved = append(b.saved, r.Actions[0].Change.Entry.ID)
		b.added += len(batch.Samples)
		b.mu.Unlock()
	}
}

// missing reads a copy, makes sure that it is whole, and counts what it lacks.
func missing(t *testing.T, path string, entries []string, samples int) (lost int) {
	t.Helper()
	db := open(t, path, store.ReadOnly())
	defer func() { must(t, db.Close()) }()
	mustAgree(t, db)
	c, err := db.Counts()
	must(t, err)
	there := map[string]bool{}
	must(t, db.Log(0, func(e review.Entry) bool {
		there[e.ID] = true
		return true
	}))
	for _, id := range entries {
		if !there[id] {
			lost++
		}
	}
	return lost + max(0, samples-c.Samples)
}

// Ensure that a backup which is made while decisions and samples come in is
// whole and has everything that was called saved before it was begun.
func TestBackup_UnderLoadHasAllThatWasSavedBefore(t *testing.T) {
	t.Parallel()
	const most = 1000 // entries of a project: what a backup costs grows with them
	backups := numberFrom(t, backupsVar, 20)
	entries, lost, raced := 0, 0, 0
	for done := 0; done < backups; {
		db := project(t, 500)
		b := &busyDesk{db: db, added: 500}
		stop, ended := make(chan struct{}), make(chan error, 1)
		go func() { ended <- b.work(storetest.Samples(3000), stop) }()
		dir := t.TempDir()
		path := filepath.Join(dir, "copy.winnow")
		for full := false; done < backups && !full; done++ {
			before, samples := b.acknowledged()
			size, err := db.Backup(context.Background(), path, true)
			must(t, err)
			after, _ := b.acknowledged()
			if len(after) > len(before) {
				raced++
			}
			info, err := os.Stat(path)
			must(t, err)
			if info.Size() != size || info.Mode().Perm()&0o077 != 0 {
				t.Fatalf("the copy has %d bytes (said: %d) and mode %v", info.Size(), size, info.Mode())
			}
			entries += len(before)
			lost += missing(t, path, before, samples)
			full = len(before) > most
		}
		close(stop)
		must(t, errors.Join(<-ended, db.Close()))
		onlyFiles(t, dir, "copy.winnow")
	}
	t.Logf("%d backups under load, each whole, %d while something was saved: %d of %d entries saved before are missing",
		backups, raced, lost, entries)
	if lost > 0 || raced == 0 {
		t.Errorf("%d of %d entries and samples are missing; %d backups were made under load", lost, entries, raced)
	}
}
