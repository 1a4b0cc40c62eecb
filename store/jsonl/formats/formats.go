package formats

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"winnow/review"
)

// Names are the formats that [Write] knows, the default first.
var Names = []string{
	"native", "openai-chat", "openai-preference", "trl-prompt-completion", "trl-preference", "trl-kto", "alpaca", "sharegpt",
	"prodigy", "argilla", "label-studio", "doccano", "reward", weightedName, "instructlab",
}

// HasSystem tells whether system messages stand in a format.
func HasSystem(format string) bool {
	switch format {
	case "openai-chat", "openai-preference", "trl-prompt-completion", "trl-preference", "trl-kto", "alpaca", "sharegpt", "reward", "instructlab":
		return true
	}
	return false
}

// HasPlainText tells whether a format of messages has a form in plain text, too, so
// that [Options.Chat] has something to say to it.
func HasPlainText(format string) bool {
	switch format {
	case "trl-prompt-completion", "trl-preference", "trl-kto", "reward":
		return true
	}
	return false
}

// SystemGuidelines is the [Options.System] that stands for all that the task says.
const SystemGuidelines = "guidelines"

// ErrUnknownFormat is returned for a format that is not in [Names].
var ErrUnknownFormat = errors.New("unknown format")

// Options say what to write and how.
type Options struct {
	// Format is one of [Names]; empty is native.
	Format string
	// Bare leaves the "winnow" member out of native records, also one that a
	// record brought along. What then looks like a row that was kept is left out,
	// too: a tie in the shape of a preference always, and what was rejected or put
	// off unless Decisions asks for it. Other formats never have the member.
	Bare bool
	// EraseSystem leaves system messages out of the formats for trainers, the
	// task's as well as those of the records; of alpaca the guidelines, which are
	// its instruction.
	EraseSystem bool
	// System is the system message of samples that have none of their own, in the
	// formats for trainers. [SystemGuidelines] is the task's guidelines, what its
	// labels mean, and the choice between them. Empty gives one only to labels, of
	// guidelines and choice.
	System string
	// Chat writes the formats that have a form in plain text in messages, as
	// conversations always are, so that the trainer applies its chat template.
	Chat bool
	// Filter chooses samples.
	Filter review.Filter
	// Decisions are the verdicts to write; "" is a sample without one. Empty
	// means all that the format can express, for native every sample with a
	// verdict, or, if it is bare, with one that kept it.
	Decisions []review.Verdict
	// Split divides the samples into parts; empty writes one part named "".
	Split []Part
	// Seed chooses the split.
	Seed uint64
	// Group is the member of records whose value keeps samples in one part: what
	// has the same question must not be in training and test. Samples without it
	// are divided one by one.
	Group string
}

// gists tells whether samples that nobody decided on are good enough without
// their texts: only native writes them, as they came.
func (o Options) gists() bool {
	return (o.Format == "" || o.Format == Names[0]) && len(o.Filter.Words) == 0
}

// called is what the format is called where it cannot say something.
func (o Options) called() string {
	if o.Format == "" || o.Format == Names[0] {
		return Names[0] + " with --bare" // with its member it says everything
	}
	return o.Format
}

// format is one shape of output.
type format interface {
	// lines appends the sample's records to dst, each with a line feed, or
	// says why there are none.
	lines(dst []byte, it review.Item) (out []byte, why string)
}

// Walk goes through samples in pieces that follow one another. For each it calls
// begin, gives the samples to take, on any goroutine, and when take has returned
// for the last of them calls end. The calls of begin are one after the other, and
// so are those of end, in the order of the pieces; an error of end ends the walk.
// With gists the samples that nobody decided on may come without their fields,
// alternatives and rationale.
type Walk = func(gists bool, begin func() (take func(*review.Item), end func() error)) error

// Write writes the samples of walk, in its order, to the writers that
// out gives for each part. out is called once for each part, when its first
// line is written; a part without samples is not asked for. The error is
// [ErrUnknownFormat], or what walk, out or a writer returned.
func Write(task review.Task, walk Walk, out func(part string) (io.Writer, error), o Options) (Summary, error) {
	newFormat, verdicts, err := formatOf(task, o)
	if err != nil {
		return Summary{}, err
	}
	if len(o.Split) > 0 {
		if err := checkParts(o.Split); err != nil {
			return Summary{}, err
		}
	}
	w := &writing{
		options: o, filtered: !o.Filter.IsZero(), format: newFormat, verdicts: verdicts, open: out,
		parts: map[string]*behind{}, arrays: map[string]*array{}, leftOut: map[string]int{}, omitted: map[string]int{},
	}
	w.summary.Written, w.summary.Lines = map[string]int{}, map[string]int{}
	if o.Format == weightedName {
		f := weighted{question: question{task: task}, options: o}
		if f.sums, err = w.weigh(walk, f); err != nil {
			return Summary{}, err
		}
		w.format = func() format { return f }
	}
	for _, name := range partNames(o.Split) {
		w.summary.Written[name], w.summary.Lines[name] = 0, 0
	}
	if err = walk(o.gists(), w.begin); w.err != nil {
		err = w.err
	}
	err = errors.Join(err, w.flush())
	w.summary.LeftOut, w.summary.Omitted = sortedReasons(w.leftOut), sortedReasons(w.omitted)
	return w.summary, err
}

// formatOf returns what makes the format and the verdicts that it can express.
func formatOf(task review.Task, o Options) (func() format, []review.Verdict, error) {
	kept := []review.Verdict{review.Accept, review.Edit, review.Relabel}
	paired, judged := []review.Verdict{review.Edit}, append(slices.Clone(kept), review.Reject)
	if task.Kind == review.Prefer {
		paired, judged = kept, kept
	}
	all := append(slices.Clone(kept), review.Reject, review.Defer)
	q := question{task: task, erase: o.EraseSystem, chat: o.Chat && HasPlainText(o.Format), callTurns: o.Format == "sharegpt"}
	if o.System == SystemGuidelines {
		q.guided = true
	} else {
		q.given = o.System
	}
	always := func(f format) func() format { return func() format { return f } }
	switch o.Format {
	case "", "native":
		said := append([]review.Verdict{""}, review.Verdicts...)
		if o.Bare && len(o.Decisions) == 0 {
			said = kept // others would pass for them
		}
		return func() format { return &native{task: task, bare: o.Bare} }, said, nil
	case "openai-chat":
		return func() format { return &chat{newStrict(q)} }, kept, nil
	case "trl-prompt-completion":
		return always(promptCompletion{q}), kept, nil
	case "trl-preference":
		return always(preference{q}), paired, nil
	case "openai-preference":
		return func() format { return &openaiPreference{newStrict(q)} }, paired, nil
	case "trl-kto":
		return always(kto{question: q}), judged, nil
	case "alpaca":
		return always(alpaca{q}), kept, nil
	case "sharegpt":
		return always(sharegpt{q}), kept, nil
	case "prodigy":
		return always(prodigy{q}), all, nil
	case "argilla":
		return always(argilla{q}), all, nil
	case labelStudioName:
		return always(labelStudio{q}), all, nil
	case "doccano":
		return always(doccano{q}), kept, nil
	case "reward":
		return always(kto{question: q, number: true}), append([]review.Verdict{""}, judged...), nil
	case weightedName:
		return always(weighted{question: q}), kept, nil
	case "instructlab":
		return always(instructlab{q}), kept, nil
	}
	return nil, nil, fmt.Errorf("%q is not one of %s: %w", o.Format, strings.Join(Names, ", "), ErrUnknownFormat)
}

type writing struct {
	options  Options
	filtered bool
	format   func() format
	verdicts []review.Verdict // that the format can express
	open     func(string) (io.Writer, error)
	parts    map[string]*behind
	arrays   map[string]*array // of a format that writes arrays
	spare    []*piece          // to be used again
	summary  Summary
	leftOut  map[string]int
	omitted  map[string]int // messages by the member that was left out of them
	err      error
}

func (w *writing) part(name string) (*behind, error) {
	if b, ok := w.parts[name]; ok {
		return b, nil
	}
	out, err := w.open(name)
	if err != nil {
		return nil, err
	}
	if w.options.Format == labelStudioName {
		list := &array{to: out}
		w.arrays[name], out = list, list
	}
	b := writeBehind(out)
	w.parts[name] = b
	return b, nil
}

func (w *writing) flush() error {
	var errs []error
	for _, name := range partNames(w.options.Split) {
		if b, ok := w.parts[name]; ok {
			err := b.end()
			if list := w.arrays[name]; err == nil && list != nil {
				err = list.end()
			}
			if err != nil {
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
func (w *writing) refuse(it *review.Item) string {
	v := it.State.Verdict
	asked := w.options.Decisions
	switch {
	case w.filtered && !w.options.Filter.Match(*it):
		return "outside the filter"
	case len(asked) > 0 && !slices.Contains(asked, v):
		return verdictName(v) + ", not asked for"
	case v == "" && (len(asked) == 0 || !slices.Contains(w.verdicts, v)):
		if it.State.Flag || it.State.Note != "" {
			return "not decided yet, only flagged or noted"
		}
		return "not decided yet"
	case !slices.Contains(w.verdicts, v):
		return verdictName(v) + ", which " + w.options.called() + " cannot express"
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
