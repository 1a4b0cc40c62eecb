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
	over     bool   // a run has ended since it is spent
	trouble  string // why the request failed that it forbade to try again
}

// limit is one of the bounds of a budget, by its name in the task file.
type limit string

const (
	byRequests limit = "requests"
	byMinutes  limit = "minutes"
	byTokens   limit = "tokens"
	byUSD      limit = "usd"
)

// reservation is what a call may cost at the most.
type reservation struct {
	tokens int
	usd    float64
	bound  limit // the one that leaves it the least; "" for none
	want   int   // tokens that it may take where nothing bounds it
	per    float64
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

// request counts a request that is about to be sent, or tells which limit
// forbids it: one that is tried again is one more.
func (l *ledger) request(now time.Time) (bound limit) {
	if l.began.IsZero() {
		l.began = now
	}
	switch b := l.budget; {
	case b.Requests > 0 && l.requests >= b.Requests:
		return byRequests
	case b.Minutes > 0 && now.Sub(l.began).Minutes() >= b.Minutes:
		return byMinutes
	}
	l.requests++
	return ""
}

// reserve puts aside what a call may cost. The tokens are 0 where nothing
// bounds them. The error is errLater when only other calls stand in the way,
// else generator.ErrBudget.
func (l *ledger) reserve(on *lane, c generator.Call, now time.Time) (reservation, error) {
	r, err := l.tokensFor(on, c)
	if err != nil {
		return r, err
	}
	if bound := l.request(now); bound != "" {
		return reservation{bound: bound}, generator.ErrBudget
	}
	l.reserved.tokens += r.tokens
	l.reserved.usd += r.usd
	return r, nil
}

// tokensFor is what is to be reserved for a call, of tokens and money.
func (l *ledger) tokensFor(on *lane, c generator.Call) (reservation, error) {
	b := l.budget
	if b.Tokens == 0 && b.USD == 0 {
		return reservation{}, nil
	}
	prompt := int(float64(on.sizeOf(c))*max(l.dense, 1.0/bytesPerToken)) + 1
	want := c.MaxTokens
	if want == 0 {
		want = c.Count * usualAnswer
	}
	want += prompt
	r := reservation{want: want}
	left, all := want, want // what may be reserved now, and once the others are done
	if b.Tokens > 0 {
		if rest := b.Tokens - l.tokens; rest < all {
			all, r.bound = rest, byTokens
		}
		left = min(left, b.Tokens-l.tokens-l.reserved.tokens)
	}
	if p := on.Price; p != nil && b.USD > 0 {
		if r.per = max(p.Input, p.Output) / perMillion; r.per > 0 {
			if rest := int((b.USD - l.usd) / r.per); rest < all {
				all, r.bound = rest, byUSD
			}
			left = min(left, int((b.USD-l.usd-l.reserved.usd)/r.per))
		}
	}
	switch {
	case all <= prompt:
		return r, generator.ErrBudget
	case left < min(want, all):
		return r, errLater
	}
	r.tokens, r.usd = left, float64(left)*r.per
	return r, nil
}

// release gives back what was put aside.
func (l *ledger) release(r reservation) {
	l.reserved.tokens -= r.tokens
	l.reserved.usd -= r.usd
}

// sizeOf is how many bytes a call has as it is sent, the form of the answer
// included.
func (l *lane) sizeOf(c generator.Call) int {
	system, user := l.Render(c)
	return len(system) + len(user)
}

// spend books what a call with a prompt of so many bytes cost. So many requests of
// it are booked.
func (l *ledger) spend(on *lane, bytes, booked int, a generator.Answer) generator.Spent {
	l.requests += a.Requests - booked
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
