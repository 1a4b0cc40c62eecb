package generator

import (
	"context"
	"sync"
	"time"

	"winnow/review"
)

// Desk is what a run needs of the review desk.
type Desk interface {
	// Add stores samples and tells what became of each, once they are
	// durable. It blocks while the desk is busy.
	Add(ctx context.Context, samples []review.Sample) ([]review.Added, error)
	// SetStream shows the status of the samples coming in.
	SetStream(s review.Stream)
}

var _ Desk = (*review.Desk)(nil)

// Run drives a source until the samples that were asked for are on the desk.
// All its methods may be called from any goroutine.
type Run struct {
	src         Source
	req         Request
	desk        Desk
	stopOnError bool
	aside       func(Reject)
	patience    time.Duration
	waits       func(Wait)

	start sync.Once
	done  chan struct{} // closed at the end
	err   error         // readable once done is closed

	nudge chan struct{} // says that a wish changed; never blocks the wisher
	mu    sync.Mutex
	hold  bool // the reviewer wants it to pause
	again bool // the reviewer wants it to go on after a failure
}

// Option changes how a run behaves.
type Option func(*Run)

// StopOnError makes a failure end the run with its error instead of waiting
// for [Run.Resume]: for runs that nobody watches.
func StopOnError() Option { return func(r *Run) { r.stopOnError = true } }

// Patience makes a run of [StopOnError] go on by itself after a failure that may
// pass, [Error.Retry], with growing pauses, until nothing new has come for d since
// the first of such failures. 0 is the same as none.
func Patience(d time.Duration) Option { return func(r *Run) { r.patience = d } }

// Waits is told of every pause, the source's own and those of [Patience], when it
// begins, from one goroutine.
func Waits(tell func(Wait)) Option { return func(r *Run) { r.waits = tell } }

// Aside is told of every answer that became no sample and of every sample that
// a filter held back, in order, from one goroutine.
func Aside(tell func(Reject)) Option { return func(r *Run) { r.aside = tell } }

// NewRun prepares a run of req.Count new samples from src. Nothing happens
// before [Run.Start].
func NewRun(src Source, req Request, desk Desk, opts ...Option) *Run {
	r := &Run{
		src: src, req: req, desk: desk,
		done: make(chan struct{}), nudge: make(chan struct{}, 1),
	}
	for _, o := range opts {
		o(r)
	}
	return r
}

// Start begins the run and returns at once. The run ends when everything
// asked for is made, when ctx ends, when the desk closes, and with
// [StopOnError] at the first failure that [Patience] does not bear. What was
// received by then is stored first. A second Start does nothing.
func (r *Run) Start(ctx context.Context) {
	r.start.Do(func() {
		d := newDrive(ctx, r)
		go func() {
			defer close(r.done)
			r.err = d.drive()
		}()
	})
}

// Pause stops the source, also in the middle of a sample: what is half
// written is dropped and made anew after [Run.Resume]; whole samples are
// kept. It returns at once; the desk's stream says when it is so.
func (r *Run) Pause() { r.wish(true, false) }

// Resume goes on after a pause or a failure, with what is still missing. A
// run that is neither paused nor failed is not disturbed.
func (r *Run) Resume() { r.wish(false, true) }

func (r *Run) wish(hold, again bool) {
	r.mu.Lock()
	r.hold, r.again = hold, again
	r.mu.Unlock()
	select {
	case r.nudge <- struct{}{}:
	default: // one is waiting already and will find this wish too
	}
}

// wishes returns what the reviewer wants now; again is asked for only once.
func (r *Run) wishes() (hold, again bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	hold, again = r.hold, r.again
	r.again = false
	return hold, again
}

// Wait blocks until the started run has ended, with all that it began, and
// returns nil when everything was made, the context's error when it was
// stopped, and otherwise what went wrong.
func (r *Run) Wait() error {
	<-r.done
	return r.err
}
