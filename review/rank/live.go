package rank

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"

	"winnow/review"
)

// Bounds of live learning.
const (
	// mostLearned and mostBytes bound the waiting samples that are kept in
	// memory to learn about and to reorder; of a larger project they are the
	// head of the queue. As many bytes of decided ones come to them, the last
	// that were decided.
	mostLearned = 20_000
	mostBytes   = 32 << 20
	// A learner is made anew when the samples have grown by this share and
	// number: its columns are standardised over all of them.
	grownShare = 0.1
	grownLeast = 20
)

// Live keeps a project's order up with its decisions. What it learns is a
// function of the project's samples and its log alone: it goes through the
// log entry by entry and fits where the number of decisions says so, whenever
// it comes to it. It is a [review.Learner].
type Live struct {
	store review.Store
	opts  []Option
	most  int // samples at the head of the queue that it knows

	mu      sync.Mutex // guards what follows; Step is for one goroutine
	task    review.Task
	learner *Learner
	seqs    []uint64       // arrival number by index, ascending
	index   map[uint64]int // and back
	head    int            // how many of them waited then
	grown   int            // samples at which the learner is made anew
	history history
	next    int          // first entry of history that was not learned from
	fitted  uint64       // last log entry when the learner was fitted, 0 before
	unseen  map[int]bool // by index, decided in bulk
	places  []place
	placing placing
	untold  bool // the store does not know yet what was learned
}

// place is where a sample would stand.
type place struct {
	learned, given review.Confidence
	tie            uint64
}

var _ review.Learner = (*Live)(nil)

// NewLive prepares the learning of a project. Nothing is read before the first
// step.
func NewLive(store review.Store, opts ...Option) *Live {
	return &Live{store: store, opts: opts, most: mostLearned}
}

// Step implements [review.Learner]: it reads what was decided since, fits as
// often as the number of decisions says, and gives the store the new order.
func (l *Live) Step(ctx context.Context) (reordered bool, err error) {
	lesson, ok, err := l.learn()
	if err != nil || !ok {
		return false, err
	}
	if err := l.store.Rescore(ctx, lesson); err != nil {
		return false, fmt.Errorf("reordering the queue: %w", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.untold = false
	return true, nil
}

// learn returns the lesson of what is new, if that teaches anything.
func (l *Live) learn() (review.Lesson, bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.history.read(l.store); err != nil {
		return review.Lesson{}, false, err
	}
	made, err := l.make()
	if err != nil || l.learner == nil {
		return review.Lesson{}, false, err
	}
	fitted := false
	for ; l.next < len(l.history.steps); l.next++ {
		s := l.history.steps[l.next]
		i, known := l.index[s.seq]
		if !known {
			continue
		}
		delete(l.unseen, i)
		switch {
		case s.unseen:
			l.learner.Forget(i)
			l.unseen[i] = true
		case s.final:
			l.learner.Observe(i, s.outcome)
		default:
			l.learner.Forget(i)
		}
		if l.learner.Due() {
			l.learner.Refit()
			fitted, l.fitted = true, s.entry
		}
	}
	l.untold = l.untold || made || fitted
	if !l.untold {
		return review.Lesson{}, false, nil
	}
	lesson := l.lesson()
	if l.fitted == 0 && l.asGiven() {
		return review.Lesson{}, false, nil
	}
	return lesson, true, nil
}

// make prepares a learner for the samples that there are, unless the one that
// there is will do.
func (l *Live) make() (made bool, err error) {
	counts, err := l.store.Counts()
	if err != nil {
		return false, fmt.Errorf("counting the samples: %w", err)
	}
	if counts.Samples == 0 || l.learner != nil && counts.Samples < l.grown && !l.usedUp(counts.Undecided()) {
		return false, nil
	}
	if l.task, err = l.store.Task(); err != nil {
		return false, fmt.Errorf("reading the task: %w", err)
	}
	samples, err := l.pool()
	if err != nil {
		return false, fmt.Errorf("reading the samples: %w", err)
	}
	l.learner = NewLearner(l.task, samples, l.opts...)
	l.placing = newPlacing(l.task.Order, l.store.Seed(), l.learner)
	l.seqs, l.places = make([]uint64, len(samples)), make([]place, len(samples))
	l.index = make(map[uint64]int, len(samples))
	for i, s := range samples {
		l.seqs[i], l.index[s.Seq] = s.Seq, i
		l.places[i] = place{learned: s.Confidence, given: s.Confidence, tie: review.RankOf(s, review.State{}, l.store.Seed()).Tie}
	}
	l.grown = counts.Samples + max(grownLeast, int(grownShare*float64(counts.Samples)))
	l.next, l.fitted, l.unseen = 0, 0, map[int]bool{}
	return true, nil
}

// usedUp tells that most samples of the pool are decided while others wait.
func (l *Live) usedUp(waiting int) bool {
	left := len(l.seqs) - len(l.learner.log) - len(l.unseen)
	return left < l.head/2 && left < waiting
}

// pool reads the samples to learn from, by arrival: the head of the queue, and
// what was decided.
func (l *Live) pool() ([]review.Sample, error) {
	var out []review.Sample
	have, bytes := map[uint64]bool{}, 0
	take := func(s review.Sample) bool {
		have[s.Seq] = true
		s = brief(s)
		out = append(out, s)
		bytes += len(s.Raw)
		return bytes < mostBytes
	}
	err := l.store.Walk(review.OrderGiven, func(it review.Item) bool {
		return take(it.Sample) && len(out) < l.most
	})
	if err != nil {
		return nil, err
	}
	l.head, bytes = len(out), 0
	for _, s := range slices.Backward(l.history.steps) {
		if have[s.seq] || s.unseen {
			continue
		}
		it, err := l.store.Item(s.seq)
		if err != nil {
			return nil, err
		}
		if !take(it.Sample) {
			break
		}
	}
	slices.SortFunc(out, func(a, b review.Sample) int { return cmp.Compare(a.Seq, b.Seq) })
	return out, nil
}

// lesson is what the learner says now. Before the first fit it shows the
// given confidence: nothing was learned that could have calibrated another.
func (l *Live) lesson() review.Lesson {
	out := review.Lesson{Entry: l.fitted, Scores: make([]review.Score, len(l.seqs))}
	for i, seq := range l.seqs {
		s := review.Score{Seq: seq, Place: review.Known(1 - l.learner.Suspicion(i)), Confidence: l.places[i].given}
		if l.fitted != 0 {
			s.Confidence = l.learner.Confidence(i)
		}
		if !s.Confidence.IsKnown() {
			s.Place = review.Unknown
		}
		out.Scores[i] = s
	}
	l.placing.apply(l.learner, out.Scores)
	for i, s := range out.Scores {
		l.places[i].learned = s.Place
	}
	return out
}

// asGiven tells that the learned places sort as the given confidences do.
func (l *Live) asGiven() bool {
	byGiven := slices.Clone(l.places)
	slices.SortFunc(byGiven, func(a, b place) int { return a.given.Compare(b.given) })
	for i := 1; i < len(byGiven); i++ {
		a, b := byGiven[i-1], byGiven[i]
		if a.learned.Compare(b.learned) > 0 || a.given.Compare(b.given) == 0 && a.learned.Compare(b.learned) != 0 {
			return false
		}
	}
	return true
}
