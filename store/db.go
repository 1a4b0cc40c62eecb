package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"winnow/review"
)

// lockWait is how long an open waits for a project that is in use. bbolt's
// own default would wait for ever.
const lockWait = time.Second

// fileMode is the mode of everything this package writes: a project holds
// texts that are nobody else's business.
const fileMode fs.FileMode = 0o600

// DB is an open project. Its methods may be called from any goroutine.
type DB struct {
	gate sync.RWMutex // held for writing while bolt is opened anew
	bolt *bbolt.DB
	file *os.File // that of bolt, which closes it
	path string
	seed uint64
	note *note // nil when opened for reading

	info     fs.FileInfo           // the open file; nil when opened for reading
	size     atomic.Int64          // the most bytes that it had
	stopped  atomic.Pointer[error] // why no more work is taken
	commit   func(*bbolt.Tx) error // bbolt's own; tests let it fail
	recent   recent                // belongs to the write transaction
	last     last                  // this too
	mayLeave int                   // sweepAfter; tests make it less

	mu   sync.RWMutex
	task *readTask // current version; nil if there is none

	importing atomic.Bool // a Bulk is under way
	rescoring sync.Mutex  // one Rescore at a time
	building  atomic.Pointer[building]
	rescore   func(*rescoring) // tests make its steps smaller
	reads     atomic.Uint64    // since the project was opened, see DB.view
	kept      kept             // what reading found last

	closing sync.Once
	closed  error
}

var _ review.Store = (*DB)(nil)

type options struct{ readOnly bool }

// Option changes how a project is opened.
type Option func(*options)

// ReadOnly opens a project for reading only. Several processes can do so at
// the same time, but not while one has it open for writing.
func ReadOnly() Option { return func(o *options) { o.readOnly = true } }

// Open opens an existing project. Errors name the path and are, for errors.Is
// and errors.As: fs.ErrNotExist, fs.ErrPermission, [review.ErrEmptyFile],
// [review.ErrNotProject] (directories, devices and foreign files),
// [review.ErrDamaged], [review.ErrNewerSchema], and [*review.InUseError] when
// another process still has it after one second.
//
// A project that others could read is closed to them on the way.
func Open(path string, opts ...Option) (*DB, error) {
	var o options
	for _, opt := range opts {
		opt(&o)
	}
	f, err := openFile(path, o.readOnly)
	if err != nil {
		return nil, wrapOpen(path, err)
	}
	if err := waitForLock(f, !o.readOnly); err != nil {
		_ = f.Close()
		if errors.Is(err, errLocked) {
			return nil, inUse(path)
		}
		return nil, wrapOpen(path, err)
	}
	if !stillAt(path, f) {
		_ = f.Close() // it was compacted while this waited: its new file counts
		return Open(path, opts...)
	}
	if err := inspect(f); err != nil {
		_ = f.Close()
		return nil, wrapOpen(path, err)
	}
	info, err := f.Stat()
	if err != nil {
		_ = f.Close()
		return nil, wrapOpen(path, err)
	}
	db, err := openBolt(path, f, o.readOnly)
	if errors.Is(err, bolterrors.ErrTimeout) {
		return nil, inUse(path)
	}
	if err != nil {
		return nil, wrapOpen(path, err)
	}
	if !o.readOnly {
		closeToOthers(f, info)
		db.info = info
		db.size.Store(info.Size())
		if err := errors.Join(db.dropStaged(), db.dropUnfinished()); err != nil {
			return nil, errors.Join(wrapOpen(path, err), db.bolt.Close())
		}
		db.note = leaveNote(path)
	}
	return db, nil
}

func wrapOpen(path string, err error) error {
	return fmt.Errorf("opening %s: %w", path, err)
}

// withoutPath is what the system says against a file, without the file's name:
// the caller says which one was asked for.
func withoutPath(err error) error {
	var pe *fs.PathError
	var le *os.LinkError
	switch {
	case errors.As(err, &pe):
		return pe.Err
	case errors.As(err, &le):
		return le.Err
	}
	return err
}

// openFile opens a regular file and nothing else: opening a FIFO would wait,
// and reading some devices never ends.
func openFile(path string, readOnly bool) (*os.File, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		if link, lerr := os.Lstat(path); lerr == nil && link.Mode()&fs.ModeSymlink != 0 {
			return nil, fmt.Errorf("it is a link to nothing: %w", fs.ErrNotExist)
		}
	}
	if err != nil {
		return nil, withoutPath(err)
	}
	if err := regular(info); err != nil {
		return nil, err
	}
	mode := os.O_RDWR
	if readOnly {
		mode = os.O_RDONLY
	}
	// O_NONBLOCK and the second look are for a file that was replaced by
	// something else in between.
	f, err := os.OpenFile(path, mode|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, withoutPath(err)
	}
	if info, err = f.Stat(); err == nil {
		err = regular(info)
	}
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	return f, nil
}

// closeToOthers takes away from others the right to read a project. It is for
// files that are known to be one.
func closeToOthers(f *os.File, info fs.FileInfo) {
	if info.Mode().Perm()&0o077 != 0 {
		_ = f.Chmod(fileMode) // some file systems know no modes, which keeps nobody out
	}
}

func regular(info fs.FileInfo) error {
	switch {
	case info.IsDir():
		return fmt.Errorf("%w: it is a directory", review.ErrNotProject)
	case !info.Mode().IsRegular():
		return fmt.Errorf("%w: it is not a regular file", review.ErrNotProject)
	case info.Size() == 0:
		return review.ErrEmptyFile
	}
	return nil
}

// boltOptions are the options for a file that is open and locked already.
func boltOptions(f *os.File, readOnly bool) *bbolt.Options {
	return &bbolt.Options{
		Timeout: lockWait,
		// The other kind takes any free page, this one the first: what a commit
		// writes stays close together, see spare.
		FreelistType: bbolt.FreelistArrayType,
		ReadOnly:     readOnly,
		NoStatistics: true,
		MaxSize:      int(LargestFile()),
		OpenFile:     func(string, int, fs.FileMode) (*os.File, error) { return f, nil },
	}
}

// openBolt hands the file to bbolt and reads what a DB keeps in memory. It
// owns f: when it fails the file is closed and the lock is gone.
func openBolt(path string, f *os.File, readOnly bool) (*DB, error) {
	db := &DB{path: path, file: f, commit: (*bbolt.Tx).Commit, mayLeave: sweepAfter}
	err := guarded(func() (err error) {
		if db.bolt, err = bbolt.Open(path, fileMode, boltOptions(f, readOnly)); err != nil {
			return err
		}
		return db.bolt.View(db.load)
	})
	if err != nil {
		db.abandon(f)
		return nil, err
	}
	return db, nil
}

// abandon lets go of a file that could not be opened as a project. A bbolt
// that panicked while it opened leaves the file mapped for as long as the
// process lives, and a mapped file keeps its lock even when it is closed, so
// the lock is given back by itself.
func (db *DB) abandon(f *os.File) {
	if db.bolt != nil {
		_ = guarded(db.bolt.Close)
	}
	unlockFile(f)
	_ = f.Close() // again, if bbolt did it already
}

func (db *DB) load(tx *bbolt.Tx) error {
	if err := identify(tx); err != nil {
		return err
	}
	t, err := tablesOf(tx)
	if err != nil {
		return err
	}
	if db.seed, err = t.metaNumber(metaSeed); err != nil {
		return err
	}
	if _, err := t.counts(); err != nil {
		return err
	}
	db.task, err = t.currentTask()
	return err
}

// Path is the path that the project was opened with.
func (db *DB) Path() string { return db.path }

// Seed implements [review.Store].
func (db *DB) Seed() uint64 { return db.seed }

// Close ends the use of the project. It waits for transactions under way;
// further calls do nothing.
func (db *DB) Close() error {
	db.closing.Do(func() {
		// Before the lock goes, so that nobody else's note is removed.
		db.note.remove()
		db.gate.Lock()
		defer db.gate.Unlock()
		if err := db.bolt.Close(); err != nil {
			db.closed = fmt.Errorf("closing %s: %w", db.path, err)
		}
	})
	return db.closed
}
