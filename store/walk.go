package store

import (
	"bytes"
	"fmt"

	"go.etcd.io/bbolt"

	"winnow/review"
)

// Walk implements [review.Store]. The orders in detail:
//
//   - OrderQueue is the cursor order of the queue.
//   - OrderSurest is the part of the queue that was never deferred, backwards:
//     most confident first, then lower, then unknown; the deferred samples
//     come last, the one deferred first before the others, as in the queue.
//   - OrderArrival and OrderAll go by arrival number; OrderArrival leaves out
//     what is decided and keeps deferred samples in their place.
func (db *DB) Walk(o review.Order, visit func(review.Item) bool) error {
	return db.view(func(r reader) error {
		show := func(seq uint64) error {
			it, err := r.item(seq)
			if err != nil {
				return err
			}
			if !visit(it) {
				return errStop
			}
			return nil
		}
		switch o {
		case review.OrderQueue:
			c := r.queue.Cursor()
			return showQueue(c, first(c), c.Next, show)
		case review.OrderSurest:
			return r.walkSurest(show)
		case review.OrderArrival:
			return r.walkArrival(show)
		case review.OrderAll:
			return r.walkAll(show)
		}
		return fmt.Errorf("there is no order %q", o)
	})
}

// showQueue shows the samples of queue keys from k on.
func showQueue(c *bbolt.Cursor, k []byte, next func() ([]byte, []byte), show func(uint64) error) error {
	for ; k != nil; k, _ = next() {
		seq, err := rankSeq(k)
		if err != nil {
			return err
		}
		if err := show(seq); err != nil {
			return err
		}
	}
	return nil
}

func first(c *bbolt.Cursor) []byte {
	k, _ := c.First()
	return k
}

func (r reader) walkSurest(show func(uint64) error) error {
	// Keys of deferred samples start with the number of a log entry, so they
	// begin at 1.
	deferred := numberKey(1)
	c := r.queue.Cursor()
	k, _ := c.Seek(deferred)
	if k == nil {
		k, _ = c.Last()
	} else {
		k, _ = c.Prev()
	}
	if err := showQueue(c, k, c.Prev, show); err != nil {
		return err
	}
	k, _ = c.Seek(deferred)
	return showQueue(c, k, c.Next, show)
}

// walkArrival goes through the states beside the numbers, so that decided
// samples are skipped without a look at their records.
func (r reader) walkArrival(show func(uint64) error) error {
	states := r.state.Cursor()
	k, v := states.First()
	for seq := uint64(1); seq <= r.items.Sequence(); seq++ {
		key := numberKey(seq)
		for k != nil && bytes.Compare(k, key) < 0 {
			k, v = states.Next()
		}
		if bytes.Equal(k, key) && stateDecided(v) {
			continue
		}
		if err := show(seq); err != nil {
			return err
		}
	}
	return nil
}

func (r reader) walkAll(show func(uint64) error) error {
	for seq := uint64(1); seq <= r.items.Sequence(); seq++ {
		if err := show(seq); err != nil {
			return err
		}
	}
	return nil
}
