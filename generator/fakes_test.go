package generator_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing/synctest"

	"winnow/generator"
	"winnow/review"
)

// source is a fake whose every attempt is the next function of its script;
// the last one serves all further attempts.
type source struct {
	mu     sync.Mutex
	script []attempt
	asked  []generator.Request
}

type attempt func(ctx context.Context, req generator.Request, emit func(generator.Event)) error

func (s *source) Name() string { return "fake source" }

func (s *source) Generate(ctx context.Context, req generator.Request, emit func(generator.Event)) error {
	s.mu.Lock()
	next := s.script[min(len(s.asked), len(s.script)-1)]
	s.asked = append(s.asked, req)
	s.mu.Unlock()
	return next(ctx, req, emit)
}

// counting emits the samples behind req.Skip, as many as are wanted.
func counting(_ context.Context, req generator.Request, emit func(generator.Event)) error {
	for i := range req.Count {
		emit(sample(req.Skip + i))
	}
	return nil
}

func sample(n int) generator.Event {
	return generator.Event{Sample: &review.Sample{ID: fmt.Sprintf("s%d", n)}}
}

func partial(text string) generator.Event { return generator.Event{Partial: &text} }

// desk is a fake that knows duplicates by id. Before each Add it calls gate,
// if there is one.
type desk struct {
	gate func(n int) error

	mu      sync.Mutex
	ids     []string
	groups  []int
	streams []review.Stream
}

func (d *desk) Add(_ context.Context, samples []review.Sample) ([]review.Added, error) {
	d.mu.Lock()
	n := len(d.groups)
	d.groups = append(d.groups, len(samples))
	d.mu.Unlock()
	if d.gate != nil {
		if err := d.gate(n); err != nil {
			return nil, err
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	out := make([]review.Added, len(samples))
	for i, s := range samples {
		if slices.Contains(d.ids, s.ID) {
			out[i].Arrival = review.Duplicate
			continue
		}
		d.ids = append(d.ids, s.ID)
	}
	return out, nil
}

func (d *desk) SetStream(s review.Stream) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.streams = append(d.streams, s)
}

// stream returns the status shown last.
func (d *desk) stream() review.Stream {
	synctest.Wait()
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.streams[len(d.streams)-1]
}

func (d *desk) stored() []string {
	synctest.Wait()
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.ids)
}
