package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"winnow/review"
	"winnow/store"
)

func newCheck(a *app) *cobra.Command {
	var asJSON, rebuild bool
	cmd := &cobra.Command{
		Use:   "check PROJECT",
		Short: "See whether a project file is sound",
		Long: `Reads the whole project, replays its log of decisions and compares everything
that derives from it. With --rebuild what derives is made anew from samples and
log, which are never changed.

Exit code 1 when something is wrong.`,
		Example: `winnow check news.winnow
winnow check news.winnow --rebuild`,
		Args: a.exactly(1, "winnow check PROJECT"),
		RunE: a.does(func(_ *cobra.Command, args []string) error {
			return checking{app: a, path: args[0], json: asJSON}.run(rebuild)
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "report as JSON on stdout")
	cmd.Flags().BoolVar(&rebuild, "rebuild", false, "make everything that derives from samples and log anew")
	return cmd
}

type checking struct {
	app  *app
	path string
	json bool
}

func (c checking) run(rebuild bool) (err error) {
	var options []store.Option
	if !rebuild {
		options = append(options, store.ReadOnly())
	}
	db, err := store.Open(c.path, options...)
	if errors.Is(err, review.ErrDamaged) {
		return withHint(err, "it is not opened, so that nothing gets worse: go back to the last copy of the file that is whole")
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if rebuild {
		if err := db.Rebuild(); err != nil {
			return fmt.Errorf("rebuilding %s: %w", c.path, err)
		}
		c.app.say("%s: rebuilt from its samples and log", c.path)
	}
	report, err := db.Check()
	if err != nil {
		return fmt.Errorf("checking %s: %w", c.path, err)
	}
	return c.tell(report)
}

// tell reports what the check found; something wrong is an error.
func (c checking) tell(r store.Report) error {
	if c.json {
		differences := append([]string{}, r.Differences...)
		err := c.app.printJSON(map[string]any{
			"project": c.path, "ok": r.OK(), "samples": r.Samples, "entries": r.Entries,
			"differences": differences, "more": r.More,
		})
		if err != nil {
			return err
		}
	}
	for _, line := range r.Lines() {
		c.app.say("%s: %s", c.path, line)
	}
	if !r.OK() {
		return withHint(fmt.Errorf("%s: what derives from samples and log is wrong in %s", c.path, plural(len(r.Differences)+r.More, "place")),
			"take a copy of the file, then `winnow check "+quoted(c.path)+" --rebuild`")
	}
	return nil
}
