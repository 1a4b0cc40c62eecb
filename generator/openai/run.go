package openai

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cenkalti/backoff/v5"

	"winnow/generator"
	"winnow/review"
)

const (
	defaultPerRequest = 5
	// maxBarren is how many answers in a row may bring nothing new.
	maxBarren = 3
	strategy  = "zerogen"
	sourceTag = "openai"
)

// run is one call of Generate.
type run struct {
	src  *Source
	req  generator.Request
	emit func(generator.Event)

	made    int
	byLabel map[string]int // samples made, by the label that was asked for
	barren  int
	lastWhy string // of the last reject
}

func (r *run) generate(ctx context.Context) error {
	if len(r.req.Task.Fields) == 0 || r.req.Task.Target == "" {
		return &generator.Error{Reason: "the task has no fields to write", Hint: "check fields and target in the task file"}
	}
	for r.made < r.req.Count {
		if err := ctx.Err(); err != nil {
			return err
		}
		if r.tokensLeft() == 0 {
			return r.budgetSpent()
		}
		before := r.made
		a, err := r.answer(ctx)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case r.made >= r.req.Count:
			return nil
		case errors.Is(err, errBudget):
			return r.budgetSpent()
		case err != nil:
			return r.src.failure(err, a)
		}
		if err := r.judge(a, r.made-before); err != nil {
			return err
		}
	}
	return nil
}

// judge draws the lesson from an answer that has brought n new samples.
func (r *run) judge(a *answer, n int) error {
	if errors.Is(a.ended, errLength) && n < a.ask.count {
		// The answer is too short for so many: ask for those that fit.
		r.src.perMost = max(n, 1)
	}
	if n > 0 {
		r.barren = 0
		return nil
	}
	r.src.dialect.lessFormatAfterNothing(a)
	if r.barren++; r.barren < maxBarren {
		return nil
	}
	reason := fmt.Sprintf("%d answers in a row held no new sample", maxBarren)
	if r.lastWhy != "" {
		reason += "; the last one: " + r.lastWhy
	}
	return &generator.Error{
		Reason: reason,
		Hint:   "another model, clearer guidelines or a larger generate.max_tokens may help; then " + hintGoOn,
		Retry:  true,
	}
}

// next decides what to ask for: the label that has the fewest samples so far,
// and no more than keeps the labels in balance.
func (r *run) next() ask {
	t := r.req.Task
	per := t.Generate.PerRequest
	if per == 0 {
		per = defaultPerRequest
	}
	if r.src.perMost > 0 {
		per = min(per, r.src.perMost)
	}
	label, share := "", r.req.Count
	if names := t.LabelNames(); len(names) > 0 {
		share = (r.req.Count + len(names) - 1) / len(names)
		from := r.req.Skip / per // the next run goes on with another label
		for i := range names {
			name := names[(from+i)%len(names)]
			if label == "" || r.byLabel[name] < r.byLabel[label] {
				label = name
			}
		}
	}
	n := min(per, share, r.req.Count-r.made)
	seed := r.req.Seed
	if seed == 0 {
		seed = t.Generate.Seed
	}
	r.src.asked++
	return newAsk(r.req.Skip+r.src.asked, n, label, seed)
}

// answer makes one request, again where that may help, and hands over what it
// brings.
func (r *run) answer(ctx context.Context) (*answer, error) {
	ask, retry := r.next(), r.src.cfg.Retry
	pause := backoff.NewExponentialBackOff()
	pause.InitialInterval, pause.Multiplier = retry.First, 2
	pause.MaxInterval = min(retry.Most, 30*time.Second)
	return backoff.Retry(ctx,
		func() (*answer, error) { return r.try(ctx, ask) },
		backoff.WithBackOff(pause),
		backoff.WithMaxTries(uint(max(retry.Tries, 1))),
		backoff.WithMaxElapsedTime(retry.MaxElapse),
		backoff.WithNotify(func(err error, d time.Duration) {
			r.emit(generator.Event{Wait: &generator.Wait{Reason: r.src.failure(err, nil).Reason, For: d}})
		}),
	)
}

// try makes one request in the dialect that the endpoint understands. Its
// error is permanent once a word of an answer has come: trying again would
// spend again, and say the same twice.
func (r *run) try(ctx context.Context, ask ask) (*answer, error) {
	for {
		a := newAnswer(r, ask)
		if left := r.tokensLeft(); left >= 0 && a.prompt >= left {
			return a, backoff.Permanent(errBudget)
		}
		err := a.stream(ctx)
		a.settle()
		switch {
		case err == nil:
			return a, nil
		case errors.Is(err, errMisfit):
			r.src.dialect.lessFormat()
			continue
		case a.started:
		case r.src.dialect.adapt(err):
			continue
		case isTransient(err):
			return a, again(err, r.src.cfg.Retry.Most)
		}
		return a, backoff.Permanent(err)
	}
}

// again makes an error that backoff tries again, after the pause that the
// server asks for.
func again(err error, most time.Duration) error {
	var refused *statusError
	if errors.As(err, &refused) && refused.hasAfter {
		return errors.Join(err, &backoff.RetryAfterError{Duration: min(refused.after, most)})
	}
	return err
}

// take hands a sample over, unless it was written before.
func (r *run) take(s review.Sample) bool {
	hash := s.ContentHash()
	if r.src.seen[hash] {
		return false
	}
	r.src.seen[hash] = true
	r.made++
	r.emit(generator.Event{Sample: &s})
	return true
}

func (r *run) reject(why string, raw []byte) {
	r.lastWhy = r.src.cfg.Key.redact(why)
	raw = r.src.cfg.Key.redactData(append([]byte(nil), raw...))
	r.emit(generator.Event{Reject: &generator.Reject{Reason: r.lastWhy, Raw: raw}})
}

// tokensLeft is what the task's budget still allows; -1 is no budget.
func (r *run) tokensLeft() int {
	budget := r.req.Task.Generate.Budget.Tokens
	if budget == 0 {
		return -1
	}
	return max(budget-r.src.spent, 0)
}

func (r *run) budgetSpent() error {
	return &generator.Error{
		Reason: fmt.Sprintf("the budget of %d tokens is spent (%d used)", r.req.Task.Generate.Budget.Tokens, r.src.spent),
		Hint:   "raise generate.budget.tokens in the task file to go on",
	}
}
