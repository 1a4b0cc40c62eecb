package store_test

import (
	"errors"
	"math"
	"reflect"
	"testing"

	"winnow/review"
	"winnow/store/storetest"
)

func TestCommit_SampleComesBackByteForByte(t *testing.T) {
	t.Parallel()
	db := storetest.MustCreate(t, storetest.Task())
	raw := "{ \"text\":\"caf\\u00e9 \u202e\u009b\", \"label\":\"fresh\",\"big\":12345678901234567890, \"confidence\" :0.25 }"
	s := sampleOf(t, storetest.Task(), raw)
	s.Provenance = review.Provenance{Source: "openai", Model: "m-1", Seed: 9, Parents: []string{"x"}}
	storetest.MustAdd(t, db, []review.Sample{s})
	db = reopen(t, db)
	it, err := db.Item(1)
	must(t, err)
	s.Seq = 1
	if !reflect.DeepEqual(it.Sample, s) {
		t.Errorf("got  %+v\nwant %+v", it.Sample, s)
	}
	if string(it.Sample.Raw) != raw {
		t.Errorf("the record's bytes changed: %q", it.Sample.Raw)
	}
	found, err := db.Find(s.ID)
	must(t, err)
	if found.Sample.Seq != 1 {
		t.Errorf("found sample %d by its id", found.Sample.Seq)
	}
}

func TestCommit_Duplicates(t *testing.T) {
	t.Parallel()
	task := storetest.Task()
	db := storetest.MustCreate(t, task)
	for _, c := range []struct {
		name, raw string
		want      review.Added
	}{
		{"New", `{"id":"a","text":"one","label":"fresh"}`, review.Added{Arrival: review.Stored, Seq: 1}},
		{"SameIDSameContent", `{"id":"a","text":"one","label":"fresh","page":2}`, review.Added{Arrival: review.Duplicate, Seq: 1}},
		{"SameIDOtherContent", `{"id":"a","text":"two","label":"fresh"}`, review.Added{Arrival: review.Conflict, Seq: 1}},
		{"OtherIDSameContent", `{"id":"b","text":"one","label":"fresh"}`, review.Added{Arrival: review.Duplicate, Seq: 1, Renamed: true}},
		{"OtherSuggestion", `{"id":"c","text":"one","label":"stale"}`, review.Added{Arrival: review.Stored, Seq: 2}},
		{"NoID", `{"text":"three"}`, review.Added{Arrival: review.Stored, Seq: 3}},
		{"NoIDAgain", `{"text":"three"}`, review.Added{Arrival: review.Duplicate, Seq: 3}},
	} {
		r, err := db.Commit(review.Batch{Samples: []review.Sample{sampleOf(t, task, c.raw)}})
		must(t, err)
		if r.Samples[0] != c.want {
			t.Errorf("%s: got %+v, want %+v", c.name, r.Samples[0], c.want)
		}
	}
	twice := sampleOf(t, task, `{"id":"d","text":"four"}`)
	r, err := db.Commit(review.Batch{Samples: []review.Sample{twice, twice}})
	must(t, err)
	if r.Samples[1] != (review.Added{Arrival: review.Duplicate, Seq: 4}) || r.Counts.Samples != 4 {
		t.Errorf("twice in one batch: %+v, %d samples", r.Samples, r.Counts.Samples)
	}
	mustAgree(t, db)
}

func TestCommit_OneBadActionDoesNotHoldUpTheRest(t *testing.T) {
	t.Parallel()
	db := project(t, 3)
	endless := decide("ann", 1, review.Accept)
	endless.Decision.Seconds = math.Inf(1)
	r, err := db.Commit(review.Batch{
		Drafts: []review.Draft{{Seq: 99, Reviewer: "ann", Texts: map[string]string{"text": "x"}}},
		Actions: []review.Action{
			undo("ann"), decide("ann", 77, review.Accept), decide("", 1, review.Accept), endless,
			decide("ann", 2, review.Reject), redo("ann"), undo("bob"),
		},
		Samples: storetest.Samples(4),
	})
	must(t, err)
	for i, want := range []error{review.ErrNothingToUndo, review.ErrNotFound, nil, nil, nil, review.ErrNothingToRedo, review.ErrNothingToUndo} {
		if want != nil && !errors.Is(r.Actions[i].Err, want) {
			t.Errorf("action %d: %v, want %v", i, r.Actions[i].Err, want)
		}
	}
	if r.Actions[2].Err == nil || r.Actions[3].Err == nil || r.Actions[4].Err != nil {
		t.Errorf("results: %v, %v, %v", r.Actions[2].Err, r.Actions[3].Err, r.Actions[4].Err)
	}
	if n := r.Actions[4].Change.Entry.N; n != 1 {
		t.Errorf("the one good action is entry %d", n)
	}
	if r.Counts.Samples != 4 || r.Counts.Decided() != 1 || r.Samples[3].Arrival != review.Stored {
		t.Errorf("counts %+v, samples %+v", r.Counts, r.Samples)
	}
	mustAgree(t, reopen(t, db))
}

func TestCommit_ReceiptCountsAreTheKeptCounts(t *testing.T) {
	t.Parallel()
	db := project(t, 5)
	batches := []review.Batch{
		{Actions: []review.Action{decide("ann", 1, review.Accept), decide("ann", 2, review.Defer)}},
		{Actions: []review.Action{{Op: review.OpFlag, Reviewer: "ann", Seq: 3, Flag: true}}},
		{Actions: []review.Action{undo("ann"), undo("ann")}},
		{Actions: []review.Action{undo("bob")}}, // changes nothing
		{},
	}
	for _, b := range batches {
		r, err := db.Commit(b)
		must(t, err)
		kept, err := db.Counts()
		must(t, err)
		if !reflect.DeepEqual(r.Counts, kept) {
			t.Errorf("receipt %+v, kept %+v", r.Counts, kept)
		}
	}
	mustAgree(t, db)
}

func TestCommit_DecidingEndsTheDraftAndDeferringKeepsIt(t *testing.T) {
	t.Parallel()
	db := project(t, 3)
	draft := func(seq uint64, reviewer, text string, day int) review.Draft {
		return review.Draft{
			Seq: seq, Reviewer: reviewer, At: moment.AddDate(0, 0, day),
			Texts: map[string]string{"text": text}, Field: "text",
		}
	}
	keep := func(ds ...review.Draft) {
		t.Helper()
		_, err := db.Commit(review.Batch{Drafts: ds})
		must(t, err)
	}
	text := func(seq uint64) string {
		t.Helper()
		it, err := db.Item(seq)
		must(t, err)
		if len(it.Drafts) == 0 {
			return ""
		}
		return it.Drafts[0].Texts["text"]
	}
	keep(draft(1, "ann", "half", 1), draft(1, "bob", "newer half", 2), draft(2, "ann", "other", 1))
	if got := text(1); got != "newer half" {
		t.Errorf("of two drafts got %q, want the newest", got)
	}
	db = reopen(t, db)
	do(t, db, decide("ann", 1, review.Defer))
	if got := text(1); got != "newer half" {
		t.Errorf("after defer the draft is %q", got)
	}
	do(t, db, decide("ann", 1, review.Edit))
	if got := text(1); got != "" {
		t.Errorf("after the decision there still is draft %q", got)
	}
	if got := text(2); got != "other" {
		t.Errorf("the other sample's draft is %q", got)
	}
	keep(draft(1, "ann", "second thoughts", 3))
	do(t, db, review.Action{Op: review.OpNote, Reviewer: "bob", Seq: 1, Note: "hm"})
	if got := text(1); got != "second thoughts" {
		t.Errorf("a note took the draft of a decided sample away: %q", got)
	}
	keep(review.Draft{Seq: 2, Reviewer: "ann"}, review.Draft{Seq: 3, Reviewer: "ann"})
	if got := text(2); got != "" {
		t.Errorf("a draft without texts left %q", got)
	}
	mustAgree(t, db)
}

func TestUndo_AnyDepthAcrossRestarts(t *testing.T) {
	t.Parallel()
	db := project(t, 6)
	before, err := db.Dump()
	must(t, err)
	verdicts := []review.Verdict{review.Accept, review.Defer, review.Relabel, review.Edit, review.Reject, review.Accept}
	for i, v := range verdicts {
		do(t, db, decide("ann", uint64(i%4+1), v))
	}
	after, err := db.Dump()
	must(t, err)
	for range verdicts {
		db = reopen(t, db)
		do(t, db, undo("ann"))
	}
	got, err := db.Dump()
	must(t, err)
	delete(got, "heads/ann") // they know now what could be redone
	if !reflect.DeepEqual(got, before) {
		t.Error("undoing everything does not give the first state back")
	}
	for range verdicts {
		db = reopen(t, db)
		do(t, db, redo("ann"))
	}
	got, err = db.Dump()
	must(t, err)
	if !reflect.DeepEqual(got, after) {
		t.Error("redoing everything does not give the last state back")
	}
	mustAgree(t, db)
}

func TestLog_NewestFirstFromAnywhere(t *testing.T) {
	t.Parallel()
	db := project(t, 5)
	for seq := uint64(1); seq <= 5; seq++ {
		do(t, db, decide("ann", seq, review.Accept))
	}
	for _, c := range []struct {
		before uint64
		most   int
		want   []uint64
	}{
		{0, 9, []uint64{5, 4, 3, 2, 1}},
		{3, 9, []uint64{2, 1}},
		{5, 2, []uint64{4, 3}},
		{6, 1, []uint64{5}},
		{900, 1, []uint64{5}},
		{1, 9, nil},
	} {
		var got []uint64
		must(t, db.Log(c.before, func(e review.Entry) bool {
			got = append(got, e.N)
			return len(got) < c.most
		}))
		wantSeqs(t, got, c.want...)
	}
}

func TestItem_UnknownIsNotFound(t *testing.T) {
	t.Parallel()
	db := project(t, 1)
	for _, seq := range []uint64{0, 2, math.MaxUint64} {
		if _, err := db.Item(seq); !errors.Is(err, review.ErrNotFound) {
			t.Errorf("sample %d: %v", seq, err)
		}
	}
	for _, id := range []string{"", "nobody"} {
		if _, err := db.Find(id); !errors.Is(err, review.ErrNotFound) {
			t.Errorf("id %q: %v", id, err)
		}
	}
}
