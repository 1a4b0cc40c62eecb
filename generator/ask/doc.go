// Package ask is the source that asks models by a strategy.
//
//	strategy ──ask──▶ prompt ──call──▶ endpoint ─┐   as many at once as the
//	   ▲                                         │   endpoints bear
//	   └── steering ◀── reviewers' decisions     │
//	                                             ▼
//	emit ◀── filters ◀── record ◀── strategy ◀── object of the answer
//
// One goroutine, that of Generate, owns the strategy, the filters and the
// budget; calls run in goroutines of their own and hand their pieces to it. So
// everything that is decided is decided in one place and one order.
//
// # Budgets
//
// A call reserves what it may cost before it is made and gives back what it did
// not spend, so that calls under way at once cannot spend more than the budget
// together. Money is reserved at the dearer of the two prices. A request that is
// tried again counts again. Going on behind a budget that is spent begins a new one.
//
// # Student
//
// A small model in this process learns from what reviewers decided (package
// student). It says of new samples how likely their labels are, can hold back what
// it knows already, chooses which row is labelled next, and answers for a judge
// where it has proved right. It costs no request.
//
// # Checks
//
// [Config.Verify] checks samples by something of the user's own, in goroutines
// beside the calls. Nothing that a task file says is ever run.
//
// A sample is handed over when all is said of it that the task asks for. When the run
// ends before that it waits for the next one, see unchecked.go.
//
// # Pace
//
// Calls under way at once begin at the number of the task, are halved when an
// endpoint says that it is busy, and grow again by one with each round of
// answers (additive increase, multiplicative decrease: Chiu and Jain 1989).
package ask
