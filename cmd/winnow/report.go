package main

import (
	"context"

	"github.com/spf13/cobra"

	"winnow/generator/strategy"
	"winnow/review"
	"winnow/review/measure"
	"winnow/store"
)

// reporting holds the flags of report.
type reporting struct {
	app    *app
	out    string
	force  bool
	asJSON bool
}

func newReport(a *app) *cobra.Command {
	r := reporting{app: a}
	const usage = "winnow report PROJECT [-o report.html]"
	cmd := &cobra.Command{
		Use:   "report PROJECT",
		Short: "Write the figures of a review as one page with plots",
		Long: `Writes what the statistics screen shows as one page of HTML to stdout, or with
-o to a file that appears whole or not at all (it takes the place of another with
--force only): progress, pace, how far the confidence that came with the records
can be taken at its word, what labels became, and what became of the samples of
each source, model and strategy. The page needs no network and runs no script, and
follows the light or dark setting of the browser.

With --json the figures come instead.`,
		Example: `winnow report news.winnow -o report.html
winnow report news.winnow --json | jq .reliability`,
		Args: a.exactly(1, usage),
		RunE: a.does(func(cmd *cobra.Command, args []string) error { return r.run(cmd.Context(), args[0]) }),
	}
	f := cmd.Flags()
	f.StringVarP(&r.out, "out", "o", "", "file to write, - for stdout (default stdout)")
	f.BoolVar(&r.force, "force", false, "replace a file that is there already")
	f.BoolVar(&r.asJSON, "json", false, "report as JSON")
	return cmd
}

// reported are the figures with what they are about.
type reported struct {
	Task string `json:"task"`
	measure.Figures
}

func (r *reporting) run(ctx context.Context, project string) error {
	if r.asJSON && !toStdout(r.out) {
		return &usageError{"--json goes to stdout", "send it to a file with > and leave -o out"}
	}
	if !toStdout(r.out) && sameFile(r.out, project) {
		return &usageError{"-o names the project itself", "choose another file"}
	}
	if !toStdout(r.out) {
		if err := mayWrite(r.out, r.force); err != nil {
			return err
		}
	}
	if toStdout(r.out) {
		return reads(ctx, project, func() error {
			figures, task, err := r.figures(ctx, project)
			switch {
			case err != nil:
				return err
			case r.asJSON:
				return r.app.printJSON(reported{task.Name, figures})
			}
			return r.toStdout(task, figures)
		})
	}
	type read struct {
		figures measure.Figures
		task    review.Task
	}
	of, err := untilStopped(ctx, func() (of read, err error) {
		of.figures, of.task, err = r.figures(ctx, project)
		return of, err
	})
	if err != nil {
		return whenStopped(err, "nothing was written to "+r.out)
	}
	return r.toFile(of.task, of.figures)
}

func (r *reporting) figures(ctx context.Context, project string) (measure.Figures, review.Task, error) {
	db, err := openReadOnly(ctx, project)
	if err != nil {
		return measure.Figures{}, review.Task{}, err
	}
	defer db.Close() //nolint:errcheck // read only
	return figuresOf(ctx, db, 1)
}

// figuresOf computes the figures of a project, where so many kept samples cover a
// value that the task names.
func figuresOf(ctx context.Context, db *store.DB, covered int) (measure.Figures, review.Task, error) {
	task, err := db.Task()
	if err != nil {
		return measure.Figures{}, task, err
	}
	r := measure.Reading{
		Labels: task.LabelNames(), Walk: walkAll(ctx, db), Log: db.Log,
		JudgeLeast: task.Generate.Filters.Judge, Wanted: strategy.Wanted(task, nearRows(ctx, db.Path())), Covered: covered,
	}
	if task.Kind == review.Rate {
		r.Levels = r.Labels
	}
	f, err := measure.Review(r)
	return f, task, err
}

func (r *reporting) toStdout(task review.Task, f measure.Figures) error {
	out := r.app.dataOut()
	err := writePage(out.Writer, task, f)
	if _, ferr := out.finish(); err == nil { // the page has no control character
		err = ferr // else it is the same again
	}
	return err
}

func (r *reporting) toFile(task review.Task, f measure.Figures) error {
	out, err := createOut(r.out)
	if err != nil {
		return err
	}
	if err := writePage(out.Writer, task, f); err != nil {
		out.drop()
		return err
	}
	if err := out.commit(); err != nil {
		return err
	}
	r.app.say("%s: %s of %s decided%s", r.out, grouped(f.Decided), plural(f.Samples, "sample"), inBulk(f.Bulk))
	return nil
}
