package main

import (
	"context"
	"fmt"

	"github.com/goccy/go-yaml"
	"github.com/spf13/cobra"

	"winnow/generator/ask"
	"winnow/generator/strategy"
	"winnow/review"
	"winnow/tui/visible"
)

// proposing holds the flags of propose.
type proposing struct {
	app  *app
	from sourcing
}

func newPropose(a *app) *cobra.Command {
	p := proposing{app: a}
	cmd := &cobra.Command{
		Use:   "propose TASK WHAT",
		Short: "Let a model propose attributes, topics or guidelines for a task file",
		Long: `Asks a model in what the texts of a task may differ (attributes), what they are
about (topics), or by which guidelines the examples of the labels and
generate.seeds were answered (guidelines), and prints it as a piece of YAML for
the task file. Nothing is used before you have put it there: strike out what does
not fit. Values that fit more than one label are left out of those by label.`,
		Example: `winnow propose task.yaml attributes --model gpt-4.1-mini
winnow propose task.yaml topics \
    --base-url http://localhost:8080/v1 --model qwen3`,
		Args: a.exactly(2, "winnow propose task.yaml attributes|topics|guidelines"),
		RunE: a.does(func(cmd *cobra.Command, args []string) error {
			return p.run(cmd.Context(), args[0], args[1])
		}),
	}
	f := cmd.Flags()
	f.StringVar(&p.from.baseURL, "base-url", "", "endpoint, up to and with /v1")
	f.StringVar(&p.from.model, "model", "", "model as the endpoint names it")
	return cmd
}

func (p *proposing) run(ctx context.Context, file, what string) error {
	task, err := readTask(file)
	if err != nil {
		return err
	}
	task.Generate.Source = openAISource
	var out struct {
		Generate struct {
			Attributes map[string]review.Values `yaml:"attributes,omitempty"`
			Topics     []review.Topic           `yaml:"topics,omitempty"`
		} `yaml:"generate,omitempty"`
		Guidelines string `yaml:"guidelines,omitempty"`
	}
	endpoints, err := p.from.endpoints(task, p.app.env)
	if err != nil {
		return err
	}
	e := endpoints[0]
	p.app.say("asking %s", e.Name())
	switch what {
	case "attributes":
		out.Generate.Attributes, err = ask.ProposeAttributes(ctx, e, task, func(d string) { p.app.say("  values of %s", d) })
	case "topics":
		out.Generate.Topics, err = ask.ProposeTopics(ctx, e, task)
	case "guidelines":
		out.Guidelines, err = ask.InduceGuidelines(ctx, e, task, examplesOf(task))
	default:
		return &usageError{fmt.Sprintf("%q cannot be proposed", what), "attributes, topics and guidelines can"}
	}
	if err != nil {
		return whenStopped(err, "nothing was proposed")
	}
	text, err := yaml.MarshalWithOptions(out, yaml.IndentSequence(true), yaml.UseLiteralStyleIfMultiline(true))
	if err != nil {
		return fmt.Errorf("writing the proposal: %w", err)
	}
	shown := string(text)
	if isTerminal(p.app.stdout) {
		shown = visible.Text(shown)
	}
	_, err = p.app.stdout.WriteString(shown)
	return err
}

// examplesOf are the answers that a task file gives: the examples of its labels,
// and the seeds.
func examplesOf(t review.Task) []strategy.Example {
	var out []strategy.Example
	for _, l := range t.Labels {
		for _, text := range l.Examples {
			out = append(out, strategy.Example{Values: map[string]string{t.Fields[0]: text, t.Target: l.Name}})
		}
	}
	for _, seed := range t.Generate.Seeds {
		out = append(out, strategy.Example{Values: seed})
	}
	return out
}
