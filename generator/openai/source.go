package openai

import (
	"context"
	"fmt"
	"sync"

	openai "github.com/sashabaranov/go-openai"

	"winnow/generator"
	"winnow/review"
)

// Source makes samples with a model behind an endpoint. It remembers what the
// endpoint accepts, what was spent and what was written, so that a run that is
// asked to go on does not begin anew.
type Source struct {
	cfg    Config
	host   string
	client *openai.Client

	mu      sync.Mutex // held while Generate runs: one run at a time
	dialect dialect
	asked   int // requests, over all runs: no two are the same
	spent   int // tokens, over all runs
	perMost int // samples that fit into one answer; 0: not known
	seen    map[review.Hash]bool
}

var _ generator.Source = (*Source)(nil)

// New checks the configuration and makes the source. Nothing is sent yet. An
// error is a [*generator.Error] with advice.
func New(cfg Config) (*Source, error) {
	cfg, u, err := cfg.withDefaults()
	if err != nil {
		return nil, err
	}
	// go-openai is not told the key: it prints its configuration too readily,
	// and the doer adds the header.
	c := openai.DefaultConfig("")
	c.BaseURL = cfg.BaseURL
	c.HTTPClient = newDoer(cfg)
	return &Source{
		cfg:     cfg,
		host:    u.Host,
		client:  openai.NewClientWithConfig(c),
		dialect: newDialect(u.Hostname(), cfg.Model),
		seen:    map[review.Hash]bool{},
	}, nil
}

// Name is such as "gpt-4.1-mini at api.openai.com".
func (s *Source) Name() string { return plain(s.cfg.Model) + " at " + plain(s.host) }

// String is the name.
func (s *Source) String() string { return s.Name() }

// GoString is the name: what is inside is nobody's business.
func (s *Source) GoString() string { return fmt.Sprintf("openai.Source(%s)", s.Name()) }

// Generate asks for samples until req.Count are made; see
// [generator.Source]. Labels are asked for in balance. Samples that repeat an
// earlier one of this source do not count. Beside the errors of requests it
// ends when the task's token budget is spent or when several answers in a row
// hold nothing new.
func (s *Source) Generate(ctx context.Context, req generator.Request, emit func(generator.Event)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := &run{src: s, req: req, emit: emit, byLabel: map[string]int{}}
	return r.generate(ctx)
}
