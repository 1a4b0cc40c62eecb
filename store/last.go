package store

import (
	"maps"

	"go.etcd.io/bbolt"

	"winnow/review"
)

// last is how a commit left what every commit needs, so that the next one need
// not read it. It belongs to the write transaction, of which there is one at a
// time, and to an open bbolt file: with another one it is forgotten.
type last struct {
	tx       int // the number of the commit's transaction, 0 for none
	head     chainHead
	counts   review.Counts
	heads    map[string]review.Heads // of reviewers who did something lately
	leavings []leaving
}

// follows tells whether the transaction comes right after that commit: every
// other transaction that was committed has taken a number between.
func (l last) follows(tx *bbolt.Tx) bool { return l.tx != 0 && l.tx+1 == tx.ID() }

// remember keeps what the transaction, about to be committed, makes of the
// project. Should the commit fail the file is opened anew, see DB.reopen.
func (db *DB) remember(tx *bbolt.Tx, w *writer) {
	for id, n := range w.fresh {
		db.recent.entries[id] = n
	}
	db.recent.upTo = w.head.n
	counts := w.receipt.Counts
	counts.ByVerdict = maps.Clone(counts.ByVerdict)
	db.last = last{tx: tx.ID(), head: w.head, counts: counts, heads: w.lately, leavings: w.leavings}
}
