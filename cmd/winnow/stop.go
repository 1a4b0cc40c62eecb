package main

import (
	"context"
	"errors"
	"os"
	"time"

	"winnow/review"
	"winnow/store"
)

// The first Ctrl-C and the first SIGTERM end the context of a command, and nothing
// else. What writes sees to it where it can be left off; what reads does so here.

// stopGrace is how long work that only reads has to end by itself once it is
// stopped: what goes by the context does, and leaves whole lines.
const stopGrace = 300 * time.Millisecond

// untilStopped does work that changes no file. Where the context ends first, and the
// work does not soon, it is left alone: the program is about to end. It may compute,
// or wait for somebody who reads its output no more.
func untilStopped[T any](ctx context.Context, work func() (T, error)) (T, error) {
	type outcome struct {
		of    T
		err   error
		panic any
	}
	var none T
	if err := ctx.Err(); err != nil {
		return none, err
	}
	done := make(chan outcome, 1)
	go func() {
		var o outcome
		defer func() {
			o.panic = recover()
			done <- o
		}()
		o.of, o.err = work()
	}()
	var late <-chan time.Time
	for stop := ctx.Done(); ; {
		select {
		case o := <-done:
			if o.panic != nil {
				panic(o.panic)
			}
			return o.of, o.err
		case <-stop:
			stop, late = nil, time.After(stopGrace)
		case <-late:
			return none, ctx.Err()
		}
	}
}

// nothingIn is what is true of a project when reading its rows was stopped before
// the first went in.
const nothingIn = "nothing went in"

// reads is untilStopped for a command that does nothing but read a project and tell.
func reads(ctx context.Context, project string, work func() error) error {
	_, err := untilStopped(ctx, func() (struct{}, error) { return struct{}{}, work() })
	return whenStopped(err, project+" was only read")
}

// walkAll visits every sample of a project, in arrival order, until the context ends.
func walkAll(ctx context.Context, db *store.DB) func(func(review.Item) bool) error {
	return func(visit func(review.Item) bool) error {
		err := db.Walk(review.OrderAll, func(it review.Item) bool { return ctx.Err() == nil && visit(it) })
		return errors.Join(err, ctx.Err())
	}
}

// stoppedReader reads until the context ends, also while nothing comes.
type stoppedReader struct {
	ctx context.Context
	of  *os.File
	buf []byte
}

// Read implements [io.Reader]. After the context has ended a read may go on in its
// goroutine, with a buffer of its own, until the program ends.
func (r *stoppedReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	if len(r.buf) < len(p) {
		r.buf = make([]byte, len(p))
	}
	into := r.buf[:len(p)]
	type result struct {
		n   int
		err error
	}
	done := make(chan result, 1)
	go func() {
		n, err := r.of.Read(into)
		done <- result{n, err}
	}()
	select {
	case got := <-done:
		return copy(p, into[:got.n]), got.err
	case <-r.ctx.Done():
		return 0, r.ctx.Err()
	}
}
