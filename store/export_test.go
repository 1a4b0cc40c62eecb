package store

import (
	"bytes"
	"errors"

	"go.etcd.io/bbolt"

	"winnow/review"
)

// RankKey is the queue key of a rank.
func RankKey(r review.Rank) []byte { return rankKey(r) }

// Restored is the confidence as it comes back from a stored record.
func Restored(c review.Confidence) review.Confidence { return unsortable(sortable(c)) }

// EncodeState and DecodeState are the codec of states.
func EncodeState(s review.State) []byte          { return encodeState(numberKey(1), s) }
func DecodeState(b []byte) (review.State, error) { return decodeState(numberKey(1), b) }
func DecodeRecord(seq uint64, b []byte) (id, raw []byte, _ error) {
	r, err := decodeRecord(numberKey(seq), b)
	return r.id, r.raw, err
}

// Bring reads stored bytes into memory.
func Bring(b []byte) { bring(b) }

// Schema is the schema version that this code writes.
const Schema = schema

// DerivedBuckets are the names of the buckets that Rebuild writes.
func DerivedBuckets() []string { return derivedBuckets }

// Dump returns all pairs of the derived buckets, without places that samples
// left, and the counts.
func (db *DB) Dump() (map[string]string, error) {
	out := map[string]string{}
	err := db.bolt.View(func(tx *bbolt.Tx) error {
		for _, name := range derivedBuckets {
			err := tx.Bucket([]byte(name)).ForEach(func(k, v []byte) error {
				out[name+"/"+string(k)] = string(v)
				return nil
			})
			if err != nil {
				return err
			}
		}
		out[metaCounts] = string(tx.Bucket([]byte(bucketMeta)).Get([]byte(metaCounts)))
		t, err := tablesOf(tx)
		if err != nil {
			return err
		}
		left, err := t.leftKeys(t, db.seed)
		for k := range left.given {
			delete(out, bucketQueue+"/"+k)
		}
		if errors.Is(err, review.ErrDamaged) {
			return nil // then nobody can tell which those are
		}
		return err
	})
	return out, err
}

// Wipe empties the derived buckets and spoils the counts.
func (db *DB) Wipe() error {
	return db.bolt.Update(func(tx *bbolt.Tx) error {
		for _, name := range derivedBuckets {
			if err := tx.DeleteBucket([]byte(name)); err != nil {
				return err
			}
			if _, err := tx.CreateBucket([]byte(name)); err != nil {
				return err
			}
		}
		return tables{meta: tx.Bucket([]byte(bucketMeta))}.setCounts(review.Counts{Samples: 7})
	})
}

// Spoil changes one value behind the store's back; nil removes the key. An
// empty key is the first one of the bucket.
func (db *DB) Spoil(bucket string, key, value []byte) error {
	return db.bolt.Update(func(tx *bbolt.Tx) error {
		b := tx.Bucket([]byte(bucket))
		if len(key) == 0 {
			k, _ := b.Cursor().First()
			key = bytes.Clone(k)
		}
		if value == nil {
			return b.Delete(key)
		}
		return b.Put(key, value)
	})
}

// MakeOld makes the project what programs before schema 3 made of it: none of
// its records has a gist. It returns how many had one.
func (db *DB) MakeOld() (n int, err error) {
	err = db.rewriteItems(func(r *record) {
		if len(r.gist) > 0 {
			r.gist = nil
			n++
		}
	})
	return n, errors.Join(err, db.SetSchema(2))
}

// SpoilGists makes all gists say something else of their records.
func (db *DB) SpoilGists(label string) error {
	return db.rewriteItems(func(r *record) {
		if len(r.gist) > 0 {
			r.gist = appendBlock(bytes.Clone(r.gist[:len(taskMark{})]), []byte(label))
		}
	})
}

func (db *DB) rewriteItems(change func(*record)) error {
	return db.bolt.Update(func(tx *bbolt.Tx) error {
		items := tx.Bucket([]byte(bucketItems))
		for seq := range items.Sequence() {
			key := numberKey(seq + 1)
			r, err := decodeRecord(key, bytes.Clone(items.Get(key)))
			if err != nil {
				return err
			}
			change(&r)
			if err := items.Put(key, r.encode(key)); err != nil {
				return err
			}
		}
		return nil
	})
}

// SetItemsEnd spoils the number at which the items end.
func (db *DB) SetItemsEnd(n uint64) error {
	return db.bolt.Update(func(tx *bbolt.Tx) error {
		return tx.Bucket([]byte(bucketItems)).SetSequence(n)
	})
}

// SetSchema makes the project one of another schema version.
func (db *DB) SetSchema(n uint64) error {
	return db.Spoil(bucketMeta, []byte(metaSchema), numberKey(n))
}

// RawItem returns the stored value of an item.
func (db *DB) RawItem(seq uint64) (v []byte, err error) {
	err = db.bolt.View(func(tx *bbolt.Tx) error {
		v = bytes.Clone(tx.Bucket([]byte(bucketItems)).Get(numberKey(seq)))
		return nil
	})
	return v, err
}

// TaskVersions is how many versions of the task the project holds.
func (db *DB) TaskVersions() (n int) {
	_ = db.bolt.View(func(tx *bbolt.Tx) error {
		n = tx.Bucket([]byte(bucketTasks)).Stats().KeyN
		return nil
	})
	return n
}

// FailCommits makes every commit from here on do what fail does with its
// transaction.
func (db *DB) FailCommits(fail func(*bbolt.Tx) error) { db.commit = fail }

// SweepAfter makes the store sweep when so many places are left.
func (db *DB) SweepAfter(n int) { db.mayLeave = n }

// MendCommits ends FailCommits.
func (db *DB) MendCommits() { db.commit = (*bbolt.Tx).Commit }

// Runs are the places and lengths of the runs of pages that the tree of a
// project file uses, values all pairs by bucket and key.
func Runs(file []byte) (runs map[int64]int, values map[string]string) {
	rec := recorder{bytes.NewReader(file), map[int64]int{}}
	values = map[string]string{}
	m, err := currentMeta(rec)
	if err != nil {
		return rec.runs, values
	}
	w := treeWalk{
		f: rec, meta: m, differ: func(string, ...any) {},
		leaf: func(bucket string, k, v []byte, where int64) {
			values[bucket+"/"+string(k)] = string(v)
		},
	}
	w.run()
	return rec.runs, values
}

type recorder struct {
	*bytes.Reader
	runs map[int64]int
}

func (r recorder) ReadAt(b []byte, at int64) (int, error) {
	if at >= 2*minPage && len(b) >= minPage {
		r.runs[at] = len(b)
	}
	return r.Reader.ReadAt(b, at)
}
