package review

import "context"

// Store keeps a project: a task, its samples, the log, and what derives from
// them. The desk is its only writer. Reads see what is committed.
type Store interface {
	// Task returns the current task, or ErrNoTask.
	Task() (Task, error)
	// SetTask makes t the current version of the task; a task equal to the
	// current one adds no version.
	SetTask(t Task) error
	// Commit does the whole batch in one durable transaction: drafts and
	// actions first, in order, then samples. Actions and samples that cannot
	// be done say so in their own result and do not hold up the rest. An
	// action whose id is that of a recent log entry is not done again but
	// answered with that entry, so a retry is safe. When the error is not nil
	// nothing of the batch is saved, but for ErrUnknown: then nobody knows.
	// After ErrUnknown and ErrReplaced the store takes no more work.
	Commit(b Batch) (Receipt, error)
	// Item returns the sample with arrival number seq, or ErrNotFound.
	Item(seq uint64) (Item, error)
	// Items visits the samples with these arrival numbers in that order, all as they
	// are at one moment; one that does not exist is ErrNotFound. visit must not
	// read from the store.
	Items(seqs []uint64, visit func(Item)) error
	// Find returns the sample with the given id, or ErrNotFound.
	Find(id string) (Item, error)
	// Walk visits items in the given order until visit returns false. Nothing
	// is kept from writing meanwhile: an item that moves may be missed or come
	// twice, and a walk along the queue ends early when its order is replaced.
	Walk(o Order, visit func(Item) bool) error
	// Rescore makes l what the project has learned: it reorders the queue in
	// short transactions beside commits. A sample without a score keeps the
	// place and the confidence with which it arrived; an empty lesson takes
	// all learning back. While an import is under way it returns ErrBusy.
	Rescore(ctx context.Context, l Lesson) error
	// Learned returns the log entry up to which the standing lesson has
	// learned; ok is false when there is none.
	Learned() (entry uint64, ok bool, err error)
	// Log visits entries from the newest to the oldest, starting below entry
	// number before (0: from the end), until visit returns false.
	Log(before uint64, visit func(Entry) bool) error
	// Counts returns the kept counts.
	Counts() (Counts, error)
	// Seed is the project's seed, fixed when it was made.
	Seed() uint64
}

// Batch is the work of one transaction.
type Batch struct {
	Drafts  []Draft // an empty draft removes what is kept
	Actions []Action
	Samples []Sample
}

// Receipt answers a batch, one result for each of its parts, in order.
type Receipt struct {
	Actions []Result
	Samples []Added
	Counts  Counts
}

// Result tells what became of an action.
type Result struct {
	Change Change
	Err    error
}

// Arrival tells what became of a sample.
type Arrival int

// The ways in which a sample can arrive.
const (
	// Stored: the sample is new and was taken in.
	Stored Arrival = iota
	// Duplicate: the project already holds the same content.
	Duplicate
	// Conflict: the project holds other content under the same id.
	Conflict
)

// Added tells what became of a sample and, if it was taken in or is a
// duplicate, which item it is.
type Added struct {
	Arrival Arrival
	// Seq is the new item, or the one that is in the way.
	Seq uint64
	// Renamed tells that a duplicate is there under another id.
	Renamed bool
}

// Ranker gives samples their confidence from their signals.
type Ranker interface {
	// Confidence returns the sample's confidence, [Unknown] without evidence.
	Confidence(s Sample) Confidence
}
