package ask

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"winnow/generator"
)

// renew begins a new budget where the last one is spent: a budget is for one run,
// and somebody has asked for another.
func (l *ledger) renew() {
	if l.over {
		l.over, l.trouble, l.began = false, "", time.Time{}
		l.requests, l.tokens, l.usd = 0, 0, 0
	}
}

// spentError says which budget has ended a run, by what could not be reserved.
func (l *ledger) spentError(r reservation, err error) *generator.Error {
	switch {
	case r.bound != "":
	case l.budget.Tokens > 0:
		r.bound = byTokens
	default:
		r.bound = byUSD
	}
	e := &generator.Error{Err: err, Hint: fmt.Sprintf("it is for one run: going on (G in a review, or the same command again) "+
		"may spend as much once more; or raise generate.budget.%s in the task file", r.bound)}
	b := l.budget
	switch {
	case r.bound == byRequests:
		e.Reason = fmt.Sprintf("the budget of %d request%s is spent", b.Requests, plural(b.Requests))
	case r.bound == byMinutes:
		e.Reason = fmt.Sprintf("the budget of %g minute%s is spent", b.Minutes, plural(int(math.Ceil(b.Minutes))))
	case r.bound == byUSD && l.usd == 0:
		e.Reason = fmt.Sprintf("the budget of %s US dollars is too small for one request, which may cost up to %s", money(b.USD), money(float64(r.want)*r.per))
		e.Hint = hintSmall(r.bound)
	case r.bound == byUSD:
		e.Reason = fmt.Sprintf("the budget of %s US dollars is spent (%s used)", money(b.USD), money(l.usd))
	case l.tokens == 0:
		e.Reason = fmt.Sprintf("the budget of %d tokens is too small for one request, which may take up to %d", b.Tokens, r.want)
		e.Hint = hintSmall(r.bound)
	default:
		e.Reason = fmt.Sprintf("the budget of %d tokens is spent (%d used)", b.Tokens, l.tokens)
	}
	return e
}

// hintSmall says how to go on where a budget lets nothing begin.
func hintSmall(bound limit) string {
	return fmt.Sprintf("raise generate.budget.%s in the task file; a smaller generate.per_request or generate.max_tokens makes a request cheaper", bound)
}

func plural(n int) string {
	if n == 1 {
		return ""
	}
	return "s"
}

// money writes an amount with cents, and with more digits where it has some, as
// many as say something of a small one.
func money(usd float64) string {
	digits := 4
	if usd > 0 {
		digits = max(digits, 1-int(math.Floor(math.Log10(usd))))
	}
	s := strconv.FormatFloat(usd, 'f', digits, 64)
	cents := strings.IndexByte(s, '.') + 3
	return s[:cents] + strings.TrimRight(s[cents:], "0")
}

// overspent notes that a run ends by its budget, if it does, and adds why the last
// request failed, where the budget forbade another try: it went for tries, not for
// samples.
func (r *run) overspent(err error) error {
	var why *generator.Error
	if !errors.Is(err, generator.ErrBudget) || !errors.As(err, &why) {
		return err
	}
	r.over = true
	if r.trouble == "" {
		return err
	}
	e := *why
	e.Reason += "; the last request failed: " + r.trouble
	return &e
}
