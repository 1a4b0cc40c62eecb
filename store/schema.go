package store

import (
	"encoding/binary"
	"encoding/json"
	"fmt"

	"go.etcd.io/bbolt"

	"winnow/review"
)

// schema is the version of the layout that this code writes. It reads those
// before it: version 2 brought the learned order, which code that does not know
// it would leave behind when it decides, version 3 the gists of records, version
// 4 keys of the orders that are not places any more. A project is of the version
// that its first decision, its first lesson or the import of samples with gists
// makes it.
const schema = 4

// format is the value of the meta key of that name: it tells a project from
// any other bbolt file.
const format = "winnow"

// Keys of the meta bucket. All but the first two are sealed; those stand bare,
// for programs that know no other schema than their own.
const (
	metaFormat  = "format"
	metaSchema  = "schema"  // number, bare
	metaSeed    = "seed"    // number
	metaCreated = "created" // RFC 3339
	metaTask    = "task"    // number of the current version
	metaCounts  = "counts"  // review.Counts as JSON
	metaHead    = "head"    // the end of the log's chain, see chainHead
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

	learned learned
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
	t.learned = learnedOf(tx, t.meta)
	// Both only ever grow at their end: full pages halve the file.
	t.items.FillPercent, t.log.FillPercent = 1, 1
	return t, nil
}

// metaNumber reads a number from the meta bucket.
func (t tables) metaNumber(key string) (uint64, error) {
	v, err := t.metaValue(key)
	if err != nil {
		return 0, err
	}
	return number(v)
}

func (t tables) setMetaNumber(key string, n uint64) error {
	return t.setMeta(key, numberKey(n))
}

// metaValue reads from the meta bucket.
func (t tables) metaValue(key string) ([]byte, error) {
	return unseal(tagMeta, []byte(key), t.meta.Get([]byte(key)))
}

func (t tables) setMeta(key string, body []byte) error {
	return t.meta.Put([]byte(key), seal(tagMeta, []byte(key), body))
}

// counts returns the kept counts, without verdicts that stand nowhere.
func (t tables) counts() (review.Counts, error) {
	c := review.Counts{ByVerdict: map[review.Verdict]int{}}
	b, err := t.metaValue(metaCounts)
	if err != nil {
		return review.Counts{}, err
	}
	if err := json.Unmarshal(b, &c); err != nil {
		return review.Counts{}, fmt.Errorf("%w: its counts cannot be read: %w", review.ErrDamaged, err)
	}
	return c, nil
}

func (t tables) setCounts(c review.Counts) error {
	return t.setMeta(metaCounts, encodeCounts(tidyCounts(c)))
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

// useSchema makes the project one of the schema that this code writes.
func (t tables) useSchema() error { return t.meta.Put([]byte(metaSchema), numberKey(schema)) }

// identify tells whether the open bbolt file is a project that this code can
// read.
func identify(tx *bbolt.Tx) error {
	meta := tx.Bucket([]byte(bucketMeta))
	if meta == nil || string(meta.Get([]byte(metaFormat))) != format {
		return fmt.Errorf("%w: it is the database of another program", review.ErrNotProject)
	}
	stored := meta.Get([]byte(metaSchema))
	if len(stored) != 8 {
		return fmt.Errorf("%w: its schema is missing", review.ErrDamaged)
	}
	version := binary.BigEndian.Uint64(stored)
	if version > schema {
		return fmt.Errorf("%w: it has schema %d, this one reads up to %d", review.ErrNewerSchema, version, schema)
	}
	if version < 1 {
		return fmt.Errorf("%w: schema %d does not exist", review.ErrDamaged, version)
	}
	return nil
}
