package store

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"go.etcd.io/bbolt"
)

// Stage does all of Publish but its last step.
func (b *Bulk) Stage() error {
	_, err := b.stage(context.Background())
	return err
}

// InPlace lets the samples go into the project's own file, also if it has none.
func (b *Bulk) InPlace() {
	b.fresh.drop()
	b.fresh = nil
}

// IsFresh tells whether a new file is written.
func (b *Bulk) IsFresh() bool { return b.fresh != nil }

// ErrDisk is what FailAt lets a call say.
var ErrDisk = errors.New("the disk is broken")

// FailAt lets the n-th write or sync of the new file fail, from 1.
func (b *Bulk) FailAt(n int64) {
	_ = b.fresh.file.writer.end()
	out := &failing{boltOutput: b.fresh.f}
	out.left.Store(n)
	b.fresh.file = newBoltFile(out, b.fresh.file.size)
	b.fresh.items = b.fresh.file.tree(1)
}

type failing struct {
	boltOutput
	left atomic.Int64
}

func (f *failing) WriteAt(p []byte, at int64) (int, error) {
	if f.left.Add(-1) == 0 {
		return 0, ErrDisk
	}
	return f.boltOutput.WriteAt(p, at)
}

func (f *failing) Sync() error {
	if f.left.Add(-1) == 0 {
		return ErrDisk
	}
	return f.boltOutput.Sync()
}

// StoredItems counts the items in the file, whether part of the project or
// not.
func (db *DB) StoredItems() (n int, err error) {
	err = db.bolt.View(func(tx *bbolt.Tx) error {
		n = tx.Bucket([]byte(bucketItems)).Stats().KeyN
		return nil
	})
	return n, err
}

// Pages lets bbolt check its pages.
func (db *DB) Pages() (errs []error) {
	_ = db.bolt.View(func(tx *bbolt.Tx) error {
		for err := range tx.Check() {
			errs = append(errs, err)
		}
		return nil
	})
	return errs
}

// Pairs is every pair of every table, and the tables' sequences.
func (db *DB) Pairs() (all []string) {
	_ = db.bolt.View(func(tx *bbolt.Tx) error {
		return tx.ForEach(func(name []byte, b *bbolt.Bucket) error {
			all = append(all, fmt.Sprintf("%s %d", name, b.Sequence()))
			return b.ForEach(func(k, v []byte) error {
				all = append(all, fmt.Sprintf("%s %q = %q", name, k, v))
				return nil
			})
		})
	})
	return all
}
