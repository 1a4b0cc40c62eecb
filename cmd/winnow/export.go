package main

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"winnow/review"
	"winnow/store"
	"winnow/store/jsonl/formats"
)

// exporting holds the flags of export.
type exporting struct {
	app        *app
	project    string
	as         string
	out        string
	decisions  []string
	labels     []string
	confidence string
	split      string
	seed       uint64
	bare       bool
	flagged    bool
}

func newExport(a *app) *cobra.Command {
	e := exporting{app: a}
	cmd := &cobra.Command{
		Use:   "export PROJECT --as FORMAT",
		Short: "Write what was decided, in the shape that a trainer reads",
		Long: `Writes what was decided as JSONL to stdout, or with -o to a file that appears
whole or not at all. A summary on stderr explains every item that was left out.

Formats: ` + strings.Join(formats.Names, ", ") + `.

Without --decision each format takes the decisions that mean something to it:
an edit, or the better of two answers, gives trl-preference and
openai-preference a pair of chosen and rejected, trl-kto takes accepted items as
true and rejected ones as false, prodigy, argilla and label-studio say what was
rejected or deferred in their own way, and native takes all of them and says on
each record what was decided. none stands for undecided items. label-studio
writes one JSON array, because it imports no JSONL.

With --split the files are named after the parts: -o out.jsonl gives
out.train.jsonl and out.test.jsonl. The same seed always splits the same way.

Exit code 3 when nothing is exported; a file that is there already then stays.`,
		Example: `winnow export news.winnow --as native > curated.jsonl
winnow export news.winnow --as openai-chat --split train=0.9,test=0.1 --seed 7 -o sft.jsonl
winnow export news.winnow --as trl-preference --decision edit -o pairs.jsonl
winnow export news.winnow --as native --label biased --min-confidence 0.8`,
		Args: a.exactly(1, "winnow export PROJECT --as FORMAT [-o FILE]"),
		RunE: a.does(func(_ *cobra.Command, args []string) error {
			e.project = args[0]
			return e.run()
		}),
	}
	f := cmd.Flags()
	f.StringVar(&e.as, "as", "", "format: "+strings.Join(formats.Names, ", "))
	f.StringVarP(&e.out, "out", "o", "", "file to write (default stdout)")
	f.StringSliceVar(&e.decisions, "decision", nil, "only these decisions, such as accept,edit")
	f.StringArrayVar(&e.labels, "label", nil, "only answers with this label; may be given again")
	f.StringVar(&e.confidence, "min-confidence", "", "only items with at least this confidence, 0 to 1")
	f.StringVar(&e.split, "split", "", "parts with their shares, such as train=0.9,test=0.1; needs -o")
	f.Uint64Var(&e.seed, "seed", 0, "seed of the split")
	f.BoolVar(&e.bare, "bare", false, "leave the \"winnow\" object out of native records")
	f.BoolVar(&e.flagged, "flagged", false, "only flagged items")
	return cmd
}

func (e *exporting) run() error {
	o, err := e.options()
	if err != nil {
		return err
	}
	db, err := openReadOnly(e.project)
	if err != nil {
		return err
	}
	defer db.Close() //nolint:errcheck // read only
	task, err := db.Task()
	if err != nil {
		return err
	}
	if err := e.knownLabels(task); err != nil {
		return err
	}
	if e.out == "" {
		return e.toStdout(db, task, o)
	}
	return e.toFiles(db, task, o)
}

// options turns the flags into what the formats take.
func (e *exporting) options() (formats.Options, error) {
	o := formats.Options{Format: e.as, Bare: e.bare, Seed: e.seed}
	known := strings.Join(formats.Names, ", ")
	if e.as == "" {
		return o, &usageError{"in which format?", "give --as with one of " + known}
	}
	if !slices.Contains(formats.Names, e.as) {
		return o, &usageError{fmt.Sprintf("there is no format %q", e.as), "the formats are " + known}
	}
	for _, d := range e.decisions {
		v := review.Verdict(strings.TrimSpace(d))
		if v == "none" {
			o.Decisions = append(o.Decisions, "")
			continue
		}
		if !slices.Contains(review.Verdicts, v) {
			return o, &usageError{fmt.Sprintf("there is no decision %q", d), "the decisions are accept, edit, relabel, reject, defer, none"}
		}
		o.Decisions = append(o.Decisions, v)
	}
	if e.confidence != "" {
		p, err := strconv.ParseFloat(e.confidence, 64)
		if o.Filter.Min = review.Known(p); err != nil || !o.Filter.Min.IsKnown() {
			return o, &usageError{fmt.Sprintf("--min-confidence %q is not a number from 0 to 1", e.confidence), "for example --min-confidence 0.8"}
		}
	}
	o.Filter.Labels, o.Filter.Flagged = e.labels, e.flagged
	return o, e.splitInto(&o)
}

func (e *exporting) splitInto(o *formats.Options) error {
	if e.split == "" {
		return nil
	}
	parts, err := formats.ParseSplit(e.split)
	if err != nil {
		return &usageError{err.Error(), "for example --split train=0.9,test=0.1"}
	}
	if e.out == "" {
		return &usageError{"a split makes several files, and stdout is one", "name them with -o: -o out.jsonl gives out." + parts[0].Name + ".jsonl"}
	}
	o.Split = parts
	return nil
}

// knownLabels wants every --label in the task: a misspelt one would silently
// export nothing.
func (e *exporting) knownLabels(task review.Task) error {
	for _, l := range e.labels {
		if _, ok := task.Label(l); ok {
			continue
		}
		hint := "the labels are " + strings.Join(task.LabelNames(), ", ")
		if len(task.Labels) == 0 {
			hint = "this task has no labels"
		}
		return withHint(fmt.Errorf("%q: %w", l, review.ErrUnknownLabel), hint)
	}
	return nil
}

func (e *exporting) toStdout(db *store.DB, task review.Task, o formats.Options) error {
	out := e.app.dataOut()
	sum, err := formats.Write(task, walkUnpurged(db), func(string) (io.Writer, error) { return out, nil }, o)
	hidden, ferr := out.finish()
	if err = errors.Join(err, ferr); err != nil {
		return fmt.Errorf("exporting: %w", err)
	}
	if hidden > 0 {
		e.app.say("%s shown as symbols; a file (-o) or a pipe gets them as they are", plural(hidden, "control character"))
	}
	e.tell(sum, o, nil)
	return e.nothing(sum)
}

func (e *exporting) toFiles(db *store.DB, task review.Task, o formats.Options) error {
	if sameFile(e.out, e.project) {
		return &usageError{"-o names the project itself", "choose another file"}
	}
	files := map[string]*outFile{}
	drop := func() {
		for _, f := range files {
			f.drop()
		}
	}
	// All parts are made at once: one that stays empty must not leave an old
	// file of that name in its place.
	for _, part := range partNames(o.Split) {
		f, err := createOut(partPath(e.out, part))
		if err != nil {
			drop()
			return err
		}
		files[part] = f
	}
	sum, err := formats.Write(task, walkUnpurged(db), func(part string) (io.Writer, error) { return files[part], nil }, o)
	if err != nil {
		drop()
		return fmt.Errorf("exporting: %w", err)
	}
	if sum.Total() == 0 {
		drop()
		e.tell(sum, o, nil)
		return e.nothing(sum)
	}
	paths := map[string]string{}
	for part, f := range files {
		if err := f.commit(); err != nil {
			drop()
			return err
		}
		paths[part] = partPath(e.out, part)
	}
	e.tell(sum, o, paths)
	return nil
}

// tell explains what was written and every item that was left out.
func (e *exporting) tell(sum formats.Summary, o formats.Options, paths map[string]string) {
	for _, part := range partNames(o.Split) {
		where, ok := paths[part]
		switch {
		case ok:
			e.app.say("%s: %s as %s", where, linesOf(sum, part), e.as)
		case sum.Written[part] > 0:
			e.app.say("stdout: %s as %s", linesOf(sum, part), e.as)
		}
	}
	left := 0
	for _, r := range sum.LeftOut {
		left += r.Count
	}
	if left == 0 {
		return
	}
	e.app.say("%s left out of %s:", grouped(left), plural(sum.Samples, "sample"))
	for _, r := range sum.LeftOut {
		e.app.say("  %s  %s", fmt.Sprintf("%7s", grouped(r.Count)), r.Why)
	}
}

// linesOf counts what one part got. An edit gives trl-kto two lines.
func linesOf(sum formats.Summary, part string) string {
	if sum.Lines[part] == sum.Written[part] {
		return plural(sum.Written[part], "sample")
	}
	return plural(sum.Written[part], "sample") + " in " + plural(sum.Lines[part], "line")
}

func (e *exporting) nothing(sum formats.Summary) error {
	switch {
	case sum.Total() > 0:
		return nil
	case sum.Samples == 0:
		return &nothingError{"nothing to export: the project has no samples", "`winnow import` and `winnow generate` bring some"}
	}
	return &nothingError{"nothing to export: every sample was left out", "decide some with `winnow review " + e.project + "`, or loosen --decision, --label and --min-confidence"}
}

func partNames(split []formats.Part) []string {
	names := make([]string, 0, len(split)+1)
	for _, p := range split {
		names = append(names, p.Name)
	}
	if len(names) == 0 {
		names = append(names, "")
	}
	return names
}

// partPath is out.train.jsonl for out.jsonl and train.
func partPath(out, part string) string {
	if part == "" {
		return out
	}
	ext := filepath.Ext(out)
	return strings.TrimSuffix(out, ext) + "." + part + ext
}
