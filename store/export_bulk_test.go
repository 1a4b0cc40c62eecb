package store

import (
	"context"

	"go.etcd.io/bbolt"
)

// Stage does all of Publish but its last step.
func (b *Bulk) Stage() error {
	_, err := b.stage(context.Background())
	return err
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
