package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"go.etcd.io/bbolt"

	"winnow/review"
)

// ErrImporting is the answer to a commit while a [Bulk] is under way.
var ErrImporting = fmt.Errorf("rows are being imported, nothing else can be written meanwhile: %w", review.ErrBusy)

// Bulk takes many samples in, so that all of them become part of the project
// at once or none does. What the tables of keys will hold is kept in memory,
// sorted, and written when everything is there, which is many times faster than
// finding the place of each as it comes.
//
// A project that has no samples yet is written anew, beside its file, which it
// replaces at the end: see bulkFile. Into one that has some the samples are
// appended, behind a mark in meta that says where the project's own end: what
// stands behind it is not part of the project and is removed by Abandon, or
// when the project is opened next.
//
// A Bulk is for one goroutine. While it is under way reading goes on, and
// [DB.Commit] returns [ErrImporting].
type Bulk struct {
	db     *DB
	ranker review.Ranker
	task   *readTask // that the samples were read with
	newly  []byte    // that task as it will be stored, nil where it is the project's
	some   bool      // a sample came that is in the project, or will be
	base   uint64    // items of the project itself
	keys   *bulkKeys
	fresh  *bulkFile                                  // nil when the samples go into the project's own file
	room   struct{ key, id, provenance, gist []byte } // of one sample, used again
	err    error                                      // the first one; only Abandon is left then
	over   bool
}

// Bulk begins an import, of samples that were read with the task that is the
// current one now. ranker gives them their confidence. It must be ended with [Bulk.Publish] or [Bulk.Abandon].
func (db *DB) Bulk(ranker review.Ranker) (*Bulk, error) {
	return db.bulk(ranker, db.currentTask(), nil)
}

// BulkUnder is [DB.Bulk] under a task that becomes the project's together with the
// samples; of samples of which none is taken in, or there already, with nothing. A
// task that could not be read back is refused.
func (db *DB) BulkUnder(task review.Task, ranker review.Ranker) (*Bulk, error) {
	src, read, err := readBack(task)
	if err != nil {
		return nil, fmt.Errorf("importing into %s: %w", db.path, err)
	}
	return db.bulk(ranker, read, src)
}

func (db *DB) bulk(ranker review.Ranker, task *readTask, newly []byte) (*Bulk, error) {
	if !db.importing.CompareAndSwap(false, true) {
		return nil, ErrImporting
	}
	b := &Bulk{db: db, ranker: ranker, keys: newBulkKeys(), task: task, newly: newly}
	// In a write transaction, so that a commit that is under way is waited for.
	err := db.update(func(tx *bbolt.Tx) error {
		t, err := tablesOf(tx)
		if err != nil {
			return err
		}
		b.base = t.items.Sequence()
		return errUnchanged
	}, never)
	if !errors.Is(err, errUnchanged) {
		db.importing.Store(false)
		return nil, fmt.Errorf("importing into %s: %w", db.path, err)
	}
	if b.base == 0 {
		b.fresh = db.newBulkFile()
	}
	return b, nil
}

// Task is the one by which the samples are to be read.
func (b *Bulk) Task() review.Task { return b.task.task }

// count is how many samples the import brings.
func (b *Bulk) count() uint64 { return uint64(b.keys.n) }

// Add appends samples and says what became of each, as [DB.Commit] does; those
// taken in are not part of the project yet. About 2,000 samples at a time are
// best, which can be one transaction. After an error only [Bulk.Abandon] is
// left.
func (b *Bulk) Add(ctx context.Context, samples []review.Sample) ([]review.Added, error) {
	if err := b.usable(ctx); err != nil {
		return nil, err
	}
	added := make([]review.Added, 0, len(samples))
	all := func(to itemSink) error {
		marks := b.keys.marksOf(samples)
		for i := range samples {
			if i%near == 0 {
				b.keys.touch(marks[i:])
			}
			a, err := b.add(to, &samples[i], marks[i])
			if err != nil {
				return fmt.Errorf("sample %q: %w", samples[i].ID, err)
			}
			b.some = b.some || a.Arrival != review.Conflict
			added = append(added, a)
		}
		return nil
	}
	var err error
	if b.fresh != nil {
		err = all(b.fresh)
	} else {
		err = b.addInPlace(all)
	}
	if err != nil {
		b.err = fmt.Errorf("importing into %s: %w", b.db.path, err)
		return nil, b.err
	}
	return added, nil
}

// addInPlace is Add into the project's own file.
func (b *Bulk) addInPlace(all func(itemSink) error) error {
	err := b.db.update(func(tx *bbolt.Tx) error {
		t, err := tablesOf(tx)
		if err != nil {
			return err
		}
		before := b.count()
		if err := all(itemTables{t}); err != nil {
			return err
		}
		forget(tx)
		if b.count() == before {
			return errUnchanged
		}
		if before == 0 {
			return errors.Join(t.setMetaNumber(metaImport, b.base), t.useSchema())
		}
		return nil
	}, never)
	if errors.Is(err, errUnchanged) {
		return nil
	}
	return err
}

// itemSink is where an import puts its samples.
type itemSink interface {
	// known looks a sample up among those of the project itself.
	known(id string, hash review.Hash) (review.Added, bool, error)
	// put writes a record, whose bytes and key it does not keep.
	put(key []byte, r record) error
}

// itemTables are those of the project's own file.
type itemTables struct{ tables }

func (t itemTables) known(id string, hash review.Hash) (review.Added, bool, error) {
	w := writer{tables: t.tables}
	return w.known(id, hash)
}

func (t itemTables) put(key []byte, r record) error { return t.items.Put(key, r.encode(key)) }

// never is for transactions whose work is taken out again when it cannot be
// told whether they were done.
func never(*bbolt.Tx) bool { return false }

func (b *Bulk) usable(ctx context.Context) error {
	switch {
	case b.err != nil:
		return b.err
	case b.over:
		return fmt.Errorf("importing into %s: the import is over", b.db.path)
	}
	return ctx.Err()
}

// add is what the writer's add is to a commit, with the tables of keys left
// for later.
func (b *Bulk) add(to itemSink, s *review.Sample, m marks) (review.Added, error) {
	if len(m.id) > maxName {
		return review.Added{}, fmt.Errorf("the id has %d bytes, %d are allowed", len(m.id), maxName)
	}
	if known, ok, err := to.known(m.id, m.hash); ok || err != nil {
		return known, err
	}
	if place, what, ok := b.keys.known(m); ok {
		renamed := what == review.Duplicate && string(b.keys.id(place)) != m.id
		return review.Added{Arrival: what, Seq: b.base + uint64(place) + 1, Renamed: renamed}, nil
	}
	seq, confidence := b.base+b.count()+1, b.ranker.Confidence(*s)
	if err := b.put(to, seq, confidence, s, m); err != nil {
		return review.Added{}, err
	}
	b.keys.add(m, confidence)
	return review.Added{Arrival: review.Stored, Seq: seq}, nil
}

// put writes a sample's record.
func (b *Bulk) put(to itemSink, seq uint64, c review.Confidence, s *review.Sample, m marks) (err error) {
	room := &b.room
	if room.provenance, err = appendProvenance(room.provenance[:0], s.Provenance); err != nil {
		return fmt.Errorf("writing its provenance: %w", err)
	}
	room.key = binary.BigEndian.AppendUint64(room.key[:0], seq)
	room.id = append(room.id[:0], m.id...)
	room.gist = appendGist(room.gist[:0], b.task.mark, s)
	return to.put(room.key, record{
		confidence: c, hash: m.hash, id: room.id, provenance: room.provenance, gist: room.gist, raw: s.Raw,
	})
}

// Abandon takes out what was added. After [Bulk.Publish] it does nothing.
func (b *Bulk) Abandon() error {
	if b.over {
		return nil
	}
	b.end()
	if err := b.db.dropStaged(); err != nil {
		return fmt.Errorf("taking an import out of %s: %w", b.db.path, err)
	}
	return nil
}

func (b *Bulk) end() {
	b.over = true
	b.keys = &bulkKeys{}
	if b.fresh != nil {
		b.fresh.drop()
	}
	b.db.importing.Store(false)
}

// metaImport is the key of meta for the mark: the number of items that the
// project had when an import began that is not over.
const metaImport = "import"

// own is the last arrival number of the project: what stands behind it belongs
// to an import that is not over.
func (t tables) own() (uint64, error) {
	if t.meta.Get([]byte(metaImport)) == nil {
		return math.MaxUint64, nil
	}
	return t.metaNumber(metaImport)
}

// isOwn tells whether an item's key is part of the project.
func (t tables) isOwn(key []byte) bool {
	last, err := t.own()
	return err != nil || bytes.Compare(key, numberKey(last)) <= 0
}

// mostDropped is how many items one transaction takes out.
const mostDropped = 10_000

// dropStaged removes what an import left behind that did not come to its end.
func (db *DB) dropStaged() error {
	for more := true; more; {
		err := db.read(func(tx *bbolt.Tx) error {
			more = tx.Bucket([]byte(bucketMeta)).Get([]byte(metaImport)) != nil
			return nil
		})
		if err == nil && more {
			err = db.update(dropSome, never)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// dropSome removes a part, and with the last one the mark.
func dropSome(tx *bbolt.Tx) error {
	t, err := tablesOf(tx)
	if err != nil {
		return err
	}
	own, err := t.own()
	if err != nil {
		return err
	}
	if tx.Bucket([]byte(bucketStaging)) != nil {
		return tx.DeleteBucket([]byte(bucketStaging))
	}
	if own == 0 {
		if err := tx.DeleteBucket([]byte(bucketItems)); err != nil {
			return err
		}
		if _, err := tx.CreateBucket([]byte(bucketItems)); err != nil {
			return err
		}
		return t.meta.Delete([]byte(metaImport))
	}
	last, _ := t.items.Cursor().Last()
	n, err := number(last)
	if err != nil {
		return err
	}
	end := max(own, n-min(n, mostDropped))
	for ; n > end; n-- {
		if err := t.items.Delete(numberKey(n)); err != nil {
			return err
		}
	}
	if end > own {
		return nil
	}
	return t.meta.Delete([]byte(metaImport))
}
