package store

import (
	"errors"
	"fmt"

	"go.etcd.io/bbolt"

	"winnow/review"
)

// Scratch makes a project that is thrown away after use, such as for a
// simulation: a real one in everything, but that its seed is given and that
// nothing waits for the disk. It does not survive a crash of the machine.
func Scratch(path string, task review.Task, seed uint64) (*DB, error) {
	db, err := Create(path, task)
	if err != nil {
		return nil, err
	}
	db.bolt.NoSync = true
	err = db.bolt.Update(func(tx *bbolt.Tx) error {
		t, err := tablesOf(tx)
		if err != nil {
			return err
		}
		return t.setMetaNumber(metaSeed, seed)
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("seeding %s: %w", path, err), db.Close())
	}
	db.seed = seed
	return db, nil
}
