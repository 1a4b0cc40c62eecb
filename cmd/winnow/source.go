package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"winnow/generator"
	"winnow/generator/ask"
	"winnow/generator/offline"
	"winnow/generator/openai"
	"winnow/generator/strategy"
	"winnow/review"
)

// sourcing holds the flags that choose a source of samples.
type sourcing struct {
	source  string // openai | offline | "": as the task or the environment says
	baseURL string
	model   string
	// strategy wins over that of the task.
	strategy string
	seed     uint64
	// verify is a command that checks each sample, "" for none; checks count what
	// it came to, nil: nobody wants to know.
	verify string
	checks *checks
	// patience is how long failures that may pass are borne; nil: as long as is usual.
	patience *time.Duration
	// word makes the offline source write at a pace that eyes can follow.
	word time.Duration
}

// sourceNames are what --source may say.
const openAISource, offlineSource = "openai", "offline"

// labelStrategy is how rows of a person are asked about.
const labelStrategy = "label"

// open chooses the source of a project: a flag, else the task's
// generate.source, else an endpoint if one is configured, else the task's
// grammar. It reads what the project has, until the context ends.
func (s sourcing) open(ctx context.Context, p *project, getenv func(string) string) (generator.Source, error) {
	task, err := s.taskOf(p)
	if err != nil {
		return nil, err
	}
	return s.openFor(ctx, p, task, getenv, rowsOf(ctx, p.path))
}

// taskOf is the project's task as the flags change it.
func (s sourcing) taskOf(p *project) (review.Task, error) {
	task := p.desk.Task()
	if s.strategy == "" {
		return task, nil
	}
	task.Generate.Strategy = s.strategy
	for _, name := range task.Generate.StrategyNames() {
		if !slices.Contains(review.Strategies, name) {
			return task, &usageError{fmt.Sprintf("there is no strategy %q", name), "the strategies are " + strings.Join(review.Strategies, ", ")}
		}
	}
	return task, nil
}

// openFor is open with another task, and other files for its strategy.
func (s sourcing) openFor(ctx context.Context, p *project, task review.Task, getenv func(string) string, files strategy.Files) (generator.Source, error) {
	switch s.source {
	case "":
	case openAISource, offlineSource:
		task.Generate.Source = s.source
	default:
		return nil, &usageError{fmt.Sprintf("there is no source %q", s.source), "the sources are openai and offline"}
	}
	if s.source == offlineSource && (s.baseURL != "" || s.model != "") {
		return nil, &usageError{"--base-url and --model are for an endpoint, and --source says offline", "leave one of them out"}
	}
	endpoints, err := s.endpoints(task, getenv)
	if err != nil {
		return nil, orOffline(task, err)
	}
	if endpoints != nil {
		if err := canRun(s.verify); err != nil {
			return nil, err
		}
		second, err := s.second(task, endpoints, getenv)
		if err != nil {
			return nil, err
		}
		source, err := ask.New(task, ask.Config{
			Endpoints: endpoints, Second: second, Files: files, Reviews: &decided{store: p.db}, Known: p.known(ctx), Discarded: discarded(p.path),
			Verify: s.checks.counted(verifier(s.verify)),
		})
		if err := cmp.Or(ctx.Err(), err); err != nil { // stopped, it does not know all
			return nil, err
		}
		return source, nil
	}
	if len(task.Generate.Grammar) == 0 {
		return nil, withHint(errors.New("there is nothing to generate from: no endpoint is configured, and the task has no grammar"),
			"set OPENAI_BASE_URL or OPENAI_API_KEY, or give --base-url; or write generate.grammar into the task file")
	}
	if flag := s.unfit(); flag != "" {
		return nil, &usageError{flag + " is for an endpoint, and the samples come from the task's grammar", "leave it out, or name an endpoint with --base-url"}
	}
	var options []offline.Option
	if s.word > 0 {
		options = append(options, offline.Pace(s.word))
	}
	return offline.New(task, options...)
}

// unfit is a flag that means nothing to the offline source, "" when there is none.
func (s sourcing) unfit() string {
	switch {
	case s.model != "":
		return "--model"
	case s.strategy != "":
		return "--strategy"
	case s.verify != "":
		return "--verify-cmd"
	}
	return ""
}

// orOffline adds to the advice on a key that is missing what can do without one:
// the grammar of a task that has one. It makes no labels for rows.
func orOffline(task review.Task, err error) error {
	if !errors.Is(err, openai.ErrNoKey) || len(task.Generate.Grammar) == 0 || task.Generate.Strategy == labelStrategy {
		return err
	}
	return withHint(err, hintFor(err)+", or give --source offline for the task's grammar")
}

// endpoints are those that the flags, the task or the environment name; nil:
// none is wanted.
func (s sourcing) endpoints(task review.Task, getenv func(string) string) ([]ask.Endpoint, error) {
	g := task.Generate
	if s.baseURL != "" || s.model != "" || len(g.Endpoints) == 0 || g.Source == offlineSource {
		if s.model != "" && g.Source == "" {
			task.Generate.Source = openAISource
		}
		cfg, wanted, err := openai.FromEnv(task, s.baseURL, s.model, getenv)
		if err != nil || !wanted {
			return nil, err
		}
		return s.appendEndpoint(nil, g, cfg, 1)
	}
	var out []ask.Endpoint
	for _, e := range g.Endpoints {
		cfg := openai.Config{BaseURL: e.BaseURL, Model: e.Model}
		if e.KeyEnv != "" {
			cfg.Key = openai.NewSecret(getenv(e.KeyEnv))
		}
		var err error
		if out, err = s.appendEndpoint(out, g, cfg, e.Share); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// second is the endpoint of generate.signals.second: the one of those that share
// the requests that has the model, else the same server with that model. nil:
// no second model is asked.
func (s sourcing) second(task review.Task, of []ask.Endpoint, getenv func(string) string) (*ask.Endpoint, error) {
	model := task.Generate.Signals.Second
	if model == "" {
		return nil, nil
	}
	for _, e := range of {
		if e.Model() == model {
			return &e, nil
		}
	}
	g := task.Generate
	if len(g.Endpoints) > 0 && s.baseURL == "" {
		return nil, withHint(fmt.Errorf("generate.signals.second: none of generate.endpoints has the model %q", model),
			"name one of their models")
	}
	task.Generate.Model, task.Generate.Endpoints, task.Generate.Source = model, nil, openAISource
	cfg, _, err := openai.FromEnv(task, s.baseURL, "", getenv)
	if err != nil {
		return nil, err
	}
	out, err := s.appendEndpoint(nil, g, cfg, 1)
	if err != nil {
		return nil, err
	}
	return &out[0], nil
}

func (s sourcing) appendEndpoint(to []ask.Endpoint, g review.Generate, cfg openai.Config, share float64) ([]ask.Endpoint, error) {
	// An endpoint tries again by itself first, for no longer than is wanted.
	switch {
	case s.patience == nil:
	case *s.patience == 0:
		cfg.Retry.Tries = 1
	case *s.patience < usualPatience:
		cfg.Retry.MaxElapse = *s.patience
	}
	e, err := openai.New(cfg)
	if err != nil {
		return nil, err
	}
	one := ask.Endpoint{Endpoint: e, Share: share}
	if price, ok := g.Prices[e.Model()]; ok {
		one.Price = &price
	}
	return append(to, one), nil
}

// mostKnown bounds the samples that new ones are laid against.
const mostKnown = 50_000

// known visits samples that the project has, so that they are not made again.
func (p *project) known(ctx context.Context) func(yield func(review.Sample) bool) {
	return func(yield func(review.Sample) bool) {
		n := 0
		// What cannot be read here is found as a duplicate when it arrives.
		_ = walkAll(ctx, p.db)(func(it review.Item) bool {
			n++
			return yield(it.Sample) && n < mostKnown
		})
	}
}

// order is what is asked of the source: what is missing of count samples that
// the project should have from generation.
// A source goes on behind what the project has of it already; the offline one
// starts anew with another seed.
func (s sourcing) order(ctx context.Context, p *project, source generator.Source, count int) (req generator.Request, have int, err error) {
	task, err := s.taskOf(p)
	if err != nil {
		return req, 0, err
	}
	seed := s.seed
	if seed == 0 {
		seed = task.Generate.Seed
	}
	skip := 0
	_, grammar := source.(*offline.Source)
	err = walkAll(ctx, p.db)(func(it review.Item) bool {
		from := it.Sample.Provenance
		if from.Strategy == labelStrategy {
			return true // a row of a person's
		}
		if from.Source == openAISource || from.Source == offlineSource {
			have++
		}
		if grammar && from.Source == offlineSource && from.Seed == seed || !grammar && from.Source == openAISource {
			skip++
		}
		return true
	})
	if err != nil {
		return req, 0, fmt.Errorf("counting what was generated: %w", err)
	}
	return generator.Request{Task: task, Count: max(0, count-have), Skip: skip, Seed: seed}, have, nil
}
