package jsonl

import (
	"context"
	"errors"
	"io"
	"sync"

	"winnow/review"
)

// A block ends with whichever of these comes first. The bytes bound memory
// when lines are long; up to five blocks exist at a time.
const (
	blockLines = 1000
	blockBytes = 512 << 10
)

// workers is how many blocks are looked at side by side: with these, one that
// reads and one that stores, two processors are kept busy.
const workers = 2

// block is a stretch of the input: lines that follow one another.
type block struct {
	lines []Line
	bad   []badLine // that are not even lines
	text  []byte    // what the lines share
	// read is how much of the input was consumed up to the block's end.
	read int64
	// samples is room for those of the lines.
	samples []review.Sample
}

// blocks are some to be used again. A nil one gives new ones only.
type blocks struct{ free chan block }

// mostBlocks is how many wait to be used again.
const mostBlocks = 8

func newBlocks() *blocks { return &blocks{make(chan block, mostBlocks)} }

func (s *blocks) get() block {
	if s != nil {
		select {
		case b := <-s.free:
			return block{lines: b.lines[:0], text: b.text[:0], samples: b.samples[:0]}
		default:
		}
	}
	return block{lines: make([]Line, 0, blockLines), text: make([]byte, 0, blockBytes)}
}

// put takes back a block that nobody needs any more. One that grew for a long
// line is let go.
func (s *blocks) put(b block) {
	if s == nil || cap(b.text) != blockBytes {
		return
	}
	select {
	case s.free <- b:
	default:
	}
}

// nextBlock fills a block; the error is io.EOF with the last one.
func nextBlock(ctx context.Context, r *Reader, b block) (block, error) {
	for len(b.lines)+len(b.bad) < blockLines && len(b.text) < blockBytes {
		if err := ctx.Err(); err != nil {
			return block{}, err
		}
		line, err := r.next()
		var bad *LineError
		switch {
		case errors.As(err, &bad):
			b.bad = append(b.bad, badLine{Problem{Line: bad.N, Column: bad.Column, Reason: bad.Reason}, bad.Raw})
		case errors.Is(err, io.EOF):
			b.read = r.Read()
			return b, io.EOF
		case err != nil:
			return block{}, err
		case len(b.text) > 0 && len(b.text)+len(line.Raw) > cap(b.text):
			// The lines before it stay where they are.
			b.lines = append(b.lines, Line{line.N, append([]byte(nil), line.Raw...)})
			b.read = r.Read()
			return b, nil
		default:
			start := len(b.text)
			b.text = append(b.text, line.Raw...)
			b.lines = append(b.lines, Line{line.N, b.text[start:len(b.text):len(b.text)]})
		}
	}
	b.read = r.Read()
	return b, nil
}

// inBlocks reads to the end, in blocks that it gets, and sends what work makes of
// each, in the order of the input. It returns when all of that was received, or ctx ended;
// a block that is not whole then is dropped.
func inBlocks[T any](ctx context.Context, r *Reader, from *blocks, work func(block) T, out chan<- T) error {
	type job struct {
		block block
		done  chan T
	}
	jobs, order := make(chan job), make(chan job)
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			for j := range jobs {
				j.done <- work(j.block)
			}
		})
	}
	all.Go(func() {
		for j := range order {
			select {
			case out <- <-j.done:
			case <-ctx.Done():
			}
		}
	})
	err := func() error {
		defer close(order)
		defer close(jobs)
		for {
			b, end := nextBlock(ctx, r, from.get())
			if end != nil && !errors.Is(end, io.EOF) {
				return end
			}
			j := job{b, make(chan T, 1)}
			select {
			case jobs <- j:
			case <-ctx.Done():
				return ctx.Err()
			}
			order <- j // its end is certain: work is under way
			if end != nil {
				return nil
			}
		}
	}()
	all.Wait()
	if err == nil {
		err = ctx.Err()
	}
	return err
}
