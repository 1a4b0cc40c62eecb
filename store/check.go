package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.etcd.io/bbolt"

	"winnow/review"
)

// mostDifferences bounds how many differences a report spells out.
const mostDifferences = 100

// Report is what [DB.Check] found.
type Report struct {
	// Samples and Entries are how many items and log entries are whole.
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
	lines := []string{counted(r.Samples, "sample", "samples") + ", " + counted(r.Entries, "log entry", "log entries")}
	if r.OK() {
		return append(lines, "everything agrees")
	}
	lines = append(lines, r.Differences...)
	if r.More > 0 {
		lines = append(lines, fmt.Sprintf("and %d more", r.More))
	}
	return lines
}

// counted is "1 sample", "2 samples".
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func (r *Report) differ(format string, args ...any) {
	if len(r.Differences) == mostDifferences {
		r.More++
		return
	}
	r.Differences = append(r.Differences, fmt.Sprintf(format, args...))
}

// find reports an error that is about one value.
func (r *Report) find(err error) {
	r.differ("%s", strings.TrimPrefix(err.Error(), review.ErrDamaged.Error()+": "))
}

// Check verifies every stored value by its checksum and the log by its chain,
// replays the log over the samples and compares what comes out with everything
// that is kept beside them. Differences are in the report and no error;
// [DB.Rebuild] mends those of derived data. The error tells that the project
// could not be read at all. For a file that may be damaged in its pages see
// [CheckFile].
func (db *DB) Check() (Report, error) {
	var report Report
	// A page that makes no sense ends the look as ErrDamaged. Nothing is held
	// after that: a read transaction ends itself when it panics.
	err := guarded(func() error {
		return db.view(func(r reader) error {
			c := checker{tables: r.tables, seed: db.seed, report: &report, samples: newSampleReader(r)}
			return c.run()
		})
	})
	return report, err
}

// checker is one check under way.
type checker struct {
	tables
	seed    uint64
	report  *Report
	replay  *replay
	samples *sampleReader
	left    leftKeys
}

func (c *checker) run() error {
	c.checkValues()
	c.checkMeta()
	var err error
	if c.replay, err = c.replayLog(); err != nil {
		if !errors.Is(err, review.ErrDamaged) && !errors.Is(err, review.ErrNotFound) {
			return err
		}
		// What derives from the log has nothing to be compared with.
		c.report.find(err)
		return nil
	}
	if err := c.checkHead(); err != nil {
		c.report.find(err)
	}
	if c.left, err = c.leftKeys(c.replay, c.seed); err != nil {
		c.report.find(err)
	}
	waiting, place := 0, uint64(0)
	items := c.items.Cursor()
	for k, v := items.First(); k != nil && c.isOwn(k); k, v = items.Next() {
		place++
		if c.item(place, k, v) {
			waiting++
		}
	}
	c.size("ids", c.ids, int(place))
	c.size("hashes", c.hashes, int(place))
	c.size("queue", c.queue, waiting+len(c.left.given))
	c.checkLearned(waiting)
	c.size("state", c.state, len(c.replay.states))
	c.size("heads", c.heads, len(c.replay.heads))
	c.checkHeads()
	c.checkDrafts()
	return c.checkCounts(int(place))
}

// item compares everything that derives from one item and tells whether it is
// undecided.
func (c *checker) item(place uint64, k, v []byte) (undecided bool) {
	seq, err := number(k)
	if err != nil {
		c.report.differ("a sample stands under the key %q", k)
		return false
	}
	if seq != place {
		c.report.differ("sample %d stands in place %d", seq, place)
	}
	st := c.replay.states[seq]
	undecided = !st.Decided()
	r, err := decodeRecord(k, v)
	if err != nil {
		return undecided // checkValues has reported it
	}
	if !bytes.Equal(c.ids.Get(r.id), k) {
		c.report.differ("sample %d: its id %q leads elsewhere", seq, r.id)
	}
	if !bytes.Equal(c.hashes.Get(r.hash[:]), k) {
		c.report.differ("sample %d: its content hash leads elsewhere", seq)
	}
	if !bytes.Equal(c.state.Get(k), encodeState(k, st)) {
		c.report.differ("sample %d: its state is not what the log makes of it", seq)
	}
	rank := rankKey(r.rank(seq, st, c.seed))
	inQueue := !c.left.given[string(rank)] && c.queue.Get(rank) != nil
	if inQueue != undecided {
		c.report.differ("sample %d: decided is %t, in its place in the queue is %t", seq, !undecided, inQueue)
	}
	c.itemLearned(seq, r, st)
	c.itemGist(seq, r)
	return undecided
}

// itemGist compares a record's gist with what the record says.
func (c *checker) itemGist(seq uint64, r record) {
	var gist review.Sample
	if !c.samples.gist(&gist, r.gist) {
		return // there is none that holds
	}
	s, err := c.samples.parser.Parse(r.raw)
	if err != nil || s.Suggested != gist.Suggested || !s.Suggestion.Equal(gist.Suggestion) || !slices.Equal(s.Signals, gist.Signals) {
		c.report.differ("sample %d: the gist of its record is not what the record says", seq)
	}
}

// itemLearned compares a sample's place in the learned order with its score.
func (c *checker) itemLearned(seq uint64, r record, st review.State) {
	if c.learned.order == nil {
		return
	}
	s, err := c.learned.score(seq)
	if err != nil {
		return // checkLearned reports it
	}
	place := rankKey(s.rank(r.rank(seq, st, c.seed)))
	in := !c.left.learned[string(place)] && c.learned.order.Get(place) != nil
	if in == st.Decided() {
		c.report.differ("sample %d: decided is %t, in its place in the learned order is %t", seq, st.Decided(), in)
	}
}

// checkLearned verifies the tables of what was learned.
func (c *checker) checkLearned(waiting int) {
	if c.learned.order == nil {
		if c.meta.Get([]byte(metaLearned)) != nil {
			c.report.differ("what was learned cannot be found")
		}
		return
	}
	for k := range c.left.learned {
		if c.learned.order.Get([]byte(k)) != nil { // an order that was written since has none
			waiting++
		}
	}
	c.size("of the learned order", c.learned.order, waiting)
	cursor := c.learned.scores.Cursor()
	for k, v := cursor.First(); k != nil; k, v = cursor.Next() {
		if _, err := unseal(tagScores, k, v); err != nil {
			c.report.find(err)
		}
	}
}

// size compares a table's length, which finds what stands there too much.
func (c *checker) size(name string, b *bbolt.Bucket, want int) {
	n := 0
	cursor := b.Cursor()
	for k, v := cursor.First(); k != nil; k, v = cursor.Next() {
		if (b == c.queue || b == c.learned.order) && len(v) > 0 {
			c.report.differ("a place in the queue has a value of %d bytes", len(v))
		}
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
		d, err := fromSealedJSON[review.Draft](tagDraft, k, v)
		switch {
		case err != nil: // checkValues has reported it
		case !bytes.Equal(k, draftKey(d.Seq, d.Reviewer)):
			c.report.differ("a draft of sample %d stands in the wrong place", d.Seq)
		case c.items.Get(numberKey(d.Seq)) == nil:
			c.report.differ("there is a draft of sample %d, which does not exist", d.Seq)
		}
	}
}

func (c *checker) checkCounts(samples int) error {
	want := c.replay.counts
	want.Samples = samples
	want = tidyCounts(want)
	got, err := c.counts()
	if err != nil {
		return nil //nolint:nilerr // checkValues has reported it
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
