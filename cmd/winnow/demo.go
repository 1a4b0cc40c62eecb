package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"winnow/generator"
	"winnow/review"
	"winnow/tui"
)

// demoTask is the task of the demo: its own words, and a grammar with enough
// variety to be worth reading.
//
//go:embed demo/task.yaml
var demoTask []byte

const (
	// demoCount is how many samples the demo writes unless told otherwise.
	demoCount = 120
	// demoWord is the time of a word: samples appear at reading speed.
	demoWord = 60 * time.Millisecond
	demoSeed = 1
	// demoHead is how many samples wait at the start: an order needs
	// something to order.
	demoHead = 12
)

// demoing holds the flags of demo.
type demoing struct {
	app      *app
	project  string
	reviewer string
	count    int
	seed     uint64
}

func newDemo(a *app) *cobra.Command {
	d := demoing{app: a}
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "See it at work, without a key, a network or data of your own",
		Long: `Starts a review of samples that are being written while you watch. They come
from a grammar and are labelled by a small classifier that really errs, so there
is something to find. The project is an ordinary one, in a temporary folder
unless --project names a place; a named one can be gone on with.`,
		Example: `winnow demo
winnow demo --project trial.winnow --count 40`,
		Args: a.exactly(0, "winnow demo"),
		RunE: a.does(func(cmd *cobra.Command, _ []string) error { return d.run(cmd.Context()) }),
	}
	f := cmd.Flags()
	f.StringVar(&d.project, "project", "", "where the project is kept (default: a temporary folder)")
	f.StringVar(&d.reviewer, "reviewer", "", "who decides (default: $WINNOW_REVIEWER, else $USER)")
	f.IntVar(&d.count, "count", demoCount, "samples to write")
	f.Uint64Var(&d.seed, "seed", demoSeed, "another seed writes other samples")
	return cmd
}

func (d *demoing) run(ctx context.Context) (err error) {
	if d.count < 1 {
		return &usageError{"--count is below 1", "for example --count 40"}
	}
	if err := d.app.interactive("the demo", "without one, `winnow generate P.winnow --task task.yaml --count 20` writes samples too"); err != nil {
		return err
	}
	task, err := review.ParseTask("demo/task.yaml", demoTask, tui.ReservedKeys())
	if err != nil {
		return err
	}
	path, err := d.place()
	if err != nil {
		return err
	}
	p, err := openProject(opening{path: path, infer: func() (review.Task, error) { return task, nil }})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	if p.desk.Task().Name != task.Name {
		return withHint(fmt.Errorf("%s is a project of your own, not one of the demo", path), "name another place with --project")
	}
	if err := d.head(ctx, p); err != nil {
		return err
	}
	s := sitting{
		app: d.app, project: p, reviewer: d.app.reviewer(d.reviewer), generate: d.count,
		from: sourcing{source: offlineSource, seed: d.seed, word: demoWord},
	}
	recap, err := s.run(ctx)
	if err != nil {
		return err
	}
	d.app.tellRecap(recap, p)
	d.app.say("go on:     winnow review %s", quoted(path))
	d.app.say("your data: winnow review data.jsonl   (a JSON object on each line, such as {\"text\": …, \"label\": …})")
	d.app.say("your task: winnow init, then winnow review new.winnow --task task.yaml --generate 100")
	return stopped(ctx)
}

// head writes the first samples at once.
func (d *demoing) head(ctx context.Context, p *project) error {
	from := sourcing{source: offlineSource, seed: d.seed}
	source, err := from.open(p, d.app.env)
	if err != nil {
		return err
	}
	req, _, err := from.order(p, source, min(demoHead, d.count))
	if err != nil || req.Count == 0 {
		return err
	}
	run := generator.NewRun(source, req, p.desk, generator.StopOnError())
	run.Start(ctx)
	return run.Wait()
}

// place is where the project is: as named, else in a new temporary folder,
// which stays for what comes after the demo.
func (d *demoing) place() (string, error) {
	if d.project != "" {
		return d.project, nil
	}
	dir, err := os.MkdirTemp("", "winnow-demo-")
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "demo"+projectExt), nil
}
