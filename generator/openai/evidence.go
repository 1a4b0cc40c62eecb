package openai

import (
	"cmp"
	"slices"

	"winnow/generator"
	"winnow/review"
)

// evidence reads the tokens of a whole object.
func (a *answer) evidence(f found, at []placed, aligned bool) generator.Evidence {
	var ev generator.Evidence
	var why error
	switch {
	case a.Weigh == "" && a.Mean == "":
		return ev
	case a.dialect.reasoning:
		why = errNoneAsked
	case len(a.tokens) == 0:
		why = errNoTokens
	case !aligned:
		why = errUnaligned
	default:
		ev.Tokens = tokensIn(at, f)
		if a.Mean != "" {
			why = a.mean(&ev, f, at)
		}
		if a.Weigh != "" {
			why = cmp.Or(a.weigh(&ev, f, at), why)
		}
	}
	if why != nil {
		ev.Why = why.Error()
	}
	return ev
}

// textAt is where a member's text stands in the content, without its quotes.
func textAt(f found, name string) (start, end int, ok bool) {
	m := memberOf(f.members, name)
	if m == nil || m.Value[0] != '"' {
		return 0, 0, false
	}
	return f.start + m.Start + 1, f.start + m.End - 1, true
}

// mean finds the mean log-probability of a text.
func (a *answer) mean(ev *generator.Evidence, f found, at []placed) error {
	start, end, ok := textAt(f, a.Mean)
	if !ok {
		return errNoText
	}
	mean, err := meanLogprob(a.tokens, at, start, end)
	if err != nil {
		return err
	}
	ev.MeanLogprob = &mean
	return nil
}

// weigh finds the probability of the choice that was written.
func (a *answer) weigh(ev *generator.Evidence, f found, at []placed) error {
	start, end, ok := textAt(f, a.Weigh)
	if !ok {
		return errNotInSet
	}
	var choices []string
	for _, m := range a.Members {
		if m.Name == a.Weigh {
			choices = m.OneOf
		}
	}
	b, err := weigh(a.scan.buf, a.tokens, at, start, end, choices)
	if err != nil {
		return err
	}
	ev.OffLabel = &b.offLabel
	if err := b.reliable(); err != nil {
		return err
	}
	p, margin := b.p(), b.p()-b.rival()
	ev.Probability, ev.Margin = &p, &margin
	ev.Shares = slices.DeleteFunc(b.alternatives(choices), func(a review.Alternative) bool { return a.Share <= 0 })
	return nil
}
