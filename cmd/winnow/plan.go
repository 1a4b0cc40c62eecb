package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"winnow/generator"
	"winnow/generator/ask"
	"winnow/review"
	"winnow/store"
	"winnow/tui/visible"
)

// planning holds the flags of plan.
type planning struct {
	generating
}

func newPlan(a *app) *cobra.Command {
	p := planning{generating{app: a}}
	cmd := &cobra.Command{
		Use:   "plan PROJECT",
		Short: "Show the next request to the model, and what a run would cost",
		Long: `Shows the very words of the request that winnow generate would send next, and
estimates requests, tokens and money of the whole run. Nothing is sent, no key is
needed, and the project stays as it is; one that does not exist is not made, --task
is enough. A budget (generate.budget) is for one run: the same command again may
spend as much anew.

Money needs prices in the task file: generate: {prices: {MODEL: {input: 0.4,
output: 1.6}}}, in US dollars for a million tokens. Without them it is unknown.`,
		Example: `winnow plan mail.winnow --count 500
winnow plan mail.winnow --task task.yaml --strategy attributes \
    --model gpt-4.1-mini`,
		Args: a.exactly(1, "winnow plan PROJECT [--task task.yaml] [--count N]"),
		RunE: a.does(func(cmd *cobra.Command, args []string) error {
			if err := p.counted(cmd, "plan"); err != nil {
				return err
			}
			return p.run(cmd.Context(), args[0])
		}),
	}
	f := cmd.Flags()
	f.StringVar(&p.task, "task", "", "task file to plan by, instead of the project's task")
	f.IntVar(&p.count, "count", 0, "generated samples that the project should have (default: generate.count of the task)")
	f.StringVar(&p.from.strategy, "strategy", "", "how samples are asked for, instead of generate.strategy")
	p.flags(f)
	f.Lookup("json").Usage = "print the plan as one JSON object on stdout"
	return cmd
}

func (p *planning) run(ctx context.Context, path string) (err error) {
	pr, done, err := p.look(ctx, path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	return reads(ctx, path, func() error { return p.plan(ctx, pr) })
}

func (p *planning) plan(ctx context.Context, pr *project) error {
	if pr.desk.Task().Generate.Source != offlineSource || p.from.baseURL != "" {
		p.from.source = openAISource // also where no key is set: nothing is sent
	}
	if p.count == 0 {
		p.count = max(pr.desk.Task().Generate.Count, 1)
	}
	source, err := p.from.open(ctx, pr, p.keyless())
	if err != nil {
		return err
	}
	asks, ok := source.(*ask.Source)
	if !ok {
		return &nothingError{"nothing to plan: generate.source is offline, and the grammar sends no requests", "--base-url plans for an endpoint"}
	}
	req, have, err := p.from.order(ctx, pr, source, p.count)
	if err != nil {
		return err
	}
	if req.Count == 0 {
		return &nothingError{fmt.Sprintf("nothing to plan: the project has %s already", plural(have, "generated sample")), fmt.Sprintf("--count %d plans 100 more", have+100)}
	}
	plan := asks.Plan(req)
	p.app.warnGuidelines(req.Task, p.task)
	if p.json {
		return p.app.printJSON(plan)
	}
	return p.tell(plan, req)
}

// look opens the project to be read only, under the task that was given, so that
// it can be open elsewhere too. For one that does not exist an empty one stands
// elsewhere, which done takes away.
func (p *planning) look(ctx context.Context, path string) (pr *project, done func() error, err error) {
	var task *review.Task
	if p.task != "" {
		t, err := readTask(p.task)
		if err != nil {
			return nil, nil, err
		}
		task = &t
	}
	remove := func() error { return nil }
	pr = &project{path: path, readOnly: true}
	db, err := openReadOnly(ctx, path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && task == nil:
		return nil, nil, withHint(fmt.Errorf("%s does not exist, and without a task nothing can be planned", path),
			"give --task task.yaml; `winnow init` writes one")
	case errors.Is(err, fs.ErrNotExist):
		db, remove, err = scratch(*task)
	case err == nil && task != nil:
		if pr.next, err = newTaskOf(db, *task); err != nil {
			err = errors.Join(err, db.Close())
		}
	}
	if err == nil {
		err = pr.seat(db)
	}
	if err != nil {
		return nil, nil, errors.Join(err, remove())
	}
	return pr, func() error { return errors.Join(pr.close(), remove()) }, nil
}

// scratch is an empty project with a task, which remove takes away.
func scratch(task review.Task) (db *store.DB, remove func() error, err error) {
	dir, err := os.MkdirTemp("", "winnow-plan-")
	if err != nil {
		return nil, func() error { return nil }, fmt.Errorf("making a place for the plan: %w", err)
	}
	db, err = store.Scratch(filepath.Join(dir, "plan"+projectExt), task, 1)
	return db, func() error { return os.RemoveAll(dir) }, err
}

// keyless is the environment with something in the place of a key that is not set:
// nothing is sent. An address without TLS needs none, and must not get one.
func (p *planning) keyless() func(string) string {
	return func(name string) string {
		value := p.app.env(name)
		base := cmp.Or(p.from.baseURL, p.app.env("OPENAI_BASE_URL"), "https://")
		if name == "OPENAI_API_KEY" && value == "" && strings.HasPrefix(base, "https://") {
			return "none"
		}
		return value
	}
}

// tell shows a plan in words.
func (p *planning) tell(plan ask.Plan, req generator.Request) error {
	var b strings.Builder
	if plan.User == "" {
		b.WriteString("The strategy has nothing to ask before an answer has come or a sample was accepted.\n")
	} else {
		fmt.Fprintf(&b, "── system %s\n%s\n── user %s\n%s\n", strings.Repeat("─", 60), visible.Text(strings.TrimRight(plan.System, "\n")),
			strings.Repeat("─", 62), visible.Text(strings.TrimRight(plan.User, "\n")))
	}
	fmt.Fprintf(&b, "── plan %s\n", strings.Repeat("─", 62))
	fmt.Fprintf(&b, "%s by %s\n", plural(req.Count, "sample"), visible.Line(strings.Join(req.Task.Generate.StrategyNames(), ", ")))
	fmt.Fprintf(&b, "about %s", plural(plan.Requests, "request"))
	if plan.Witnesses > 0 {
		fmt.Fprintf(&b, ", of which %s for signals", grouped(plan.Witnesses))
	}
	fmt.Fprintf(&b, "\nabout %s tokens in, %s out (answers as long as %s)\n", grouped(plan.TokensIn), grouped(plan.TokensOut), plan.Basis)
	if plan.USD == nil {
		fmt.Fprintf(&b, "money: unknown, there is no price for %s\n", visible.Line(strings.Join(plan.Unpriced, ", ")))
	} else {
		fmt.Fprintf(&b, "about $%.4f\n", *plan.USD)
	}
	b.WriteString(budgetWords(req.Task.Generate.Budget))
	_, err := p.app.stdout.WriteString(b.String())
	return err
}

// budgetWords says what bounds the run.
func budgetWords(g review.Budget) string {
	var parts []string
	if g.USD > 0 {
		parts = append(parts, fmt.Sprintf("$%.2f", g.USD))
	}
	if g.Tokens > 0 {
		parts = append(parts, plural(g.Tokens, "token"))
	}
	if g.Requests > 0 {
		parts = append(parts, plural(g.Requests, "request"))
	}
	if g.Minutes > 0 {
		parts = append(parts, fmt.Sprintf("%g minutes", g.Minutes))
	}
	if parts == nil {
		return "no budget is set\n"
	}
	return "a run ends at the latest with " + strings.Join(parts, ", ") + "; the next one may spend as much again\n"
}
