package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"winnow/review"
	"winnow/store/jsonl"
	"winnow/tui"
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
	from       string
	out        string
	force      bool
}

func newInit(a *app) *cobra.Command {
	in := initing{app: a}
	cmd := &cobra.Command{
		Use:   "init",
		Short: "Write a task file to start from",
		Long: `Writes a task file with comments that say what can be set. With --from the
fields and labels are taken from a file of rows; the other flags win over it.`,
		Example: `winnow init --labels biased,not_biased
winnow init --from data.jsonl -o task.yaml
winnow init --kind text --fields instruction --guidelines codebook.md -o -`,
		Args: a.exactly(0, "winnow init [--from data.jsonl] [-o task.yaml]"),
		RunE: a.does(func(*cobra.Command, []string) error { return in.run() }),
	}
	f := cmd.Flags()
	f.StringVar(&in.name, "name", "", "name of the task (default: the folder's name)")
	f.StringVar(&in.kind, "kind", "", "what is reviewed: classify (a label) or text (a response)")
	f.StringSliceVar(&in.labels, "labels", nil, "labels of kind classify, such as yes,no")
	f.StringSliceVar(&in.fields, "fields", nil, "members of a row that the reviewer reads")
	f.StringVar(&in.target, "target", "", "member that holds the suggestion (default label, output for kind text)")
	f.StringVar(&in.guidelines, "guidelines", "", "file with the guidelines, the same for model and reviewer")
	f.StringVar(&in.from, "from", "", "JSONL file to take fields and labels from")
	f.StringVarP(&in.out, "out", "o", "task.yaml", "file to write, - for stdout")
	f.BoolVar(&in.force, "force", false, "replace a file that is there already")
	return cmd
}

func (in *initing) run() error {
	task, err := in.task()
	if err != nil {
		return err
	}
	text, err := taskText(task)
	if err != nil {
		return err
	}
	// What is written must be read back as it was meant.
	if _, err := review.ParseTask(in.out, text, tui.ReservedKeys()); err != nil {
		return err
	}
	if in.out == "-" {
		_, err := in.app.stdout.Write(text)
		return err
	}
	if err := in.write(text); err != nil {
		return err
	}
	in.app.say("%s: %s", in.out, describe(task))
	in.app.say("next: put your guidelines into it, then `winnow review data.jsonl --task %s`", in.out)
	return nil
}

func (in *initing) write(text []byte) error {
	if _, err := os.Lstat(in.out); err == nil && !in.force {
		return withHint(fmt.Errorf("%s exists already: %w", in.out, fs.ErrExist), "--force replaces it, -o names another file")
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
func (in *initing) task() (review.Task, error) {
	t := review.Task{Kind: review.Classify}
	if in.from != "" {
		feeds, err := in.app.openFeeds([]string{in.from}, false)
		if err != nil {
			return t, err
		}
		inferred, err := feeds[0].infer()
		switch err = errors.Join(err, closeFeeds(feeds)); {
		case err == nil:
			t = inferred
		case !errors.Is(err, jsonl.ErrNoTask) || len(in.labels) == 0 && in.kind == "":
			return t, err // the flags do not say enough either
		}
	}
	if in.kind != "" && review.Kind(in.kind) != t.Kind {
		if !slices.Contains(review.Kinds, review.Kind(in.kind)) {
			return t, &usageError{fmt.Sprintf("there is no kind %q", in.kind), "the kinds are classify and text"}
		}
		t.Kind, t.Labels, t.Target = review.Kind(in.kind), nil, ""
	}
	if err := in.fill(&t); err != nil {
		return t, err
	}
	return t, in.readGuidelines(&t)
}

// fill takes over the flags and what a file to start from needs.
func (in *initing) fill(t *review.Task) error {
	if len(in.labels) > 0 {
		if t.Kind == review.Text {
			return &usageError{"kind text has no labels", "leave out --labels or --kind text"}
		}
		t.Labels = nil
		for _, l := range in.labels {
			t.Labels = append(t.Labels, review.Label{Name: strings.TrimSpace(l)})
		}
	}
	if t.Kind == review.Classify && len(t.Labels) == 0 {
		t.Labels = []review.Label{{Name: "yes"}, {Name: "no"}}
	}
	switch {
	case len(in.fields) > 0:
		t.Fields = in.fields
	case len(t.Fields) == 0 && t.Kind == review.Text:
		t.Fields = []string{"instruction"}
	case len(t.Fields) == 0:
		t.Fields = []string{"text"}
	}
	if in.target != "" {
		t.Target = in.target
	}
	if t.Target == "" {
		t.Target = map[review.Kind]string{review.Classify: "label", review.Text: "output"}[t.Kind]
	}
	switch {
	case in.name != "":
		t.Name = in.name
	case t.Name == "":
		t.Name = folderName()
	}
	return nil
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

// describe says in one line what a task is about.
func describe(t review.Task) string {
	s := fmt.Sprintf("kind %s, reads %s", t.Kind, strings.Join(t.Fields, ", "))
	if t.Kind == review.Text {
		return s + ", reviews " + t.Target
	}
	return s + ", labels " + strings.Join(t.LabelNames(), ", ")
}
