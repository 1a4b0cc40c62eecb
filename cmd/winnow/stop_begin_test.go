package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"winnow/generator/offline"
)

// stoppedAt is a context that ends when it is looked at for the given time, as one does
// that a signal ends in the middle.
type stoppedAt struct {
	context.Context
	looks atomic.Int64
}

func stopAt(t *testing.T, look int64) *stoppedAt {
	c := &stoppedAt{Context: t.Context()}
	c.looks.Store(look)
	return c
}

func (c *stoppedAt) Err() error {
	if c.looks.Add(-1) > 0 {
		return nil
	}
	return context.Canceled
}

// Ensure that all that generate and label read of a project and of files before they
// begin is left off when they are stopped, and that nothing is made of a part.
func TestStop_EndsWhatIsReadBeforeAGeneration(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	var b strings.Builder
	for i := range 500 {
		fmt.Fprintf(&b, "{\"text\":\"row %d\",\"label\":%q}\n", i, []string{"yes", "no"}[i%2])
	}
	write(t, dir, "data.jsonl", b.String())
	winnow(t, dir, "import", "p.winnow", "data.jsonl")
	p, err := openProject(opening{path: "p.winnow"})
	if err != nil {
		t.Fatal(err)
	}
	defer p.close() //nolint:errcheck // it was read only
	task := p.desk.Task()
	task.Labels = slices.Clone(task.Labels)
	gone := task.Labels[1].Name
	task.Labels[1].Name = "maybe"
	if p.next, err = newTaskOf(p.db, task); err != nil {
		t.Fatal(err)
	}
	from := sourcing{source: openAISource, baseURL: "http://localhost:1/v1", model: "none"}
	file := &rowFile{path: "data.jsonl"}
	for name, reads := range map[string]func(ctx context.Context) error{
		"the order of a run": func(ctx context.Context) error {
			_, _, err := from.order(ctx, p, &offline.Source{}, 9)
			return err
		},
		"what a source knows": func(ctx context.Context) error {
			_, err := from.open(ctx, p, func(string) string { return "" })
			return err
		},
		"what is labelled": func(ctx context.Context) error { _, err := p.unlabelled(ctx, file); return err },
		"rows to label":    func(ctx context.Context) error { _, err := readRows(ctx, "p.winnow", "data.jsonl"); return err },
		"rows of a task":   func(ctx context.Context) error { _, err := rowsOf(ctx, "p.winnow")("data.jsonl"); return err },
		"a new task":       func(ctx context.Context) error { return p.takeTask(ctx, newApp()) },
	} {
		if err := reads(stopAt(t, 5)); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: stopped in the middle, it ends with %v", name, err)
		}
	}
	visits := 0
	for range p.known(stopAt(t, 5)) {
		visits++
	}
	if visits >= 5 {
		t.Errorf("%d samples are read after a stop", visits)
	}
	if was, err := p.db.Task(); err != nil || was.Labels[1].Name != gone {
		t.Errorf("the project took the task over: %v, %v", was.Labels, err)
	}
}
