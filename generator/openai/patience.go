package openai

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"
)

// Errors of waiting. Each is a time limit of [Timeouts].
var (
	errIdle   = errors.New("the server sent nothing for too long")
	errSilent = errors.New("the server sent only signs of life for too long")
	errTotal  = errors.New("the answer took too long")
)

// patientBody reads a response under two limits: one between bytes, which any
// byte holds off, and one between events, which comments do not hold off. A
// limit ends the request by its context, since closing a body that is being
// read is not enough on every transport.
type patientBody struct {
	body   io.ReadCloser
	ended  func() error // why the request's context ended; nil: it has not
	cancel context.CancelCauseFunc
	limits Timeouts

	idle time.Duration // the limit between bytes now
	// left is how much more waiting there may be before an event comes. Time
	// in which nobody reads, since the desk is busy, is not the server's.
	left time.Duration
	// release lets go of the caller's context; nil: there is none. whole tells
	// that the body was read to its end.
	release func() bool
	whole   bool
	once    sync.Once
}

func newPatientBody(ctx context.Context, cancel context.CancelCauseFunc, body io.ReadCloser, t Timeouts) *patientBody {
	return &patientBody{
		body: body, cancel: cancel, limits: t,
		ended: func() error {
			if ctx.Err() == nil {
				return nil
			}
			return context.Cause(ctx)
		},
		idle: t.FirstByte,
		left: max(t.FirstByte, t.Silence),
	}
}

// news notes that an event has come.
func (b *patientBody) news() {
	b.idle = min(b.idle, b.limits.Idle)
	b.left = b.limits.Silence
}

// hurry shortens both limits for what is left.
func (b *patientBody) hurry(d time.Duration) {
	b.idle = min(b.idle, d)
	b.limits.Idle = b.idle
	b.limits.Silence = min(b.limits.Silence, d)
	b.left = b.limits.Silence
}

// Read reads under the limits.
func (b *patientBody) Read(p []byte) (int, error) {
	limit, why := b.idle, errIdle
	if b.left < limit {
		limit, why = max(b.left, 0), errSilent
	}
	began := time.Now()
	t := time.AfterFunc(limit, func() { b.cancel(why) })
	n, err := b.body.Read(p)
	t.Stop()
	b.left -= time.Since(began)
	if errors.Is(err, io.EOF) && b.ended() == nil {
		b.whole = true
		if b.release != nil {
			b.release()
		}
	}
	if err != nil {
		if why := b.ended(); why != nil {
			err = why
		}
	}
	return n, err
}

// Close ends the request, unless it has ended by itself.
func (b *patientBody) Close() error {
	var err error
	b.once.Do(func() {
		if !b.whole {
			b.cancel(context.Canceled)
		}
		err = b.body.Close()
	})
	return err
}
