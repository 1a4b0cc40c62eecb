package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"go.etcd.io/bbolt"

	"winnow/review"
)

const (
	// rescoreKeys is how many keys one transaction of a new generation writes:
	// few enough that a decision which waits for it is not noticed.
	rescoreKeys = 10_000
	// rescoreMoves is how many samples one transaction moves in place, each of
	// which touches pages of its own.
	rescoreMoves = 500
	// fewMoves: when fewer than one of so many samples has another score they
	// are moved in place.
	fewMoves = 16
)

// building is a generation that is being written. Samples that a commit
// touches meanwhile are put right at the end.
type building struct {
	mu      sync.Mutex
	touched map[uint64][]review.State // the states in which they may stand in it
}

func (b *building) touch(seq uint64, was review.State) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.touched[seq] = append(b.touched[seq], was)
}

// Rescore implements [review.Store]. Where few scores changed, only those
// samples are moved, some in each transaction; else the order is written anew
// beside the one that counts, and takes its place in the last transaction. In
// between decisions are committed as ever.
//
// A Rescore that ctx or an error ends leaves an order that is whole: the one
// before, or one in which some samples have moved already. While a [Bulk] is
// under way it returns [ErrImporting].
func (db *DB) Rescore(ctx context.Context, l review.Lesson) error {
	db.rescoring.Lock()
	defer db.rescoring.Unlock()
	j := rescoring{db: db, lesson: l}
	if err := j.run(ctx); err != nil {
		return fmt.Errorf("reordering %s: %w", db.path, err)
	}
	return nil
}

// Learned implements [review.Store].
func (db *DB) Learned() (entry uint64, ok bool, err error) {
	err = db.view(func(r reader) error {
		entry, ok = r.learned.entry, r.learned.generation != 0
		return nil
	})
	return entry, ok, err
}

// rescoring is one Rescore under way.
type rescoring struct {
	db      *DB
	lesson  review.Lesson
	current uint64 // generation
	entry   uint64 // of the current generation
	moved   []int  // places in the lesson whose scores are new
	waiting int    // samples in the queue
}

func (j *rescoring) run(ctx context.Context) error {
	if err := j.compare(); err != nil {
		return err
	}
	switch {
	case len(j.lesson.Scores) == 0 && j.current == 0:
		return nil
	case len(j.lesson.Scores) == 0:
		return j.update(func(t tables) error { return t.dropLearned(0) })
	case j.current != 0 && len(j.moved) == 0 && j.entry == j.lesson.Entry:
		return nil
	case j.current != 0 && len(j.moved)*fewMoves <= j.waiting:
		return j.move(ctx)
	}
	return j.generate(ctx)
}

// update is one of its transactions.
func (j *rescoring) update(f func(tables) error) error {
	return j.db.update(func(tx *bbolt.Tx) error {
		if j.db.importing.Load() {
			return ErrImporting
		}
		t, err := tablesOf(tx)
		if err != nil {
			return err
		}
		defer forget(tx)
		return f(t)
	}, never)
}

// compare finds the scores that are not those of the current generation.
func (j *rescoring) compare() error {
	return j.db.view(func(r reader) error {
		counts, err := r.counts()
		if err != nil {
			return err
		}
		j.waiting = counts.Undecided()
		j.current, j.entry = r.learned.generation, r.learned.entry
		if j.current == 0 {
			return nil
		}
		var known chunk
		var at []byte
		for i, s := range j.lesson.Scores {
			key, place := scoreKey(s.Seq)
			if !bytes.Equal(key, at) {
				if known, err = r.learned.chunkAt(key); err != nil {
					j.current = 0 // damaged: write it anew
					return nil    //nolint:nilerr // the new generation mends it
				}
				at = key
			}
			if known == nil || !same(known.get(place), scoreOf(s)) {
				j.moved = append(j.moved, i)
			}
		}
		return nil
	})
}

// same compares by bits: unknown is the same as unknown.
func same(a, b score) bool {
	return a.has == b.has && toBits(a.place) == toBits(b.place) && toBits(a.confidence) == toBits(b.confidence)
}

// move gives the samples with new scores their places, some at a time.
func (j *rescoring) move(ctx context.Context) error {
	for from := 0; from < len(j.moved) || from == 0; from += rescoreMoves {
		if err := ctx.Err(); err != nil {
			return err
		}
		part := j.moved[min(from, len(j.moved)):min(from+rescoreMoves, len(j.moved))]
		last := from+rescoreMoves >= len(j.moved)
		err := j.update(func(t tables) error {
			if t.learned.generation != j.current {
				return fmt.Errorf("the learned order was dropped meanwhile: %w", review.ErrBusy)
			}
			for _, i := range part {
				if err := t.moveScored(j.lesson.Scores[i], j.db.seed); err != nil {
					return err
				}
			}
			if !last {
				return nil
			}
			t.learned.entry = j.lesson.Entry
			return t.setLearned(t.learned)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// moveScored gives one sample a new score and, while it waits, a new place.
func (t tables) moveScored(s review.Score, seed uint64) error {
	st, err := t.State(s.Seq)
	if errors.Is(err, review.ErrNotFound) {
		return nil // the lesson knows more than the project
	}
	if err != nil {
		return err
	}
	from, err := t.learnedRank(s.Seq, st, seed)
	if err != nil {
		return err
	}
	key, at := scoreKey(s.Seq)
	c, err := t.learned.chunkAt(key)
	if err != nil {
		return err
	}
	if c == nil {
		c = newChunk()
	} else {
		c = slices.Clone(c)
	}
	c.set(at, scoreOf(s))
	if err := t.learned.scores.Put(key, seal(tagScores, key, c)); err != nil {
		return err
	}
	to := scoreOf(s).rank(from)
	if st.Decided() || to == from {
		return nil
	}
	if err := t.learned.order.Delete(rankKey(from)); err != nil {
		return err
	}
	return t.learned.order.Put(rankKey(to), []byte{})
}
