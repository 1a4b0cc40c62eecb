package store_test

import (
	"testing"

	"winnow/review"
	"winnow/store"
	"winnow/store/storetest"
)

// A task that comes with rows is the project's once something came of them, whether
// the file is written anew or the rows are appended, and not before.
func TestBulkUnder_TaskComesWithTheRows(t *testing.T) {
	t.Parallel()
	other := storetest.Task()
	other.Guidelines = "Look twice."
	for _, c := range []struct {
		what             string
		before, to       int // the rows are samples 1 to to
		task             review.Task
		abandon, changed bool
	}{
		{what: "the first rows", to: 30, task: other, changed: true},
		{what: "more rows", before: 20, to: 30, task: other, changed: true},
		{what: "many more rows", before: 20, to: 12_000, task: other, changed: true},
		{what: "rows that are there", before: 20, to: 10, task: other, changed: true},
		{what: "no rows", before: 20, task: other},
		{what: "no rows, and none before", task: other},
		{what: "the task that is there", before: 20, to: 30, task: storetest.Task()},
		{what: "the task that is there, and nothing else", before: 20, to: 10, task: storetest.Task()},
		{what: "abandoned", before: 20, to: 30, task: other, abandon: true},
		{what: "the first rows, abandoned", to: 30, task: other, abandon: true},
	} {
		t.Run(c.what, func(t *testing.T) {
			t.Parallel()
			db := project(t, c.before)
			b, err := db.BulkUnder(c.task, given{})
			must(t, err)
			add(t, b, storetest.Samples(c.to))
			wantTask(t, db, storetest.Task(), 1)
			if c.abandon {
				must(t, b.Abandon())
			} else if n := publish(t, b).Samples; n != max(c.before, c.to) {
				t.Errorf("%d samples after it", n)
			}
			want, versions := storetest.Task(), 1
			if c.changed {
				want, versions = other, 2
			}
			wantTask(t, db, want, versions)
			wantTask(t, reopen(t, db), want, versions)
		})
	}
}

func wantTask(t *testing.T, db *store.DB, want review.Task, versions int) {
	t.Helper()
	mustAgree(t, db)
	got, err := db.Task()
	must(t, err)
	if n := db.TaskVersions(); got.Guidelines != want.Guidelines || n != versions {
		t.Errorf("version %d with the guidelines %q, want %d with %q", n, got.Guidelines, versions, want.Guidelines)
	}
}

func TestBulkUnder_TaskThatCannotBeReadBackIsRefused(t *testing.T) {
	t.Parallel()
	db := project(t, 0)
	bad := storetest.Task()
	bad.Labels = nil
	if b, err := db.BulkUnder(bad, given{}); err == nil {
		t.Error("taken: ", b.Abandon())
	}
	b := begin(t, db) // nothing is under way
	must(t, b.Abandon())
	wantTask(t, db, storetest.Task(), 1)
}
