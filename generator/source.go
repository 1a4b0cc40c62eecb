package generator

import (
	"context"

	"winnow/review"
)

// Source makes samples for a task.
type Source interface {
	// Name says which source is in use, for the screen: "offline grammar" or
	// "gpt-4.1-mini at api.openai.com". It never holds a key.
	Name() string
	// Generate makes up to req.Count samples and hands each to emit as soon
	// as it is whole, in order, from one goroutine. It returns nil when the
	// count is reached, ctx.Err() when it was stopped, and otherwise what
	// went wrong; what was emitted before an error stays good. An error that
	// is an [*Error] carries advice for people.
	Generate(ctx context.Context, req Request, emit func(Event)) error
}

// Request is one run's order to a source.
type Request struct {
	Task review.Task
	// Count is the number of samples wanted.
	Count int
	// Skip is the number of samples that this project has of this source
	// already: a deterministic source goes on behind them.
	Skip int
	// Seed makes a deterministic source repeatable.
	Seed uint64
}

// Event is one piece of news of a running source. Exactly one member is set.
type Event struct {
	// Sample is a whole, valid sample: Raw holds its record, Provenance its
	// source, and ID its content hash unless it brings one.
	Sample *review.Sample
	// Partial is the text of the sample being written, as far as it has come.
	Partial *string
	// Reject is an answer that is whole but unusable, with the reason.
	Reject *Reject
	// Wait says that the source holds back and why.
	Wait *Wait
	// Spent is what a request has cost, once known.
	Spent *Spent
	// Board is what is asked for now and what became of it.
	Board *review.Board
}

// Spent is what requests have cost.
type Spent struct {
	Requests int
	Tokens   int
	// USD is by the task's prices; Unpriced counts the tokens that have none.
	USD      float64
	Unpriced int
}

// Reject is an answer of a model that cannot become a sample, or a sample that
// a filter holds back.
type Reject struct {
	Reason string
	// Filter names the filter that held a whole sample back; empty: the answer
	// is unusable.
	Filter string
	Raw    []byte // as it came; of a filtered sample its record
	// Strategy and Row name what this answer has done with for good: a row that
	// a strategy found to be of no use is not asked about again. Empty: nothing.
	Strategy, Row string
	// GivenUp names what is not asked about again in this run, and why: the end of
	// the reason. Empty: nothing was given up.
	GivenUp string
}
