// Package review is the domain of Winnow: what a task, a sample, a signal, a
// decision and a queue are, and the desk that owns a project's live state. It
// knows no other package of the project; what it needs of the outside it
// declares as small interfaces ([Store], [Ranker], [Learner]).
//
// # The flow
//
//	source ──samples──▶ Desk ──▶ Store (append, index) ──▶ export
//	                    │  ▲
//	          Upcoming  │  │ Submit
//	                    ▼  │
//	                  Session (one per reviewer)
//
// Samples are immutable. What reviewers do to them is an append-only log of
// [Entry] values; the [State] of a sample, the undo pointers of a reviewer
// ([Heads]) and the counts derive from samples plus log and can be rebuilt
// from them at any time. Undo and redo are log entries as well, so they have
// any depth and survive a restart. The rules are pure functions: [Plan] turns
// what a reviewer asks for ([Action]) into the entry, the new state and the
// new heads, and a store only writes what Plan says.
//
// # Who owns what
//
// The Desk runs one writer goroutine. Every change goes through it in the
// order in which it was submitted: decisions first, then arriving samples fill
// the same transaction. A submitted action is answered through its [Ticket]
// only after the store has made it durable, so "saved" may be said exactly
// when the ticket says so. News to watchers is level-triggered and lossy
// ([Desk.Watch]); answers to actions are always delivered.
//
// # Order
//
// Unknown confidence first, then lowest confidence, ties in a fixed seeded
// order that no input order can game; deferred samples come back at the end.
// [Rank.Compare] is that order and a store's index must sort the same way.
//
// A [Learner] may work beside the desk ([Desk.Learn]). It hands the store a
// [Lesson], places and confidences of samples by what was decided, and the
// store keeps a second order by it. That order is an index: the given one stays
// beneath ([OrderGiven]) and nothing is lost without the other.
package review
