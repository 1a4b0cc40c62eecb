package jsonl

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"winnow/review"
)

const (
	maxProblems   = 100
	progressEvery = 100 * time.Millisecond
)

// Options say how to import.
type Options struct {
	// Strict refuses the whole file if any line is invalid. The input is read
	// twice; a stream is kept in a temporary file meanwhile.
	Strict bool
	// Lend says that the samples given to Add, with their texts and the bytes
	// that they share, are only lent until it returns: their memory is used
	// again, so that a text that is kept would change.
	Lend bool
	// Progress, if not nil, is called now and then (at most ten times a
	// second) and once at the end, from the goroutine of Import.
	Progress func(Report)
}

// Report says what an import did.
type Report struct {
	// Imported, Duplicate and Invalid add up to the lines that are not blank.
	Imported, Duplicate, Invalid int
	// Read and Size are bytes; Size is 0 when it is not known.
	Read, Size int64
	// Renamed counts the duplicates that are known under another id, and Twins are the
	// first 100 of them.
	Renamed int
	Twins   []Twin
	// Problems are the first 100 invalid lines, in the order of the file.
	Problems []Problem
	// Sidecar is the file with all invalid lines, "" if none was made.
	Sidecar string
	// SidecarErr is why the sidecar could not be written. The import itself
	// does not depend on it.
	SidecarErr error
}

// Twin is a line whose content another sample has.
type Twin struct {
	Line int    // from 1
	ID   string // "" where the line brings none
	Seq  uint64 // of the sample that has the content
}

// Problem is one invalid line.
type Problem struct {
	Line   int // from 1
	Column int // byte in the line, from 1; 0 when the fault has no place
	Reason string
}

// Add stores samples and says what became of each, in their order; the method
// of that name of a desk, for instance. Import has no use for the samples
// afterwards, see [Options].
type Add = func(context.Context, []review.Sample) ([]review.Added, error)

// Import reads the records of the task from r and hands them to add in
// batches. Invalid lines are counted, reported and put into the sidecar
// `<input>.invalid.jsonl`; they do not hold up the rest. When ctx ends or add
// fails, whole batches are in, the report counts them, and the error is
// returned. With Strict the error is [ErrInvalid] when lines are invalid, and
// nothing is in; only a clash with another record's id cannot be known before
// storing and leaves that one record out.
func Import(ctx context.Context, r *Reader, task review.Task, add Add, o Options) (Report, error) {
	im := &importing{reader: r, task: task, add: add, options: o}
	if o.Lend {
		im.blocks = newBlocks()
	}
	if o.Strict {
		if err := im.dryRun(ctx); err != nil {
			return im.report, err
		}
	}
	im.sidecar.path = r.sidecar
	err := im.run(ctx)
	im.report.Sidecar, im.report.SidecarErr = im.sidecar.close()
	im.progress(true)
	if err == nil && o.Strict && im.report.Invalid > 0 {
		err = fmt.Errorf("%s: %w (%d), which were left out", r.name, ErrInvalid, im.report.Invalid)
	}
	return im.report, err
}

type importing struct {
	reader  *Reader
	task    review.Task
	add     Add
	options Options
	blocks  *blocks
	sidecar sidecar
	report  Report
	told    time.Time
}

// run stores batch after batch while the next one is parsed.
func (im *importing) run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	batches := make(chan batch)
	done := make(chan struct{})
	var readErr error
	go func() {
		defer close(done)
		defer close(batches)
		readErr = parse(ctx, im.reader, im.blocks, im.task, batches)
	}()
	err := im.store(ctx, batches)
	cancel()
	if err != nil && im.reader.file == nil {
		return err // the goroutine may hang in a read of a silent stream
	}
	<-done
	if err == nil {
		err = readErr
	}
	if err == nil {
		im.report.Read = im.reader.Read() // blank lines at the end, too
	}
	return err
}

func (im *importing) store(ctx context.Context, batches <-chan batch) error {
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case b, ok := <-batches:
			if !ok {
				return nil
			}
			if err := im.storeBatch(ctx, b); err != nil {
				return err
			}
			im.blocks.put(b.block)
			im.progress(false)
		}
	}
}

func (im *importing) storeBatch(ctx context.Context, b batch) error {
	if len(b.samples) > 0 {
		added, err := im.add(ctx, b.samples)
		if err != nil {
			return fmt.Errorf("storing the records of %s: %w", im.reader.name, err)
		}
		if len(added) != len(b.samples) {
			return fmt.Errorf("storing the records of %s: %d answers for %d samples", im.reader.name, len(added), len(b.samples))
		}
		for i, a := range added {
			s := b.samples[i]
			switch a.Arrival {
			case review.Stored:
				im.report.Imported++
			case review.Duplicate:
				im.report.Duplicate++
				if a.Renamed {
					im.renamed(s, a.Seq)
				}
			case review.Conflict:
				reason := fmt.Sprintf("id %q is already in the project with other content", s.ID)
				b.bad = append(b.bad, badLine{Problem{Line: s.Provenance.Line, Reason: reason}, s.Raw})
			}
		}
	}
	slices.SortStableFunc(b.bad, func(x, y badLine) int { return x.Line - y.Line })
	for _, bad := range b.bad {
		im.invalid(bad.Problem)
		im.sidecar.add(bad.Problem, bad.raw)
	}
	im.report.Read = b.block.read
	return nil
}

// renamed notes a duplicate that is known under another id.
func (im *importing) renamed(s review.Sample, seq uint64) {
	im.report.Renamed++
	if len(im.report.Twins) == maxProblems {
		return
	}
	twin := Twin{Line: s.Provenance.Line, Seq: seq}
	if s.ID != s.ContentHash().String() {
		twin.ID = strings.Clone(s.ID) // it may be lent
	}
	im.report.Twins = append(im.report.Twins, twin)
}

func (im *importing) invalid(p Problem) {
	im.report.Invalid++
	if len(im.report.Problems) < maxProblems {
		im.report.Problems = append(im.report.Problems, p)
	}
}

// progress tells the report; now says to tell it whatever the time.
func (im *importing) progress(now bool) {
	im.report.Size = im.reader.size
	if im.options.Progress == nil || !now && time.Since(im.told) < progressEvery {
		return
	}
	im.told = time.Now()
	im.options.Progress(im.report)
}

// dryRun parses all without storing and goes back to the start.
func (im *importing) dryRun(ctx context.Context) error {
	if err := im.reader.Spool(); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	batches := make(chan batch)
	var readErr error
	go func() {
		defer close(batches)
		readErr = parse(ctx, im.reader, im.blocks, im.task, batches)
	}()
	for b := range batches {
		for _, bad := range b.bad {
			im.invalid(bad.Problem)
		}
		im.report.Read = b.block.read
		im.blocks.put(b.block)
		im.progress(false)
	}
	if readErr != nil {
		return readErr
	}
	if im.report.Invalid > 0 {
		im.progress(true)
		return fmt.Errorf("%s: %w (%d), nothing was imported", im.reader.name, ErrInvalid, im.report.Invalid)
	}
	return im.reader.Rewind()
}

// recordProblem says what is wrong with a line that is no record of the task.
func recordProblem(line int, err error) Problem {
	p := Problem{Line: line, Reason: err.Error()}
	var re *review.RecordError
	if errors.As(err, &re) {
		p.Reason = re.Reason
		if re.Offset >= 0 {
			p.Column = int(re.Offset) + 1
		}
	}
	return p
}
