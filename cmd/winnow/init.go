package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"winnow/generator/ask"
	"winnow/review"
	"winnow/store/jsonl"
)

// initing holds the flags of init.
type initing struct {
	app        *app
	name       string
	kind       string
	labels     []string
	fields     []string
	guidelines string
	target     string
	answers    []string
	scale      string
	require    []string
	from       string
	describe   string
	endpoint   sourcing
	out        string
	force      bool
}

func newInit(a *app) *cobra.Command {
	in := initing{app: a}
	cmd := &cobra.Command{
		Use:   "init",
		Short: "Write a task file to start from",
		Long: `Writes a task file with comments that say what can be set. With --from the
fields and labels are taken from a file of rows; the other flags win over it.
Without flags, on a terminal, a form asks for them; esc leaves it without a file.`,
		Example: `winnow init --labels biased,not_biased
winnow init --from data.jsonl -o task.yaml
winnow init --describe "letters about parcels: lost, or praise?" \
    --model gpt-4.1-mini
winnow init --kind text --guidelines codebook.md -o -
winnow init --kind spans --labels person,place
winnow init --kind prefer --fields prompt,reply_a,reply_b \
    --answers reply_a,reply_b
winnow init --kind rate --scale a-d --requirements correct,brief`,
		Args: a.exactly(0, "winnow init [--from data.jsonl] [-o task.yaml]"),
		RunE: a.does(func(cmd *cobra.Command, _ []string) error { return in.run(cmd) }),
	}
	f := cmd.Flags()
	f.StringVar(&in.name, "name", "", "name of the task (default: the folder's name)")
	f.StringVar(&in.kind, "kind", "", "what is reviewed: "+kindList())
	f.StringSliceVar(&in.labels, "labels", nil, "labels, such as yes,no; of kind rate its levels")
	f.StringSliceVar(&in.fields, "fields", nil, "members of a row that the reviewer reads")
	f.StringVar(&in.target, "target", "", "member that holds the suggestion (default by kind, such as label or output)")
	f.StringSliceVar(&in.answers, "answers", nil, "fields that kind prefer compares (default: the last two)")
	f.StringVar(&in.scale, "scale", "", "levels of kind rate: 1-5 or a-d (default 1-5)")
	f.StringSliceVar(&in.require, "requirements", nil, "what kind rate judges one by one, such as correct,brief")
	f.StringVar(&in.guidelines, "guidelines", "", "file with the guidelines, the same for model and reviewer")
	f.StringVar(&in.describe, "describe", "", "what the data set is about, in your words: a model drafts the task")
	f.StringVar(&in.endpoint.baseURL, "base-url", "", "endpoint of --describe, up to and with /v1")
	f.StringVar(&in.endpoint.model, "model", "", "model of --describe, as the endpoint names it")
	f.StringVar(&in.from, "from", "", "file of rows (JSONL) to take fields and labels from")
	f.StringVarP(&in.out, "out", "o", "task.yaml", "file to write, - for stdout")
	f.BoolVar(&in.force, "force", false, "replace a file that is there already")
	offers(cmd, "kind", kindNames())
	return cmd
}

// noTaskFile is what is true when making a task was stopped.
const noTaskFile = "no task file was written"

func (in *initing) run(cmd *cobra.Command) error {
	task := func() (review.Task, error) { return in.task(cmd.Context()) }
	if in.asks(cmd) {
		if err := mayWrite(in.out, in.force); err != nil {
			return err
		}
		task = func() (review.Task, error) { return in.ask(cmd.Context()) }
	}
	t, err := task()
	if err != nil {
		return whenStopped(err, noTaskFile)
	}
	text, err := taskText(t)
	if err != nil {
		return err
	}
	if in.out == "-" {
		_, err := in.app.stdout.Write(text)
		return err
	}
	if err := in.write(text); err != nil {
		return err
	}
	in.app.say("%s: %s", in.out, describe(t))
	next := "next: "
	if strings.TrimSpace(t.Guidelines) == "" {
		next += "put your guidelines into it, then "
	}
	in.app.say("%s`winnow review data.jsonl --task %s`", next, in.out)
	return nil
}

// asks tells whether a form asks for the task: there is a terminal, and no flag
// says anything about it.
func (in *initing) asks(cmd *cobra.Command) bool {
	told := false
	cmd.Flags().Visit(func(f *pflag.Flag) { told = told || f.Name != "out" && f.Name != "force" })
	return !told && in.out != "-" && isTerminal(in.app.stdin) && in.app.interactive("the form", "") == nil
}

func (in *initing) write(text []byte) error {
	if err := mayWrite(in.out, in.force); err != nil {
		return err
	}
	out, err := createOut(in.out)
	if err != nil {
		return err
	}
	if _, err := out.Write(text); err != nil {
		out.drop()
		return fmt.Errorf("writing %s: %w", in.out, err)
	}
	return out.commit()
}

// task is the task that the flags and the rows ask for.
func (in *initing) task(ctx context.Context) (review.Task, error) {
	t := review.Task{Kind: review.Classify}
	if in.describe != "" {
		drafted, err := in.draft(ctx)
		if err != nil {
			return t, err
		}
		t = drafted
	}
	if in.from != "" {
		inferred, err := in.inferred(ctx)
		switch {
		case err == nil:
			t = inferred
		case !errors.Is(err, jsonl.ErrNoTask) || len(in.labels) == 0 && in.kind == "":
			return t, err // the flags do not say enough either
		}
	}
	if in.kind != "" && review.Kind(in.kind) != t.Kind {
		if !slices.Contains(review.Kinds, review.Kind(in.kind)) {
			return t, &usageError{fmt.Sprintf("there is no kind %q", in.kind), "the kinds are " + kindList()}
		}
		t = review.Task{Name: t.Name, Kind: review.Kind(in.kind), Fields: t.Fields}
		if t.Kind == review.Chat {
			t.Fields = nil
		}
	}
	before := t
	if err := in.fill(&t); err != nil {
		return t, err
	}
	if err := in.checked(t, before); err != nil {
		return t, err
	}
	return t, in.readGuidelines(&t)
}

// draft lets a model draft the task that --describe describes.
func (in *initing) draft(ctx context.Context) (review.Task, error) {
	task := review.Task{}
	task.Generate.Source = openAISource
	endpoints, err := in.endpoint.endpoints(task, in.app.env)
	if err != nil {
		return task, err
	}
	in.app.say("asking %s", endpoints[0].Name())
	task, err = ask.DraftTask(ctx, endpoints[0], in.describe)
	return task, err
}

// inferred is the task that the rows of --from fit.
func (in *initing) inferred(ctx context.Context) (t review.Task, err error) {
	feeds, err := in.app.openFeeds(ctx, []string{in.from}, false)
	if err != nil {
		return t, err
	}
	if in.target == "" {
		t, err = feeds[0].infer()
		return t, errors.Join(err, closeFeeds(feeds))
	}
	rows := feeds[0].rows
	if err = rows.Spool(); err == nil {
		t, err = jsonl.InferTarget(rows, in.target)
	}
	if errors.Is(err, jsonl.ErrNoTask) {
		if err = rows.Rewind(); err == nil {
			t, err = jsonl.Infer(rows) // the target may be a response
		}
	}
	return t, errors.Join(err, closeFeeds(feeds))
}

// fill takes over the flags and what a file to start from needs.
func (in *initing) fill(t *review.Task) error {
	if err := in.fits(t.Kind); err != nil {
		return err
	}
	if len(in.labels) > 0 {
		t.Labels, t.Scale = labelsNamed(in.labels), ""
	}
	if in.scale != "" {
		t.Scale, t.Labels = in.scale, nil
	}
	if len(in.require) > 0 {
		t.Requirements = nil
		for _, r := range in.require {
			t.Requirements = append(t.Requirements, review.Requirement{Name: strings.TrimSpace(r)})
		}
	}
	if len(in.fields) > 0 {
		t.Fields = in.fields
	}
	if len(in.answers) > 0 {
		t.Answers = in.answers
		for _, a := range in.answers {
			if !slices.Contains(t.Fields, a) {
				t.Fields = append(t.Fields, a)
			}
		}
	}
	if in.target != "" {
		t.Target = in.target
	}
	t.Name = cmp.Or(in.name, t.Name, folderName())
	*t = toStart(*t)
	return nil
}

// fits tells whether the flags mean something to the kind.
func (in *initing) fits(k review.Kind) error {
	for _, c := range []struct {
		given bool
		kind  bool
		has   string
		flag  string
	}{
		{len(in.labels) > 0, k.HasLabels(), "labels", "--labels"},
		{len(in.answers) > 0, k == review.Prefer, "answers to compare", "--answers"},
		{in.scale != "", k == review.Rate, "scale", "--scale"},
		{len(in.require) > 0, k == review.Rate, "requirements", "--requirements"},
	} {
		if c.given && !c.kind {
			return &usageError{fmt.Sprintf("kind %s has no %s", k, c.has), "leave out " + c.flag + " or choose another --kind"}
		}
	}
	return nil
}

// toStart gives a task what it lacks to be one: labels and fields to be changed.
func toStart(t review.Task) review.Task {
	first := map[review.Kind]struct{ fields, labels []string }{
		review.Classify:   {labels: []string{"yes", "no"}},
		review.MultiLabel: {labels: []string{"first", "second"}},
		review.Spans:      {labels: []string{"person", "place"}},
		review.Prefer:     {fields: []string{"instruction", "output_1", "output_2"}},
		review.Rate:       {fields: []string{"instruction", "output"}},
	}[t.Kind]
	if len(t.Fields) == 0 {
		t.Fields = first.fields
	}
	if len(t.Labels) == 0 {
		t.Labels = labelsNamed(first.labels)
	}
	return t.WithDefaults()
}

func labelsNamed(names []string) []review.Label {
	var labels []review.Label
	for _, name := range names {
		labels = append(labels, review.Label{Name: strings.TrimSpace(name)})
	}
	return labels
}

// folderName is the name of the working folder, a fair guess at the task's.
func folderName() string {
	dir, err := os.Getwd()
	if name := filepath.Base(dir); err == nil && name != string(filepath.Separator) && name != "." {
		return strings.ToValidUTF8(name, "�")
	}
	return "my-task"
}

func (in *initing) readGuidelines(t *review.Task) error {
	if in.guidelines == "" {
		return nil
	}
	b, err := readWhole(in.guidelines, taskBytes)
	if err != nil {
		return fmt.Errorf("reading the guidelines: %w", err)
	}
	t.Guidelines = strings.ToValidUTF8(string(b), "�")
	return nil
}

// kindWords say what each kind asks for, in a few words.
var kindWords = map[review.Kind]string{
	review.Classify:   "one label for a text",
	review.MultiLabel: "any number of labels",
	review.Spans:      "labelled passages of a text",
	review.Text:       "a response to an instruction",
	review.Chat:       "a conversation in turns",
	review.Prefer:     "the better of several answers",
	review.Rate:       "a level, perhaps for each requirement",
}

func kindNames() []string {
	names := make([]string, len(review.Kinds))
	for i, k := range review.Kinds {
		names[i] = string(k)
	}
	return names
}

func kindList() string {
	names := kindNames()
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// describe says in one line what a task is about.
func describe(t review.Task) string {
	s := "kind " + string(t.Kind)
	if len(t.Fields) > 0 {
		s += ", reads " + strings.Join(t.Fields, ", ")
	}
	switch t.Kind {
	case review.Text, review.Chat:
		return s + ", reviews " + t.Target
	case review.Prefer:
		return s + ", compares " + strings.Join(t.Answers, ", ")
	case review.Rate:
		s += ", levels " + strings.Join(t.LabelNames(), ", ")
		names := make([]string, len(t.Requirements))
		for i, r := range t.Requirements {
			names[i] = r.Name
		}
		if len(names) > 0 {
			s += ", requirements " + strings.Join(names, ", ")
		}
		return s
	}
	return s + ", labels " + strings.Join(t.LabelNames(), ", ")
}
