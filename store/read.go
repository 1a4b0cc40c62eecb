package store

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"go.etcd.io/bbolt"

	"winnow/review"
)

// errStop ends a walk whose visitor has had enough.
var errStop = errors.New("stop")

// reader is one read transaction with the task that decodes its records.
type reader struct {
	tables
	task review.Task
	mark taskMark
	// samples reads the records where one comes after the other; else nil.
	samples *sampleReader
	kept    *kept
}

// readsKept is after how many looks into the project the memory through which
// they went is given back. An item drags a neighbourhood of pages along, so in
// a big project a thousand of them are dozens of megabytes.
const readsKept = 32

// looked counts looks into the project and tells whether it is time to forget.
func (db *DB) looked(n int) bool {
	now := db.reads.Add(uint64(n))
	return now/readsKept != (now-uint64(n))/readsKept
}

// view runs f in a read transaction. An errStop from f is no error.
func (db *DB) view(f func(r reader) error) error {
	task := db.currentTask()
	err := db.read(func(tx *bbolt.Tx) error {
		t, err := tablesOf(tx)
		if err != nil {
			return err
		}
		if db.looked(1) {
			defer forget(tx)
		}
		return f(reader{tables: t, task: task.task, mark: task.mark, kept: &db.kept})
	})
	if errors.Is(err, errStop) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("reading %s: %w", db.path, err)
	}
	return nil
}

// Item implements [review.Store].
func (db *DB) Item(seq uint64) (it review.Item, err error) {
	err = db.view(func(r reader) error {
		it, err = r.item(seq)
		return err
	})
	return it, err
}

// Find implements [review.Store].
func (db *DB) Find(id string) (it review.Item, err error) {
	err = db.view(func(r reader) error {
		v := r.ids.Get([]byte(id))
		if v == nil {
			return review.ErrNotFound
		}
		seq, err := number(v)
		if err != nil {
			return err
		}
		it, err = r.item(seq)
		if err == nil && it.Sample.ID != id {
			err = fmt.Errorf("%w: the index of ids leads from %q to sample %d, which has another", review.ErrDamaged, id, seq)
		}
		return err
	})
	return it, err
}

// Counts implements [review.Store].
func (db *DB) Counts() (c review.Counts, err error) {
	err = db.view(func(r reader) error {
		c, err = r.counts()
		return err
	})
	return c, err
}

// Log implements [review.Store].
func (db *DB) Log(before uint64, visit func(review.Entry) bool) error {
	return db.view(func(r reader) error {
		c := r.log.Cursor()
		k, v := c.Last()
		if before != 0 {
			if at, _ := c.Seek(numberKey(before)); at == nil {
				k, v = c.Last()
			} else {
				k, v = c.Prev()
			}
		}
		for ; k != nil; k, v = c.Prev() {
			e, err := decodeEntry(k, v)
			if err != nil {
				return err
			}
			if !visit(e) {
				return errStop
			}
		}
		return nil
	})
}

// item puts an item together, or returns review.ErrNotFound.
func (r reader) item(seq uint64) (review.Item, error) {
	key := numberKey(seq)
	value := r.items.Get(key)
	if value == nil || !r.isOwn(key) {
		return review.Item{}, fmt.Errorf("sample %d: %w", seq, review.ErrNotFound)
	}
	var it review.Item
	if err := r.sample(&it.Sample, seq, value); err != nil {
		return review.Item{}, fmt.Errorf("sample %d: %w", seq, err)
	}
	s, err := r.learned.score(seq)
	if err != nil {
		s = score{} // damaged scores are none: the sample can be decided without them
	}
	if err := r.stand(&it, s, r.state.Get(key)); err != nil {
		return review.Item{}, err
	}
	it.Drafts, err = r.draftsOf(seq)
	return it, err
}

// sample reads the sample of a stored record.
func (r reader) sample(out *review.Sample, seq uint64, record []byte) error {
	as := keptAsOf(seq, record, r.mark)
	if s, ok := r.kept.find(as); ok {
		*out = s
		return nil
	}
	rec, err := decodeRecord(numberKey(seq), record)
	if err != nil {
		return err
	}
	samples := r.samples
	if samples == nil {
		samples = newSampleReader(r)
	}
	if err := samples.read(out, rec, seq, false); err != nil {
		return err
	}
	if !samples.lend {
		r.kept.keep(as, *out)
	}
	return nil
}

// stand adds to an item with its sample what was learned about it and what was
// decided. state is what stands in the table of that name.
func (r *reader) stand(it *review.Item, s score, state []byte) (err error) {
	it.Confidence = it.Sample.Confidence
	if s.has {
		it.Confidence = confidenceOf(s.confidence)
	}
	if state == nil {
		return nil
	}
	seq := it.Sample.Seq
	if it.State, err = decodeState(numberKey(seq), state); err != nil {
		return fmt.Errorf("sample %d: %w", seq, err)
	}
	if it.State.Decision != 0 {
		e, err := r.Entry(it.State.Decision)
		if err != nil {
			return fmt.Errorf("sample %d: reading log entry %d: %w", seq, it.State.Decision, err)
		}
		it.Decision = &e
		if it.State.Decided() { // what was learned since was learned from it
			it.Confidence = e.Decision.Shown.Confidence
		}
	}
	return nil
}

// draftsOf returns the drafts of a sample, the newest first.
func (t tables) draftsOf(seq uint64) (all []review.Draft, err error) {
	prefix := numberKey(seq)
	c := t.drafts.Cursor()
	for k, v := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, v = c.Next() {
		d, err := fromSealedJSON[review.Draft](tagDraft, k, v)
		if err != nil {
			return nil, err
		}
		all = append(all, d)
	}
	slices.SortStableFunc(all, func(a, b review.Draft) int { return b.At.Compare(a.At) })
	return all, nil
}
