package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

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
	show  bool // what was set aside, and nothing else
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
	f.StringVar(&g.from.strategy, "strategy", "", "how samples are asked for, instead of generate.strategy; several with commas between")
	f.BoolVar(&g.show, "show-raw", false, "print what was set aside so far (unusable answers, and samples that a filter held back) as JSON Lines")
	g.flags(f)
	return cmd
}

// flags are those of every command that asks a model.
func (g *generating) flags(f *pflag.FlagSet) {
	f.StringVar(&g.from.baseURL, "base-url", "", "endpoint, up to and with /v1")
	f.StringVar(&g.from.model, "model", "", "model as the endpoint names it")
	f.StringVar(&g.from.verify, "verify-cmd", "", "command of the shell that checks each sample: its record comes on standard input, exit code 0 is passed")
	f.Uint64Var(&g.from.seed, "seed", 0, "seed of what is drawn at random (default: generate.seed of the task)")
	f.BoolVar(&g.json, "json", false, "report as JSON Lines on stdout: events while it runs, and the end")
}

func (g *generating) run(ctx context.Context, path string) (err error) {
	if g.count < 0 {
		return &usageError{"--count is below zero", "for example --count 100"}
	}
	if g.show {
		return g.app.showAside(path)
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
	return g.make(ctx, p, source, req)
}

// make runs the source to its end and says what came of it.
func (g *generating) make(ctx context.Context, p *project, source generator.Source, req generator.Request) error {
	kept := newAside(p.path)
	run := generator.NewRun(source, req, p.desk, generator.StopOnError(), generator.Aside(kept.keep))
	g.watch(ctx, p, run)
	err := g.finish(ctx, p, source, run.Wait())
	if n, aerr := kept.close(); aerr != nil {
		err = errors.Join(err, aerr)
	} else if n > 0 {
		g.app.say("%s set aside in %s, with what is wrong", grouped(n), asidePath(p.path))
	}
	return err
}

// watch starts the run and shows how far it is until it ends.
func (g *generating) watch(ctx context.Context, p *project, run *generator.Run) {
	b := g.app.newBar("generating", true)
	defer b.end()
	ended := make(chan struct{})
	began := time.Now()
	run.Start(ctx)
	go func() {
		defer close(ended)
		_ = run.Wait() // its error is read by make
	}()
	// The bar follows at its own pace, so that the last of a burst of changes
	// is shown as well.
	tick := time.NewTicker(barEvery)
	defer tick.Stop()
	told := review.Stream{}
	for n := 0; ; n++ {
		if s := p.desk.News().Stream; s != nil {
			b.show(int64(s.Made), int64(s.Wanted), streamWords(*s)+rateWords(*s, time.Since(began)))
			if g.json && n%eventTicks == 0 && s.Made+s.Rejected+s.Filtered+s.Tokens != told.Made+told.Rejected+told.Filtered+told.Tokens {
				told = *s
				_ = g.app.printJSONLine(streamEvent("progress", *s)) // the end tells when stdout is gone
			}
		}
		select {
		case <-ended:
			return
		case <-tick.C:
		}
	}
}

// eventTicks is how many ticks of the bar go into one event.
const eventTicks = 5

// streamEvent is the status of a stream as a line of JSON.
func streamEvent(name string, s review.Stream) map[string]any {
	e := map[string]any{
		"event": name, "made": s.Made, "wanted": s.Wanted, "duplicates": s.Duplicates, "rejected": s.Rejected,
		"filtered": s.Filtered, "requests": s.Requests, "tokens": s.Tokens,
	}
	if s.Unpriced == 0 && s.USD > 0 {
		e["usd"] = s.USD
	}
	if s.Message != "" {
		e["message"] = s.Message
	}
	return e
}

// rateWords tells the pace and how long the rest takes at it.
func rateWords(s review.Stream, since time.Duration) string {
	if s.Made == 0 || since < time.Second || s.Phase == review.StreamDone {
		return ""
	}
	rate := float64(s.Made) / since.Seconds()
	return fmt.Sprintf(", %.1f/s, %s left", rate, short(float64(s.Wanted-s.Made)/rate))
}

// streamWords is the status of a stream in one line.
func streamWords(s review.Stream) string {
	words := fmt.Sprintf("%s of %s", grouped(s.Made), grouped(s.Wanted))
	if s.Tokens > 0 {
		words += ", " + plural(s.Tokens, "token")
	}
	if s.USD > 0 {
		words += fmt.Sprintf(", $%.4f", s.USD)
	}
	if s.Duplicates > 0 {
		words += ", " + plural(s.Duplicates, "duplicate")
	}
	if s.Rejected > 0 {
		words += ", " + grouped(s.Rejected) + " unusable"
	}
	if s.Filtered > 0 {
		words += ", " + grouped(s.Filtered) + " held back"
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
		report := streamEvent("end", s)
		report["project"], report["source"], report["samples"] = p.path, source.Name(), news.Counts.Samples
		if err != nil {
			report["error"] = err.Error()
		}
		if jerr := g.app.printJSONLine(report); jerr != nil {
			return errors.Join(err, jerr)
		}
	}
	if err != nil && ctx.Err() != nil {
		return withHint(fmt.Errorf("stopped at %s of %s; what arrived is kept", grouped(s.Made), grouped(s.Wanted)),
			"give the same command again to go on")
	}
	return err
}
