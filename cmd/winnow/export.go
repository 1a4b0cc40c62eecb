package main

import (
	"cmp"
	"context"
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
	erase      bool
	chat       bool
	system     string
	group      string
	flagged    bool
	force      bool
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
each record what was decided. With --bare nothing says it: without --decision native
then takes only what was accepted, edited or relabelled, and in rows of chosen and
rejected it never takes a tie, or that both are bad. none stands for undecided items.
label-studio writes one JSON array, because it imports no JSONL.

weighted has text, label, a weight (those of each label add up to 1, in proportion
to the signal student_weight where samples have it) and the soft label; reward has
every answer with 1 or 0, with --decision accept,edit,reject,none also by the signal
verified of your own check; instructlab has the leaf of the taxonomy, from the topic
that was asked for or the member path. The system message of a row (its member
system or system_prompt) goes with its response, pair or conversation unless
--erase-system is given; where the question is plain text it stands before it.

--chat gives prompts and answers as messages, to which a trainer applies the chat
template of its model; without it TRL reads plain text and applies none.
Conversations are always messages, and the tools in their rows go with them. A
system message that samples do not bring is set with --system: a text of your own,
or guidelines, which is what the task says to reviewers (guidelines, what each label
means, the choice).

` + trainers + `

With --split the files are named after the parts: -o out.jsonl gives
out.train.jsonl and out.test.jsonl. The same seed always splits the same way. Rows
that belong together, such as several answers to one question, stay in one part with
--group and the member that they share; otherwise a test is passed by heart.

A file that is there already is replaced only with --force. Exit code 3 when nothing
is exported; it then stays in any case.`,
		Example: exportExamples,
		Args:    a.exactly(1, "winnow export PROJECT --as FORMAT [-o FILE]"),
		RunE: a.does(func(cmd *cobra.Command, args []string) error {
			return e.run(cmd.Context(), args[0])
		}),
	}
	e.flags(cmd)
	return cmd
}

const exportExamples = `winnow export news.winnow --as native > curated.jsonl
winnow export news.winnow --as openai-chat -o sft.jsonl \
    --split train=0.9,test=0.1 --seed 7
winnow export news.winnow --as trl-preference --chat -o pairs.jsonl
winnow export news.winnow --as trl-kto --chat \
    --system guidelines > kto.jsonl
winnow export news.winnow --as native -o qa.jsonl \
    --split train=0.9,test=0.1 --group question
winnow export news.winnow --as native \
    --label biased --min-confidence 0.8`

// trainers says which format is for whom, as far as their documentation goes.
const trainers = `  trainer         fine-tuning                    pairs, or good and bad
  OpenAI          openai-chat                    openai-preference
  TRL             trl-prompt-completion --chat,  trl-preference --chat (DPO)
                  openai-chat                    trl-kto --chat (KTO)
  axolotl (type)  openai-chat (chat_template),   -
                  alpaca (alpaca)
  LLaMA-Factory   sharegpt, alpaca               -
  datasets        any of them, native with --bare:
                  load_dataset("json", data_files=…)`

func (e *exporting) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&e.as, "as", "", "format: "+strings.Join(formats.Names, ", "))
	f.StringVarP(&e.out, "out", "o", "", "file to write, - for stdout (default stdout)")
	f.StringSliceVar(&e.decisions, "decision", nil, "only these decisions, such as accept,edit")
	f.StringArrayVar(&e.labels, "label", nil, "only answers with this label; may be given again")
	f.StringVar(&e.confidence, "min-confidence", "", "only items with at least this confidence, 0 to 1")
	f.StringVar(&e.split, "split", "", "parts with their shares, such as train=0.9,test=0.1; needs -o")
	f.Uint64Var(&e.seed, "seed", 0, "seed of the split")
	f.BoolVar(&e.bare, "bare", false, "leave the \"winnow\" object out of native records, and without --decision what was rejected or deferred")
	f.BoolVar(&e.erase, "erase-system", false, "leave system messages out of the formats for trainers (prompt erasure)")
	f.BoolVar(&e.chat, "chat", false, "prompts and answers as messages, for the trainer's chat template")
	f.StringVar(&e.system, "system", "", "system message where samples have none of their own: a text, or guidelines for those of the task")
	f.StringVar(&e.group, "group", "", "member of the rows whose value keeps them in one part of a split")
	f.BoolVar(&e.flagged, "flagged", false, "only flagged items")
	offers(cmd, "as", formats.Names)
	f.BoolVar(&e.force, "force", false, "replace files that are there already")
}

func (e *exporting) run(ctx context.Context, project string) error {
	e.project = project
	o, err := e.options()
	if err != nil {
		return err
	}
	if !toStdout(e.out) {
		return whenStopped(e.from(ctx, o), "nothing was written to "+e.out)
	}
	_, err = untilStopped(ctx, func() (struct{}, error) { return struct{}{}, e.from(ctx, o) })
	return whenStopped(err, "stdout did not get all of it, and "+project+" was only read")
}

// from exports what the project has.
func (e *exporting) from(ctx context.Context, o formats.Options) error {
	db, err := openReadOnly(ctx, e.project)
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
	if err := e.hasGuidelines(task); err != nil {
		return err
	}
	if toStdout(e.out) {
		return e.toStdout(ctx, db, task, o)
	}
	return e.toFiles(ctx, db, task, o)
}

// options turns the flags into what the formats take.
func (e *exporting) options() (formats.Options, error) {
	o := formats.Options{
		Format: e.as, Bare: e.bare, EraseSystem: e.erase, Seed: e.seed,
		Chat: e.chat, System: strings.TrimSpace(e.system), Group: e.group,
	}
	known := strings.Join(formats.Names, ", ")
	if e.as == "" {
		return o, &usageError{"in which format?", "give --as with one of " + known}
	}
	if !slices.Contains(formats.Names, e.as) {
		return o, &usageError{fmt.Sprintf("there is no format %q", e.as), "the formats are " + known}
	}
	if err := e.suits(); err != nil {
		return o, err
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

// suits wants flags that say something to the format.
func (e *exporting) suits() error {
	const forSystem = "it is for formats in which a system message stands, such as openai-chat"
	switch {
	case e.erase && !formats.HasSystem(e.as):
		return &usageError{"--erase-system says nothing to format " + e.as, forSystem}
	case e.system != "" && !formats.HasSystem(e.as):
		return &usageError{"--system says nothing to format " + e.as, forSystem}
	case e.system != "" && e.erase:
		return &usageError{"--system and --erase-system do not go together", "leave one of them out"}
	case e.chat && !formats.HasPlainText(e.as):
		return &usageError{
			"--chat says nothing to format " + e.as,
			"it is for formats that may be plain text: trl-prompt-completion, trl-preference, trl-kto, reward; openai-chat is in messages anyway",
		}
	}
	return nil
}

// hasGuidelines wants guidelines of somebody's own where they are to be the system
// message.
func (e *exporting) hasGuidelines(task review.Task) error {
	first := strings.Contains(task.Guidelines, strings.TrimSpace(firstGuidelines))
	const write = "write them into the task file and give it with --task to `winnow review`, or give --system the text itself"
	switch {
	case e.system == formats.SystemGuidelines && first:
		return withHint(errors.New("--system guidelines: they are still the words that `winnow init` put there"), write)
	case e.system == formats.SystemGuidelines:
		described := slices.ContainsFunc(task.Labels, func(l review.Label) bool { return strings.TrimSpace(l.Description) != "" })
		if strings.TrimSpace(task.Guidelines) == "" && !described {
			return withHint(errors.New("--system guidelines: the task has none"), write)
		}
	case first && e.system == "" && !e.erase && formats.HasSystem(e.as) && task.Kind.HasLabels():
		e.app.say("warning: the guidelines in the system messages are still the words that `winnow init` put there: " + write)
	}
	return nil
}

func (e *exporting) splitInto(o *formats.Options) error {
	if e.split == "" {
		if e.group != "" {
			return &usageError{"--group is for a split", "for example --split train=0.9,test=0.1 --group " + quoted(e.group)}
		}
		return nil
	}
	parts, err := formats.ParseSplit(e.split)
	if err != nil {
		return &usageError{err.Error(), "for example --split train=0.9,test=0.1"}
	}
	if toStdout(e.out) {
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

func (e *exporting) toStdout(ctx context.Context, db *store.DB, task review.Task, o formats.Options) error {
	out := e.app.dataOut()
	sum, err := formats.Write(task, walkUnpurged(ctx, db), func(string) (io.Writer, error) { return out, nil }, o)
	hidden, ferr := out.finish()
	if err = cmp.Or(err, ferr); err != nil { // one that cannot be written fails twice
		return fmt.Errorf("exporting: %w", err)
	}
	if hidden > 0 {
		e.app.say("%s shown as symbols; a file (-o) or a pipe gets them as they are", plural(hidden, "control character"))
	}
	e.tell(sum, o, nil)
	return e.nothing(sum)
}

func (e *exporting) toFiles(ctx context.Context, db *store.DB, task review.Task, o formats.Options) error {
	if sameFile(e.out, e.project) {
		return &usageError{"-o names the project itself", "choose another file"}
	}
	for _, part := range partNames(o.Split) {
		if err := mayWrite(partPath(e.out, part), e.force); err != nil {
			return err
		}
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
	sum, err := formats.Write(task, walkUnpurged(ctx, db), func(part string) (io.Writer, error) { return files[part], nil }, o)
	if err != nil {
		drop()
		return fmt.Errorf("exporting: %w", err)
	}
	if sum.Total() == 0 {
		drop()
		e.tell(sum, o, nil)
		return e.nothing(sum)
	}
	if sum.Ungrouped == sum.Total() {
		drop()
		return &usageError{fmt.Sprintf("--group %q: no row that would be exported has such a member", e.group), "it is the name of a member in the rows that were imported; nothing was written"}
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
