package ask

import (
	"errors"
	"fmt"
	"time"

	"winnow/generator"
	"winnow/review"
)

const (
	// bytesPerToken is low, so that what is reserved for a prompt is rather too
	// much. A server that counts more tokens to the byte is believed.
	bytesPerToken = 3
	// mostDense bounds that: no tokenizer has two tokens to a byte.
	mostDense = 2
	// usualAnswer is what one object of an answer may take where the task does
	// not bound it.
	usualAnswer = 1536
	perMillion  = 1e6
)

// errLater says that a call has to wait for what others give back.
var errLater = errors.New("reserved by calls under way")

// ledger is what was spent and reserved, against the budget.
type ledger struct {
	budget   review.Budget
	began    time.Time // of the first request
	requests int
	tokens   int
	usd      float64
	unpriced int
	dense    float64 // the most tokens per byte that were counted of a prompt
	reserved reservation
}

// reservation is what a call may cost at the most.
type reservation struct {
	tokens int
	usd    float64
}

// start refuses a budget in money that nobody can account for.
func (l *ledger) start(b review.Budget, es []Endpoint) error {
	l.budget = b
	for _, e := range es {
		if b.USD > 0 && e.Price == nil {
			return &generator.Error{
				Reason: fmt.Sprintf("there is a budget in money, and no price for %s", e.Name()),
				Hint:   "write its price into the task file: generate: {prices: {MODEL: {input: 0.4, output: 1.6}}}, in US dollars for a million tokens",
			}
		}
	}
	return nil
}

// reserve puts aside what a call may cost. The tokens are 0 where nothing
// bounds them. The error is errLater when only other calls stand in the way,
// else generator.ErrBudget.
func (l *ledger) reserve(on *lane, c generator.Call, now time.Time) (reservation, error) {
	if l.began.IsZero() {
		l.began = now
	}
	b := l.budget
	switch {
	case b.Requests > 0 && l.requests >= b.Requests,
		b.Minutes > 0 && now.Sub(l.began).Minutes() >= b.Minutes:
		return reservation{}, generator.ErrBudget
	case b.Tokens == 0 && b.USD == 0:
		l.requests++
		return reservation{}, nil
	}
	prompt := int(float64(sizeOf(c))*max(l.dense, 1.0/bytesPerToken)) + 1
	want := c.MaxTokens
	if want == 0 {
		want = c.Count * usualAnswer
	}
	want += prompt
	left, all := want, want // what may be reserved now, and once the others are done
	if b.Tokens > 0 {
		all = min(all, b.Tokens-l.tokens)
		left = min(left, b.Tokens-l.tokens-l.reserved.tokens)
	}
	per := 0.0
	if p := on.Price; p != nil && b.USD > 0 {
		if per = max(p.Input, p.Output) / perMillion; per > 0 {
			all = min(all, int((b.USD-l.usd)/per))
			left = min(left, int((b.USD-l.usd-l.reserved.usd)/per))
		}
	}
	switch {
	case all <= prompt:
		return reservation{}, generator.ErrBudget
	case left < min(want, all):
		return reservation{}, errLater
	}
	l.requests++
	r := reservation{left, float64(left) * per}
	l.reserved.tokens += r.tokens
	l.reserved.usd += r.usd
	return r, nil
}

// release gives back what was put aside.
func (l *ledger) release(r reservation) {
	l.reserved.tokens -= r.tokens
	l.reserved.usd -= r.usd
}

func sizeOf(c generator.Call) int { return len(c.System) + len(c.User) }

// spend books what a call with a prompt of so many bytes cost.
func (l *ledger) spend(on *lane, bytes int, a generator.Answer) generator.Spent {
	if a.Requests == 1 && bytes > 0 { // of several only some are counted
		l.dense = min(max(l.dense, float64(a.Prompt)/float64(bytes)), mostDense)
	}
	s := generator.Spent{Requests: a.Requests, Tokens: a.Tokens()}
	if p := on.Price; p != nil {
		s.USD = (float64(a.Prompt)*p.Input + float64(a.Completion)*p.Output) / perMillion
	} else {
		s.Unpriced = s.Tokens
	}
	l.tokens += s.Tokens
	l.usd += s.USD
	l.unpriced += s.Unpriced
	return s
}

// hintBudget says how to go on behind a budget.
func hintBudget(what string) string {
	return "it is for one run: the same command again may spend as much once more; or raise generate.budget." + what + " in the task file"
}

// spentError says which budget has ended a run.
func (l *ledger) spentError(err error) error {
	b := l.budget
	e := &generator.Error{Err: err}
	switch {
	case b.Requests > 0 && l.requests >= b.Requests:
		e.Reason = fmt.Sprintf("the budget of %d requests is spent", b.Requests)
		e.Hint = hintBudget("requests")
	case b.Minutes > 0 && b.Tokens == 0 && b.USD == 0:
		e.Reason = fmt.Sprintf("the budget of %g minutes is spent", b.Minutes)
		e.Hint = hintBudget("minutes")
	case b.USD > 0 && (b.Tokens == 0 || l.usd/b.USD > float64(l.tokens)/float64(b.Tokens)):
		e.Reason = fmt.Sprintf("the budget of %.2f US dollars is spent (%.4f used)", b.USD, l.usd)
		e.Hint = hintBudget("usd")
	default:
		e.Reason = fmt.Sprintf("the budget of %d tokens is spent (%d used)", b.Tokens, l.tokens)
		e.Hint = hintBudget("tokens")
	}
	return e
}
