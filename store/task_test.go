package store_test

import (
	"errors"
	"reflect"
	"testing"

	"winnow/review"
	"winnow/store/storetest"
)

func TestTask_SurvivesAndVersionsOnlyWhenItChanges(t *testing.T) {
	t.Parallel()
	db := storetest.MustCreate(t, storetest.Task())
	task := storetest.Task()
	task.Guidelines = "Fresh is what was baked today.\nAll else is stale."
	for range 3 {
		must(t, db.SetTask(task))
	}
	db = reopen(t, db)
	got, err := db.Task()
	must(t, err)
	if !reflect.DeepEqual(got, task) {
		t.Errorf("got  %+v\nwant %+v", got, task)
	}
	if n := db.TaskVersions(); n != 2 {
		t.Errorf("the project holds %d versions of the task, want 2", n)
	}
}

func TestSetTask_RefusesWhatCannotBeReadBack(t *testing.T) {
	t.Parallel()
	db := storetest.MustCreate(t, storetest.Task())
	bad := storetest.Task()
	bad.Labels = bad.Labels[:1]
	if err := db.SetTask(bad); err == nil {
		t.Error("a task with one label was taken")
	}
	got, err := db.Task()
	must(t, err)
	if !reflect.DeepEqual(got, storetest.Task()) {
		t.Errorf("the task changed to %+v", got)
	}
}

// A task that cannot be compared with the one that is there is not called saved.
func TestSetTask_TellsThatTheCurrentOneIsDamaged(t *testing.T) {
	t.Parallel()
	db := project(t, 3)
	must(t, db.Spoil("tasks", []byte{0, 0, 0, 0, 0, 0, 0, 1}, []byte("no task")))
	other := storetest.Task()
	other.Guidelines = "Look twice."
	if err := db.SetTask(other); !errors.Is(err, review.ErrDamaged) {
		t.Errorf("setting a task: %v", err)
	}
	b, err := db.BulkUnder(other, given{})
	must(t, err)
	add(t, b, storetest.Samples(5))
	if _, err := b.Publish(t.Context()); !errors.Is(err, review.ErrDamaged) {
		t.Errorf("importing under a task: %v", err)
	}
	must(t, b.Abandon())
}

// A label is removed, a field is renamed: what was stored before is still
// offered, with what can be read of it.
func TestItem_ReadableWithATaskThatCannotReadItsRecord(t *testing.T) {
	t.Parallel()
	task := storetest.Task()
	task.Labels = append(task.Labels, review.Label{Name: "mouldy"})
	db := storetest.MustCreate(t, task)
	storetest.MustAdd(t, db, []review.Sample{
		sampleOf(t, task, `{"text":"green loaf","label":"mouldy","confidence":0.9,"probs":{"mouldy":0.9,"stale":0.1},"rationale":"it is green","note":[1]}`),
		sampleOf(t, task, `{"text":"loaf","label":"fresh","confidence":0.8}`),
	})
	id := storedID(t, db.Walk)
	do(t, db, decide("ann", 1, review.Defer))

	must(t, db.SetTask(storetest.Task()))
	it, err := db.Item(1)
	must(t, err)
	s := it.Sample
	if s.Suggested || s.Suggestion.Label != "" {
		t.Errorf("a removed label is still suggested: %+v", s.Suggestion)
	}
	if s.Field("text") != "green loaf" || s.Rationale != "it is green" || len(s.Alternatives) != 2 {
		t.Errorf("lost more than the suggestion: %+v", s)
	}
	if s.ID != id || s.Confidence != review.Known(0.9) {
		t.Errorf("id %q and confidence %v are not those it arrived with", s.ID, s.Confidence)
	}
	wantSeqs(t, walk(t, db, review.OrderQueue), 2, 1)
	mustAgree(t, db)

	renamed := storetest.Task()
	renamed.Fields = []string{"sentence", "note", "text"}
	must(t, db.SetTask(renamed))
	it, err = reopen(t, db).Item(1)
	must(t, err)
	want := []review.Field{{Name: "sentence"}, {Name: "note"}, {Name: "text", Text: "green loaf"}}
	if !reflect.DeepEqual(it.Sample.Fields, want) {
		t.Errorf("fields %+v, want %+v", it.Sample.Fields, want)
	}
}

func storedID(t *testing.T, walk func(review.Order, func(review.Item) bool) error) (id string) {
	t.Helper()
	must(t, walk(review.OrderAll, func(it review.Item) bool {
		id = it.Sample.ID
		return false
	}))
	return id
}

func TestWalk_UnknownOrderIsAnError(t *testing.T) {
	t.Parallel()
	err := project(t, 1).Walk("sideways", func(review.Item) bool { return true })
	if err == nil || errors.Is(err, review.ErrDamaged) {
		t.Errorf("got %v", err)
	}
}
