package store

import (
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
//     Both go by what was learned where there is anything.
//   - OrderGiven is the queue without what was learned.
//   - OrderArrival and OrderAll go by arrival number; OrderArrival leaves out
//     what is decided and keeps deferred samples in their place.
//
// All read ahead in short transactions and visit between them: visit may take
// its time, nobody is kept from writing, and the file does not grow for it.
// Each item is as it was at one moment; what was decided meanwhile shows in
// items that are still to come. The orders of the queue may miss a sample that
// moves meanwhile or visit it twice, and end when the whole order is replaced;
// those by arrival end with the sample that was the last when they began.
func (db *DB) Walk(o review.Order, visit func(review.Item) bool) error {
	switch o {
	case review.OrderQueue, review.OrderGiven, review.OrderSurest:
		return db.walkQueue(o, visit)
	case review.OrderArrival, review.OrderAll:
		return db.walkItems(o == review.OrderAll, visit)
	}
	return fmt.Errorf("reading %s: there is no order %q", db.path, o)
}

// How much is read ahead in one transaction: little at first, because most
// walks want a screenful, and never more than so many items or bytes.
const (
	aheadQueue = 16 // in the queue, where a key press waits for it
	aheadFirst = 64
	aheadMost  = 256
	aheadBytes = 2 << 20
	// mostKept is after how many bytes a walk gives back the memory through
	// which it read them.
	mostKept = 1 << 20
	// aheadStretches is how many stretches are read side by side.
	aheadStretches = 2
)

// walkQueue visits the undecided items in an order of the queue.
func (db *DB) walkQueue(o review.Order, visit func(review.Item) bool) error {
	w := queueWalk{order: o, ahead: aheadQueue}
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

// queueWalk is a walk along the queue under way.
type queueWalk struct {
	order      review.Order
	items      []review.Item // read and not visited yet
	last       []byte        // key of the last item that was read
	generation uint64        // of what was learned when the walk began
	deferred   bool          // OrderSurest has come to the deferred samples
	ahead      int           // how many to read at once
	done       bool
}

// firstDeferred is where the keys of deferred samples begin: they start with
// the number of a log entry.
func firstDeferred() []byte { return numberKey(1) }

// read reads the next items.
func (w *queueWalk) read(r reader) error {
	order := r.queue
	if w.order != review.OrderGiven && r.learned.order != nil {
		order = r.learned.order
	}
	if w.last != nil && w.order != review.OrderGiven && r.learned.generation != w.generation {
		w.done, w.items = true, nil
		return nil
	}
	w.generation = r.learned.generation
	clear(w.items)
	w.items = w.items[:0]
	if w.ahead > aheadQueue { // one that looks for something may go through all
		defer forget(r.items.Tx())
	}
	r.samples = newSampleReader(r)
	c := order.Cursor()
	bytes := 0
	for k := w.seek(c); len(w.items) < w.ahead && bytes < aheadBytes; k = w.step(c) {
		if k == nil {
			w.done = true
			return nil
		}
		seq, err := rankSeq(k)
		if err != nil {
			return err
		}
		stands, err := r.stands(k, k[rankSize-8:])
		if err != nil {
			return fmt.Errorf("sample %d: %w", seq, err)
		}
		if !stands {
			continue
		}
		it, err := r.item(seq)
		if err != nil {
			return err
		}
		bytes += len(it.Sample.Raw)
		w.items, w.last = append(w.items, it), append(w.last[:0], k...)
	}
	// No more: items of the queue are strewn over the file, and what is read of
	// it for one of them stays in memory until the transaction ends.
	w.ahead = min(2*w.ahead, aheadFirst)
	return nil
}

// seek goes to the first key that is to be read.
func (w *queueWalk) seek(c *bbolt.Cursor) []byte {
	surest := w.order == review.OrderSurest
	switch {
	case w.last == nil && !surest:
		k, _ := c.First()
		return k
	case w.last == nil:
		return w.before(c, firstDeferred())
	case surest && !w.deferred:
		return w.before(c, w.last)
	case surest && deferralOf(w.last) == 0: // nothing of the deferred samples was read yet
		k, _ := c.Seek(firstDeferred())
		return k
	}
	k, _ := c.Seek(w.last)
	if k != nil && string(k) == string(w.last) {
		k, _ = c.Next()
	}
	return k
}

// step goes to the key after the one that was read last.
func (w *queueWalk) step(c *bbolt.Cursor) []byte {
	if w.order != review.OrderSurest || w.deferred {
		k, _ := c.Next()
		return k
	}
	k, _ := c.Prev()
	return w.orDeferred(c, k)
}

// before goes to the key before another, which need not be there.
func (w *queueWalk) before(c *bbolt.Cursor, key []byte) []byte {
	k, _ := c.Seek(key)
	if k == nil {
		k, _ = c.Last()
	} else {
		k, _ = c.Prev()
	}
	return w.orDeferred(c, k)
}

// orDeferred goes on with the deferred samples when the others are over.
func (w *queueWalk) orDeferred(c *bbolt.Cursor, k []byte) []byte {
	if k == nil {
		w.deferred = true
		k, _ = c.Seek(firstDeferred())
	}
	return k
}
