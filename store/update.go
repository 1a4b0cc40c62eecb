package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"go.etcd.io/bbolt"

	"winnow/review"
)

// errStopped is the answer to work after an ErrUnknown.
var errStopped = errors.New("an earlier save failed with nothing known of it, open the project again")

// commitError tells that bbolt's commit returned an error. The transaction may
// be durable all the same: when the last sync fails, its page is written.
type commitError struct {
	err error
	tx  int // the number of the transaction
}

func (e *commitError) Error() string { return e.err.Error() }
func (e *commitError) Unwrap() error { return e.err }

// read runs f in a read transaction. Every reader goes through here: the file
// may be opened anew after a failed commit, and waits for readers then.
func (db *DB) read(f func(*bbolt.Tx) error) error {
	db.gate.RLock()
	defer db.gate.RUnlock()
	return db.bolt.View(f)
}

// update runs f in a write transaction. Every writer goes through here. Whether
// the file is the one at the path is looked at before, so that what is called
// unsaved is in no file, and afterwards, so that nothing is called saved in a file
// that nobody will find. What f returns is returned as it is and leaves
// no trace; an error of the commit itself is settled: there tells in a read
// transaction of the file, opened anew, whether the transaction's work is in
// it. Errors: [review.ErrReplaced]; [review.ErrUnknown] when that cannot be
// told. After both the store takes no more work.
func (db *DB) update(f func(*bbolt.Tx) error, there func(*bbolt.Tx) bool) error {
	err := db.try(f)
	var failed *commitError
	if !errors.As(err, &failed) {
		return err
	}
	saved, err := db.settle(failed.tx, there)
	switch {
	case err != nil:
		return db.halt(fmt.Errorf("%w: %w; and then: %w", review.ErrUnknown, failed, err))
	case !saved:
		return fmt.Errorf("not saved: %w", failed)
	}
	return nil
}

// try is one write transaction.
func (db *DB) try(f func(*bbolt.Tx) error) error {
	db.gate.RLock()
	defer db.gate.RUnlock()
	if err := db.watch(); err != nil {
		return err
	}
	if db.bolt.IsReadOnly() {
		return review.ErrReadOnly
	}
	tx, err := db.bolt.Begin(true)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after a commit there is nothing to take back
	if err := f(tx); err != nil {
		return err
	}
	id := tx.ID()
	if err := db.commit(tx); err != nil {
		return &commitError{err: err, tx: id}
	}
	return db.watch()
}

// intact makes sure that work is taken and that the open file has not become
// shorter: then bbolt would fault at its mapped pages.
func (db *DB) intact() error {
	if stop := db.stopped.Load(); stop != nil {
		if err := *stop; !errors.Is(err, review.ErrUnknown) {
			return err
		}
		// Of the work that stopped it nobody knows; this was not begun.
		return fmt.Errorf("not saved: %w", errStopped)
	}
	if db.info == nil {
		return nil // opened for reading
	}
	now, err := db.file.Stat()
	if err != nil {
		return fmt.Errorf("looking at the file: %w", withoutPath(err))
	}
	return db.notShorter(now)
}

// watch makes sure that the open file is intact and still the one at the path.
func (db *DB) watch() error {
	if db.info == nil || db.stopped.Load() != nil {
		return db.intact()
	}
	now, err := os.Stat(db.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return db.halt(fmt.Errorf("%w: nothing stands at its path any more; nothing is saved from here on", review.ErrReplaced))
	case err != nil:
		return fmt.Errorf("looking at the file: %w", withoutPath(err))
	case !os.SameFile(db.info, now):
		return db.halt(fmt.Errorf("%w: another file stands at its path; nothing is saved from here on", review.ErrReplaced))
	}
	return db.notShorter(now)
}

func (db *DB) notShorter(now fs.FileInfo) error {
	if now.Size() < db.size.Load() {
		return db.halt(fmt.Errorf("%w: it was cut from %d to %d bytes; nothing is saved from here on",
			review.ErrReplaced, db.size.Load(), now.Size()))
	}
	db.size.Store(now.Size())
	return nil
}

// halt makes the store refuse all further work with the error.
func (db *DB) halt(err error) error {
	db.stopped.CompareAndSwap(nil, &err)
	return *db.stopped.Load()
}

// settle finds out whether the transaction with the given number is in the
// file.
func (db *DB) settle(tx int, there func(*bbolt.Tx) bool) (saved bool, err error) {
	if err := db.reopen(); err != nil {
		return false, fmt.Errorf("the file cannot be opened again: %w", err)
	}
	err = db.read(func(now *bbolt.Tx) error {
		// Our number alone is no proof: while the file was closed another
		// process may have had it.
		saved = now.ID() >= tx && there(now)
		return nil
	})
	if err != nil || !saved {
		return false, err
	}
	// The pages were written and their sync failed. Only a commit that
	// succeeds makes the page that leads to them durable.
	err = db.try(func(tx *bbolt.Tx) error {
		t, err := tablesOf(tx)
		if err != nil {
			return err
		}
		head, err := t.chainHead()
		if err != nil {
			return err
		}
		return t.setChainHead(head)
	})
	return err == nil, err
}

// reopen closes the file and opens it as a project is opened, with all looks
// at it. The lock is let go for that moment.
func (db *DB) reopen() error {
	db.gate.Lock()
	defer db.gate.Unlock()
	// What Close has to say about a file that failed already helps nobody.
	_ = db.bolt.Close()
	f, err := openFile(db.path, false)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err == nil && !os.SameFile(db.info, info) {
		err = review.ErrReplaced
	}
	if err == nil {
		err = waitForLock(f, true)
	}
	if err == nil {
		err = inspect(f)
	}
	if err != nil {
		_ = f.Close()
		return err
	}
	again, err := openBolt(db.path, f, false)
	if err != nil {
		return err
	}
	db.bolt, db.file, db.last = again.bolt, again.file, last{}
	return nil
}
