package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"winnow/store"
)

func newCheck(a *app) *cobra.Command {
	c := checking{app: a}
	cmd := &cobra.Command{
		Use:   "check PROJECT",
		Short: "See whether a project file is sound, and save what can be saved",
		Long: `Reads the whole project, verifies every checksum and the chain of the log of
decisions, replays the log and compares everything that derives from it. With
--rebuild what derives is made anew from samples and log, which are never changed.
With --salvage NEW everything that is whole goes into a new project; the damaged
file is only read.

The file is read by a process of its own with a time limit (5 s, and 5 s more for
every 100 MB; ten times that for --rebuild and --salvage), so that no damage can
take this one down or hold it up.

Exit code 1 when something is wrong.`,
		Example: `winnow check news.winnow
winnow check news.winnow --rebuild
winnow check news.winnow --salvage news-saved.winnow`,
		Args: a.exactly(1, "winnow check PROJECT"),
		RunE: a.does(func(cmd *cobra.Command, args []string) error {
			c.path = args[0]
			return c.run(cmd.Context())
		}),
	}
	cmd.Flags().BoolVar(&c.json, "json", false, "report as JSON on stdout")
	cmd.Flags().BoolVar(&c.rebuild, "rebuild", false, "make everything that derives from samples and log anew")
	cmd.Flags().StringVar(&c.salvage, "salvage", "", "put everything that is whole into this new project")
	return cmd
}

type checking struct {
	examination
	app  *app
	json bool
}

func (c checking) run(ctx context.Context) error {
	if c.rebuild && c.salvage != "" {
		return &usageError{"--rebuild and --salvage do not go together", "salvage first; what it makes needs no rebuild"}
	}
	v, err := c.app.inChild(ctx, c.examination)
	if err != nil {
		return whenStopped(err, c.untouched())
	}
	if v.Rebuilt {
		c.app.say("%s: rebuilt from its samples and log", c.path)
	}
	switch {
	case v.Error != "":
		return c.tellError(v)
	case v.Salvage != nil:
		return c.tellSalvage(*v.Salvage)
	}
	return c.tell(*v.Report)
}

// untouched says what is true of the files when the check was stopped.
func (c checking) untouched() string {
	switch {
	case c.rebuild:
		return c.path + " is rebuilt or as it was, never half"
	case c.salvage != "":
		return c.path + " was only read, and no " + c.salvage + " was made"
	}
	return c.path + " was only read"
}

// tellError reports a project that could not be read to the end.
func (c checking) tellError(v verdict) error {
	if c.json {
		err := c.app.printJSON(map[string]any{"project": c.path, "ok": false, "damaged": v.Damaged, "error": v.Error})
		if err != nil {
			return err
		}
	}
	hint := v.Hint
	if v.Damaged {
		hint = "go back to the last copy that is whole, or save what can be saved: " + c.salvaging()
		if c.salvage != "" {
			hint = "nothing in it was changed; go back to the last copy that is whole"
		}
	}
	return withHint(errors.New(v.Error), hint)
}

// salvaging is the command that saves what can be saved.
func (c checking) salvaging() string {
	return "`winnow check " + quoted(c.path) + " --salvage saved" + projectExt + "`"
}

// tellSalvage reports what is in the new project. That something is lost is no
// failure of the command.
func (c checking) tellSalvage(r store.SalvageReport) error {
	if c.json {
		err := c.app.printJSON(map[string]any{
			"project": c.path, "salvaged": c.salvage, "whole": r.Whole(), "samples": r.Samples, "entries": r.Entries,
			"drafts": r.Drafts, "lost_samples": append([]uint64{}, r.LostSamples...), "lost_entries": r.LostEntries,
			"breaks": append([]string{}, r.Breaks...),
		})
		if err != nil {
			return err
		}
	}
	for _, line := range r.Lines() {
		c.app.say("%s: %s", c.salvage, line)
	}
	if r.Whole() {
		c.app.say("%s: nothing was lost", c.salvage)
	}
	return nil
}

// tell reports what the check found; something wrong is an error.
func (c checking) tell(r store.Report) error {
	if c.json {
		err := c.app.printJSON(map[string]any{
			"project": c.path, "ok": r.OK(), "samples": r.Samples, "entries": r.Entries,
			"differences": append([]string{}, r.Differences...), "more": r.More,
		})
		if err != nil {
			return err
		}
	}
	for _, line := range r.Lines() {
		c.app.say("%s: %s", c.path, line)
	}
	if !r.OK() {
		return withHint(fmt.Errorf("%s: something is wrong in %s", c.path, plural(len(r.Differences)+r.More, "place")),
			"the file was only read: take a copy of it, then `winnow check "+quoted(c.path)+" --rebuild`; when that does not help, "+c.salvaging())
	}
	return nil
}
