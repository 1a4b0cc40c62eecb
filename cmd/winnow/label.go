package main

import (
	"context"
	"errors"

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
names and commas or semicolons, or plain text with a row each line) by the guidelines
of the task, and puts them into the project with its answers as suggestions, to be reviewed. The project
is made when it does not exist and --task is given; one that is there already gets
the task of --task with the first answer.

All members of a row are kept. An answer that a row had, and what belongs to it
(confidence, probs, votes, verbal_confidence, signals, rationale, model, winnow), is
kept with input_ before the name, as input_label or input_confidence, and counts for
nothing. Rows with the same texts are labelled once, the others are duplicates. Rows
that can become no sample (no text, the id of another) are left out and told.
Lines that cannot be read, such as those that are not UTF-8, are left out and told.

Samples that reviewers took already are shown to the model as examples. What else
is asked (votes, a judge, a second model) stands under generate.signals of the
task file. The same command again goes on where the last one stopped, and failures
that may pass do not end it (--patience). The kinds classify, text, prefer (with a
target that is none of its fields) and rate (without requirements) can be labelled.`,
		Example: `winnow label mail.winnow rows.jsonl --task task.yaml
winnow label mail.winnow rows.csv --rationale \
    --base-url http://localhost:8080/v1 --model qwen3`,
		Args: a.exactly(2, "winnow label PROJECT ROWS [--task task.yaml]"),
		RunE: a.does(func(cmd *cobra.Command, args []string) error {
			if err := l.counted(cmd, "label"); err != nil {
				return err
			}
			return whenStopped(l.run(cmd.Context(), args[0], args[1]), "nothing was labelled")
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
	p, err := openProject(opening{app: l.app, path: path, taskFile: l.task})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.discard()) }()
	task := p.desk.Task()
	task.Generate = labelPlan(task.Generate, file, l.rationale)
	if err := strategy.Check(task); err != nil { // before its fields are read
		return err
	}
	read, err := readRows(ctx, p.path, file)
	if err != nil {
		return err
	}
	todo, err := p.unlabelled(ctx, read)
	if err != nil {
		return err
	}
	defer read.tell(l.app)
	rows, there := todo.rows, todo.there
	if len(rows) == 0 {
		return read.none(p.path, todo)
	}
	if l.count > 0 && len(rows) > l.count {
		rows = rows[:l.count]
	}
	source, err := l.from.openFor(ctx, p, task, l.app.env, func(string) ([]strategy.Row, error) { return rows, nil })
	if err != nil {
		return err
	}
	p.tellTask(ctx, l.app)
	l.app.warnGuidelines(task, l.task)
	if l.had = there; there > 0 {
		l.app.say("going on: %s of %s are there", grouped(there), plural(there+len(rows), "row"))
	}
	if todo.bare > 0 {
		l.app.say("%s of them came without a suggestion, and stay so; %s", grouped(todo.bare), bareAdvice(p.path))
	}
	req := generator.Request{Task: task, Count: len(rows), Seed: l.from.seed}
	own := newRowSource(source, p.path, file, rows)
	err = l.make(ctx, p, own, req)
	own.tell(l.app)
	return err
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
