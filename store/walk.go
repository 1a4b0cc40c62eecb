package store

import (
	"fmt"

	"go.etcd.io/bbolt"

	"winnow/review"
)

// Walk implements [review.Store]. The orders in detail:
//
//   - OrderQueue is the cursor order of the learned order where there is one,
//     else of the queue; OrderGiven always of the queue.
//   - OrderSurest is the part of the queue that was never deferred, backwards:
//     most confident first, then lower, then unknown; the deferred samples
//     come last, the one deferred first before the others, as in the queue.
//   - OrderArrival and OrderAll go by arrival number; OrderArrival leaves out
//     what is decided and keeps deferred samples in their place.
//
// The first two hold a read transaction, so visit must not wait. The last two,
// which exports and searches use, read ahead in short transactions and visit
// between them: visit may take its time, nobody is kept from writing, and the
// file does not grow for it. They end with the sample that was the last when
// they began. Each item is as it was at one moment; what was decided meanwhile
// shows in items that are still to come.
func (db *DB) Walk(o review.Order, visit func(review.Item) bool) error {
	switch o {
	case review.OrderQueue, review.OrderGiven, review.OrderSurest:
		return db.view(func(r reader) error { return r.walkQueue(o, visit) })
	case review.OrderArrival, review.OrderAll:
		return db.walkItems(o == review.OrderAll, visit)
	}
	return fmt.Errorf("reading %s: there is no order %q", db.path, o)
}

// queueKept is after how many items a walk along the queue gives its memory
// back: one that looks for something may go through the whole project.
const queueKept = 256

func (r reader) walkQueue(o review.Order, visit func(review.Item) bool) error {
	shown := 0
	show := func(seq uint64) error {
		if shown++; shown%queueKept == 0 {
			forget(r.items.Tx())
		}
		it, err := r.item(seq)
		if err != nil {
			return err
		}
		if !visit(it) {
			return errStop
		}
		return nil
	}
	order := r.queue
	if o != review.OrderGiven && r.learned.order != nil {
		order = r.learned.order
	}
	if o == review.OrderSurest {
		return walkSurest(order, show)
	}
	c := order.Cursor()
	return showQueue(c, first(c), c.Next, show)
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

func walkSurest(order *bbolt.Bucket, show func(uint64) error) error {
	// Keys of deferred samples start with the number of a log entry, so they
	// begin at 1.
	deferred := numberKey(1)
	c := order.Cursor()
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

// How much is read ahead in one transaction: little at first, because most
// walks want a screenful, and never more than so many items or bytes.
const (
	aheadFirst = 64
	aheadMost  = 1024
	aheadBytes = 4 << 20
	// and never past more decided samples than this, which are not read.
	aheadPassed = 100_000
)

// walkItems visits items by arrival number, or the undecided ones of them.
func (db *DB) walkItems(all bool, visit func(review.Item) bool) error {
	w := itemWalk{all: all, next: 1, ahead: aheadFirst}
	for !w.done {
		if err := db.view(w.read); err != nil {
			return err
		}
		for _, it := range w.items {
			if !visit(it) {
				return nil
			}
		}
	}
	return nil
}

// itemWalk is a walk by arrival number under way.
type itemWalk struct {
	all   bool
	items []review.Item // read and not visited yet
	next  uint64        // arrival number
	end   uint64        // the last arrival number when the walk began
	ahead int           // how many to read at once
	done  bool
}

// read reads the next items.
func (w *itemWalk) read(r reader) error {
	if w.end == 0 {
		w.end = r.items.Sequence()
	}
	clear(w.items)
	w.items = w.items[:0]
	states := r.state.Cursor()
	k, v := states.Seek(numberKey(w.next))
	passed, bytes := 0, 0
	for ; w.next <= w.end && passed < aheadPassed && len(w.items) < w.ahead && bytes < aheadBytes; w.next++ {
		key := numberKey(w.next)
		touched := k != nil && string(k) == string(key)
		skip := touched && !w.all && stateDecided(k, v)
		if touched {
			k, v = states.Next()
		}
		if skip {
			passed++
			continue
		}
		it, err := r.item(w.next)
		if err != nil {
			return err
		}
		bytes += len(it.Sample.Raw)
		w.items = append(w.items, it)
	}
	w.done = w.next > w.end
	w.ahead = min(2*w.ahead, aheadMost)
	return nil
}
