package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"go.etcd.io/bbolt"

	"winnow/review"
)

// purger is the name under which a purge rejects its samples in the log.
const purger = "winnow purge"

// ErrTextsInFreePages tells that a purge is done and saved, and that the file
// still holds the purged texts in pages that nothing uses, because it could not
// be compacted. [Compact] ends that.
var ErrTextsInFreePages = errors.New("the samples are purged, but free pages of the file still hold their texts")

// Purge takes the samples with these ids out of the project for good: record,
// id, signals, provenance, drafts and note, and every text in the log entries
// about them. What stays is a rejected sample named purged-N without content,
// who decided what and when, and hashes: the log's chain still proves that no
// entry was changed otherwise, and the content hash makes an import of the same
// content a duplicate, so that it does not come back unasked. The file is then
// compacted, since a key-value store keeps what was deleted in its free pages.
//
// Nobody else may have the project open. An id that is not there is
// [review.ErrNotFound], and then nothing is changed.
func Purge(ctx context.Context, path string, ids []string) (Sizes, error) {
	db, err := Open(path)
	if err != nil {
		return Sizes{}, err
	}
	if err := db.purge(ids); err != nil {
		return Sizes{}, errors.Join(fmt.Errorf("purging in %s: %w", path, err), db.Close())
	}
	sizes, err := db.compact(ctx)
	if err != nil {
		err = fmt.Errorf("%w: %w", ErrTextsInFreePages, withoutPath(err))
	}
	return sizes, errors.Join(err, db.Close())
}

// purge is one transaction.
func (db *DB) purge(ids []string) error {
	var head chainHead
	return db.update(func(tx *bbolt.Tx) error {
		w, err := db.writer(tx)
		if err != nil {
			return err
		}
		seqs := map[uint64]bool{}
		for _, id := range ids {
			if err := w.purgeID(id, seqs); err != nil {
				return fmt.Errorf("sample %q: %w", id, err)
			}
		}
		if err := w.purgeLog(seqs); err != nil {
			return err
		}
		if err := w.setCounts(w.receipt.Counts); err != nil {
			return err
		}
		head = w.head
		return w.setChainHead(head)
	}, func(tx *bbolt.Tx) bool {
		t, err := tablesOf(tx)
		if err != nil {
			return false
		}
		now, err := t.chainHead()
		return err == nil && now == head
	})
}

// purgeID purges the sample of that id, but for its log entries, and adds its
// number to seqs.
func (w *writer) purgeID(id string, seqs map[uint64]bool) error {
	key := w.ids.Get([]byte(id))
	if key == nil {
		return review.ErrNotFound
	}
	seq, err := number(key)
	if err != nil || seqs[seq] {
		return err
	}
	seqs[seq] = true
	return w.purgeSample(seq)
}

// purgeSample rejects the sample, so that no queue offers what is left of it
// and no earlier decision can be undone, and takes away all but its log
// entries.
func (w *writer) purgeSample(seq uint64) error {
	result, err := w.act(review.Action{
		ID: fmt.Sprintf("purge-%d", seq), Op: review.OpDecide, Reviewer: purger, At: time.Now().UTC(), Seq: seq,
		Decision: review.Decision{Verdict: review.Reject},
	})
	if err = errors.Join(err, result.Err); err != nil {
		return err
	}
	// By what is left of the record its place could not be found.
	if err := w.sweep(w.leavings, w.seed); err != nil {
		return err
	}
	w.leavings = nil
	key := numberKey(seq)
	was, err := decodeRecord(key, w.items.Get(key))
	if err != nil {
		return err
	}
	oldID := bytes.Clone(was.id)
	stored, id, err := purgedRecord(key, w.items.Get(key))
	if err != nil {
		return err
	}
	st, err := decodeState(key, w.state.Get(key))
	if err != nil {
		return err
	}
	st.Note = ""
	if err := w.put(w.ids, oldID, nil); err != nil {
		return err
	}
	if other := w.ids.Get(id); other != nil {
		return fmt.Errorf("another sample is named %q", id)
	}
	for _, p := range []struct {
		bucket     *bbolt.Bucket
		key, value []byte
	}{{w.ids, id, key}, {w.items, key, stored}, {w.state, key, encodeState(key, st)}} {
		if err := w.put(p.bucket, p.key, p.value); err != nil {
			return err
		}
	}
	return w.dropDrafts(seq)
}

// purgeLog takes the texts out of every entry about the samples.
func (w *writer) purgeLog(seqs map[uint64]bool) error {
	var entries []pair
	c := w.log.Cursor()
	for k, v := c.First(); k != nil; k, v = c.Next() {
		e, err := decodeEntry(k, v)
		if err != nil {
			return err
		}
		if !seqs[e.Seq] {
			continue
		}
		stripped, err := purgedEntry(k, v)
		if err != nil {
			return err
		}
		entries = append(entries, pair{bytes.Clone(k), stripped})
	}
	for _, p := range entries {
		if err := w.put(w.log, p.key, p.value); err != nil {
			return err
		}
	}
	return nil
}
