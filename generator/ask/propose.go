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

// propose makes one call and returns the list that it brings.
func propose(ctx context.Context, e generator.Endpoint, a *strategy.Ask, most int) ([]string, error) {
	var out []string
	a.Seed = 1
	_, err := e.Do(ctx, call(a), func(p generator.Piece) error {
		if p.Object == nil {
			return nil
		}
		out = strategy.Proposed(*p.Object, most)
		return generator.ErrEnough
	})
	if err == nil && len(out) == 0 {
		err = &generator.Error{Reason: "the model proposed nothing", Hint: "another model may; or write them yourself"}
	}
	return out, err
}
