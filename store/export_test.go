package store

import (
	"bytes"

	"go.etcd.io/bbolt"

	"winnow/review"
)

// RankKey is the queue key of a rank.
func RankKey(r review.Rank) []byte { return rankKey(r) }

// Restored is the confidence as it comes back from a stored record.
func Restored(c review.Confidence) review.Confidence { return unsortable(sortable(c)) }

// EncodeState and DecodeState are the codec of states.
func EncodeState(s review.State) []byte          { return encodeState(s) }
func DecodeState(b []byte) (review.State, error) { return decodeState(b) }
func DecodeRecord(b []byte) (id, raw []byte, _ error) {
	r, err := decodeRecord(b)
	return r.id, r.raw, err
}

// Schema is the schema version that this code writes.
const Schema = schema

// DerivedBuckets are the names of the buckets that Rebuild writes.
func DerivedBuckets() []string { return derivedBuckets }

// Dump returns all pairs of the derived buckets and the counts.
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
		return nil
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
		return tx.Bucket([]byte(bucketMeta)).Put([]byte(metaCounts), []byte(`{"samples":7}`))
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
