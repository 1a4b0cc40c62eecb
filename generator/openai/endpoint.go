package openai

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"
	openai "github.com/sashabaranov/go-openai"

	"winnow/generator"
	"winnow/generator/prompt"
)

// Endpoint is a model behind an OpenAI-compatible address. It remembers what
// the endpoint accepts. All its methods may be called from any goroutine.
type Endpoint struct {
	cfg    Config
	host   string
	client *openai.Client

	mu      sync.Mutex
	dialect dialect
	dense   float64 // the most tokens per byte that the server has counted of a prompt
}

var _ generator.Endpoint = (*Endpoint)(nil)

// New checks the configuration and makes the endpoint. Nothing is sent yet. An
// error is a [*generator.Error] with advice.
func New(cfg Config) (*Endpoint, error) {
	cfg, u, err := cfg.withDefaults()
	if err != nil {
		return nil, err
	}
	// go-openai is not told the key: it prints its configuration too readily,
	// and the doer adds the header.
	c := openai.DefaultConfig("")
	c.BaseURL = cfg.BaseURL
	c.HTTPClient = newDoer(cfg)
	return &Endpoint{
		cfg:     cfg,
		host:    u.Host,
		client:  openai.NewClientWithConfig(c),
		dialect: newDialect(u.Hostname(), cfg.Model),
	}, nil
}

// Name is such as "gpt-4.1-mini at api.openai.com".
func (e *Endpoint) Name() string { return plain(e.cfg.Model) + " at " + plain(e.host) }

// Host is the endpoint's host, with its port where it has one.
func (e *Endpoint) Host() string { return e.host }

// Model is the model that is asked for.
func (e *Endpoint) Model() string { return e.cfg.Model }

// String is the name.
func (e *Endpoint) String() string { return e.Name() }

// GoString is the name: what is inside is nobody's business.
func (e *Endpoint) GoString() string { return fmt.Sprintf("openai.Endpoint(%s)", e.Name()) }

// Render is the call as it would be sent now.
func (e *Endpoint) Render(c generator.Call) (system, user string) { return e.speaks().render(c) }

// render adds the form of the answer. Everything is the user's to say where the
// model knows no other role.
func (d dialect) render(c generator.Call) (system, user string) {
	system, user = c.System, strings.TrimRight(c.User, "\n")+"\n\n"+prompt.Contract(c.Members, d.format == formatLines)
	if d.noSystem && system != "" {
		system, user = "", strings.TrimRight(system, "\n")+"\n\n"+user
	}
	return system, user
}

// speaks is what the endpoint is known to accept now.
func (e *Endpoint) speaks() dialect {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.dialect
}

// learn changes what the endpoint is known to accept, unless another call has
// done so since used was; then that is tried first. It tells whether anything
// is other than it was.
func (e *Endpoint) learn(used dialect, change func(*dialect) bool) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	now := e.dialect
	now.proven, used.proven = false, false
	if now != used {
		return true
	}
	return change(&e.dialect)
}

// prove notes that the endpoint has kept to a format.
func (e *Endpoint) prove(f format) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.dialect.proven = e.dialect.proven || e.dialect.format == f
}

// isProven tells whether any call has seen the endpoint keep to a format.
func (e *Endpoint) isProven(f format) bool {
	now := e.speaks()
	return now.proven && now.format == f
}

// call is one Do.
type call struct {
	*Endpoint
	generator.Call
	take  func(generator.Piece) error
	spent generator.Answer
}

// Do makes the call, again where that may help; see [generator.Endpoint].
func (e *Endpoint) Do(ctx context.Context, c generator.Call, take func(generator.Piece) error) (generator.Answer, error) {
	k := &call{Endpoint: e, Call: c, take: take}
	retry := e.cfg.Retry
	pause := backoff.NewExponentialBackOff()
	pause.InitialInterval, pause.Multiplier = retry.First, 2
	pause.MaxInterval = min(retry.Most, 30*time.Second)
	tries, stop := context.WithCancelCause(ctx) // a stop ends a pause at once
	defer stop(nil)
	a, err := backoff.Retry(tries,
		func() (*answer, error) { return k.try(tries) },
		backoff.WithBackOff(pause),
		backoff.WithMaxTries(uint(max(retry.Tries, 1))),
		backoff.WithMaxElapsedTime(retry.MaxElapse),
		backoff.WithNotify(func(err error, d time.Duration) {
			if err := k.give(generator.Piece{Wait: &generator.Wait{Reason: e.failure(err, nil).Reason, For: d, Busy: isBusyNow(err)}}); err != nil {
				stop(err)
			}
		}),
	)
	if a != nil && a.ended != nil {
		k.spent.Short, k.spent.Cut = a.ended.Error(), errors.Is(a.ended, errLength)
	}
	var stopped *stopError
	switch {
	case errors.As(err, &stopped), errors.As(context.Cause(tries), &stopped):
		if errors.Is(stopped.by, generator.ErrEnough) {
			return k.spent, nil
		}
		return k.spent, stopped.by
	case ctx.Err() != nil:
		return k.spent, ctx.Err()
	case err == nil || errors.Is(err, generator.ErrBudget):
		return k.spent, err
	}
	return k.spent, e.failure(err, a)
}

// stopError is what the taker of pieces ended the answer with.
type stopError struct{ by error }

func (e *stopError) Error() string { return e.by.Error() }

func (e *stopError) Unwrap() error { return e.by }

// give hands a piece over.
func (k *call) give(p generator.Piece) error {
	if err := k.take(p); err != nil {
		return &stopError{err}
	}
	return nil
}

// try makes one request in the dialect that the endpoint understands. Its
// error is permanent once a word of an answer has come: trying again would
// spend again, and say the same twice.
func (k *call) try(ctx context.Context) (*answer, error) {
	for {
		a := newAnswer(k, k.speaks())
		if k.Most > 0 && a.prompt >= k.Most-k.spent.Tokens() {
			return a, backoff.Permanent(generator.ErrBudget)
		}
		k.spent.Requests++
		err := a.stream(ctx)
		a.settle()
		switch {
		case err == nil:
			if err := a.cutPrompt(); err != nil { // it says nothing of what the endpoint can do
				return a, backoff.Permanent(err)
			}
			a.learnFromNothing()
			return a, nil
		case errors.Is(err, errMisfit):
			k.learn(a.dialect, (*dialect).lessFormat)
			continue
		case a.started:
		case k.learn(a.dialect, func(d *dialect) bool { return d.adapt(err) }):
			continue
		case isTransient(err):
			return a, again(err, k.cfg.Retry.Most)
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
