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
	aheadMost  = 512
	aheadBytes = 2 << 20
)

// walkItems visits items by arrival number, or the undecided ones of them.
// While a stretch is visited the next one is read, and in a long walk the one
// after that: an export works on all of them.
func (db *DB) walkItems(all bool, visit func(review.Item) bool) error {
	w := itemWalk{db: db, all: all, next: 1, ahead: aheadFirst}
	err := db.view(func(r reader) error { w.end = r.items.Sequence(); return nil })
	if err != nil {
		return err
	}
	defer w.wait()
	w.begin()
	for len(w.reading) > 0 {
		s := <-w.reading[0]
		w.reading = w.reading[1:]
		w.begin()
		for more := true; more; {
			if s.err != nil {
				return s.err
			}
			for i := range s.items {
				if !visit(s.items[i]) {
					return nil // whatever befalls a stretch that nobody wants to see
				}
			}
			if more = s.next <= s.last; more {
				w.read(s) // large records are read in pieces
			}
		}
		w.spare = append(w.spare, s)
	}
	return nil
}

// itemWalk is a walk by arrival number under way.
type itemWalk struct {
	db      *DB
	all     bool
	next    uint64              // arrival number that no stretch has
	end     uint64              // the last one when the walk began
	ahead   uint64              // how many the next stretch has
	reading []chan *itemStretch // in their order
	spare   []*itemStretch      // visited, to be used again
}

// itemStretch is items by arrival number, up to the last one.
type itemStretch struct {
	next, last uint64 // what is not read yet
	items      []review.Item
	err        error
}

// begin begins to read what shall be read ahead.
func (w *itemWalk) begin() {
	most := 1
	if w.ahead == aheadMost { // it goes on for long
		most = 2
	}
	for len(w.reading) < most && w.next <= w.end {
		s := &itemStretch{}
		if n := len(w.spare); n > 0 {
			s, w.spare = w.spare[n-1], w.spare[:n-1]
		}
		s.next, s.last = w.next, min(w.next+w.ahead-1, w.end)
		w.next, w.ahead = s.last+1, min(2*w.ahead, aheadMost)
		read := make(chan *itemStretch, 1)
		w.reading = append(w.reading, read)
		go func() {
			w.read(s)
			read <- s
		}()
	}
}

// wait waits until nothing is read any more.
func (w *itemWalk) wait() {
	for _, read := range w.reading {
		<-read
	}
}

// read reads the next items of a stretch.
func (w *itemWalk) read(s *itemStretch) {
	clear(s.items)
	s.items = s.items[:0]
	// A panic would end the program from here, whatever stands around the walk.
	// Nothing is held after one: a read ends itself.
	s.err = guarded(func() error { return w.db.view(func(r reader) error { return s.read(r, w.all) }) })
}

func (s *itemStretch) read(r reader, all bool) error {
	if s.last-s.next+1 >= aheadMost {
		sequential(r.items.Tx())
		defer forget(r.items.Tx())
		defer random(r.items.Tx())
	}
	from := newStretch(r, s.next)
	for bytes := 0; s.next <= s.last && bytes < aheadBytes; s.next++ {
		state := from.states.at(s.next)
		if state != nil && !all && stateDecided(numberKey(s.next), state) {
			continue
		}
		it, err := from.item(s.next, state)
		if err != nil {
			return err
		}
		bytes += len(it.Sample.Raw)
		s.items = append(s.items, it)
	}
	return nil
}

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
		it, err := r.item(seq)
		if err != nil {
			return err
		}
		bytes += len(it.Sample.Raw)
		w.items, w.last = append(w.items, it), append(w.last[:0], k...)
	}
	w.ahead = min(2*w.ahead, aheadMost)
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
