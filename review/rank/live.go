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
	// mostLearned and mostBytes bound the waiting samples that are learned
	// about and reordered; of a larger project they are the head of the queue.
	// As many bytes of decided ones come to them, the last that were decided.
	// Their texts are read and not kept.
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
	opt   options
	most  int // samples at the head of the queue that it knows

	mu      sync.Mutex // guards what follows; Step is for one goroutine
	task    review.Task
	learner *Learner
	cards   []card              // by index, which is by arrival
	ties    []uint64            // and where each would stand among equals
	learned []review.Confidence // and its learned place
	head    int                 // how many of them waited then
	grown   int                 // samples at which the learner is made anew
	history history
	next    int          // first entry of history that was not learned from
	fitted  uint64       // last log entry when the learner was fitted, 0 before
	unseen  map[int]bool // by index, decided so that it teaches nothing
	placing placing
	untold  bool // the store does not know yet what was learned
}

var _ review.Learner = (*Live)(nil)

// NewLive prepares the learning of a project. Nothing is read before the first
// step.
func NewLive(store review.Store, opts ...Option) *Live {
	return &Live{store: store, opt: optionsOf(opts), most: mostLearned}
}

// Step implements [review.Learner]: it reads what was decided since, fits as
// often as the number of decisions says, and gives the store the new order.
func (l *Live) Step(ctx context.Context) (reordered bool, err error) {
	lesson, ok, err := l.learn(ctx)
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
func (l *Live) learn(ctx context.Context) (review.Lesson, bool, error) {
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
		if err := ctx.Err(); err != nil { // what was fitted waits to be told
			l.untold = l.untold || made || fitted
			return review.Lesson{}, false, err
		}
		s := l.history.steps[l.next]
		i, known := find(l.cards, s.seq)
		if !known {
			continue
		}
		delete(l.unseen, i)
		switch {
		case !s.final:
			l.learner.Forget(i)
		case s.unseen:
			l.learner.Forget(i)
			l.unseen[i] = true
		default:
			l.learner.Observe(i, s.outcome)
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
	l.learner = nil // the one that there was need not be held beside the new one
	known, err := l.survey()
	if err != nil {
		return false, fmt.Errorf("reading the samples: %w", err)
	}
	l.cards = known.cards
	l.learner, err = newLearner(l.task, known, stored{l.store, l.cards, l.head}, l.opt)
	if err != nil {
		return false, err
	}
	l.placing = newPlacing(l.task.Order, l.store.Seed(), l.learner)
	l.ties, l.learned = make([]uint64, len(l.cards)), make([]review.Confidence, len(l.cards))
	for i, c := range l.cards {
		l.ties[i], l.learned[i] = review.TieOf(c.id, l.store.Seed()), c.given
	}
	l.grown = counts.Samples + max(grownLeast, int(grownShare*float64(counts.Samples)))
	l.next, l.fitted, l.unseen = 0, 0, map[int]bool{}
	return true, nil
}

// usedUp tells that most samples of the pool are decided while others wait.
func (l *Live) usedUp(waiting int) bool {
	left := len(l.cards) - len(l.learner.log) - len(l.unseen)
	return left < l.head/2 && left < waiting
}

// survey goes through the samples to learn from: the head of the queue, and
// what was decided.
func (l *Live) survey() (*survey, error) {
	out := newSurvey()
	have, bytes := map[uint64]bool{}, 0
	take := func(s review.Sample) bool {
		l.opt.pause()
		have[s.Seq] = true
		s = brief(s)
		out.add(&s)
		bytes += len(s.Raw)
		return bytes < mostBytes
	}
	err := l.store.Walk(review.OrderGiven, func(it review.Item) bool {
		return take(it.Sample) && len(out.cards) < l.most
	})
	if err != nil {
		return nil, err
	}
	l.head, bytes = len(out.cards), 0
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
	slices.SortFunc(out.cards, func(a, b card) int { return cmp.Compare(a.seq, b.seq) })
	return out, nil
}

// lesson is what the learner says now. Before the first fit it shows the
// given confidence: nothing was learned that could have calibrated another.
func (l *Live) lesson() review.Lesson {
	out := review.Lesson{Entry: l.fitted, Scores: make([]review.Score, len(l.cards))}
	for i, c := range l.cards {
		l.opt.pause()
		suspicion := l.learner.Suspicion(i)
		s := review.Score{Seq: c.seq, Place: review.Known(1 - suspicion), Confidence: c.given}
		if l.fitted != 0 {
			s.Confidence = l.learner.confidence(i, suspicion)
		}
		if !s.Confidence.IsKnown() {
			s.Place = review.Unknown
		}
		out.Scores[i] = s
	}
	l.placing.apply(l.learner, l.decided(), out.Scores)
	for i, s := range out.Scores {
		l.learned[i] = s.Place
	}
	return out
}

// asGiven tells that the learned places sort as the given confidences do.
func (l *Live) asGiven() bool {
	byGiven := make([]int32, len(l.cards))
	for i := range byGiven {
		byGiven[i] = int32(i)
	}
	slices.SortFunc(byGiven, func(a, b int32) int { return l.cards[a].given.Compare(l.cards[b].given) })
	for n := 1; n < len(byGiven); n++ {
		a, b := byGiven[n-1], byGiven[n]
		same, by := l.cards[a].given.Compare(l.cards[b].given) == 0, l.learned[a].Compare(l.learned[b])
		if by > 0 || same && by != 0 {
			return false
		}
	}
	return true
}
