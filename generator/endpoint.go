package generator

import (
	"context"
	"errors"

	"winnow/review"
)

// ErrEnough ends an answer early: nothing more of it is wanted.
var ErrEnough = errors.New("enough is made")

// Endpoint is a model that answers calls. It may be called from several
// goroutines at once.
type Endpoint interface {
	// Name is such as "gpt-4.1-mini at api.openai.com"; it never holds a key.
	Name() string
	// Model is the model that is asked for.
	Model() string
	// Host is where it is, for the provenance.
	Host() string
	// Render is the call as it would be sent now: what the endpoint refused
	// before has changed the form that is asked for.
	Render(c Call) (system, user string)
	// Do makes the call and hands over what comes of it piece by piece, from
	// the calling goroutine and in order. An error of take ends the answer; Do
	// then returns nil for ErrEnough and else that error. Otherwise it returns
	// nil when the answer ended in order, ctx.Err() when it was stopped, and an
	// [*Error] that says what went wrong; what was handed over stays good.
	// The Answer tells what was spent in every case.
	Do(ctx context.Context, c Call, take func(Piece) error) (Answer, error)
}

// Call is one request to a model: what is said, and what the answer holds.
type Call struct {
	// System and User are the messages, without the form of the answer, which
	// the endpoint adds.
	System, User string
	// Members are what each object of the answer has, in this order.
	Members []Member
	// Count is how many objects are wanted, 1 or more.
	Count int
	// Weigh names the member with OneOf whose probability among the choices is
	// wanted; empty: none.
	Weigh string
	// Mean names the text whose mean token log-probability is wanted; empty:
	// none.
	Mean string
	// Temperature is nil for the server's own.
	Temperature *float64
	// MaxTokens bounds the answer; 0: by what Count objects usually need.
	MaxTokens int
	// Most bounds the tokens of prompt and answer together; 0: not. A call
	// that cannot be made within it is [ErrBudget].
	Most int
	Seed uint64
}

// ErrBudget says that a call would cost more than it may.
var ErrBudget = errors.New("the token budget is spent")

// Member is a member that an object of an answer should have.
type Member struct {
	Name string
	Type MemberType
	// OneOf are the values of a Choice.
	OneOf []string
	// Optional tells that an object without it is whole all the same.
	Optional bool
	// Like shows the form in the prompt where "…" would not.
	Like string
}

// MemberType is what a member of an answer holds.
type MemberType string

// The types of members.
const (
	TextMember   MemberType = ""       // a text
	ChoiceMember MemberType = "choice" // one text of a set
	NumberMember MemberType = "number"
	ListMember   MemberType = "list" // of texts
)

// Piece is one thing that comes of an answer. Exactly one member is set.
type Piece struct {
	// Object is a whole object with the wanted members.
	Object *Object
	// Partial is the text of the first member of the object being written.
	Partial *string
	// Reject is a part of the answer that is unusable.
	Reject *Reject
	// Wait says that the endpoint holds back before it tries again.
	Wait *Wait
}

// Object is one whole object of an answer.
type Object struct {
	// Members are as the model wrote them, byte for byte; a choice is not yet
	// checked against its set.
	Members []review.Member
	// Raw is the object as it came.
	Raw      []byte
	Evidence Evidence
	// Model is the model as the endpoint names it.
	Model string
}

// Evidence is what an answer's tokens say about one object. What is not known
// is nil.
type Evidence struct {
	// Shares are the probabilities of the choices of [Call.Weigh] that are more
	// than nothing, the most believed first, summing to 1.
	Shares []review.Alternative
	// Probability is that of the choice that was written, Margin its lead over
	// the next.
	Probability, Margin *float64
	// OffLabel is the probability of what is no choice, before Shares were made
	// to sum to 1.
	OffLabel *float64
	// MeanLogprob is that of the tokens of [Call.Mean].
	MeanLogprob *float64
	// Why says why Shares or MeanLogprob are missing; empty when they are there
	// or were not asked for.
	Why string
	// Tokens is how many the object took, 0 when it is not known.
	Tokens int
}

// Answer is what a call came to.
type Answer struct {
	// Prompt and Completion are the tokens spent, as the server counts them,
	// else as they can be counted here.
	Prompt, Completion int
	// Short says why the answer ended before the model had said all, such as
	// that its limit was reached; empty when it had.
	Short string
	// Cut tells that Short is the limit on its length.
	Cut bool
	// Requests is how many were sent, with those that were refused.
	Requests int
}

// Tokens are all that the call spent.
func (a Answer) Tokens() int { return a.Prompt + a.Completion }
