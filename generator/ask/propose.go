package ask

import (
	"context"

	"winnow/generator"
	"winnow/generator/strategy"
	"winnow/review"
)

const (
	mostDimensions = 5
	mostValues     = 8
	mostTopics     = 10
)

// ProposeAttributes lets a model propose the attributes of a task, for a person
// to approve. tell is called with each dimension when its values are there.
func ProposeAttributes(ctx context.Context, e generator.Endpoint, t review.Task, tell func(dimension string)) (map[string]review.Values, error) {
	dimensions, err := propose(ctx, e, strategy.ProposeDimensions(t), mostDimensions)
	if err != nil {
		return nil, err
	}
	out := map[string]review.Values{}
	for _, d := range dimensions {
		labels := t.LabelNames()
		if len(labels) == 0 {
			labels = []string{""}
		}
		byLabel := map[string][]string{}
		for _, label := range labels {
			if byLabel[label], err = propose(ctx, e, strategy.ProposeValues(t, d, label), mostValues); err != nil {
				return nil, err
			}
		}
		out[d] = strategy.Fit(byLabel)
		tell(d)
	}
	return out, nil
}

// ProposeTopics lets a model propose what texts are about, for a person to
// approve.
func ProposeTopics(ctx context.Context, e generator.Endpoint, t review.Task) ([]review.Topic, error) {
	names, err := propose(ctx, e, strategy.ProposeTopics(t), mostTopics)
	if err != nil {
		return nil, err
	}
	var out []review.Topic
	for _, n := range names {
		out = append(out, review.Topic{Name: n})
	}
	return out, nil
}

// InduceGuidelines lets a model write the guidelines that the answers of examples
// went by, as a draft for a person to change.
func InduceGuidelines(ctx context.Context, e generator.Endpoint, t review.Task, examples []strategy.Example) (string, error) {
	if len(examples) == 0 {
		return "", &generator.Error{Reason: "there are no examples to induce guidelines from", Hint: "give labels examples, or generate.seeds"}
	}
	out := ""
	err := first(ctx, e, strategy.ProposeGuidelines(t, examples), func(o generator.Object) bool {
		out = strategy.Induced(o)
		return out != ""
	})
	return out, err
}

// DraftTask lets a model draft the task that a person describes. It is valid, and
// meant to be changed.
func DraftTask(ctx context.Context, e generator.Endpoint, description string) (review.Task, error) {
	var out review.Task
	err := first(ctx, e, strategy.DraftTask(description), func(o generator.Object) bool {
		out = strategy.Drafted(o)
		return true
	})
	if err == nil {
		if fault := out.Validate(nil); fault != nil {
			err = &generator.Error{Reason: "the task that the model drafted cannot be used: " + fault.Error(), Hint: "describe it in other words, or write it yourself", Err: fault}
		}
	}
	return out, err
}

// propose makes one call and returns the list that it brings.
func propose(ctx context.Context, e generator.Endpoint, a *strategy.Ask, most int) ([]string, error) {
	var out []string
	err := first(ctx, e, a, func(o generator.Object) bool {
		out = strategy.Proposed(o, most)
		return len(out) > 0
	})
	return out, err
}

// first makes one call and hands over its first object; false: it is of no use.
func first(ctx context.Context, e generator.Endpoint, a *strategy.Ask, take func(generator.Object) bool) error {
	useful := false
	a.Seed = 1
	_, err := e.Do(ctx, call(a), func(p generator.Piece) error {
		if p.Object == nil {
			return nil
		}
		useful = take(*p.Object)
		return generator.ErrEnough
	})
	if err == nil && !useful {
		err = &generator.Error{Reason: "the model proposed nothing", Hint: "another model may; or write it yourself"}
	}
	return err
}
