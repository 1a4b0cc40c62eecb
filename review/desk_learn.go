package review

import (
	"context"
	"errors"
	"time"
)

// Learner keeps the order of a project up with its decisions.
type Learner interface {
	// Step learns from what was decided since the step before and, where that
	// changes anything, reorders the queue; it returns whether it did. It works
	// in short transactions beside the desk's own.
	Step(ctx context.Context) (reordered bool, err error)
}

// learnRest is the least time between two steps of learning. One that took
// long is followed by a rest of so many times its length, so that learning
// takes a quarter of a processor at most.
const (
	learnRest = 50 * time.Millisecond
	restTimes = 3
)

// Learn lets the learner work beside the desk, one step after each change,
// until ctx ends; wait returns when it has. News tell of every new order, and
// of the error that ended the learning: decisions go on without it.
func (d *Desk) Learn(ctx context.Context, l Learner) (wait func()) {
	done := make(chan struct{})
	w := d.Watch()
	go func() {
		defer close(done)
		defer w.Stop()
		if err := d.learn(ctx, l, w.C()); err != nil && ctx.Err() == nil {
			d.mu.Lock()
			d.unlearned = err
			d.tell()
			d.mu.Unlock()
		}
	}()
	return func() { <-done }
}

func (d *Desk) learn(ctx context.Context, l Learner, changed <-chan struct{}) error {
	select { // the first sample shall be on the screen before the processor is busy
	case <-time.After(learnRest):
	case <-ctx.Done():
		return ctx.Err()
	}
	for {
		began := time.Now()
		reordered, err := l.Step(ctx)
		if err != nil && !errors.Is(err, ErrBusy) {
			return err
		}
		if reordered {
			d.mu.Lock()
			d.lessons++
			d.tell()
			d.mu.Unlock()
		}
		rest := time.NewTimer(max(learnRest, restTimes*time.Since(began)))
		select {
		case <-rest.C:
		case <-ctx.Done():
			rest.Stop()
			return ctx.Err()
		}
		if err != nil {
			continue // it was busy with an import: try again
		}
		select {
		case _, ok := <-changed:
			if !ok {
				return nil
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
