package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"winnow/generator"
	"winnow/review"
)

// generating holds the flags of generate.
type generating struct {
	app   *app
	from  sourcing
	task  string
	count int
	json  bool
}

func newGenerate(a *app) *cobra.Command {
	g := generating{app: a}
	cmd := &cobra.Command{
		Use:   "generate PROJECT",
		Short: "Let a model or a grammar write samples",
		Long: `Lets a source write samples into the project, which is made when it does not
exist and --task is given. The source is an OpenAI-compatible endpoint when one
is configured (--base-url, OPENAI_BASE_URL, OPENAI_API_KEY), else the grammar of
the task file; --source and generate.source decide otherwise. The key is read
from OPENAI_API_KEY only.

--count is how many generated samples the project should have: the same command
again goes on where the last one stopped. Ctrl+c stops; everything that arrived
is kept, and the exit code is 1 because the count was not reached.`,
		Example: `winnow generate mail.winnow --task task.yaml --count 500
winnow generate mail.winnow --base-url http://localhost:8080/v1 --model qwen3 --count 50
winnow generate mail.winnow --source offline --count 20 --seed 7`,
		Args: a.exactly(1, "winnow generate PROJECT [--task task.yaml] [--count N]"),
		RunE: a.does(func(cmd *cobra.Command, args []string) error {
			return g.run(cmd.Context(), args[0])
		}),
	}
	f := cmd.Flags()
	f.StringVar(&g.task, "task", "", "task file of a new project, or the new task of an old one")
	f.IntVar(&g.count, "count", 0, "generated samples that the project should have (default: generate.count of the task)")
	f.StringVar(&g.from.source, "source", "", "openai or offline")
	f.StringVar(&g.from.baseURL, "base-url", "", "endpoint, up to and with /v1")
	f.StringVar(&g.from.model, "model", "", "model as the endpoint names it")
	f.Uint64Var(&g.from.seed, "seed", 0, "seed of the offline source")
	f.BoolVar(&g.json, "json", false, "report as JSON on stdout")
	return cmd
}

func (g *generating) run(ctx context.Context, path string) (err error) {
	if g.count < 0 {
		return &usageError{"--count is below zero", "for example --count 100"}
	}
	_ = g.app.warn(path)
	p, err := openProject(opening{path: path, taskFile: g.task})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.discard()) }()
	if g.count == 0 {
		g.count = p.desk.Task().Generate.Count
	}
	if g.count == 0 {
		return &usageError{"how many samples?", "give --count, or generate.count in the task file"}
	}
	source, err := g.from.open(p, g.app.env)
	if err != nil {
		return err
	}
	req, have, err := g.from.order(p, source, g.count)
	if err != nil {
		return err
	}
	if req.Count == 0 {
		return &nothingError{
			fmt.Sprintf("nothing to generate: the project has %s already", plural(have, "generated sample")),
			fmt.Sprintf("--count %d makes 100 more", have+100),
		}
	}
	g.app.say("source: %s", source.Name())
	if have > 0 {
		g.app.say("going on: %s of %s are there", grouped(have), grouped(g.count))
	}
	run := generator.NewRun(source, req, p.desk, generator.StopOnError())
	g.watch(ctx, p, run)
	return g.finish(ctx, p, source, run.Wait())
}

// watch starts the run and shows how far it is until it ends.
func (g *generating) watch(ctx context.Context, p *project, run *generator.Run) {
	b := g.app.newBar("generating", true)
	defer b.end()
	ended := make(chan struct{})
	run.Start(ctx)
	go func() {
		defer close(ended)
		_ = run.Wait() // its error is read by run
	}()
	// The bar follows at its own pace, so that the last of a burst of changes
	// is shown as well.
	tick := time.NewTicker(barEvery)
	defer tick.Stop()
	for {
		if s := p.desk.News().Stream; s != nil {
			b.show(int64(s.Made), int64(s.Wanted), streamWords(*s))
		}
		select {
		case <-ended:
			return
		case <-tick.C:
		}
	}
}

// streamWords is the status of a stream in one line.
func streamWords(s review.Stream) string {
	words := fmt.Sprintf("%s of %s", grouped(s.Made), grouped(s.Wanted))
	if s.Tokens > 0 {
		words += ", " + plural(s.Tokens, "token")
	}
	if s.Duplicates > 0 {
		words += ", " + plural(s.Duplicates, "duplicate")
	}
	if s.Rejected > 0 {
		words += ", " + grouped(s.Rejected) + " unusable"
	}
	if s.Message != "" {
		words += "; " + s.Message
	}
	return words
}

// finish says what came of the run.
func (g *generating) finish(ctx context.Context, p *project, source generator.Source, err error) error {
	news := p.desk.News()
	s := review.Stream{}
	if news.Stream != nil {
		s = *news.Stream
	}
	s.Message = ""
	g.app.say("%s: %s, %s in the project", p.path, streamWords(s), plural(news.Counts.Samples, "sample"))
	if g.json {
		report := map[string]any{
			"project": p.path, "source": source.Name(), "samples": news.Counts.Samples,
			"made": s.Made, "wanted": s.Wanted, "duplicates": s.Duplicates, "rejected": s.Rejected, "tokens": s.Tokens,
		}
		if jerr := g.app.printJSON(report); jerr != nil {
			return errors.Join(err, jerr)
		}
	}
	if err != nil && ctx.Err() != nil {
		return withHint(fmt.Errorf("stopped at %s of %s; what arrived is kept", grouped(s.Made), grouped(s.Wanted)),
			"give the same command again to go on")
	}
	return err
}
