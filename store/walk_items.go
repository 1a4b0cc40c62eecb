package store

import (
	"sync/atomic"

	"go.etcd.io/bbolt"

	"winnow/review"
)

// WalkAll reads every sample by arrival number, as Walk in OrderAll does, in
// stretches that several goroutines read side by side. For each stretch begin
// is called, which returns what takes its items, on a goroutine of the
// stretch's own, and what is to be done when it has them all: that is called in
// the order of the stretches, on the goroutine of the caller, and may take its
// time, since no transaction is open then. An error ends the walk; what was not
// ended by then is nobody's.
//
// An item is lent: it and its texts share memory that is good until take returns. With
// gists an undecided sample may come without its fields, alternatives and
// rationale: then its record was not read, which is most of the work.
func (db *DB) WalkAll(gists bool, begin func() (take func(*review.Item), end func() error)) error {
	return db.walkStretches(&itemWalk{walkOptions: walkOptions{all: true, lend: true, gists: gists}, begin: begin})
}

// Items implements [review.Store]. Those whose numbers ascend are read as a walk
// reads them.
func (db *DB) Items(seqs []uint64, visit func(review.Item)) error {
	return db.view(func(r reader) error {
		var from *stretch
		bytes, before := 0, uint64(0)
		for _, seq := range seqs {
			if from == nil || seq <= before {
				from = newStretch(r, seq, walkOptions{})
			}
			before = seq
			var it review.Item
			if err := from.item(&it, seq, from.states.at(seq)); err != nil {
				return err
			}
			bytes += len(it.Sample.Raw)
			visit(it)
		}
		if bytes > mostKept {
			forget(r.items.Tx())
		}
		return nil
	})
}

// walkOptions say what of the samples is wanted.
type walkOptions struct {
	all   bool // decided ones, too
	lend  bool // they may share stored bytes
	gists bool // undecided ones may come as their gist
}

// walkItems visits items by arrival number, or the undecided ones of them.
func (db *DB) walkItems(all bool, visit func(review.Item) bool) error {
	var spare [][]review.Item // visited, to be used again
	err := db.walkStretches(&itemWalk{walkOptions: walkOptions{all: all}, begin: func() (func(*review.Item), func() error) {
		var items []review.Item
		if n := len(spare); n > 0 {
			items, spare = spare[n-1], spare[:n-1]
		}
		take := func(it *review.Item) { items = append(items, *it) }
		return take, func() error {
			for i := range items {
				if !visit(items[i]) {
					return errStop // whatever befalls a stretch that nobody wants to see
				}
			}
			clear(items)
			spare = append(spare, items[:0])
			return nil
		}
	}})
	if err == errStop { //nolint:errorlint // it is ours, as it is
		return nil
	}
	return err
}

// itemWalk is a walk by arrival number under way.
type itemWalk struct {
	walkOptions
	begin func() (take func(*review.Item), end func() error)

	db      *DB
	next    uint64              // arrival number that no stretch has
	last    uint64              // the last one when the walk began
	ahead   uint64              // how many the next stretch has
	reading []chan *itemStretch // in their order
	kept    atomic.Int64        // bytes that were read since the last forget
}

// itemStretch is items by arrival number, up to the last one.
type itemStretch struct {
	next, last uint64 // what is not read yet
	take       func(*review.Item)
	end        func() error
	err        error
}

// walkStretches reads to the end. While a stretch is ended the next one is
// read, and in a long walk those after it: an export works on all of them.
func (db *DB) walkStretches(w *itemWalk) error {
	w.db, w.next, w.ahead = db, 1, aheadFirst
	err := db.view(func(r reader) error { w.last = r.items.Sequence(); return nil })
	if err != nil {
		return err
	}
	defer func() {
		for _, read := range w.reading {
			<-read // until nothing is read any more
		}
		if w.ahead == aheadMost {
			_ = db.advise(random)
		}
	}()
	w.readAhead()
	for len(w.reading) > 0 {
		s := <-w.reading[0]
		w.reading = w.reading[1:]
		w.readAhead()
		for s.err == nil {
			if err := s.end(); err != nil {
				return err
			}
			if s.next > s.last {
				break
			}
			s.take, s.end = w.begin() // large records are read in pieces
			w.read(s)
		}
		if s.err != nil {
			return s.err
		}
	}
	return nil
}

// readAhead begins to read what shall be read ahead.
func (w *itemWalk) readAhead() {
	most := 1
	if w.ahead == aheadMost { // it goes on for long
		most = aheadStretches
	}
	for len(w.reading) < most && w.next <= w.last {
		s := &itemStretch{next: w.next, last: min(w.next+w.ahead-1, w.last)}
		s.take, s.end = w.begin()
		w.next = s.last + 1
		if w.ahead < aheadMost {
			if w.ahead *= 2; w.ahead == aheadMost {
				_ = w.db.advise(sequential)
			}
		}
		read := make(chan *itemStretch, 1)
		w.reading = append(w.reading, read)
		go func() {
			w.read(s)
			read <- s
		}()
	}
}

// read reads the next items of a stretch.
func (w *itemWalk) read(s *itemStretch) {
	// A panic would end the program from here, whatever stands around the walk.
	// Nothing is held after one: a read ends itself.
	s.err = guarded(func() error { return w.db.view(func(r reader) error { return s.read(r, w.walkOptions, &w.kept) }) })
}

func (s *itemStretch) read(r reader, how walkOptions, kept *atomic.Int64) error {
	from := newStretch(r, s.next, how)
	var it review.Item
	bytes := 0
	for ; s.next <= s.last && bytes < aheadBytes; s.next++ {
		state := from.states.at(s.next)
		if state != nil && !how.all && stateDecided(numberKey(s.next), state) {
			continue
		}
		if err := from.item(&it, s.next, state); err != nil {
			return err
		}
		bytes += len(it.Sample.Raw)
		s.take(&it)
	}
	if kept.Add(int64(bytes)) > mostKept {
		kept.Store(0)
		forget(r.items.Tx())
	}
	return nil
}

// advise tells the system how the file is going to be read. It is a hint, and
// one that a mapping made anew has not heard.
func (db *DB) advise(how func(*bbolt.Tx)) error {
	return db.read(func(tx *bbolt.Tx) error { how(tx); return nil })
}
