package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"go.etcd.io/bbolt"

	"winnow/review"
)

// Backup writes a copy of the project to path and returns its size in bytes.
// The copy is the project as it was at one moment, also while decisions go on;
// a commit waits for it only when it makes the file outgrow its mapping. It is
// written under another name, synced, checked whole as [DB.Check] does, and
// then given its name, so what stands at path is a sound copy or what stood
// there before. A project that is found damaged on the way is not copied: the
// error is [review.ErrDamaged].
//
// It returns fs.ErrExist when something stands at path and overwrite is false,
// and an error in any case when that is the project itself or no regular file.
func (db *DB) Backup(ctx context.Context, path string, overwrite bool) (int64, error) {
	size, err := db.backup(ctx, path, overwrite)
	if err != nil {
		return 0, fmt.Errorf("backing up to %s: %w", path, withoutPath(err))
	}
	return size, nil
}

func (db *DB) backup(ctx context.Context, path string, overwrite bool) (int64, error) {
	if err := db.mayReplace(path, overwrite); err != nil {
		return 0, err
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real // a link stays a link: what it points to is replaced
	}
	defer enterFolder(filepath.Dir(path)).leave()
	temp, size, err := db.snapshot(ctx, filepath.Dir(path))
	if err != nil {
		return 0, err
	}
	defer func() { _ = os.Remove(temp) }() // gone already when all went well
	if err := verify(temp); err != nil {
		return 0, err
	}
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	if overwrite {
		err = os.Rename(temp, path)
	} else {
		err = giveName(temp, path)
	}
	if err != nil {
		return 0, err
	}
	return size, syncDir(filepath.Dir(path))
}

// mayReplace judges what stands where a copy shall go.
func (db *DB) mayReplace(path string, overwrite bool) error {
	at, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	own, err := os.Stat(db.path)
	if err != nil {
		return err
	}
	to, err := os.Stat(path) // through a link
	switch {
	case err == nil && os.SameFile(own, to):
		return errors.New("that is the project itself")
	case at.IsDir():
		return errors.New("that is a folder")
	case !at.Mode().IsRegular() && at.Mode()&fs.ModeSymlink == 0:
		return errors.New("that is not a regular file")
	case !overwrite:
		return fs.ErrExist
	}
	return nil
}

// snapshot writes the project as it is now into a new file in the folder, and
// syncs it.
func (db *DB) snapshot(ctx context.Context, dir string) (path string, size int64, err error) {
	f, err := os.CreateTemp(dir, ".winnow-backup-*") // mode 0600
	if err != nil {
		return "", 0, err
	}
	defer func() {
		err = errors.Join(err, f.Close())
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	err = db.read(func(tx *bbolt.Tx) error {
		out := untilDone{ctx: ctx, w: f}
		if size, err = tx.WriteTo(&out); out.err != nil {
			return out.err // bbolt drops what an error wraps
		}
		return err
	})
	if err != nil {
		return "", 0, err
	}
	return f.Name(), size, f.Sync()
}

// untilDone writes until the context ends.
type untilDone struct {
	ctx context.Context
	w   io.Writer
	err error // the first one
}

func (u *untilDone) Write(p []byte) (n int, err error) {
	if err = u.ctx.Err(); err == nil {
		n, err = u.w.Write(p)
	}
	if u.err == nil {
		u.err = err
	}
	return n, err
}

// verify reads a whole project that nobody else has yet; anything wrong with it
// is [review.ErrDamaged].
func verify(path string) error {
	db, err := Open(path, ReadOnly())
	if err != nil {
		return err
	}
	report, err := db.Check()
	if err = errors.Join(err, db.Close()); err != nil {
		return err
	}
	if !report.OK() {
		return fmt.Errorf("%w: %s", review.ErrDamaged, report.Differences[0])
	}
	return nil
}
