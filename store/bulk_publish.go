package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"go.etcd.io/bbolt"

	"winnow/review"
)

// bucketStaging holds the tables of keys as they will be once an import is
// part of the project. It exists only during [Bulk.Publish].
const bucketStaging = "staging"

const (
	// fewSamples are added to the tables in place; for more the tables are
	// written anew, because a transaction keeps every page that it changes in
	// memory, and so many keys change them all.
	fewSamples = 10_000
	// stagedKeys is how many keys one transaction writes.
	stagedKeys = 20_000
	// stagedFill leaves room in pages of keys for those that come one by one.
	stagedFill = 0.9
)

// Publish makes everything that was added part of the project, at once, and
// returns the counts after it. When it returns an error, the
// project is as it was before the import (unless the error came from the very
// last sync: whoever wants to know reads), and only [Bulk.Abandon] is left.
func (b *Bulk) Publish(ctx context.Context) (review.Counts, error) {
	if err := b.usable(ctx); err != nil {
		return review.Counts{}, err
	}
	b.keys.forget()
	if b.count() > fewSamples {
		debug.FreeOSMemory() // the memory of what was forgotten is needed now
	}
	counts, err := b.publishAll(ctx)
	if err != nil {
		b.err = fmt.Errorf("importing into %s: %w", b.db.path, err)
		return review.Counts{}, b.err
	}
	if b.newly != nil && b.some {
		b.db.useTask(b.task)
	}
	b.end()
	return counts, nil
}

func (b *Bulk) publishAll(ctx context.Context) (review.Counts, error) {
	if b.fresh != nil && b.count() > 0 {
		return b.publishFresh(ctx)
	}
	indexes, err := b.stage(ctx)
	if err != nil {
		return review.Counts{}, err
	}
	return b.publish(indexes)
}

// keyTables are the tables whose keys Publish writes. Ids often come in their
// order: written first, they do not wait for a sort.
func keyTables() []string { return []string{bucketIDs, bucketHashes, bucketQueue} }

// stage prepares the tables of keys. Those of a small import are returned.
func (b *Bulk) stage(ctx context.Context) (map[string]*index, error) {
	small := map[string]*index{}
	var room []sortKey
	for _, name := range keyTables() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		x := b.keys.index(name, b.base+1, b.db.seed, room)
		if b.count() <= fewSamples {
			small[name] = x
			continue
		}
		if err := b.merge(ctx, name, x); err != nil {
			return nil, err
		}
		room = x.sorted
	}
	return small, nil
}

// merge writes the table as it will be: what it holds now and what the import
// brings, in the order of the keys.
func (b *Bulk) merge(ctx context.Context, name string, x *index) error {
	m := merging{name: []byte(name), index: x}
	for !m.done {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := b.db.update(m.some, never); err != nil {
			return err
		}
	}
	return nil
}

// merging is a merge under way.
type merging struct {
	name  []byte
	index *index
	at    int    // in the index
	after []byte // the last key that was copied from the table
	done  bool
}

func (m *merging) some(tx *bbolt.Tx) error {
	staging, err := tx.CreateBucketIfNotExists([]byte(bucketStaging))
	if err != nil {
		return err
	}
	to, err := staging.CreateBucketIfNotExists(m.name)
	if err != nil {
		return err
	}
	to.FillPercent = stagedFill
	defer forget(tx)
	c := tx.Bucket(m.name).Cursor()
	k, v := c.Seek(m.after)
	if k != nil && bytes.Equal(k, m.after) {
		k, v = c.Next()
	}
	// Put keeps the values until the commit, so they get room of their own.
	room := make([]byte, 0, stagedKeys*rankSize)
	for range stagedKeys {
		var key, value []byte
		if m.at < m.index.len() {
			key, value = m.index.pair(m.at, room[len(room):])
		}
		switch {
		case k == nil && key == nil:
			m.done = true
			return nil
		case key == nil || k != nil && bytes.Compare(k, key) < 0:
			// Put keeps the value until the commit, by when the mapping that
			// it stands in can have moved.
			key, value = k, append([]byte{}, v...)
			m.after = append(m.after[:0], k...)
			k, v = c.Next()
		default:
			m.at++
			room = room[:min(cap(room), len(room)+len(key)+len(value))]
		}
		if err := to.Put(key, value); err != nil {
			return err
		}
	}
	return nil
}

// publish is the one transaction that makes the import part of the project.
func (b *Bulk) publish(small map[string]*index) (counts review.Counts, err error) {
	err = b.db.update(func(tx *bbolt.Tx) error {
		if err := takeStaged(tx); err != nil {
			return err
		}
		t, err := tablesOf(tx)
		if err != nil {
			return err
		}
		if counts, err = t.counts(); err != nil {
			return err
		}
		if err := b.giveTask(t); err != nil {
			return err
		}
		if b.count() == 0 {
			return nil
		}
		for name, x := range small {
			if err := x.putAll(tx.Bucket([]byte(name))); err != nil {
				return err
			}
		}
		// It would not know the new samples, and is soon learned again.
		if err := t.dropLearned(0); err != nil {
			return err
		}
		counts.Samples += b.keys.n
		if err := t.items.SetSequence(b.base + b.count()); err != nil {
			return err
		}
		if err := t.meta.Delete([]byte(metaImport)); err != nil {
			return err
		}
		return t.setCounts(counts)
	}, func(tx *bbolt.Tx) bool {
		t, err := tablesOf(tx)
		if err != nil || t.items.Sequence() != b.base+b.count() || t.meta.Get([]byte(metaImport)) != nil {
			return false
		}
		same, err := b.hasTask(t)
		return same && err == nil
	})
	if errors.Is(err, errUnchanged) {
		err = nil
	}
	return counts, err
}

// hasTask tells whether the project has the task that the import brings with it.
func (b *Bulk) hasTask(t tables) (bool, error) {
	if b.newly == nil || !b.some {
		return true, nil
	}
	return t.isCurrent(b.newly)
}

// giveTask makes it the project's; errUnchanged where the import brings nothing else
// and the project has it.
func (b *Bulk) giveTask(t tables) error {
	same, err := b.hasTask(t)
	switch {
	case err != nil:
		return err
	case !same:
		return t.addTask(b.newly)
	case b.count() == 0:
		return errUnchanged
	}
	return nil
}

// takeStaged puts the staged tables into the place of those that they follow.
func takeStaged(tx *bbolt.Tx) error {
	staging := tx.Bucket([]byte(bucketStaging))
	if staging == nil {
		return nil
	}
	for _, name := range keyTables() {
		if err := tx.DeleteBucket([]byte(name)); err != nil {
			return err
		}
		if err := tx.MoveBucket([]byte(name), staging, nil); err != nil {
			return err
		}
	}
	return tx.DeleteBucket([]byte(bucketStaging))
}

func (x *index) putAll(to *bbolt.Bucket) error {
	for i := range x.len() {
		key, value := x.pair(i, nil)
		if err := to.Put(key, value); err != nil {
			return err
		}
	}
	return nil
}
