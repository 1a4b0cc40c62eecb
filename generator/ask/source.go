package ask

import (
	"context"
	"strings"
	"sync"
	"time"

	"winnow/generator"
	"winnow/generator/strategy"
	"winnow/review"
)

// Config says whom to ask, and what a source may know.
type Config struct {
	// Endpoints share the requests; at least one.
	Endpoints []Endpoint
	// Files reads the files that the task names.
	Files strategy.Files
	// Reviews is where the reviewers' decisions come from; nil: nobody reviews.
	Reviews Reviews
	// Second is the model of generate.signals.second; nil: none is asked.
	Second *Endpoint
	// Known are samples that the project has already, so that they are not
	// made again; nil: none.
	Known func(yield func(review.Sample) bool)
	// Discarded are the rows that a strategy has found to be of no use before,
	// as [generator.Reject] told them; nil: none.
	Discarded func(yield func(strategy.Made) bool)
	// Verify checks each sample by something of the user's own; nil: nothing does.
	Verify Verifier
	// Now is the clock; nil: the wall clock.
	Now func() time.Time
}

// Endpoint is one of those that share the requests.
type Endpoint struct {
	generator.Endpoint
	// Share is its part of the requests beside the others'.
	Share float64
	// Price is what its tokens cost; nil: nobody knows.
	Price *review.Price
}

// Source asks models by the task's strategy. It remembers what it asked, what
// that cost and what came of it, so a run that is asked to go on does not begin
// anew.
type Source struct {
	cfg       Config
	strategy  strategy.Strategy
	lanes     []*lane
	filters   filters
	steering  steering
	witnesses *witnesses
	picking   *picking
	student   *apprentice
	tallies   map[string]*tally // by strategy
	board     *review.Board     // as it was told last
	mine      map[string]bool   // ids of the samples that it made
	byLabel   map[string]int    // and how many
	now       func() time.Time

	done   map[strategy.Made]bool // what there are samples of
	topics map[string]bool        // and of which leaves
	used   map[uint64]bool        // seeds of the requests that brought them

	mu    sync.Mutex // held while Generate runs: one run at a time
	asked int        // asks, over all runs: no two are the same
	ledger
	perMost int                   // samples that fit into one answer; 0: not known
	perFull int                   // whole answers with so many, in a row
	left    []*strategy.Ask       // for the next run
	cut     []verdict             // checks that a stop has ended, for the next run
	last    []*strategy.Ask       // for when nothing else is to be asked
	tries   map[*strategy.Ask]int // of those that have failed
}

var _ generator.Source = (*Source)(nil)

// New makes the source of a task. Nothing is sent yet. An error is a
// [*generator.Error] that says what is missing.
func New(task review.Task, cfg Config) (*Source, error) {
	how, err := strategy.New(task, cfg.Files)
	if err != nil {
		return nil, err
	}
	s := &Source{cfg: cfg, strategy: how, now: cfg.Now, tallies: map[string]*tally{}, mine: map[string]bool{}, byLabel: map[string]int{}, tries: map[*strategy.Ask]int{}}
	if s.now == nil {
		s.now = time.Now
	}
	for _, e := range cfg.Endpoints {
		s.lanes = append(s.lanes, newLane(e))
	}
	if err := s.start(task.Generate.Budget, cfg.Endpoints); err != nil {
		return nil, err
	}
	if s.witnesses, err = newWitnesses(task, cfg.Second); err != nil {
		return nil, err
	}
	if s.picking, err = newPicking(task); err != nil {
		return nil, err
	}
	if s.filters, err = newFilters(task, cfg); err != nil {
		return nil, err
	}
	if s.student = newApprentice(task); task.Generate.Filters.Known > 0 {
		s.filters = append(s.filters, known{task.Generate.Filters.Known, s.student})
	}
	s.know(cfg)
	return s, nil
}

// know takes in what the project has, so that it is not asked for again.
func (s *Source) know(cfg Config) {
	s.done, s.used, s.topics = map[strategy.Made]bool{}, map[uint64]bool{}, map[string]bool{}
	if cfg.Discarded != nil {
		for row := range cfg.Discarded {
			s.done[row] = true
		}
	}
	if cfg.Known == nil {
		return
	}
	for one := range cfg.Known {
		for _, f := range s.filters {
			f.keep(one)
		}
		s.picking.made(one)
		if p := one.Provenance; p.Source == sourceTag {
			s.used[p.Seed] = true
			s.topics[topicOf(one)] = true
			s.picking.showed(p.Parents)
			for _, id := range p.Parents {
				s.done[strategy.Made{Strategy: p.Strategy, Of: id}] = true
			}
		}
	}
}

// Name is such as "gpt-4.1-mini at api.openai.com".
func (s *Source) Name() string {
	names := make([]string, len(s.cfg.Endpoints))
	for i, e := range s.cfg.Endpoints {
		names[i] = e.Name()
	}
	return strings.Join(names, ", ")
}

// Generate asks for samples until req.Count are made; see
// [generator.Source]. Beside the errors of requests it ends when a budget is
// spent, when several answers in a row hold nothing new, and when the strategy
// has no more to ask.
func (s *Source) Generate(ctx context.Context, req generator.Request, emit func(generator.Event)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return newRun(s, req, emit).generate(ctx)
}
