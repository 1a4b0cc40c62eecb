package store

import (
	"bytes"
	"fmt"
	"time"

	"go.etcd.io/bbolt"

	"winnow/review"
)

// checkValues verifies every sealed value, past those that are damaged, and
// that each is found by its key, which a damaged branch of the tree can
// prevent.
func (c *checker) checkValues() {
	for _, t := range []struct {
		bucket *bbolt.Bucket
		tag    tag
		whole  *int
	}{
		{c.tasks, tagTask, nil},
		{c.items, tagItem, &c.report.Samples},
		{c.log, tagLog, &c.report.Entries},
		{c.drafts, tagDraft, nil},
		{c.state, tagState, nil},
		{c.heads, tagHeads, nil},
	} {
		cursor := t.bucket.Cursor()
		for k, v := cursor.First(); k != nil; k, v = cursor.Next() {
			if err := checkValue(t.tag, k, v); err != nil {
				c.report.find(err)
				continue
			}
			if !bytes.Equal(t.bucket.Get(k), v) {
				c.report.differ("%s is there and cannot be found by its number", t.tag.name(k))
				continue
			}
			if t.whole != nil && (t.tag != tagItem || c.isOwn(k)) {
				*t.whole++
			}
		}
	}
	cursor := c.meta.Cursor()
	for k, v := cursor.First(); k != nil; k, v = cursor.Next() {
		if name := string(k); name == metaFormat || name == metaSchema {
			continue
		}
		if _, err := unseal(tagMeta, k, v); err != nil {
			c.report.find(err)
		}
	}
}

// checkValue tells what is wrong with one value.
func checkValue(t tag, k, v []byte) error {
	switch t {
	case tagItem:
		r, err := decodeRecord(k, v)
		if err != nil {
			return err
		}
		if _, err := fromJSON[review.Provenance](r.provenance, "its provenance"); err != nil {
			return fmt.Errorf("%s: %w", t.name(k), err)
		}
		if _, err := review.Members(r.raw); err != nil {
			return fmt.Errorf("%s: its record cannot be read: %w", t.name(k), err)
		}
		return nil
	case tagLog:
		_, err := decodeEntry(k, v)
		return err
	}
	_, err := unseal(t, k, v)
	return err
}

// checkMeta looks at what only meta and the tables' own counters say.
func (c *checker) checkMeta() {
	for name, t := range map[string]*bbolt.Bucket{bucketItems: c.items, bucketLog: c.log, bucketTasks: c.tasks} {
		last, _ := t.Cursor().Last()
		var n uint64
		if len(last) == 8 {
			n, _ = number(last)
		}
		if t.Sequence() != n && (t != c.items || c.isOwn(last)) { // behind its own: an import that is not over
			c.report.differ("table %s ends at number %d and counts to %d", name, n, t.Sequence())
		}
	}
	current, err := c.metaNumber(metaTask)
	switch {
	case err != nil: // checkValues has reported it, or it is missing
		if c.meta.Get([]byte(metaTask)) == nil {
			c.report.find(err)
		}
	case current != c.tasks.Sequence():
		c.report.differ("the current task is version %d and the last is %d", current, c.tasks.Sequence())
	}
	created, err := c.metaValue(metaCreated)
	if err != nil && c.meta.Get([]byte(metaCreated)) == nil {
		c.report.find(err)
	}
	if err == nil {
		if _, err := time.Parse(time.RFC3339, string(created)); err != nil {
			c.report.differ("the time at which the project was made cannot be read")
		}
	}
}

// checkHead compares the end of the log with the end that meta knows.
func (c *checker) checkHead() error {
	head, err := c.chainHead()
	if err != nil {
		return err
	}
	if head != c.replay.head {
		return fmt.Errorf("%w: the log ends at entry %d and its chain at %d, or with another hash", review.ErrDamaged, c.replay.n, head.n)
	}
	return nil
}
