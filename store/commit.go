package store

import (
	"bytes"
	"errors"
	"fmt"

	"go.etcd.io/bbolt"

	"winnow/review"
)

// maxName bounds the names that become keys: reviewers and sample ids.
const maxName = 1024

// errUnchanged ends a transaction that wrote nothing, to spare its syncs.
var errUnchanged = errors.New("nothing changed")

// Commit implements [review.Store]. An action with an empty or overlong
// reviewer name, or one that cannot be written as JSON (seconds that are not a
// number), fails alone. A sample without an id gets its content hash as one; a
// sample with an id of more than 1,024 bytes fails the batch, which no record
// that [review.ParseRecord] reads can do.
//
// A final verdict ends all drafts of its sample; a draft of an unknown sample
// is not kept, since nothing could ever show it.
func (db *DB) Commit(b review.Batch) (review.Receipt, error) {
	var receipt review.Receipt
	err := db.update(func(tx *bbolt.Tx) error {
		if db.importing.Load() {
			return ErrImporting
		}
		if db.looked(len(b.Drafts) + len(b.Actions) + len(b.Samples)) {
			defer forget(tx)
		}
		w, err := db.writer(tx)
		if err != nil {
			return err
		}
		if err := w.batch(b); err != nil {
			return err
		}
		if !w.changed {
			receipt = w.receipt
			return errUnchanged
		}
		if len(w.leavings) >= db.mayLeave {
			if err := w.sweep(w.leavings, w.seed); err != nil {
				return err
			}
			w.leavings = nil
		}
		if err := w.setCounts(w.receipt.Counts); err != nil {
			return err
		}
		if err := w.setChainHead(w.head); err != nil {
			return err
		}
		w.receipt.Counts = tidyCounts(w.receipt.Counts)
		receipt = w.receipt
		db.remember(tx, w)
		return nil
	}, func(tx *bbolt.Tx) bool {
		t, err := tablesOf(tx)
		return err == nil && t.hold(b, receipt)
	})
	if err != nil && !errors.Is(err, errUnchanged) {
		return review.Receipt{}, fmt.Errorf("writing %s: %w", db.path, err)
	}
	return receipt, nil
}

// hold tells whether what the receipt calls saved is there.
func (t tables) hold(b review.Batch, r review.Receipt) bool {
	for i, result := range r.Actions {
		if result.Err != nil {
			continue
		}
		if e, err := t.Entry(result.Change.Entry.N); err != nil || e.ID != b.Actions[i].ID || e.Reviewer != b.Actions[i].Reviewer {
			return false
		}
	}
	for i, added := range r.Samples {
		key := numberKey(added.Seq)
		stored, err := decodeRecord(key, t.items.Get(key))
		if err != nil || added.Arrival == review.Stored && stored.hash != b.Samples[i].ContentHash() {
			return false
		}
	}
	return true
}

// writer is one commit under way.
type writer struct {
	tables
	seed uint64
	// building is an order that is being written meanwhile, nil if none is.
	building *building
	recent   map[string]uint64       // log entries by action id, from before
	fresh    map[string]uint64       // and from this commit
	lately   map[string]review.Heads // see last.heads
	head     chainHead               // after what the batch did so far
	leavings []leaving               // not swept
	receipt  review.Receipt          // its counts are kept up to date
	changed  bool
}

func (db *DB) writer(tx *bbolt.Tx) (*writer, error) {
	t, err := tablesOf(tx)
	if err != nil {
		return nil, err
	}
	if err := db.recent.catchUp(t.log); err != nil {
		return nil, err
	}
	w := &writer{tables: t, seed: db.seed, building: db.building.Load(), recent: db.recent.entries, fresh: map[string]uint64{}}
	before := db.last
	db.last = last{} // until this one is done
	if before.follows(tx) {
		w.head, w.receipt.Counts, w.lately, w.leavings = before.head, before.counts, before.heads, before.leavings
	} else {
		w.lately = map[string]review.Heads{}
		if w.head, err = t.chainHead(); err != nil {
			return nil, err
		}
		if w.receipt.Counts, err = t.counts(); err != nil {
			return nil, err
		}
		if w.leavings, err = t.leavings(); err != nil {
			return nil, err
		}
	}
	if w.head.n != t.log.Sequence() {
		return nil, fmt.Errorf("%w: the log's chain ends at entry %d, the log at %d", review.ErrDamaged, w.head.n, t.log.Sequence())
	}
	return w, nil
}

// Heads implements [review.Ledger].
func (w *writer) Heads(reviewer string) (review.Heads, error) {
	if h, ok := w.lately[reviewer]; ok {
		return h, nil
	}
	return w.tables.Heads(reviewer)
}

func (w *writer) batch(b review.Batch) error {
	for _, d := range b.Drafts {
		if err := w.keep(d); err != nil {
			return err
		}
	}
	for _, a := range b.Actions {
		result, err := w.act(a)
		if err != nil {
			return fmt.Errorf("action %s: %w", a.ID, err)
		}
		w.receipt.Actions = append(w.receipt.Actions, result)
	}
	for _, s := range b.Samples {
		added, err := w.add(s)
		if err != nil {
			return fmt.Errorf("sample %q: %w", s.ID, err)
		}
		w.receipt.Samples = append(w.receipt.Samples, added)
	}
	return nil
}

// put writes a pair; a nil value removes the key.
func (w *writer) put(b *bbolt.Bucket, key, value []byte) error {
	w.changed = true
	if value == nil {
		return b.Delete(key)
	}
	return b.Put(key, value)
}

// keep stores a draft or, where it is empty, removes it.
func (w *writer) keep(d review.Draft) error {
	key := draftKey(d.Seq, d.Reviewer)
	switch {
	case d.IsEmpty() && w.drafts.Get(key) == nil:
		return nil
	case d.IsEmpty():
		return w.put(w.drafts, key, nil)
	case w.items.Get(numberKey(d.Seq)) == nil:
		return nil
	}
	b, err := sealedJSON(tagDraft, key, d)
	if err != nil {
		return err
	}
	return w.put(w.drafts, key, b)
}

// act does one action. What the domain says against it is in the result and
// leaves no trace; an error is one of the store and ends the batch.
func (w *writer) act(a review.Action) (review.Result, error) {
	if a.Reviewer == "" || len(a.Reviewer) > maxName {
		return review.Result{Err: fmt.Errorf("a reviewer needs a name of 1 to %d bytes", maxName)}, nil
	}
	if result, ok, err := w.repeated(a); ok || err != nil {
		return result, err
	}
	change, err := review.Plan(w, a, w.log.Sequence()+1)
	if err != nil {
		return review.Result{Err: err}, nil
	}
	entry, err := encodeEntry(change.Entry)
	if err != nil {
		return review.Result{Err: fmt.Errorf("writing the log entry: %w", err)}, nil
	}
	if err := w.apply(change, entry); err != nil {
		return review.Result{}, err
	}
	w.fresh[a.ID] = change.Entry.N
	return review.Result{Change: change}, nil
}

// apply writes a change: the entry, and all that derives from it.
func (w *writer) apply(c review.Change, entry []byte) error {
	e := c.Entry
	heads := seal(tagHeads, []byte(e.Reviewer), encodeHeads(c.Heads))
	key := numberKey(e.Seq)
	link := w.head.link(entry)
	link.purged = e.Purged // when a salvage does it again
	w.head = link.head()
	if err := w.log.SetSequence(e.N); err != nil {
		return err
	}
	for _, p := range []struct {
		bucket     *bbolt.Bucket
		key, value []byte
	}{
		{w.log, numberKey(e.N), link.encode(numberKey(e.N))},
		{w.state, key, encodeState(key, c.Now)},
		{w.heads, []byte(e.Reviewer), heads},
	} {
		if err := w.put(p.bucket, p.key, p.value); err != nil {
			return err
		}
	}
	if err := w.move(e.Seq, e.Was, c.Now); err != nil {
		return err
	}
	w.lately[e.Reviewer] = c.Heads
	w.receipt.Counts.Apply(e.Was, c.Now)
	if (e.Op == review.OpDecide || e.Op == review.OpRedo) && c.Now.Decided() && c.Now.Decision != e.Was.Decision {
		return w.endEdits(e.Seq)
	}
	return nil
}

// move makes the change of a sample's place in the queue, if it has changed.
func (w *writer) move(seq uint64, was, now review.State) error {
	if w.building != nil {
		w.building.touch(seq, was)
	}
	if was.Decided() == now.Decided() && was.Deferral() == now.Deferral() {
		return nil
	}
	if !was.Decided() {
		if err := w.leave(seq, was); err != nil {
			return err
		}
	}
	if now.Decided() {
		return nil
	}
	return w.offer(seq, now)
}

// endEdits ends what is half edited of a sample. Half-typed notes stay: a decision
// says nothing of them.
func (w *writer) endEdits(seq uint64) error {
	drafts, _ := w.draftsOf(seq) // what cannot be read goes
	if err := w.dropDrafts(seq); err != nil {
		return err
	}
	for _, d := range drafts {
		d.Texts, d.Field = nil, ""
		if err := w.keep(d); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) dropDrafts(seq uint64) error {
	prefix := numberKey(seq)
	var keys [][]byte
	c := w.drafts.Cursor()
	for k, _ := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, _ = c.Next() {
		keys = append(keys, k)
	}
	for _, k := range keys {
		if err := w.put(w.drafts, k, nil); err != nil {
			return err
		}
	}
	return nil
}

// add takes one sample in, unless the project has it already.
func (w *writer) add(s review.Sample) (review.Added, error) {
	hash := s.ContentHash()
	if s.ID == "" {
		s.ID = hash.String()
	}
	if len(s.ID) > maxName {
		return review.Added{}, fmt.Errorf("the id has %d bytes, %d are allowed", len(s.ID), maxName)
	}
	if known, ok, err := w.known(s.ID, hash); ok || err != nil {
		return known, err
	}
	var err error
	if s.Seq, err = w.items.NextSequence(); err != nil {
		return review.Added{}, err
	}
	value, err := encodeRecord(s, hash)
	if err != nil {
		return review.Added{}, err
	}
	key := numberKey(s.Seq)
	for _, p := range []struct {
		bucket     *bbolt.Bucket
		key, value []byte
	}{
		{w.items, key, value},
		{w.ids, []byte(s.ID), key},
		{w.hashes, hash[:], key},
		{w.queue, rankKey(review.RankOf(s, review.State{}, w.seed)), []byte{}},
	} {
		if err := w.put(p.bucket, p.key, p.value); err != nil {
			return review.Added{}, err
		}
	}
	if err := w.addLearned(s); err != nil {
		return review.Added{}, err
	}
	w.receipt.Counts.Samples++
	return review.Added{Arrival: review.Stored, Seq: s.Seq}, nil
}

// addLearned puts a new sample into the learned order, by the confidence with
// which it arrived.
func (w *writer) addLearned(s review.Sample) error {
	if w.building != nil {
		w.building.touch(s.Seq, review.State{})
	}
	if w.learned.order == nil {
		return nil
	}
	return w.put(w.learned.order, rankKey(review.RankOf(s, review.State{}, w.seed)), []byte{})
}

// known looks a sample up by id, then by content.
func (w *writer) known(id string, hash review.Hash) (review.Added, bool, error) {
	if v := w.ids.Get([]byte(id)); v != nil {
		r, err := decodeRecord(v, w.items.Get(v))
		if err != nil {
			return review.Added{}, false, err
		}
		seq, err := number(v)
		if r.hash == hash {
			return review.Added{Arrival: review.Duplicate, Seq: seq}, true, err
		}
		return review.Added{Arrival: review.Conflict, Seq: seq}, true, err
	}
	if v := w.hashes.Get(hash[:]); v != nil {
		seq, err := number(v)
		return review.Added{Arrival: review.Duplicate, Seq: seq, Renamed: true}, true, err
	}
	return review.Added{}, false, nil
}
