package store

import (
	"encoding/binary"
	"encoding/json"
	"fmt"

	"go.etcd.io/bbolt"

	"winnow/review"
)

// schema is the version of the layout that this code reads and writes.
const schema = 1

// format is the value of the meta key of that name: it tells a project from
// any other bbolt file.
const format = "winnow"

// Keys of the meta bucket.
const (
	metaFormat  = "format"
	metaSchema  = "schema"  // number
	metaSeed    = "seed"    // number
	metaCreated = "created" // RFC 3339
	metaTask    = "task"    // number of the current version
	metaCounts  = "counts"  // review.Counts as JSON
)

// Names of the buckets.
const (
	bucketMeta   = "meta"
	bucketTasks  = "tasks"
	bucketItems  = "items"
	bucketLog    = "log"
	bucketDrafts = "drafts"
	bucketIDs    = "ids"
	bucketHashes = "hashes"
	bucketQueue  = "queue"
	bucketState  = "state"
	bucketHeads  = "heads"
)

var (
	sourceBuckets  = []string{bucketMeta, bucketTasks, bucketItems, bucketLog, bucketDrafts}
	derivedBuckets = []string{bucketIDs, bucketHashes, bucketQueue, bucketState, bucketHeads}
)

// tables are the buckets of one transaction. They are a [review.Ledger].
type tables struct {
	meta, tasks, items, log, drafts  *bbolt.Bucket
	ids, hashes, queue, state, heads *bbolt.Bucket
}

// tablesOf finds the buckets; one that is missing is damage.
func tablesOf(tx *bbolt.Tx) (tables, error) {
	var t tables
	for _, b := range []struct {
		name string
		to   **bbolt.Bucket
	}{
		{bucketMeta, &t.meta},
		{bucketTasks, &t.tasks},
		{bucketItems, &t.items},
		{bucketLog, &t.log},
		{bucketDrafts, &t.drafts},
		{bucketIDs, &t.ids},
		{bucketHashes, &t.hashes},
		{bucketQueue, &t.queue},
		{bucketState, &t.state},
		{bucketHeads, &t.heads},
	} {
		if *b.to = tx.Bucket([]byte(b.name)); *b.to == nil {
			return tables{}, fmt.Errorf("%w: its table %q is missing", review.ErrDamaged, b.name)
		}
	}
	// Both only ever grow at their end: full pages halve the file.
	t.items.FillPercent, t.log.FillPercent = 1, 1
	return t, nil
}

// metaNumber reads a number from the meta bucket.
func (t tables) metaNumber(key string) (uint64, error) {
	v := t.meta.Get([]byte(key))
	if len(v) != 8 {
		return 0, fmt.Errorf("%w: its %s is missing", review.ErrDamaged, key)
	}
	return binary.BigEndian.Uint64(v), nil
}

func (t tables) setMetaNumber(key string, n uint64) error {
	return t.meta.Put([]byte(key), numberKey(n))
}

// counts returns the kept counts, without verdicts that stand nowhere.
func (t tables) counts() (review.Counts, error) {
	c := review.Counts{ByVerdict: map[review.Verdict]int{}}
	if err := json.Unmarshal(t.meta.Get([]byte(metaCounts)), &c); err != nil {
		return review.Counts{}, fmt.Errorf("%w: its counts cannot be read: %w", review.ErrDamaged, err)
	}
	return c, nil
}

func (t tables) setCounts(c review.Counts) error {
	b, err := json.Marshal(tidyCounts(c))
	if err != nil {
		return fmt.Errorf("writing the counts: %w", err)
	}
	return t.meta.Put([]byte(metaCounts), b)
}

// tidyCounts drops verdicts that stand nowhere, so that equal projects have
// equal counts whatever happened in between.
func tidyCounts(c review.Counts) review.Counts {
	out := review.Counts{Samples: c.Samples, Flagged: c.Flagged, ByVerdict: map[review.Verdict]int{}}
	for v, n := range c.ByVerdict {
		if n != 0 {
			out.ByVerdict[v] = n
		}
	}
	return out
}

// identify tells whether the open bbolt file is a project that this code can
// read.
func identify(tx *bbolt.Tx) error {
	meta := tx.Bucket([]byte(bucketMeta))
	if meta == nil || string(meta.Get([]byte(metaFormat))) != format {
		return fmt.Errorf("%w: it is the database of another program", review.ErrNotProject)
	}
	version, err := tables{meta: meta}.metaNumber(metaSchema)
	if err != nil {
		return err
	}
	if version > schema {
		return fmt.Errorf("%w: it has schema %d, this one reads up to %d", review.ErrNewerSchema, version, schema)
	}
	if version < 1 {
		return fmt.Errorf("%w: schema %d does not exist", review.ErrDamaged, version)
	}
	return nil
}
