package store

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"go.etcd.io/bbolt"

	"winnow/review"
)

// Create makes a new project and opens it. It returns fs.ErrExist if anything
// stands at the path already, a link to nothing as well. The project is made
// under another name, synced and then given its own, so at no moment is there
// a half-made project at the path.
func Create(path string, task review.Task) (*DB, error) {
	if err := create(path, task); err != nil {
		return nil, fmt.Errorf("creating %s: %w", path, withoutPath(err))
	}
	return Open(path)
}

func create(path string, task review.Task) error {
	if _, err := os.Lstat(path); err == nil {
		return fs.ErrExist
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	dir := filepath.Dir(path)
	defer enterFolder(dir).leave()
	f, err := os.CreateTemp(dir, ".winnow-new-*") // mode 0600
	if err != nil {
		return err
	}
	temp := f.Name()
	// What a failed or a killed Create leaves behind is never mistaken for a
	// project, so that it stays there is no error.
	defer func() { _ = os.Remove(temp) }()
	if err := fill(f, task); err != nil {
		return err
	}
	if err := giveName(temp, path); err != nil {
		return err
	}
	return syncDir(dir)
}

// fill makes an empty project of the empty file, synced, and closes it.
func fill(f *os.File, task review.Task) error {
	bolt, err := bbolt.Open(f.Name(), fileMode, boltOptions(f, false))
	if err != nil {
		_ = f.Close()
		return err
	}
	err = bolt.Update(func(tx *bbolt.Tx) error { return establish(tx, task) })
	if err == nil {
		err = f.Sync() // the mode and the times too
	}
	return errors.Join(err, bolt.Close())
}

// establish writes what every project has from the start.
func establish(tx *bbolt.Tx, task review.Task) error {
	if err := establishEmpty(tx); err != nil {
		return err
	}
	t, err := tablesOf(tx)
	if err != nil {
		return err
	}
	_, err = t.setTask(task)
	return err
}

// establishEmpty writes all of that but the task.
func establishEmpty(tx *bbolt.Tx) error {
	for _, names := range [][]string{sourceBuckets, derivedBuckets} {
		for _, name := range names {
			if _, err := tx.CreateBucket([]byte(name)); err != nil {
				return err
			}
		}
	}
	t, err := tablesOf(tx)
	if err != nil {
		return err
	}
	if err := t.meta.Put([]byte(metaFormat), []byte(format)); err != nil {
		return err
	}
	created := time.Now().UTC().Format(time.RFC3339)
	if err := t.setMeta(metaCreated, []byte(created)); err != nil {
		return err
	}
	if err := t.useSchema(); err != nil {
		return err
	}
	if err := t.setChainHead(chainHead{}); err != nil {
		return err
	}
	var seed [8]byte
	_, _ = rand.Read(seed[:]) // never fails (crypto/rand, Go 1.24 and later)
	for key, n := range map[string]uint64{
		metaSeed: binary.BigEndian.Uint64(seed[:]),
		metaTask: 0,
	} {
		if err := t.setMetaNumber(key, n); err != nil {
			return err
		}
	}
	return t.setCounts(review.Counts{})
}

// giveName gives the finished file its name unless that is taken. A hard link
// does both in one step; where there are none, a look and a rename must do.
func giveName(temp, path string) error {
	err := os.Link(temp, path)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	if _, err := os.Lstat(path); err == nil {
		return fs.ErrExist
	}
	return os.Rename(temp, path)
}

// syncDir makes the new name durable, where directories can be synced.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return nil
	}
	defer d.Close() //nolint:errcheck // read only
	err = d.Sync()
	if err != nil && !errors.Is(err, fs.ErrPermission) && !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, syscall.EINVAL) {
		return fmt.Errorf("syncing the folder: %w", err)
	}
	return nil
}
