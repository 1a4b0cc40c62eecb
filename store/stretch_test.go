package store_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"winnow/review"
	"winnow/store"
	"winnow/store/storetest"
)

// Ensure that a walk, which reads the tables side by side, shows each item as it
// is when it is read alone: after decisions, with marks and drafts, with what
// was learned, whatever its provenance and however large.
func TestWalk_ShowsEachItemAsItIsAlone(t *testing.T) {
	t.Parallel()
	const n = 1500 // more than are read at once
	db := storetest.MustCreate(t, storetest.Task())
	db.StopSyncing() // nothing crashes here
	samples := storetest.Samples(n)
	for i := range samples {
		p := &samples[i].Provenance
		switch i % 5 {
		case 0:
			p.Source, p.Origin, p.Line = "file", "a.jsonl", i+1
		case 1:
			p.Source, p.Origin, p.Line = "file", strings.Repeat("b", i%7), i
		case 2:
			p.Parents, p.Line = []string{"x"}, i
		case 3:
			p.Model, p.Line = "m", 7
		}
		if i%300 == 299 {
			samples[i] = sampleOf(t, storetest.Task(), `{"text":"`+strings.Repeat("long ", 200_000+i)+`"}`)
		}
	}
	storetest.MustAdd(t, db, samples)
	for seq := uint64(1); seq <= n; seq += 11 {
		do(t, db, decide("ann", seq, review.Verdicts[seq%uint64(len(review.Verdicts))]))
		do(t, db, review.Action{ID: newID(), Op: review.OpNote, Reviewer: "ann", At: moment, Seq: seq, Note: "odd"})
		_, err := db.Commit(review.Batch{Drafts: []review.Draft{
			{Seq: seq + 1, Reviewer: "ann", At: moment, Texts: map[string]string{"text": "half"}},
		}})
		must(t, err)
	}
	must(t, db.Rescore(t.Context(), lesson(n)))
	visited := uint64(0)
	must(t, db.Walk(review.OrderAll, func(it review.Item) bool {
		visited++
		alone, err := db.Item(visited)
		must(t, err)
		if !reflect.DeepEqual(it, alone) {
			t.Errorf("sample %d: got %+v, want %+v", visited, it, alone)
		}
		return !t.Failed()
	}))
	if c, err := db.Counts(); err != nil || visited != uint64(c.Samples) {
		t.Errorf("%d of %d samples visited (%v)", visited, c.Samples, err)
	}
	mustBeAsAlone(t, db, n)
	mustReadSome(t, db, 1, 2, 3, 9, 300, 301, 12, 12, 600, 13, n)
}

// mustReadSome reads some samples together, in whatever order, and none that is
// not there.
func mustReadSome(t *testing.T, db *store.DB, seqs ...uint64) {
	t.Helper()
	var items []review.Item
	must(t, db.Items(seqs, func(it review.Item) { items = append(items, it) }))
	for i, seq := range seqs {
		if alone, err := db.Item(seq); err != nil || len(items) != len(seqs) || !reflect.DeepEqual(items[i], alone) {
			t.Fatalf("sample %d is not the %dth of %d that were read together (%v)", seq, i+1, len(items), err)
		}
	}
	for _, gone := range []uint64{0, seqs[len(seqs)-1] + 1} {
		if err := db.Items([]uint64{1, gone}, func(review.Item) {}); !errors.Is(err, review.ErrNotFound) {
			t.Errorf("sample %d is read with %v", gone, err)
		}
	}
}

// mustBeAsAlone reads all samples side by side.
func mustBeAsAlone(t *testing.T, db *store.DB, n uint64) {
	t.Helper()
	visited := uint64(0)
	must(t, db.WalkAll(false, func() (func(*review.Item), func() error) {
		var seqs []uint64
		take := func(it *review.Item) {
			seqs = append(seqs, it.Sample.Seq)
			if alone, err := db.Item(it.Sample.Seq); err != nil || !reflect.DeepEqual(*it, alone) {
				t.Errorf("sample %d: got %+v, want %+v (%v)", it.Sample.Seq, *it, alone, err)
			}
		}
		return take, func() error {
			for _, seq := range seqs {
				if visited++; seq != visited {
					t.Errorf("sample %d came in place %d", seq, visited)
				}
			}
			return nil
		}
	}))
	if visited != n {
		t.Errorf("%d of %d samples read side by side", visited, n)
	}
}

// Ensure that whoever cannot take more ends a walk with that.
func TestWalkAll_EndsWithTheError(t *testing.T) {
	t.Parallel()
	db := storetest.MustCreate(t, storetest.Task())
	storetest.MustAdd(t, db, storetest.Samples(2000))
	full, ends := errors.New("full"), 0
	err := db.WalkAll(false, func() (func(*review.Item), func() error) {
		return func(*review.Item) {}, func() error {
			if ends++; ends == 2 {
				return full
			}
			return nil
		}
	})
	if !errors.Is(err, full) || ends != 2 {
		t.Errorf("%d stretches ended: %v", ends, err)
	}
}
