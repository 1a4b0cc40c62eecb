package formats

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"winnow/review"
)

// Names are the formats that [Write] knows, the default first.
var Names = []string{"native", "openai-chat", "trl-prompt-completion", "trl-preference", "trl-kto", "alpaca"}

// ErrUnknownFormat is returned for a format that is not in [Names].
var ErrUnknownFormat = errors.New("unknown format")

// Options say what to write and how.
type Options struct {
	// Format is one of [Names]; empty is native.
	Format string
	// Bare leaves the "winnow" member out of native records, also one that a
	// record brought along. Other formats never have it.
	Bare bool
	// Filter chooses samples.
	Filter review.Filter
	// Decisions are the verdicts to write; "" is a sample without one. Empty
	// means all that the format can express, for native every sample with a
	// verdict.
	Decisions []review.Verdict
	// Split divides the samples into parts; empty writes one part named "".
	Split []Part
	// Seed chooses the split.
	Seed uint64
}

// format is one shape of output.
type format interface {
	// lines appends the sample's records to dst, each with a line feed, or
	// says why there are none.
	lines(dst []byte, it review.Item) (out []byte, why string)
}

// Write writes the samples that walk visits, in its order, to the writers that
// out gives for each part. out is called once for each part, when its first
// line is written; a part without samples is not asked for. The error is
// [ErrUnknownFormat], or what walk, out or a writer returned.
func Write(task review.Task, walk func(visit func(review.Item) bool) error, out func(part string) (io.Writer, error), o Options) (Summary, error) {
	f, verdicts, err := newFormat(task, o)
	if err != nil {
		return Summary{}, err
	}
	if len(o.Split) > 0 {
		if err := checkParts(o.Split); err != nil {
			return Summary{}, err
		}
	}
	w := &writing{
		options: o, format: f, verdicts: verdicts, open: out,
		parts: map[string]*behind{}, leftOut: map[string]int{},
	}
	w.summary.Written, w.summary.Lines = map[string]int{}, map[string]int{}
	for _, name := range partNames(o.Split) {
		w.summary.Written[name], w.summary.Lines[name] = 0, 0
	}
	err = walk(w.visit)
	err = errors.Join(w.err, err, w.flush())
	w.summary.LeftOut = sortedReasons(w.leftOut)
	return w.summary, err
}

// newFormat returns the format and the verdicts that it can express.
func newFormat(task review.Task, o Options) (format, []review.Verdict, error) {
	kept := []review.Verdict{review.Accept, review.Edit, review.Relabel}
	q := question{task: task}
	switch o.Format {
	case "", "native":
		return &native{task: task, bare: o.Bare}, append([]review.Verdict{""}, review.Verdicts...), nil
	case "openai-chat":
		return chat{q}, kept, nil
	case "trl-prompt-completion":
		return promptCompletion{q}, kept, nil
	case "trl-preference":
		return preference{q}, []review.Verdict{review.Edit}, nil
	case "trl-kto":
		return kto{q}, append(kept, review.Reject), nil
	case "alpaca":
		return alpaca{q}, kept, nil
	}
	return nil, nil, fmt.Errorf("%q is not one of %s: %w", o.Format, strings.Join(Names, ", "), ErrUnknownFormat)
}

type writing struct {
	options  Options
	format   format
	verdicts []review.Verdict // that the format can express
	open     func(string) (io.Writer, error)
	parts    map[string]*behind
	summary  Summary
	leftOut  map[string]int
	buf      []byte
	safe     []byte
	err      error
}

func (w *writing) visit(it review.Item) bool {
	w.summary.Samples++
	if why := w.refuse(it); why != "" {
		w.leftOut[why]++
		return true
	}
	lines, why := w.format.lines(w.buf[:0], it)
	w.buf = lines[:0]
	if why != "" {
		w.leftOut[why]++
		return true
	}
	part := partOf(w.options.Split, w.options.Seed, it.Sample.ID)
	out, err := w.part(part)
	if err == nil {
		safe := lines
		if suspect(lines, 0) < len(lines) {
			w.safe = appendSafe(w.safe[:0], lines)
			safe = w.safe
		}
		err = out.add(safe)
	}
	if err != nil {
		w.err = fmt.Errorf("writing: %w", err)
		return false
	}
	w.summary.Written[part]++
	w.summary.Lines[part] += bytes.Count(lines, []byte{'\n'})
	return true
}

func (w *writing) part(name string) (*behind, error) {
	if b, ok := w.parts[name]; ok {
		return b, nil
	}
	out, err := w.open(name)
	if err != nil {
		return nil, err
	}
	b := writeBehind(out)
	w.parts[name] = b
	return b, nil
}

func (w *writing) flush() error {
	var errs []error
	for _, name := range partNames(w.options.Split) {
		if b, ok := w.parts[name]; ok {
			if err := b.end(); err != nil {
				errs = append(errs, fmt.Errorf("writing: %w", err))
			}
		}
	}
	if w.err != nil {
		return nil // what failed has been said
	}
	return errors.Join(errs...)
}

// refuse says why a sample is left out before its format is asked, or "".
func (w *writing) refuse(it review.Item) string {
	v := it.State.Verdict
	asked := w.options.Decisions
	switch {
	case !w.options.Filter.Match(it):
		return "outside the filter"
	case len(asked) > 0 && !slices.Contains(asked, v):
		return verdictName(v) + ", not asked for"
	case v == "" && (len(asked) == 0 || !slices.Contains(w.verdicts, v)):
		if it.State.Flag || it.State.Note != "" {
			return "not decided yet, only flagged or noted"
		}
		return "not decided yet"
	case !slices.Contains(w.verdicts, v):
		return verdictName(v) + ", which " + w.options.Format + " cannot express"
	}
	return ""
}

func verdictName(v review.Verdict) string {
	switch v {
	case review.Accept:
		return "accepted"
	case review.Edit:
		return "edited"
	case review.Relabel:
		return "relabelled"
	case review.Reject:
		return "rejected"
	case review.Defer:
		return "deferred"
	}
	return "not decided yet"
}
