package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"winnow/generator"
	"winnow/generator/strategy"
	"winnow/review"
)

// labelling holds the flags of label.
type labelling struct {
	generating
	rationale bool
}

func newLabel(a *app) *cobra.Command {
	l := labelling{generating: generating{app: a, from: sourcing{checks: &checks{}}}}
	cmd := &cobra.Command{
		Use:   "label PROJECT ROWS",
		Short: "Let a model label rows that have no labels yet",
		Long: `Lets a model answer the rows of a file (JSON Lines, CSV with a first line of
names, or plain text with a row each line) by the guidelines of the task, and puts
them into the project with its answers as suggestions, to be reviewed. All members
of a row are kept. The project is made when it does not exist and --task is given.

Samples that reviewers took already are shown to the model as examples. What else
is asked (votes, a judge, a second model) stands under generate.signals of the
task file. The same command again goes on where the last one stopped, and failures
that may pass do not end it (--patience). The kinds classify, text, prefer (with a
target that is none of its fields) and rate (without requirements) can be labelled.`,
		Example: `winnow label mail.winnow rows.jsonl --task task.yaml
winnow label mail.winnow rows.csv --base-url http://localhost:8080/v1 --model qwen3 --rationale`,
		Args: a.exactly(2, "winnow label PROJECT ROWS [--task task.yaml]"),
		RunE: a.does(func(cmd *cobra.Command, args []string) error {
			if err := l.counted(cmd, "label"); err != nil {
				return err
			}
			return l.run(cmd.Context(), args[0], args[1])
		}),
	}
	f := cmd.Flags()
	f.StringVar(&l.task, "task", "", "task file of a new project, or the new task of an old one")
	f.IntVar(&l.count, "count", 0, "rows to label at the most (default: all)")
	f.BoolVar(&l.rationale, "rationale", false, "let the model reason before it labels")
	l.flags(f)
	l.bears(f)
	return cmd
}

// run labels the rows that the project does not have yet.
func (l *labelling) run(ctx context.Context, path, file string) (err error) {
	_ = l.app.warn(path)
	p, err := openProject(opening{path: path, taskFile: l.task})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.discard()) }()
	task := p.desk.Task()
	task.Generate = labelPlan(task.Generate, file, l.rationale)
	if err := strategy.Check(task); err != nil { // before its fields are read
		return err
	}
	rows, there, err := p.unlabelled(file)
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return &nothingError{fmt.Sprintf("nothing to label: the project has %s of %s already", plural(there, "row"), file), "give other rows"}
	}
	if l.count > 0 && len(rows) > l.count {
		rows = rows[:l.count]
	}
	source, err := l.from.openFor(p, task, l.app.env, func(string) ([]strategy.Row, error) { return rows, nil })
	if err != nil {
		return err
	}
	l.app.warnGuidelines(task, l.task)
	if l.had = there; there > 0 {
		l.app.say("going on: %s of %s are there", grouped(there), plural(there+len(rows), "row"))
	}
	req := generator.Request{Task: task, Count: len(rows), Seed: l.from.seed}
	return l.make(ctx, p, source, req)
}

// labelPlan is how rows are labelled: every one is asked for once, and none is
// held back for being like another.
func labelPlan(g review.Generate, file string, rationale bool) review.Generate {
	off := false
	g.Strategy, g.File, g.Source = labelStrategy, file, openAISource
	g.Rationale = g.Rationale || rationale
	g.Filters = review.Filters{Near: &off}
	return g
}

// unlabelled are the rows of a file that the project does not have yet, each
// text once, and how many it has.
func (p *project) unlabelled(file string) (rows []strategy.Row, there int, err error) {
	all, err := rowsOf(p.path)(file)
	if err != nil {
		return nil, 0, err
	}
	fields := p.desk.Task().Fields
	have := map[string]bool{}
	err = p.db.Walk(review.OrderAll, func(it review.Item) bool {
		have[textKey(fields, it.Sample.Field)] = true
		return true
	})
	if err != nil {
		return nil, 0, fmt.Errorf("reading the project: %w", err)
	}
	for _, r := range all {
		if _, ok := r.Values[fields[0]]; !ok {
			return nil, 0, withHint(fmt.Errorf("%s:%d has no %s", file, r.Line, fields[0]),
				"the task's fields are "+strings.Join(fields, ", ")+"; a plain text gives the field text")
		}
		key := textKey(fields, func(name string) string { return r.Values[name] })
		if have[key] {
			there++
			continue
		}
		have[key] = true
		rows = append(rows, r)
	}
	return rows, there, nil
}

// textKey is the texts of a sample or a row, told apart by their lengths.
func textKey(fields []string, of func(string) string) string {
	var b strings.Builder
	for _, f := range fields {
		text := of(f)
		fmt.Fprintf(&b, "%d:%s", len(text), text)
	}
	return b.String()
}
