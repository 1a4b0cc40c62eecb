package store

import (
	"fmt"

	"go.etcd.io/bbolt"

	"winnow/review"
)

// recent knows the ids of the newest actions, so that one which is tried again
// is not done twice: all since the project was opened and some before, as far
// as they are among the last mostRecent.
type recent struct {
	entries map[string]uint64 // log entry by action id
	upTo    uint64            // entries up to this one were looked at
}

const (
	mostRecent   = 1 << 16
	recentAtOpen = 256
)

// catchUp looks at the entries that were committed since the last look. It is
// called in a write transaction, of which there is one at a time.
func (r *recent) catchUp(log *bbolt.Bucket) error {
	last := log.Sequence()
	if r.entries == nil || len(r.entries) > mostRecent || last < r.upTo {
		r.entries, r.upTo = map[string]uint64{}, 0
		if last > recentAtOpen {
			r.upTo = last - recentAtOpen
		}
	}
	for ; r.upTo < last; r.upTo++ {
		key := numberKey(r.upTo + 1)
		e, err := decodeEntry(key, log.Get(key))
		if err != nil {
			return err
		}
		if e.ID != "" {
			r.entries[e.ID] = e.N
		}
	}
	return nil
}

// repeated answers an action whose id is in the log already with what it did
// then.
func (w *writer) repeated(a review.Action) (review.Result, bool, error) {
	n, ok := w.fresh[a.ID]
	if !ok {
		n, ok = w.recent[a.ID]
	}
	if a.ID == "" || !ok {
		return review.Result{}, false, nil
	}
	e, err := w.Entry(n)
	if err != nil {
		return review.Result{}, true, err
	}
	own := a.Op == review.OpUndo || a.Op == review.OpRedo // these name no sample
	if e.Op != a.Op || e.Reviewer != a.Reviewer || !own && e.Seq != a.Seq {
		return review.Result{Err: fmt.Errorf("log entry %d is another action with the id %q", n, a.ID)}, true, nil
	}
	change, err := review.Plan(asOf{w.tables, e}, e.Action, n)
	if err != nil {
		return review.Result{}, true, fmt.Errorf("%w: log entry %d cannot be done again: %w", review.ErrDamaged, n, err)
	}
	return review.Result{Change: change}, true, nil
}

// asOf is the ledger as it was before an entry.
type asOf struct {
	tables
	entry review.Entry
}

// State implements [review.Ledger].
func (l asOf) State(uint64) (review.State, error) { return l.entry.Was, nil }

// Heads implements [review.Ledger].
func (l asOf) Heads(string) (review.Heads, error) { return l.entry.Heads, nil }
