package store

import (
	"bytes"
	"fmt"
	"slices"

	"go.etcd.io/bbolt"
)

// Rebuild writes everything that derives from samples and log anew, in one
// transaction: a crash leaves the project as it was. It needs memory for the
// keys of all samples. A log that cannot be replayed, or a sample that cannot
// be read, is an error, and nothing is changed.
func (db *DB) Rebuild() error {
	err := db.update(func(tx *bbolt.Tx) error {
		if db.importing.Load() {
			return ErrImporting
		}
		for _, name := range derivedBuckets {
			if err := tx.DeleteBucket([]byte(name)); err != nil {
				return fmt.Errorf("emptying %s: %w", name, err)
			}
			if _, err := tx.CreateBucket([]byte(name)); err != nil {
				return fmt.Errorf("emptying %s: %w", name, err)
			}
		}
		t, err := tablesOf(tx)
		if err != nil {
			return err
		}
		if err := t.dropLearned(0); err != nil {
			return err
		}
		if err := t.meta.Delete([]byte(metaSwept)); err != nil {
			return err
		}
		return t.derive(db.seed)
	}, func(*bbolt.Tx) bool { return true }) // what is rebuilt cannot be told from what was there
	if err != nil {
		return fmt.Errorf("rebuilding %s: %w", db.path, err)
	}
	return nil
}

// pair is a key with its value. Those of a table are sorted before they are
// written: bbolt takes keys in order far faster than at random.
type pair struct{ key, value []byte }

// derive fills the empty derived tables.
func (t tables) derive(seed uint64) error {
	p, err := t.replayLog()
	if err != nil {
		return err
	}
	var ids, hashes, queue, state, heads []pair
	c := t.items.Cursor()
	for k, v := c.First(); k != nil && t.isOwn(k); k, v = c.Next() {
		seq, err := number(k)
		if err != nil {
			return err
		}
		if seq > t.items.Sequence() {
			break // left behind by an import that did not come to its end
		}
		r, err := decodeRecord(k, v)
		if err != nil {
			return fmt.Errorf("sample %d: %w", seq, err)
		}
		st := p.states[seq]
		ids = append(ids, pair{r.id, k})
		hashes = append(hashes, pair{r.hash[:], k})
		if !st.Decided() {
			queue = append(queue, pair{rankKey(r.rank(seq, st, seed)), nil})
		}
		if b := encodeState(k, st); b != nil {
			state = append(state, pair{k, b})
		}
		p.counts.Samples++
	}
	for reviewer, h := range p.heads {
		b, err := sealedJSON(tagHeads, []byte(reviewer), h)
		if err != nil {
			return err
		}
		heads = append(heads, pair{[]byte(reviewer), b})
	}
	for _, w := range []struct {
		bucket *bbolt.Bucket
		pairs  []pair
	}{{t.ids, ids}, {t.hashes, hashes}, {t.queue, queue}, {t.state, state}, {t.heads, heads}} {
		if err := putSorted(w.bucket, w.pairs); err != nil {
			return err
		}
	}
	return t.setCounts(p.counts)
}

func putSorted(b *bbolt.Bucket, pairs []pair) error {
	slices.SortFunc(pairs, func(x, y pair) int { return bytes.Compare(x.key, y.key) })
	for _, p := range pairs {
		if err := b.Put(p.key, p.value); err != nil {
			return err
		}
	}
	return nil
}
