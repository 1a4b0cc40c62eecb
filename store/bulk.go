package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/maphash"
	"math"

	"go.etcd.io/bbolt"

	"winnow/review"
)

// ErrImporting is the answer to a commit while a [Bulk] is under way.
var ErrImporting = fmt.Errorf("rows are being imported, nothing else can be written meanwhile: %w", review.ErrBusy)

// Bulk takes many samples in, so that all of them become part of the project
// at once or none does. They are appended to items, behind a mark in meta that
// says where the project's own end: what stands behind it is not part of the
// project and is removed by Abandon, or when the project is opened next. The
// keys of all other tables are sorted and written when everything is there,
// which is many times faster than finding the place of each as it comes.
//
// A Bulk is for one goroutine. While it is under way reading goes on, and
// [DB.Commit] returns [ErrImporting].
type Bulk struct {
	db     *DB
	ranker review.Ranker
	base   uint64 // items of the project itself
	count  uint64 // and of the import
	// Places in both are arrival numbers less base+1.
	ids, hashes seen
	idSeed      maphash.Seed
	err         error // the first one; only Abandon is left then
	over        bool
}

// Bulk begins an import. ranker gives the samples their confidence. It must be
// ended with [Bulk.Publish] or [Bulk.Abandon].
func (db *DB) Bulk(ranker review.Ranker) (*Bulk, error) {
	if !db.importing.CompareAndSwap(false, true) {
		return nil, ErrImporting
	}
	b := &Bulk{db: db, ranker: ranker, idSeed: maphash.MakeSeed()}
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
	return b, nil
}

// Add appends samples and says what became of each, as [DB.Commit] does; those
// taken in are not part of the project yet. It is one transaction, about 2,000
// samples are best. After an error only [Bulk.Abandon] is left.
func (b *Bulk) Add(ctx context.Context, samples []review.Sample) ([]review.Added, error) {
	if err := b.usable(ctx); err != nil {
		return nil, err
	}
	added := make([]review.Added, 0, len(samples))
	err := b.db.update(func(tx *bbolt.Tx) error {
		t, err := tablesOf(tx)
		if err != nil {
			return err
		}
		before := b.count
		for _, s := range samples {
			a, err := b.add(t, s)
			if err != nil {
				return fmt.Errorf("sample %q: %w", s.ID, err)
			}
			added = append(added, a)
		}
		forget(tx)
		if b.count == before {
			return errUnchanged
		}
		if before == 0 {
			return t.setMetaNumber(metaImport, b.base)
		}
		return nil
	}, never)
	if err != nil && !errors.Is(err, errUnchanged) {
		b.err = fmt.Errorf("importing into %s: %w", b.db.path, err)
		return nil, b.err
	}
	return added, nil
}

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
func (b *Bulk) add(t tables, s review.Sample) (review.Added, error) {
	hash := s.ContentHash()
	if s.ID == "" {
		s.ID = hash.String()
	}
	if len(s.ID) > maxName {
		return review.Added{}, fmt.Errorf("the id has %d bytes, %d are allowed", len(s.ID), maxName)
	}
	if b.base > 0 {
		w := writer{tables: t}
		if known, ok, err := w.known(s.ID, hash); ok || err != nil {
			return known, err
		}
	}
	idPrint, hashPrint := uint32(maphash.String(b.idSeed, s.ID)), binary.BigEndian.Uint32(hash[:])
	if known, ok, err := b.known(t, s.ID, idPrint, hash, hashPrint); ok || err != nil {
		return known, err
	}
	s.Confidence = b.ranker.Confidence(s)
	s.Seq = b.base + b.count + 1
	value, err := encodeRecord(s, hash)
	if err != nil {
		return review.Added{}, err
	}
	if err := t.items.Put(numberKey(s.Seq), value); err != nil {
		return review.Added{}, err
	}
	b.count++
	b.ids.add(idPrint)
	b.hashes.add(hashPrint)
	return review.Added{Arrival: review.Stored, Seq: s.Seq}, nil
}

// known looks a sample up among those of the import, by id, then by content.
func (b *Bulk) known(t tables, id string, idPrint uint32, hash review.Hash, hashPrint uint32) (review.Added, bool, error) {
	var r record
	read := func(place int) (err error) {
		key := numberKey(b.seq(place))
		r, err = decodeRecord(key, t.items.Get(key))
		return err
	}
	place, ok, err := b.ids.find(idPrint, func(place int) (bool, error) {
		err := read(place)
		return string(r.id) == id, err
	})
	switch {
	case err != nil:
		return review.Added{}, false, err
	case ok && r.hash != hash:
		return review.Added{Arrival: review.Conflict, Seq: b.seq(place)}, true, nil
	case ok:
		return review.Added{Arrival: review.Duplicate, Seq: b.seq(place)}, true, nil
	}
	place, ok, err = b.hashes.find(hashPrint, func(place int) (bool, error) {
		err := read(place)
		return r.hash == hash, err
	})
	return review.Added{Arrival: review.Duplicate, Seq: b.seq(place)}, ok, err
}

func (b *Bulk) seq(place int) uint64 { return b.base + uint64(place) + 1 }

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
	b.ids, b.hashes = seen{}, seen{}
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
