package review

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"sync"
	"time"
)

// groupSamples bounds how many arriving samples join one transaction while
// somebody may be waiting for a decision; one call's samples stay together.
const groupSamples = 100

// Desk owns a project's live state. It takes samples in, hands the next ones
// to reviewers, applies their actions in order and tells watchers what
// changed. All its methods may be called from any goroutine.
type Desk struct {
	store  Store
	ranker Ranker
	now    func() time.Time
	task   Task

	mu       sync.Mutex
	work     *sync.Cond // signals the writer: something waits, or closing
	actions  []*Ticket
	drafts   []draftJob
	arrivals []arrivalJob
	closing  bool
	broken   error // why the store takes no more work, nil while it does
	done     chan struct{}

	counts    Counts
	lessons   int   // how often the queue was reordered
	unlearned error // why the learning ended, nil while it goes on
	stream    *Stream
	seating   sync.Mutex // one Upcoming at a time; taken before mu
	leases    map[uint64]lease
	watchers  map[*Watch]struct{}
}

type arrivalJob struct {
	samples []Sample
	answer  chan arrivalAnswer
}

type arrivalAnswer struct {
	added []Added
	err   error
}

type draftJob struct {
	draft  Draft
	answer chan error
}

// NewDesk opens the desk of a project. now is the clock, nil for the wall
// clock. The store must not be written by anybody else until [Desk.Close].
func NewDesk(store Store, ranker Ranker, now func() time.Time) (*Desk, error) {
	task, err := store.Task()
	if err != nil {
		return nil, fmt.Errorf("opening the desk: %w", err)
	}
	counts, err := store.Counts()
	if err != nil {
		return nil, fmt.Errorf("opening the desk: %w", err)
	}
	if now == nil {
		now = time.Now
	}
	d := &Desk{
		store: store, ranker: ranker, now: now, task: task, counts: counts,
		done: make(chan struct{}), leases: map[uint64]lease{}, watchers: map[*Watch]struct{}{},
	}
	d.work = sync.NewCond(&d.mu)
	go d.write()
	return d, nil
}

// Task is the task that the desk works on.
func (d *Desk) Task() Task { return d.task }

// Now is the desk's clock.
func (d *Desk) Now() time.Time { return d.now() }

// Close lets everything that was submitted be saved and ends the desk. It
// does not close the store.
func (d *Desk) Close() {
	d.mu.Lock()
	d.closing = true
	d.work.Signal()
	d.mu.Unlock()
	<-d.done
}

// Ticket is the receipt for a submitted action.
type Ticket struct {
	action  Action
	settled func() // called before the answer, may be nil
	done    chan struct{}
	result  Result
}

// answer ends the waiting for the ticket.
func (t *Ticket) answer(r Result) {
	t.result = r
	if t.settled != nil {
		t.settled()
	}
	close(t.done)
}

// Done is closed when the action's fate is known.
func (t *Ticket) Done() <-chan struct{} { return t.done }

// Result waits until the action is durable (or could not be done) and returns
// what it changed. Only after it returned without error may anybody say
// "saved".
func (t *Ticket) Result() (Change, error) {
	<-t.done
	return t.result.Change, t.result.Err
}

// submit queues the action behind all others and returns at once. settled is
// called when its fate is known, before the ticket is answered.
func (d *Desk) submit(a Action, settled func()) *Ticket {
	if a.ID == "" {
		a.ID = newID()
	}
	if a.At.IsZero() {
		a.At = d.now()
	}
	t := &Ticket{action: a, settled: settled, done: make(chan struct{})}
	if err := d.queue(t); err != nil {
		t.answer(Result{Err: err})
	}
	return t
}

// queue hands the ticket to the writer, unless the desk takes no more work.
func (d *Desk) queue(t *Ticket) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.shut(); err != nil {
		return err
	}
	d.actions = append(d.actions, t)
	d.work.Signal()
	return nil
}

// shut tells why no more work is taken, nil while it is. The caller holds mu.
func (d *Desk) shut() error {
	if d.closing {
		return ErrClosed
	}
	return d.broken
}

// Add takes samples in and returns what became of each, once they are
// durable. Confidence is filled in from the signals. It blocks while the
// writer is busy: that is what slows a fast source down.
func (d *Desk) Add(ctx context.Context, samples []Sample) ([]Added, error) {
	if len(samples) == 0 {
		return nil, nil
	}
	for i := range samples {
		samples[i].Confidence = d.ranker.Confidence(samples[i])
	}
	job := arrivalJob{samples: samples, answer: make(chan arrivalAnswer, 1)}
	d.mu.Lock()
	if err := d.shut(); err != nil {
		d.mu.Unlock()
		return nil, err
	}
	d.arrivals = append(d.arrivals, job)
	d.work.Signal()
	d.mu.Unlock()
	select {
	case a := <-job.answer:
		return a.added, a.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// KeepDraft submits a half-written edit or note (an empty one removes what is
// kept), behind everything submitted before, and returns at once. The returned
// function waits until it is durable and returns its fate; it may be called
// once.
func (d *Desk) KeepDraft(dr Draft) (wait func() error) {
	dr.At = d.now()
	job := draftJob{draft: dr, answer: make(chan error, 1)}
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.shut(); err != nil {
		return func() error { return err }
	}
	d.drafts = append(d.drafts, job)
	d.work.Signal()
	return func() error { return <-job.answer }
}

// SetStream tells watchers the status of the samples coming in.
func (d *Desk) SetStream(s Stream) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.stream = &s
	d.tell()
}

func newID() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand, Go 1.24 and later)
	return hex.EncodeToString(b[:])
}
