package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"runtime"
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
	// stepsKept is after how many transactions the memory that they took is
	// collected. Scores and keys are large and cost nothing to look through, and
	// left to itself the collector lets as much again go to waste.
	stepsKept = 4
)

// errDropped tells that a rebuild or an import took away what a Rescore was
// working on.
var errDropped = fmt.Errorf("the learned order was dropped meanwhile: %w", review.ErrBusy)

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
	j := rescoring{db: db, lesson: l, keys: rescoreKeys, moves: rescoreMoves, few: fewMoves, between: func() {}}
	if db.rescore != nil {
		db.rescore(&j)
	}
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
	current uint64   // generation
	entry   uint64   // of the current generation
	stands  bool     // something leads to a generation, there or not
	moved   []moved  // samples with new scores, if they are few
	many    bool     // they are not
	waiting int      // samples in the queue
	steps   int      // transactions so far
	places  []uint32 // see packPlaces

	keys, moves, few int    // rescoreKeys, rescoreMoves, fewMoves
	between          func() // called before each transaction; tests commit there
}

// moved is a sample with its new score, which may be none.
type moved struct {
	seq uint64
	now score
}

// next is called before each transaction.
func (j *rescoring) next(ctx context.Context) error {
	j.between()
	if j.steps++; j.steps%stepsKept == 0 {
		runtime.GC()
	}
	return ctx.Err()
}

func (j *rescoring) run(ctx context.Context) error {
	if err := j.compare(); err != nil {
		return err
	}
	if err := j.next(ctx); err != nil {
		return err
	}
	switch {
	case len(j.lesson.Scores) == 0 && !j.stands:
		return nil
	case len(j.lesson.Scores) == 0:
		return j.update(func(t tables) error { return t.dropLearned(0) })
	case j.current != 0 && !j.many && len(j.moved) == 0 && j.entry == j.lesson.Entry:
		return nil
	case j.current != 0 && !j.many:
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
		// What is moved here must not leave behind a key that nobody finds.
		if err := t.sweepAll(j.db.seed); err != nil {
			return err
		}
		return f(t)
	}, never)
}

// compare finds the samples whose scores are not those of the current
// generation, until they are too many to be moved.
func (j *rescoring) compare() error {
	return j.db.view(func(r reader) error {
		counts, err := r.counts()
		if err != nil {
			return err
		}
		j.waiting = counts.Undecided()
		j.current, j.entry = r.learned.generation, r.learned.entry
		j.stands = r.meta.Get([]byte(metaLearned)) != nil
		// A score of a sample that is not there would meet another one.
		for n := len(j.lesson.Scores); n > 0 && j.lesson.Scores[n-1].Seq > r.items.Sequence(); n-- {
			j.lesson.Scores = j.lesson.Scores[:n-1]
		}
		if j.current == 0 || len(j.lesson.Scores) == 0 {
			return nil
		}
		if err := j.compareChunks(r.learned); err != nil {
			j.current = 0 // damaged: write it anew
		}
		return nil
	})
}

// compareChunks goes through the lesson and the current scores side by side.
func (j *rescoring) compareChunks(l learned) error {
	c := l.scores.Cursor()
	k, _ := c.First()
	for at := 0; !j.many && (at < len(j.lesson.Scores) || k != nil); {
		var key []byte
		if at < len(j.lesson.Scores) {
			key, _ = scoreKey(j.lesson.Scores[at].Seq)
		}
		if k != nil && (key == nil || bytes.Compare(k, key) < 0) {
			key = k
		}
		known := chunk(nil)
		if bytes.Equal(k, key) {
			var err error
			if known, err = l.chunkAt(key); err != nil {
				return err
			}
			k, _ = c.Next()
		}
		n, err := number(key)
		if err != nil {
			return err
		}
		at = j.compareChunk(n*chunkScores+1, known, at)
	}
	return nil
}

// compareChunk compares the scores of the samples from first on with the
// lesson's from its place at on, and returns the place behind them.
func (j *rescoring) compareChunk(first uint64, known chunk, at int) int {
	for i := range uint64(chunkScores) {
		var was, now score
		if known != nil {
			was = known.get(int(i) * scoreBytes)
		}
		if at < len(j.lesson.Scores) && j.lesson.Scores[at].Seq == first+i {
			now = scoreOf(j.lesson.Scores[at])
			at++
		}
		if same(was, now) {
			continue
		}
		if (len(j.moved)+1)*j.few > j.waiting {
			j.many, j.moved = true, nil
			return at
		}
		j.moved = append(j.moved, moved{first + i, now})
	}
	return at
}

// same compares by bits: unknown is the same as unknown.
func same(a, b score) bool {
	if !a.has || !b.has {
		return a.has == b.has
	}
	return toBits(a.place) == toBits(b.place) && toBits(a.confidence) == toBits(b.confidence)
}

// move gives the samples with new scores their places, some at a time.
func (j *rescoring) move(ctx context.Context) error {
	for from := 0; from < len(j.moved) || from == 0; from += j.moves {
		if from > 0 {
			if err := j.next(ctx); err != nil {
				return err
			}
		}
		end := min(from+j.moves, len(j.moved))
		err := j.update(func(t tables) error {
			if t.learned.generation != j.current {
				return errDropped
			}
			for _, m := range j.moved[from:end] {
				if err := t.moveScored(m.seq, m.now, j.db.seed); err != nil {
					return err
				}
			}
			if end < len(j.moved) {
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
func (t tables) moveScored(seq uint64, now score, seed uint64) error {
	st, err := t.State(seq)
	if errors.Is(err, review.ErrNotFound) {
		return nil // the lesson knows more than the project
	}
	if err != nil {
		return err
	}
	given, err := t.rank(seq, st, seed)
	if err != nil {
		return err
	}
	key, at := scoreKey(seq)
	c, err := t.learned.chunkAt(key)
	if err != nil {
		return err
	}
	if c == nil {
		c = newChunk()
	} else {
		c = slices.Clone(c)
	}
	from, to := c.get(at).rank(given), now.rank(given)
	c.set(at, now)
	if err := t.learned.scores.Put(key, seal(tagScores, key, c)); err != nil {
		return err
	}
	if st.Decided() || to == from {
		return nil
	}
	if err := t.learned.order.Delete(rankKey(from)); err != nil {
		return err
	}
	return t.learned.order.Put(rankKey(to), []byte{})
}
