package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"go.etcd.io/bbolt"

	"winnow/review"
)

// compactBatch is how many bytes one transaction of a compaction writes: it
// bounds the memory that it takes.
const compactBatch = 16 << 20

// Sizes are those of a project file in bytes, before and after.
type Sizes struct {
	Before, After int64
	// Kept tells that the file was left as it is.
	Kept bool
}

// Compact writes the project anew without the pages that nothing uses any
// more, but for the one in a hundred that decisions write to, and puts the new
// file in the place of the old one. A file that would not become smaller by it is
// left as it is. Nobody else may have the project open. The
// new file is synced and checked whole first: at every moment the path leads to
// a whole project. An error that is syscall.ENOSPC tells, before anything is
// written, that there is no room for a second file.
func Compact(ctx context.Context, path string) (Sizes, error) {
	db, err := Open(path)
	if err != nil {
		return Sizes{}, err
	}
	purged, err := db.everPurged()
	if err != nil {
		return Sizes{}, errors.Join(fmt.Errorf("compacting %s: %w", path, withoutPath(err)), db.Close())
	}
	sizes, err := db.rewrite(ctx, !purged)
	if err != nil {
		err = fmt.Errorf("compacting %s: %w", path, withoutPath(err))
	}
	return sizes, errors.Join(err, db.Close())
}

// everPurged tells whether samples were purged. The texts of a purge that did not
// come to its end are in pages that nothing uses, whatever those are worth.
func (db *DB) everPurged() (found bool, err error) {
	err = db.Log(0, func(e review.Entry) bool {
		found = e.Reviewer == purger
		return !found
	})
	return found, err
}

// compact replaces the file of the open project, whatever the size of the new one.
func (db *DB) compact(ctx context.Context) (Sizes, error) { return db.rewrite(ctx, false) }

// rewrite replaces the file of the open project, if smaller says so only by a
// smaller one. What is open afterwards is the old file, locked, which then has no
// name any more: close it.
func (db *DB) rewrite(ctx context.Context, smaller bool) (Sizes, error) {
	real, err := filepath.EvalSymlinks(db.path)
	if err != nil {
		return Sizes{}, err
	}
	info, err := os.Stat(real)
	if err != nil {
		return Sizes{}, err
	}
	sizes := Sizes{Before: info.Size()}
	dir := filepath.Dir(real)
	defer enterFolder(dir).leave() // what was left behind may be the room that is needed
	if free, _, ok := space(dir); ok && free < uint64(sizes.Before) {
		return Sizes{}, fmt.Errorf("%w: up to %d MB are needed beside the project and %d MB are free",
			syscall.ENOSPC, sizes.Before>>20+1, free>>20)
	}
	temp, err := db.dense(ctx, dir, sizes.Before)
	if err != nil {
		return Sizes{}, err
	}
	defer func() { _ = os.Remove(temp) }() // gone already when all went well
	if err := verify(temp); err != nil {
		return Sizes{}, err
	}
	if info, err = os.Stat(temp); err != nil {
		return Sizes{}, err
	}
	if sizes.After = info.Size(); smaller && sizes.After >= sizes.Before {
		return Sizes{Before: sizes.Before, After: sizes.Before, Kept: true}, nil
	}
	if err := ctx.Err(); err != nil {
		return Sizes{}, err
	}
	if err := os.Rename(temp, real); err != nil {
		return Sizes{}, err
	}
	return sizes, syncDir(dir)
}

// dense writes the pairs of the project, a file of so many bytes, into a new
// file in the folder, synced.
func (db *DB) dense(ctx context.Context, dir string, before int64) (path string, err error) {
	f, err := os.CreateTemp(dir, ".winnow-compact-*") // mode 0600
	if err != nil {
		return "", err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	options := boltOptions(f, false)
	options.NoSync = true // once at the end is enough: nothing has its name yet
	fresh, err := bbolt.Open(f.Name(), fileMode, options)
	if err != nil {
		return "", errors.Join(err, f.Close())
	}
	used := int64(0)
	err = guarded(func() error { return db.writeDense(fresh, before) })
	if err == nil {
		err = fresh.View(func(tx *bbolt.Tx) error { used = tx.Size(); return nil })
	}
	if err == nil {
		err = ctx.Err()
	}
	if err = errors.Join(err, fresh.Close()); err != nil {
		return "", err
	}
	return f.Name(), cutOff(f.Name(), used)
}

// cutOff makes the closed file as long as what is used of it, and durable: bbolt
// lets a file grow by far more than it needs.
func cutOff(path string, used int64) error {
	f, err := os.OpenFile(path, os.O_RDWR, fileMode)
	if err != nil {
		return err
	}
	return errors.Join(f.Truncate(used), f.Sync(), f.Close())
}

// bucketSpare takes the place of the spare pages while everything else is
// written behind it.
const bucketSpare = "spare"

// writeDense copies everything into the empty file, behind spare pages.
func (db *DB) writeDense(to *bbolt.DB, before int64) error {
	size := to.Info().PageSize
	pages := spare(uint64(before) / uint64(size))
	if err := to.Update(func(tx *bbolt.Tx) error {
		b, err := tx.CreateBucket([]byte(bucketSpare))
		if err != nil {
			return err
		}
		return b.Put([]byte(bucketSpare), make([]byte, pages*size))
	}); err != nil {
		return err
	}
	if err := bbolt.Compact(to, db.bolt, compactBatch); err != nil {
		return err
	}
	return to.Update(func(tx *bbolt.Tx) error { return tx.DeleteBucket([]byte(bucketSpare)) })
}

// stillAt tells whether the path leads to the open file. Whoever waited for
// the lock of a project that was compacted meanwhile holds a file that has no
// name any more, and what it wrote there would be lost.
func stillAt(path string, f *os.File) bool {
	at, err := os.Stat(path)
	if err != nil {
		return true // the file was there a moment ago: say nothing new
	}
	is, err := f.Stat()
	return err != nil || os.SameFile(at, is)
}
