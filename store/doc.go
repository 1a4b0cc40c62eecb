// Package store keeps a Winnow project in one bbolt file. A [DB] is a
// [review.Store]; it knows the domain and nobody else.
//
// # What is in the file
//
//	bucket   key                      value
//	meta     name                     format, schema, seed, created, counts, current task version
//	tasks    version                  the task as YAML
//	items    arrival number           confidence, content hash, id, provenance, gist, raw record
//	log      entry number             one review.Entry as JSON; appended, never changed
//	drafts   arrival number, reviewer half-written edits
//	ids      id                       arrival number
//	hashes   content hash             arrival number
//	queue    rank                     nothing: the key is the place in the queue
//	state    arrival number           what the log has made of the item
//	heads    reviewer                 the reviewer's undo pointers
//
// and, once there was a lesson, two tables of its generation G:
//
//	learned.G  rank                   nothing, as in queue
//	scores.G   arrival number / 256   place and confidence of 256 samples
//
// The first five (meta without its counts) are the project. The last five and
// the counts derive from items and log: every commit keeps them up to date (but
// for keys of the queue, see below), [DB.Check] replays the log and compares, and
// [DB.Rebuild] writes them anew.
// All numbers in keys are big endian, so cursor order is number order, and the
// order of the queue's keys is exactly that of [review.Rank.Compare].
//
// # What a sample is worth
//
// A record's bytes are kept as they came and read again with the task as it
// is now. What the record alone cannot give (id, content hash, provenance, and
// the confidence that it had when it arrived) stands before it, so the queue
// can be rebuilt without asking a ranker. When a later version of the task
// cannot read an old record any more, for instance because its label was
// removed, the item is offered without a suggestion and with the texts that
// can still be read; it keeps its confidence, and so its place in the queue.
//
// An import adds the gist: the label that the record suggests and its signals,
// with a mark of the task that it was read with. An export of samples that nobody
// decided on goes by the gists and reads no record; one whose mark is not that of
// the task as it is now is left aside. [DB.Check] compares gists with records.
// Projects of the schemas before have none until more samples are imported.
//
// # What was learned
//
// [DB.Rescore] keeps what was learned from the decisions in tables beside the
// queue, which stays what samples and log make of it. An entry of meta leads to
// the generation that counts, and every commit moves its sample in both orders.
// Few new scores are moved in place; many are written as the next generation,
// some keys in each transaction, of which the last changes the entry of meta. A
// crash leaves the former generation or a whole mixture, and opening for
// writing takes away one that was not finished. Nothing derives from these
// tables: an import and a rebuild drop them, salvage leaves them out, and what
// is damaged in them is learned anew.
//
// # Importing
//
// An import into a project without samples writes the project anew beside its
// file, page by page, and renames it into place when it is whole and synced.
// Into a project that has samples they are appended behind a mark in meta. In
// both ways all of the rows become part of the project at one moment.
//
// # Where a decision is written
//
// bbolt writes every page that a commit changes to a free place: the pages of
// the decision's entry and its state, those that lead to them, and the list of
// free pages: three to six, however many samples there are. The orders are left
// alone. The key of a decided sample stays in them; readers see from the sample's
// state that it does not stand there any more, and one commit in many takes away
// the keys of all places that the entries since the last time left (an entry of
// meta says up to which). A disk takes pages in half the time when they are close
// together. So bbolt is told to use the first free page instead of any, and a
// file that an import or a compaction writes has a run of free pages before the
// tables that decisions change.
//
// # What "saved" means
//
// [DB.Commit] is one bbolt transaction: data written and synced, then the
// page that makes it current written and synced, both before it returns. A
// process or machine that dies before that leaves the former state. When
// bbolt's commit returns an error the batch can be there all the same (the last
// sync failed after the write): then the file is opened anew and read, and the
// answer is what stands in it, or [review.ErrUnknown]. Ids of actions make it
// safe to try again: one that is in the log is not done twice.
//
// Every write looks at the open file before and at the path after. A file that
// was cut short gets no more work; one that was removed, moved or replaced gets
// one write more at most, and nothing is called saved in it.
//
// # What tells damage
//
// Values of items, log, tasks, drafts, state, heads and meta stand behind a
// checksum over key, table and value, verified at every read: a damaged value
// is [review.ErrDamaged] and never shown. The log is a chain of hashes, whose
// end stands in meta. [CheckFile] finds damage, [Salvage] takes what is whole
// into a new project.
//
// # One process at a time
//
// An open project is locked, and a file beside it (its name with ".lock"
// added) says who holds it, for the message that a second process gets. The
// lock is what counts: a note left behind by a process that died is ignored.
//
// # Files that are not what they should be
//
// bbolt maps the file into memory and trusts it, so a damaged one gives panics
// and signals. Before bbolt sees a file, its two meta pages, its free list and
// the header of its root page are read by ordinary means and judged: empty,
// foreign, cut short and broken files are refused in words. Damage deeper in
// the tree is not looked for here.
package store
