package store

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"math"
	"slices"

	"go.etcd.io/bbolt"

	"winnow/review"
)

// generate writes the order anew and puts it into the place of the former one.
func (j *rescoring) generate(ctx context.Context) (err error) {
	next := j.current + 1
	b := &building{touched: map[uint64][]review.State{}}
	defer j.db.building.Store(nil)
	err = j.update(func(t tables) error {
		// From here on commits say what they touch; this holds their lock.
		j.db.building.Store(b)
		// What a former try left behind goes, and its number may come again.
		if err := t.dropLearned(t.learned.generation); err != nil {
			return err
		}
		next = max(next, t.learned.generation+1)
		for _, prefix := range []string{prefixLearned, prefixScores} {
			if _, err := t.meta.Tx().CreateBucket(generationName(prefix, next)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	order, err := j.order(ctx)
	if err != nil {
		return err
	}
	for _, write := range []func(context.Context, uint64) error{
		func(ctx context.Context, n uint64) error { return j.writeOrder(ctx, n, order) }, j.writeScores,
	} {
		if err := write(ctx, next); err != nil {
			return err
		}
	}
	if err := j.switchTo(ctx, next, b); err != nil {
		return err
	}
	if err := j.readAhead(ctx); err != nil {
		return err
	}
	return j.update(func(t tables) error { return t.dropLearned(t.learned.generation) })
}

// readAhead goes through the pages of the order that is about to be dropped, which
// looks at each of them. Those that the system has to get from the disk would hold
// up the decisions that wait behind that transaction.
func (j *rescoring) readAhead(ctx context.Context) error {
	dropped := func(t tables) *bbolt.Bucket { return generationOf(t.meta.Tx(), j.current).order }
	var after []byte
	for n := j.keys; n == j.keys; {
		if err := j.next(ctx); err != nil {
			return err
		}
		n = 0
		err := j.keysOf(dropped, after, func(k []byte) (bool, error) {
			n++
			after = append(after[:0], k...)
			return n < j.keys, nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// order collects the new order and sorts it.
func (j *rescoring) order(ctx context.Context) (*newOrder, error) {
	j.places = packPlaces(j.lesson.Scores)
	expected := min(j.waiting, len(j.lesson.Scores))
	half := expected / 2
	o := &newOrder{packed: make([]packedRank, 0, half+j.keys)}
	defer o.sorting.Wait()
	var after []byte
	for done := false; !done; {
		if err := j.next(ctx); err != nil {
			return nil, err
		}
		n := 0
		err := j.given(after, func(k []byte) (bool, error) {
			n++
			after = append(after[:0], k...)
			return n < j.keys, j.place(o, k)
		})
		if err != nil {
			return nil, err
		}
		done = n < j.keys
		if o.first == nil && len(o.packed) > half {
			o.sortFirst(expected - half)
		}
	}
	o.sort()
	return o, nil
}

// place puts the sample of a key of the given order into the new one.
func (j *rescoring) place(o *newOrder, given []byte) error {
	seq, err := rankSeq(given)
	if err != nil {
		return err
	}
	place := j.placeOf(seq)
	deferred := binary.BigEndian.Uint64(given) != 0
	if place == noPlace && !deferred {
		o.stay = true
		return nil // it keeps its key and is read again when that is written
	}
	if place != noPlace && !deferred && seq <= math.MaxUint32 {
		o.packed = append(o.packed, packedRank{place, uint32(seq), binary.BigEndian.Uint64(given[16:])})
		return nil
	}
	s, ok := j.scoreOf(seq)
	key := [rankSize]byte(given)
	if ok {
		binary.BigEndian.PutUint64(key[8:], sortable(confidenceOf(s.place)))
	}
	o.others = append(o.others, key)
	return nil
}

// placeOf is the place that the lesson gives a sample, noPlace if it gives none.
func (j *rescoring) placeOf(seq uint64) uint32 {
	if len(j.places) > 0 {
		if at := seq - 1; at < uint64(len(j.places)) {
			return j.places[at]
		}
		return noPlace
	}
	if s, ok := j.scoreOf(seq); ok {
		return packPlace(s)
	}
	return noPlace
}

// scoreOf looks a sample up in the lesson.
func (j *rescoring) scoreOf(seq uint64) (score, bool) {
	all := j.lesson.Scores
	// Mostly the lesson is about all samples, and this hits at once.
	if at := seq - 1; at < uint64(len(all)) && all[at].Seq == seq {
		return scoreOf(all[at]), true
	}
	i, ok := slices.BinarySearchFunc(all, seq, func(s review.Score, seq uint64) int {
		switch {
		case s.Seq < seq:
			return -1
		case s.Seq > seq:
			return 1
		}
		return 0
	})
	if !ok {
		return score{}, false
	}
	return scoreOf(all[i]), true
}

func (j *rescoring) writeOrder(ctx context.Context, n uint64, order *newOrder) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	for keys := range order.batches(ctx, j.keys, j.unscored) {
		if err := j.next(ctx); err != nil {
			return err
		}
		err := j.update(func(t tables) error {
			to := generationOf(t.meta.Tx(), n).order
			if to == nil {
				return errDropped
			}
			to.FillPercent = stagedFill
			for i := range keys {
				if err := to.Put(keys[i][:], []byte{}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return cmp.Or(order.failed, ctx.Err())
}

// unscored reads the next keys of the given order behind after, those of samples
// without a score that were never deferred: they stay what they are, and in a
// project much larger than what is learned about they are most of the order. A
// sample that a commit moves meanwhile is put right at the end, as all are.
func (j *rescoring) unscored(into [][rankSize]byte, after []byte) (keys [][rankSize]byte, last []byte, err error) {
	keys, n := into[:0], 0
	err = j.given(after, func(k []byte) (bool, error) {
		if binary.BigEndian.Uint64(k) != 0 {
			return false, nil // from here on all were deferred
		}
		seq, err := rankSeq(k)
		if err != nil {
			return false, err
		}
		if j.placeOf(seq) == noPlace {
			keys = append(keys, [rankSize]byte(k))
		}
		n++
		last = append(last[:0], k...)
		return n < j.keys, nil
	})
	return keys, last, err
}

// given goes through the keys of the given order behind after, in one
// transaction, as long as each wants more.
func (j *rescoring) given(after []byte, each func(key []byte) (more bool, err error)) error {
	return j.keysOf(func(t tables) *bbolt.Bucket { return t.queue }, after, each)
}

// keysOf does that with any order; one that is not there has no keys.
func (j *rescoring) keysOf(order func(tables) *bbolt.Bucket, after []byte, each func(key []byte) (more bool, err error)) error {
	return j.db.read(func(tx *bbolt.Tx) error {
		t, err := tablesOf(tx)
		if err != nil {
			return err
		}
		defer forget(tx)
		keys := order(t)
		if keys == nil {
			return nil
		}
		c := keys.Cursor()
		k, _ := c.Seek(after)
		if k != nil && string(k) == string(after) {
			k, _ = c.Next()
		}
		for more := true; more && k != nil; k, _ = c.Next() {
			if more, err = each(k); err != nil {
				return err
			}
		}
		return nil
	})
}

func (j *rescoring) writeScores(ctx context.Context, n uint64) error {
	// As many bytes in a transaction as of keys.
	most := max(1, j.keys*rankSize/(chunkScores*scoreBytes))
	at := 0
	for at < len(j.lesson.Scores) {
		if err := j.next(ctx); err != nil {
			return err
		}
		err := j.update(func(t tables) error {
			to := generationOf(t.meta.Tx(), n).scores
			if to == nil {
				return errDropped
			}
			to.FillPercent = stagedFill
			for written := 0; at < len(j.lesson.Scores) && written < most; written++ {
				key, _ := scoreKey(j.lesson.Scores[at].Seq)
				c := newChunk()
				for ; at < len(j.lesson.Scores); at++ {
					k, place := scoreKey(j.lesson.Scores[at].Seq)
					if string(k) != string(key) {
						break
					}
					c.set(place, scoreOf(j.lesson.Scores[at]))
				}
				if err := to.Put(key, seal(tagScores, key, c)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// switchTo puts the touched samples right and makes the generation count. The
// last of its transactions does both, so that nothing can come between.
func (j *rescoring) switchTo(ctx context.Context, n uint64, b *building) error {
	for done := false; !done; {
		if err := j.next(ctx); err != nil {
			return err
		}
		err := j.update(func(t tables) error {
			t.learned = generationOf(t.meta.Tx(), n)
			if t.learned.order == nil || t.learned.scores == nil {
				return errDropped
			}
			b.mu.Lock()
			defer b.mu.Unlock()
			left := j.moves
			for seq, states := range b.touched {
				if left--; left < 0 {
					return nil
				}
				if err := t.settleTouched(seq, states, j.db.seed); err != nil {
					return err
				}
				delete(b.touched, seq)
			}
			t.learned.entry, done = j.lesson.Entry, true
			if err := t.useSchema(); err != nil {
				return err
			}
			return t.setLearned(t.learned)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// settleTouched takes a sample out of the places in which it may stand and
// puts it where it belongs now.
func (t tables) settleTouched(seq uint64, was []review.State, seed uint64) error {
	now, err := t.State(seq)
	if errors.Is(err, review.ErrNotFound) {
		return nil // it was touched by a commit that failed
	}
	if err != nil {
		return err
	}
	for _, st := range was {
		rank, err := t.learnedRank(seq, st, seed)
		if err != nil {
			return err
		}
		if err := t.learned.order.Delete(rankKey(rank)); err != nil {
			return err
		}
	}
	if now.Decided() {
		return nil
	}
	rank, err := t.learnedRank(seq, now, seed)
	if err != nil {
		return err
	}
	return t.learned.order.Put(rankKey(rank), []byte{})
}
