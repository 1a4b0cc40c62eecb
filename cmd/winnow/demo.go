package main

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"winnow/generator"
	"winnow/review"
	"winnow/store/jsonl"
	"winnow/tui"
)

// demoFiles are the tasks of the demo. Kind classify has a grammar with enough
// variety to be worth reading, the others have rows.
//
//go:embed demo
var demoFiles embed.FS

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
	kind     string
	project  string
	reviewer string
	count    int
	seed     uint64
}

func newDemo(a *app) *cobra.Command {
	d := demoing{app: a}
	cmd := &cobra.Command{
		Use:   "demo [KIND]",
		Short: "See it at work, without a key, a network or data of your own",
		Long: `Starts a review of samples that are being written while you watch. They come
from a grammar and are labelled by a small classifier that really errs, so there
is something to find. With a kind of annotation (` + strings.Join(kindNames(), ", ") + `)
there are some rows of that kind instead, some of them wrong. The project is an
ordinary one, in a temporary folder unless --project names a place; a named one
can be gone on with.`,
		Example: `winnow demo
winnow demo spans
winnow demo --project trial.winnow --count 40`,
		Args:              a.between(0, 1, "winnow demo [KIND]"),
		ValidArgsFunction: oneOf(kindNames()),
		RunE: a.does(func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 && args[0] != string(review.Classify) {
				d.kind = args[0]
			}
			return d.run(cmd.Context())
		}),
	}
	f := cmd.Flags()
	f.StringVar(&d.project, "project", "", "where the project is kept (default: a temporary folder)")
	f.StringVar(&d.reviewer, "reviewer", "", "who decides (default: $WINNOW_REVIEWER, else $USER)")
	f.IntVar(&d.count, "count", demoCount, "samples to write")
	f.Uint64Var(&d.seed, "seed", demoSeed, "another seed writes other samples")
	return cmd
}

func (d *demoing) run(ctx context.Context) (err error) {
	switch {
	case d.count < 1:
		return &usageError{"--count is below 1", "for example --count 40"}
	case d.kind != "" && !slices.Contains(kindNames(), d.kind):
		return &usageError{fmt.Sprintf("there is no demo of kind %q", d.kind), "the kinds are " + strings.Join(kindNames(), ", ")}
	}
	if err := d.app.interactive("the demo", "without one, `winnow generate P.winnow --task task.yaml --count 20` writes samples too"); err != nil {
		return err
	}
	p, err := d.open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	s := sitting{app: d.app, project: p, reviewer: d.app.reviewer(d.reviewer)}
	if d.kind == "" {
		s.generate, s.from = d.count, sourcing{source: offlineSource, seed: d.seed, word: demoWord}
		err = d.head(ctx, p)
	} else {
		err = d.rows(ctx, p)
	}
	if err != nil {
		return err
	}
	recap, err := s.run(ctx)
	if err != nil {
		return err
	}
	d.app.tellRecap(recap, p)
	d.app.say("go on:     winnow review %s", quoted(p.path))
	d.app.say("your data: winnow review data.jsonl   (a JSON object on each line, such as {\"text\": …, \"label\": …})")
	d.app.say("your task: winnow init, then winnow review new.winnow --task task.yaml --generate 100")
	return stopped(ctx)
}

// open opens the project of the demo, which may be one that was begun before.
func (d *demoing) open() (*project, error) {
	name := "demo/task.yaml"
	if d.kind != "" {
		name = "demo/" + d.kind + ".yaml"
	}
	yaml, err := fs.ReadFile(demoFiles, name)
	if err != nil {
		return nil, err
	}
	task, err := review.ParseTask(name, yaml, tui.ReservedKeys())
	if err != nil {
		return nil, err
	}
	path, err := d.place()
	if err != nil {
		return nil, err
	}
	p, err := openProject(opening{path: path, infer: func() (review.Task, error) { return task, nil }})
	if err != nil {
		return nil, err
	}
	if p.desk.Task().Name != task.Name {
		return nil, errors.Join(p.close(), withHint(fmt.Errorf("%s is a project of your own, or of another demo", path), "name another place with --project"))
	}
	return p, nil
}

// rows brings the rows of the kind in; those that are there already stay.
func (d *demoing) rows(ctx context.Context, p *project) error {
	name := "demo/" + d.kind + ".jsonl"
	raw, err := fs.ReadFile(demoFiles, name)
	if err != nil {
		return err
	}
	f := feed{app: d.app, rows: jsonl.NewReader(bytes.NewReader(raw), name), strict: true}
	_, err = f.into(ctx, p)
	return err
}

// head writes the first samples at once.
func (d *demoing) head(ctx context.Context, p *project) error {
	from := sourcing{source: offlineSource, seed: d.seed}
	source, err := from.open(ctx, p, d.app.env)
	if err != nil {
		return err
	}
	req, _, err := from.order(ctx, p, source, min(demoHead, d.count))
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
		return "", fmt.Errorf("making a place for the demo: %w", err)
	}
	return filepath.Join(dir, "demo"+projectExt), nil
}
