package jsonl

import (
	"bytes"
	"context"
	"errors"
	"io"
	"path/filepath"

	"winnow/review"
)

// A batch ends with whichever of these comes first. The bytes bound memory
// when lines are long; up to three batches exist at a time.
const (
	batchSamples = 2000
	batchBytes   = 4 << 20
)

// batch is a stretch of the input: its samples and its bad lines.
type batch struct {
	samples []review.Sample
	bad     []badLine
	bytes   int
	// read is how much of the input was consumed up to the batch's end.
	read int64
}

type badLine struct {
	Problem
	raw []byte
}

func (b *batch) full() bool {
	return len(b.samples) >= batchSamples || b.bytes >= batchBytes || len(b.bad) >= batchSamples
}

func (b *batch) isEmpty() bool { return len(b.samples) == 0 && len(b.bad) == 0 }

// parse reads to the end and sends batches. A batch that is not whole when ctx
// ends is dropped.
func parse(ctx context.Context, r *Reader, task review.Task, out chan<- batch) error {
	origin := filepath.Base(r.name)
	for {
		b, end := nextBatch(ctx, r, task, origin)
		if end != nil && !errors.Is(end, io.EOF) {
			return end
		}
		if !b.isEmpty() {
			select {
			case out <- b:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		if end != nil {
			return nil
		}
	}
}

// nextBatch reads one batch; the error is io.EOF with the last one.
func nextBatch(ctx context.Context, r *Reader, task review.Task, origin string) (batch, error) {
	b := batch{samples: make([]review.Sample, 0, batchSamples)}
	for !b.full() {
		if err := ctx.Err(); err != nil {
			return batch{}, err
		}
		line, err := r.Next()
		var bad *LineError
		switch {
		case errors.As(err, &bad):
			b.addBad(Problem{Line: bad.N, Column: bad.Column, Reason: bad.Reason}, bad.Raw)
			continue
		case errors.Is(err, io.EOF):
			b.read = r.Read()
			return b, io.EOF
		case err != nil:
			return batch{}, err
		}
		raw := bytes.Clone(line.Raw)
		s, err := review.ParseRecord(task, raw)
		if err != nil {
			b.addBad(recordProblem(line.N, err), raw)
			continue
		}
		s.Provenance.Source, s.Provenance.Origin, s.Provenance.Line = "file", origin, line.N
		b.samples = append(b.samples, s)
		b.bytes += len(raw)
	}
	b.read = r.Read()
	return b, nil
}

func (b *batch) addBad(p Problem, raw []byte) {
	b.bad = append(b.bad, badLine{Problem: p, raw: raw})
	b.bytes += len(raw)
}
