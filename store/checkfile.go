package store

import (
	"errors"
	"fmt"
	"io"

	"winnow/review"
)

// CheckFile checks a project file that may be damaged in any way: its pages
// first, by ordinary means, then, if bbolt can be trusted with them, all that
// [DB.Check] does; otherwise every value that can still be reached. Errors are
// those of [Open]. It is meant to be called in a process of its own with a
// time limit, since a file can be worse than anybody thinks.
func CheckFile(path string) (Report, error) {
	var report Report
	err := withFile(path, func(f io.ReaderAt, m boltMeta) error {
		if !readMeta(f, 0).ok || !readMeta(f, m.pageSize).ok {
			report.differ("one of the two first pages is broken: if it was the newer one, the last save is missing")
		}
		pages := len(report.Differences)
		w := treeWalk{f: f, meta: m, differ: report.differ, leaf: func(string, []byte, []byte, int64) {}}
		w.run()
		if len(report.Differences) == pages {
			return nil
		}
		w.leaf = func(bucket string, k, v []byte, _ int64) { report.value(bucket, k, v) }
		w.differ = func(string, ...any) {} // said already
		w.run()
		return fmt.Errorf("%w: its pages do not hang together", review.ErrDamaged)
	})
	if err != nil && !report.OK() {
		return report, nil
	}
	if err != nil {
		return report, wrapOpen(path, err)
	}
	db, err := Open(path, ReadOnly())
	if err != nil {
		return report, err
	}
	defer db.Close() //nolint:errcheck // opened for reading
	inside, err := db.Check()
	inside.Differences = append(report.Differences, inside.Differences...)
	return inside, err
}

// value checks one pair that a walk has reached.
func (r *Report) value(bucket string, k, v []byte) {
	t, sealed := bucketTags[bucket]
	if !sealed || bucket == bucketMeta {
		return
	}
	if err := checkValue(t, k, v); err != nil {
		r.find(err)
		return
	}
	switch t {
	case tagItem:
		r.Samples++
	case tagLog:
		r.Entries++
	}
}

var bucketTags = map[string]tag{
	bucketMeta: tagMeta, bucketTasks: tagTask, bucketItems: tagItem, bucketLog: tagLog,
	bucketDrafts: tagDraft, bucketState: tagState, bucketHeads: tagHeads,
}

// withFile opens a project file for reading, inspected and locked.
func withFile(path string, use func(f io.ReaderAt, m boltMeta) error) error {
	f, err := openFile(path, true)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // opened for reading
	if err := waitForLock(f, false); err != nil {
		if errors.Is(err, errLocked) {
			err = inUse(path)
		}
		return err
	}
	if err := inspect(f); err != nil {
		return err
	}
	m, err := currentMeta(f)
	if err != nil {
		return err
	}
	return use(f, m)
}
