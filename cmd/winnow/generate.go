package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"winnow/generator"
	"winnow/generator/ask"
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
	// patience is how long failures that may pass are borne without a new sample.
	patience time.Duration
	had      int // samples that were there before this run, of those that it shall have
}

func newGenerate(a *app) *cobra.Command {
	g := generating{app: a, from: sourcing{checks: &checks{}}}
	cmd := &cobra.Command{
		Use:   "generate PROJECT",
		Short: "Let a model or a grammar write samples",
		Long: `Lets a source write samples into the project, which is made when it does not
exist and --task is given; one that is there already gets the task of --task with the
first sample. The source is an OpenAI-compatible endpoint when one
is configured (--base-url, OPENAI_BASE_URL, OPENAI_API_KEY), else the grammar of
the task file; --source and generate.source decide otherwise. The key is read
from OPENAI_API_KEY only.

Kinds classify and text can be generated, pairs of texts also as kind rate
(strategy pairs), and conversations as kind chat (strategy dialogue; as kind text
it makes the last answer the output, and all before it the instruction).

--count is how many generated samples the project should have: the same command
again goes on where the last one stopped. Ctrl+c stops; everything that arrived
is kept, and the exit code is 1 because the count was not reached.

A failure that may pass, such as a limit on the rate, a fault of the server or a
connection that was cut, does not end the run: it goes on by itself, after longer
and longer pauses of up to a minute, until no new sample has come for as long as
--patience says. A budget of the task file (generate.budget) is for one run: the
same command again may spend as much anew.`,
		Example: `winnow generate mail.winnow --task task.yaml --count 500
winnow generate mail.winnow --count 50 \
    --base-url http://localhost:8080/v1 --model qwen3
winnow generate mail.winnow --source offline --count 20 --seed 7`,
		Args: a.exactly(1, "winnow generate PROJECT [--task task.yaml] [--count N]"),
		RunE: a.does(func(cmd *cobra.Command, args []string) error {
			if err := g.counted(cmd, "generate"); err != nil {
				return err
			}
			return whenStopped(g.run(cmd.Context(), args[0]), "nothing was generated")
		}),
	}
	f := cmd.Flags()
	f.StringVar(&g.task, "task", "", "task file of a new project, or the new task of an old one")
	f.IntVar(&g.count, "count", 0, "generated samples that the project should have (default: generate.count of the task)")
	f.StringVar(&g.from.source, "source", "", "where samples come from: openai (an endpoint) or offline (the grammar)")
	f.StringVar(&g.from.strategy, "strategy", "", "how samples are asked for, instead of generate.strategy; several with commas between")
	f.BoolVar(&g.show, "show-raw", false, "print what was set aside so far (unusable answers, and samples that a filter held back) as JSON Lines")
	g.flags(f)
	g.bears(f)
	return cmd
}

// flags are those of every command that asks a model.
func (g *generating) flags(f *pflag.FlagSet) {
	f.StringVar(&g.from.baseURL, "base-url", "", "endpoint, up to and with /v1")
	f.StringVar(&g.from.model, "model", "", "model as the endpoint names it")
	f.StringVar(&g.from.verify, "verify-cmd", "", verifyHelp)
	f.Uint64Var(&g.from.seed, "seed", 0, "seed of what is drawn at random (default: generate.seed of the task)")
	f.BoolVar(&g.json, "json", false, "report as JSON Lines on stdout: events while it runs, and the end")
}

// bears adds the flag of what goes on by itself.
func (g *generating) bears(f *pflag.FlagSet) {
	g.from.patience = &g.patience
	f.DurationVar(&g.patience, "patience", usualPatience, "how long to try again after failures that may pass, without a new sample; 0 stops at the first")
}

// usualPatience outlasts limits on the rate, which are counted by the minute, and
// the restart of a server.
const usualPatience = 10 * time.Minute

// counted refuses a count that asks for nothing, and less patience than none.
// Without the flag the task says how many.
func (g *generating) counted(cmd *cobra.Command, what string) error {
	switch {
	case g.patience < 0:
		return &usageError{"--patience is below zero", "0 stops at the first failure; for example --patience 10m"}
	case g.count < 0:
		return &usageError{"--count is below zero", "for example --count 100"}
	case g.count == 0 && cmd.Flags().Changed("count"):
		return &nothingError{"nothing to " + what + ": --count is 0", "for example --count 100"}
	}
	return nil
}

func (g *generating) run(ctx context.Context, path string) (err error) {
	if g.show {
		return g.app.showAside(path)
	}
	p, err := openProject(opening{app: g.app, path: path, taskFile: g.task})
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
	source, err := g.from.open(ctx, p, g.app.env)
	if err != nil {
		return err
	}
	req, have, err := g.from.order(ctx, p, source, g.count)
	if err != nil {
		return err
	}
	if req.Count == 0 {
		return &nothingError{
			fmt.Sprintf("nothing to generate: the project has %s already", plural(have, "generated sample")),
			fmt.Sprintf("--count %d makes 100 more", have+100),
		}
	}
	if _, model := source.(*ask.Source); model {
		g.app.warnGuidelines(req.Task, g.task)
	}
	p.tellTask(ctx, g.app)
	g.app.say("source: %s", source.Name())
	if g.had = have; have > 0 {
		g.app.say("going on: %s of %s are there", grouped(have), grouped(g.count))
	}
	return g.make(ctx, p, source, req)
}

// make runs the source to its end and says what came of it.
func (g *generating) make(ctx context.Context, p *project, source generator.Source, req generator.Request) error {
	kept := newAside(p.path)
	waits := make(chan generator.Wait, 8)
	run := generator.NewRun(source, req, p.desk, generator.StopOnError(), generator.Aside(kept.keep),
		generator.Patience(g.patience), generator.Waits(func(w generator.Wait) {
			select {
			case waits <- w:
			default: // it is shown all the same
			}
		}))
	g.watch(ctx, p, run, waits)
	err := g.finish(ctx, p, source, run.Wait())
	if n, aerr := kept.close(); aerr != nil {
		err = errors.Join(err, aerr)
	} else if n > 0 {
		g.app.say("%s set aside in %s, with what is wrong", grouped(n), asidePath(p.path))
	}
	return err
}

// watch starts the run and shows how far it is until it ends.
func (g *generating) watch(ctx context.Context, p *project, run *generator.Run, waits <-chan generator.Wait) {
	v := view{generating: g, bar: g.app.newBar("generating", true), began: time.Now()}
	defer v.bar.end()
	ended := make(chan struct{})
	run.Start(ctx)
	go func() {
		defer close(ended)
		_ = run.Wait() // its error is read by make
	}()
	// The bar follows at its own pace, so that the last of a burst of changes
	// is shown as well.
	tick := time.NewTicker(barEvery)
	defer tick.Stop()
	for {
		if s := p.desk.News().Stream; s != nil {
			v.show(*s)
		}
		select {
		case <-ended:
			return
		case w := <-waits:
			v.wait(w)
		case <-tick.C:
		}
	}
}

// finish says what came of the run.
func (g *generating) finish(ctx context.Context, p *project, source generator.Source, err error) error {
	news := p.desk.News()
	s := review.Stream{}
	if news.Stream != nil {
		s = *news.Stream
	}
	s.Message = ""
	g.app.say("%s: %s, %s in the project", p.path, streamWords(s, g.had), plural(news.Counts.Samples, "sample"))
	g.from.checks.tell(g.app)
	if g.json {
		report := streamEvent("end", s)
		report["project"], report["source"], report["samples"], report["had"] = p.path, source.Name(), news.Counts.Samples, g.had
		if err != nil {
			report["error"] = err.Error()
		}
		if jerr := g.app.printJSONLine(report); jerr != nil {
			return errors.Join(err, jerr)
		}
	}
	if err != nil && ctx.Err() != nil {
		return withHint(fmt.Errorf("stopped at %s; what arrived is kept", countWords(s, g.had)),
			"give the same command again to go on")
	}
	return err
}
