package generator

import (
	"context"
	"errors"
	"fmt"
	"unicode/utf8"

	"winnow/review"
)

const (
	// mostPending bounds the samples that wait for the desk. With that many
	// waiting the source is held up: nothing is taken from it.
	mostPending = 100
	// mostBarren bounds how often in a row a source may be asked without one
	// new sample coming of it.
	mostBarren = 3
)

// drive is one run under way. Its loop owns all of this; the source and the
// desk work in goroutines of their own and answer through channels:
//
//	source ──events──▶ loop ──pending──▶ Desk.Add ──stored──▶ loop
//	                    └──status──▶ Desk.SetStream
//
// The loop takes whatever a source emits until Generate returns, so a source
// is never stuck, and it ends only when neither of the two is at work.
type drive struct {
	*Run
	ctx    context.Context
	screen *screen

	// The attempt: one call of Source.Generate.
	events   chan Event         // nil when none is under way
	ended    chan error         // its result
	stop     context.CancelFunc // ends it
	stopped  bool               // it was ended by us: its outcome says nothing
	before   int                // what was made before it
	outcome  error              // how it ended, until trouble has judged it
	judge    bool               // there is an outcome to judge
	barren   int                // attempts in a row without a new sample
	received int                // samples of all attempts, stored or not
	reject   string             // why the last unusable answer was refused

	// The desk.
	pending []review.Sample
	adding  bool
	stored  chan stored

	patient patience

	hold    bool
	failure error // what the run waits on, nil when it goes on
	fatal   bool  // failure that no Resume can help
}

type stored struct {
	samples []review.Sample
	added   []review.Added
	err     error
}

func newDrive(ctx context.Context, r *Run) *drive {
	return &drive{
		Run: r, ctx: ctx, stored: make(chan stored, 1), stop: func() {},
		screen: newScreen(r.desk, review.Stream{
			Source: r.src.Name(), Phase: review.StreamRunning, Wanted: r.req.Count,
		}),
	}
}

func (d *drive) drive() error {
	defer d.screen.close()
	defer d.patient.end()
	d.heed() // a pause may have been asked for before the start
	ended := d.ctx.Done()
	for {
		if over, err := d.settle(); over {
			return err
		}
		select {
		case ev := <-d.taking():
			d.take(ev)
		case err := <-d.ended:
			d.endAttempt(err)
		case s := <-d.stored:
			d.count(s)
		case <-d.nudge:
			d.heed()
		case <-d.screen.due():
			d.screen.show()
		case <-d.patient.over():
			d.patient.end()
		case <-ended:
			d.cut()
			ended = nil
		}
	}
}

// taking is the channel to receive events from: none while too many samples
// wait for the desk, unless the source has to come to its end.
func (d *drive) taking() chan Event {
	if len(d.pending) >= mostPending && !d.stopped {
		return nil
	}
	return d.events
}

// take books one event.
func (d *drive) take(ev Event) {
	s := &d.screen.Stream
	if ev.Wait != nil {
		if d.failure == nil {
			d.wait(*ev.Wait)
		}
		return
	}
	d.screen.goOn()
	switch {
	case ev.Board != nil:
		s.Board = ev.Board
	case ev.Spent != nil:
		s.Tokens += ev.Spent.Tokens
		s.Requests += ev.Spent.Requests
		s.USD += ev.Spent.USD
		s.Unpriced += ev.Spent.Unpriced
	case ev.Partial != nil:
		s.Partial = *ev.Partial
	case ev.Reject != nil:
		s.Partial = ""
		if ev.Reject.Filter != "" {
			s.Filtered++
		} else {
			s.Rejected++
		}
		d.reject = ev.Reject.Reason
		s.Refused = refused(s.Refused, *ev.Reject)
		if d.aside != nil {
			d.aside(*ev.Reject)
		}
	case ev.Sample != nil:
		s.Partial = ""
		d.received++
		d.pending = append(d.pending, *ev.Sample)
	}
	d.screen.changed()
}

const (
	// mostRefused is how many refused answers a screen gets to show.
	mostRefused = 20
	refusedText = 2000 // bytes of each
)

// refused adds an answer to the last ones. The list is made anew, since others
// read the old one.
func refused(last []review.StreamRefused, r Reject) []review.StreamRefused {
	raw := r.Raw[:min(len(r.Raw), refusedText)]
	for len(raw) < len(r.Raw) && len(raw) > 0 && !utf8.RuneStart(r.Raw[len(raw)]) {
		raw = raw[:len(raw)-1] // not in the middle of a character
	}
	one := review.StreamRefused{Reason: r.Reason, Filter: r.Filter, Raw: string(raw)}
	last = last[max(0, len(last)-mostRefused+1):]
	return append(last[:len(last):len(last)], one)
}

// flush hands the desk what has gathered, unless it is still busy with the
// last group. It goes to the end even when the run is being stopped: what was
// received is kept.
func (d *drive) flush() {
	if d.adding || len(d.pending) == 0 || d.failure != nil {
		return
	}
	group := d.pending
	d.pending, d.adding = nil, true
	ctx := context.WithoutCancel(d.ctx)
	go func() {
		added, err := d.desk.Add(ctx, group)
		d.stored <- stored{group, added, err}
	}()
}

// count books what became of a group.
func (d *drive) count(s stored) {
	d.adding = false
	if s.err != nil {
		d.pending = append(s.samples, d.pending...)
		d.fatal = errors.Is(s.err, review.ErrClosed)
		d.fail(s.err)
		d.cut()
		return
	}
	for _, a := range s.added {
		switch a.Arrival {
		case review.Stored:
			d.screen.Made++
			d.patient.renew()
		case review.Duplicate:
			d.screen.Duplicates++
		case review.Conflict:
			d.screen.Rejected++
			d.reject = "another sample has the same id"
		}
	}
	d.screen.changed()
}

// heed takes over what the reviewer wants.
func (d *drive) heed() {
	hold, again := d.wishes()
	if again {
		d.patient.end()
	}
	if again && d.failure != nil && !d.fatal {
		d.failure, d.barren = nil, 0
		d.screen.running()
	}
	if d.hold = hold; hold {
		d.cut()
	}
}

// settle does what can be done without waiting and tells whether the run is
// over.
func (d *drive) settle() (over bool, err error) {
	d.flush()
	if d.events != nil || d.adding {
		return false, nil
	}
	switch {
	case d.fatal:
		return true, d.failure
	case d.ctx.Err() != nil && len(d.pending) > 0:
		return true, d.failure // they could not be stored
	case d.ctx.Err() != nil:
		d.screen.end("stopped")
		return true, d.ctx.Err()
	case d.failure != nil:
		return d.stopOnError, d.failure
	case d.screen.Made >= d.req.Count:
		if err := d.lastWord(); err != nil {
			d.fail(err)
			return d.stopOnError, err
		}
		d.screen.end("")
		return true, nil
	}
	if err := d.trouble(); err != nil && !d.bear(err) {
		err = d.patient.spent(err)
		d.fail(err)
		return d.stopOnError, err
	}
	switch {
	case d.patient.waits():
	case d.hold:
		d.screen.pause()
	default:
		d.attempt()
	}
	return false, nil
}

// trouble looks at the last attempt's outcome, once.
func (d *drive) trouble() error {
	if !d.judge {
		return nil
	}
	d.judge = false
	d.barren++
	if d.screen.Made > d.before {
		d.barren = 0
	}
	if d.outcome == nil && d.barren >= mostBarren {
		return d.nothingNew()
	}
	return d.outcome
}

// lastWord is what the source had to say though everything was made, once: that
// what was asked of it besides was not done.
func (d *drive) lastWord() error {
	var e *Error
	if said := d.judge && errors.As(d.outcome, &e) && !e.Retry; said {
		d.judge = false
		return d.outcome
	}
	return nil
}

func (d *drive) nothingNew() *Error {
	s := d.screen.Stream
	e := &Error{Reason: fmt.Sprintf("nothing new came in %d attempts", d.barren)}
	switch {
	case s.Duplicates > 0 && d.reject == "":
		e.Reason = fmt.Sprintf("the source only repeats itself: nothing new in %d attempts", d.barren)
		e.Hint = "vary what is asked for: guidelines, temperature, grammar"
	case d.reject != "":
		e.Reason += "; the last answer was refused: " + d.reject
	}
	return e
}

// attempt asks the source for what is missing.
func (d *drive) attempt() {
	ctx, stop := context.WithCancel(d.ctx)
	req := d.req
	req.Count -= d.screen.Made
	req.Skip += d.received
	events, ended := make(chan Event), make(chan error, 1)
	d.events, d.ended, d.stop, d.stopped = events, ended, stop, false
	d.before = d.screen.Made
	d.screen.running()
	go func() {
		ended <- d.src.Generate(ctx, req, func(ev Event) { events <- ev })
	}()
}

// cut ends the attempt under way, if there is one.
func (d *drive) cut() {
	d.stopped = true
	d.stop()
}

// endAttempt books that Generate has returned. What it emitted may still be
// on its way to the desk, so settle judges the outcome later.
func (d *drive) endAttempt(err error) {
	d.stop()
	d.events, d.ended = nil, nil
	d.screen.Partial = ""
	d.screen.changed()
	d.outcome, d.judge = err, !d.stopped
}

// fail shows a failure; the run waits on it.
func (d *drive) fail(err error) {
	d.failure = err
	d.screen.fail(err)
}
