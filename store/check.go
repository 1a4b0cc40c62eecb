package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"

	"go.etcd.io/bbolt"

	"winnow/review"
)

// mostDifferences bounds how many differences a report spells out.
const mostDifferences = 100

// Report is what [DB.Check] found.
type Report struct {
	// Samples and Entries are how many items and log entries were read.
	Samples, Entries int
	// Differences says in words what does not agree, up to 100 of them.
	Differences []string
	// More counts the differences beyond those.
	More int
}

// OK tells that nothing differs.
func (r Report) OK() bool { return len(r.Differences) == 0 }

// Lines are the report for people, one finding a line.
func (r Report) Lines() []string {
	lines := []string{fmt.Sprintf("%d samples, %d log entries", r.Samples, r.Entries)}
	if r.OK() {
		return append(lines, "everything agrees")
	}
	lines = append(lines, r.Differences...)
	if r.More > 0 {
		lines = append(lines, fmt.Sprintf("and %d more", r.More))
	}
	return lines
}

func (r *Report) differ(format string, args ...any) {
	if len(r.Differences) == mostDifferences {
		r.More++
		return
	}
	r.Differences = append(r.Differences, fmt.Sprintf(format, args...))
}

// Check replays the log over the samples and compares what comes out with
// everything that is kept beside them. Differences are in the report and no
// error; [DB.Rebuild] mends those of derived data. The error tells that the
// project could not be read at all.
func (db *DB) Check() (Report, error) {
	var report Report
	// A page that makes no sense ends the look as ErrDamaged. Nothing is held
	// after that: a read transaction ends itself when it panics.
	err := guarded(func() error {
		return db.view(func(r reader) error {
			c := checker{tables: r.tables, seed: db.seed, report: &report}
			return c.run()
		})
	})
	return report, err
}

// checker is one check under way.
type checker struct {
	tables
	seed   uint64
	report *Report
	replay *replay
}

func (c *checker) run() error {
	var err error
	if c.replay, err = c.replayLog(); err != nil {
		if !errors.Is(err, review.ErrDamaged) {
			return err
		}
		c.report.differ("%v", err)
		return nil
	}
	c.report.Entries = int(c.replay.n)
	if c.log.Sequence() != c.replay.n {
		c.report.differ("the log counts %d entries and has %d", c.log.Sequence(), c.replay.n)
	}
	waiting := 0
	items := c.items.Cursor()
	for k, v := items.First(); k != nil; k, v = items.Next() {
		undecided, err := c.item(k, v)
		if err != nil {
			c.report.differ("%v", err)
		}
		if undecided {
			waiting++
		}
	}
	c.size("ids", c.ids, c.report.Samples)
	c.size("hashes", c.hashes, c.report.Samples)
	c.size("queue", c.queue, waiting)
	c.size("state", c.state, len(c.replay.states))
	c.size("heads", c.heads, len(c.replay.heads))
	c.checkHeads()
	c.checkDrafts()
	return c.checkCounts()
}

// item compares everything that derives from one item and tells whether it is
// undecided.
func (c *checker) item(k, v []byte) (undecided bool, err error) {
	c.report.Samples++
	seq, err := number(k)
	if err != nil {
		return false, fmt.Errorf("sample after %d: %w", c.report.Samples-1, err)
	}
	if seq != uint64(c.report.Samples) {
		c.report.differ("sample %d stands in place %d", seq, c.report.Samples)
	}
	st := c.replay.states[seq]
	undecided = !st.Decided()
	r, err := decodeRecord(v)
	if err != nil {
		return undecided, fmt.Errorf("sample %d: %w", seq, err)
	}
	if _, err := fromJSON[review.Provenance](r.provenance, "its provenance"); err != nil {
		c.report.differ("sample %d: %v", seq, err)
	}
	if _, err := review.Members(r.raw); err != nil {
		c.report.differ("sample %d: its record cannot be read: %v", seq, err)
	}
	if !bytes.Equal(c.ids.Get(r.id), k) {
		c.report.differ("sample %d: its id %q leads elsewhere", seq, r.id)
	}
	if !bytes.Equal(c.hashes.Get(r.hash[:]), k) {
		c.report.differ("sample %d: its content hash leads elsewhere", seq)
	}
	if !bytes.Equal(c.state.Get(k), encodeState(st)) {
		c.report.differ("sample %d: its state is not what the log makes of it", seq)
	}
	inQueue := c.queue.Get(rankKey(r.rank(seq, st, c.seed))) != nil
	if inQueue != undecided {
		c.report.differ("sample %d: decided is %t, in its place in the queue is %t", seq, !undecided, inQueue)
	}
	return undecided, nil
}

// size compares a table's length, which finds what stands there too much.
func (c *checker) size(name string, b *bbolt.Bucket, want int) {
	n := 0
	cursor := b.Cursor()
	for k, _ := cursor.First(); k != nil; k, _ = cursor.Next() {
		n++
	}
	if n != want {
		c.report.differ("table %s has %d entries instead of %d", name, n, want)
	}
}

func (c *checker) checkHeads() {
	for reviewer, want := range c.replay.heads {
		got, err := c.Heads(reviewer)
		if err != nil || got != want {
			c.report.differ("the undo pointers of %q are not what the log makes of them", reviewer)
		}
	}
}

func (c *checker) checkDrafts() {
	cursor := c.drafts.Cursor()
	for k, v := cursor.First(); k != nil; k, v = cursor.Next() {
		d, err := fromJSON[review.Draft](v, "a draft")
		switch {
		case err != nil:
			c.report.differ("%v", err)
		case !bytes.Equal(k, draftKey(d.Seq, d.Reviewer)):
			c.report.differ("a draft of sample %d stands in the wrong place", d.Seq)
		case c.items.Get(numberKey(d.Seq)) == nil:
			c.report.differ("there is a draft of sample %d, which does not exist", d.Seq)
		}
	}
}

func (c *checker) checkCounts() error {
	want := c.replay.counts
	want.Samples = c.report.Samples
	want = tidyCounts(want)
	got, err := c.counts()
	if err != nil {
		return err
	}
	if got.Samples != want.Samples || got.Flagged != want.Flagged || !maps.Equal(got.ByVerdict, want.ByVerdict) {
		is, err1 := json.Marshal(got)
		should, err2 := json.Marshal(want)
		if err := errors.Join(err1, err2); err != nil {
			return fmt.Errorf("writing the counts: %w", err)
		}
		c.report.differ("the counts are %s instead of %s", is, should)
	}
	return nil
}
