package store

import (
	"errors"
	"fmt"

	"winnow/review"
)

// A decision does not take its sample's key out of the orders: that alone would
// write as many pages as the rest of it. Readers pass by keys that are not the
// place of their sample any more (see tables.stands), and one commit in many
// sweeps them out. metaSwept tells of which entries the places are swept; all
// are while it is missing.
const metaSwept = "swept" // number of a log entry

// sweepAfter is how many places are left before they are swept. Whoever asks for
// the next sample may pass by that many keys.
const sweepAfter = 32

// leaving is a place in the queue that a sample left: the one of this state.
type leaving struct {
	seq uint64
	was review.State
}

// leavings are the places that samples left and that are not swept.
func (t tables) leavings() ([]leaving, error) {
	if t.meta.Get([]byte(metaSwept)) == nil {
		return nil, nil
	}
	swept, err := t.metaNumber(metaSwept)
	if err != nil {
		return nil, err
	}
	var left []leaving
	for n := swept + 1; n <= t.log.Sequence(); n++ {
		e, err := t.Entry(n)
		if err != nil {
			return nil, fmt.Errorf("reading log entry %d: %w", n, err)
		}
		if !e.Was.Decided() {
			left = append(left, leaving{e.Seq, e.Was})
		}
	}
	return left, nil
}

// stands tells whether the key, of either order, is still the place of its
// sample, of which key is the number.
func (t tables) stands(place []byte, key []byte) (bool, error) {
	st, err := decodeState(key, t.state.Get(key))
	return err == nil && !st.Decided() && st.Deferral() == deferralOf(place), err
}

// isLeft tells whether the sample is not in that place any more.
func (l leaving) isLeft(now review.State) bool {
	return now.Decided() || now.Deferral() != l.was.Deferral()
}

// sweep takes the keys of these places out of the orders.
func (t tables) sweep(left []leaving, seed uint64) error {
	for _, l := range left {
		now, err := t.State(l.seq)
		if err != nil {
			return err
		}
		if !l.isLeft(now) {
			continue
		}
		given, learned, err := t.places(l.seq, l.was, seed)
		if errors.Is(err, review.ErrDamaged) {
			continue // nobody is kept from deciding other samples; a check tells of it
		}
		if err != nil {
			return err
		}
		if err := t.queue.Delete(given); err != nil {
			return err
		}
		if t.learned.order == nil {
			continue
		}
		if err := t.learned.order.Delete(learned); err != nil {
			return err
		}
	}
	return t.setMetaNumber(metaSwept, t.log.Sequence())
}

// sweepAll sweeps all that is left.
func (t tables) sweepAll(seed uint64) error {
	left, err := t.leavings()
	if err != nil || len(left) == 0 {
		return err
	}
	return t.sweep(left, seed)
}

// places are the keys of the sample in the queue and in the learned order while
// it is in that state.
func (t tables) places(seq uint64, st review.State, seed uint64) (given, learned []byte, err error) {
	rank, err := t.rank(seq, st, seed)
	if err != nil || t.learned.order == nil {
		return rankKey(rank), nil, err
	}
	s, err := t.learned.score(seq)
	return rankKey(rank), rankKey(s.rank(rank)), err
}

// leftKeys are the keys of places that samples left.
type leftKeys struct{ given, learned map[string]bool }

// leftKeys finds those that are not swept, with the states that the ledger has.
func (t tables) leftKeys(states review.Ledger, seed uint64) (leftKeys, error) {
	keys := leftKeys{map[string]bool{}, map[string]bool{}}
	left, err := t.leavings()
	if err != nil {
		return keys, err
	}
	for _, l := range left {
		now, err := states.State(l.seq)
		if err != nil {
			return keys, err
		}
		if !l.isLeft(now) {
			continue
		}
		given, learned, err := t.places(l.seq, l.was, seed)
		if errors.Is(err, review.ErrDamaged) {
			continue // as in a sweep
		}
		if err != nil {
			return keys, err
		}
		keys.given[string(given)] = true
		if learned != nil {
			keys.learned[string(learned)] = true
		}
	}
	return keys, nil
}

// leave notes that the sample is not in the place of that state any more.
func (w *writer) leave(seq uint64, was review.State) error {
	if w.leavings == nil && w.meta.Get([]byte(metaSwept)) == nil {
		// The entry that leaves the first place stands in the log already.
		if err := w.setMetaNumber(metaSwept, w.head.n-1); err != nil {
			return err
		}
		if err := w.useSchema(); err != nil {
			return err
		}
	}
	w.leavings = append(w.leavings, leaving{seq, was})
	return nil
}

// offer puts the sample where it belongs in both orders.
func (w *writer) offer(seq uint64, now review.State) error {
	given, learned, err := w.places(seq, now, w.seed)
	if err != nil {
		return err
	}
	// A sample that comes back finds its key where it left it.
	if w.queue.Get(given) == nil {
		if err := w.put(w.queue, given, []byte{}); err != nil {
			return err
		}
	}
	if w.learned.order == nil || w.learned.order.Get(learned) != nil {
		return nil
	}
	return w.put(w.learned.order, learned, []byte{})
}
