package store_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"winnow/review"
	"winnow/store"
	"winnow/store/storetest"
)

// begin starts an import that the test has to end.
func begin(t testing.TB, db *store.DB) *store.Bulk {
	t.Helper()
	b, err := db.Bulk(given{})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func add(t testing.TB, b *store.Bulk, samples []review.Sample) []review.Added {
	t.Helper()
	added, err := b.Add(context.Background(), samples)
	if err != nil {
		t.Fatal(err)
	}
	return added
}

func publish(t testing.TB, b *store.Bulk) review.Counts {
	t.Helper()
	c, err := b.Publish(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func wantEmpty(t *testing.T, db *store.DB, n int) {
	t.Helper()
	c, err := db.Counts()
	must(t, err)
	if c.Samples != n {
		t.Fatalf("%d samples are counted, want %d", c.Samples, n)
	}
	for _, o := range []review.Order{review.OrderQueue, review.OrderSurest, review.OrderArrival, review.OrderAll} {
		if got := walk(t, db, o); len(got) != n {
			t.Fatalf("%q shows %d samples, want %d", o, len(got), n)
		}
	}
	if _, err := db.Item(uint64(n + 1)); !errors.Is(err, review.ErrNotFound) {
		t.Fatalf("sample %d: %v, want %v", n+1, err, review.ErrNotFound)
	}
}

func TestBulk_NothingIsThereBeforePublishAndAllAfter(t *testing.T) {
	t.Parallel()
	for _, before := range []int{0, 30} {
		t.Run(fmt.Sprint(before), func(t *testing.T) {
			t.Parallel()
			db := project(t, before)
			b := begin(t, db)
			for some := range slices.Chunk(storetest.Samples(before + 100)[before:], 40) {
				for i, a := range add(t, b, some) {
					if a.Arrival != review.Stored {
						t.Fatalf("sample %d: %v", i, a)
					}
				}
				wantEmpty(t, db, before)
			}
			if c := publish(t, b); c.Samples != before+100 {
				t.Fatalf("%d samples after it, want %d", c.Samples, before+100)
			}
			wantEmpty(t, db, before+100)
			mustAgree(t, db)
			it, err := db.Find(fmt.Sprintf("s-%d", before+100))
			must(t, err)
			if it.Sample.Seq != uint64(before+100) {
				t.Fatalf("the last sample is number %d", it.Sample.Seq)
			}
		})
	}
}

// The same samples by the small path and by the large one make the same
// project, whatever is in them twice and whatever was there before.
func TestBulk_SameProjectAsCommits(t *testing.T) {
	t.Parallel()
	pool := storetest.Samples(30)
	clash := storetest.Samples(60)[40:]
	for i := range clash { // other content under an id of the pool
		clash[i].ID = pool[i].ID
	}
	pool = append(pool, clash...)
	rapid.Check(t, func(rt *rapid.T) {
		some := func(name string) []review.Sample {
			var out []review.Sample
			for _, i := range rapid.SliceOfN(rapid.IntRange(0, len(pool)-1), 0, 40).Draw(rt, name) {
				out = append(out, pool[i])
			}
			return out
		}
		before, rows := some("before"), some("rows")
		task := storetest.Task()
		db, err := store.Create(newPath(t), task)
		must(t, err)
		defer db.Close()
		other, err := store.Create(newPath(t), task)
		must(t, err)
		defer other.Close()
		for _, d := range []*store.DB{db, other} {
			_, err := d.Commit(review.Batch{Samples: before})
			must(t, err)
		}
		r, err := other.Commit(review.Batch{Samples: rows})
		must(t, err)
		var added []review.Added
		b := begin(t, db)
		for chunk := range slices.Chunk(rows, 7) {
			added = append(added, add(t, b, chunk)...)
		}
		if !slices.Equal(added, r.Samples) {
			rt.Fatalf("the import answers %v, a commit %v", added, r.Samples)
		}
		c := publish(t, b)
		if c.Samples != r.Counts.Samples || !maps.Equal(c.ByVerdict, r.Counts.ByVerdict) {
			rt.Fatalf("the import counts %v, a commit %v", c, r.Counts)
		}
		mustAgree(t, db)
	})
}

// Above ten thousand samples the tables are written anew beside the old ones.
func TestBulk_LargeImportIntoAProjectInUse(t *testing.T) {
	t.Parallel()
	const before, n = 300, 25_000
	db := project(t, before)
	do(t, db, decide("ann", 3, review.Accept))
	do(t, db, decide("ann", 5, review.Defer))
	b := begin(t, db)
	samples := storetest.Samples(before + n)
	for some := range slices.Chunk(samples, 2000) {
		add(t, b, some)
	}
	wantEmptyQueue := len(walk(t, db, review.OrderQueue))
	if wantEmptyQueue != before-1 {
		t.Fatalf("%d samples wait before it, want %d", wantEmptyQueue, before-1)
	}
	publish(t, b)
	mustAgree(t, db)
	do(t, db, decide("ann", before+n, review.Accept))
	db = reopen(t, db)
	mustAgree(t, db)
	if got := len(walk(t, db, review.OrderQueue)); got != before+n-2 {
		t.Fatalf("%d samples wait after it, want %d", got, before+n-2)
	}
}

func TestBulk_AbandonLeavesNothing(t *testing.T) {
	t.Parallel()
	for _, before := range []int{0, 20} {
		db := project(t, before)
		b := begin(t, db)
		add(t, b, storetest.Samples(before + 50)[before:])
		must(t, b.Abandon())
		wantEmpty(t, db, before)
		mustAgree(t, db)
		storetest.MustAdd(t, db, storetest.Samples(before + 70)[before:])
		mustAgree(t, db)
		wantEmpty(t, db, before+70)
	}
}

// A process that dies leaves what it had added; the next one takes it out, and
// one that only reads does not see it.
func TestBulk_DiedInTheMiddleLeavesNothing(t *testing.T) {
	t.Parallel()
	const before = 20
	for _, staged := range []bool{false, true} {
		db := project(t, before)
		b := begin(t, db)
		for some := range slices.Chunk(storetest.Samples(before + 12_000)[before:], 2000) {
			add(t, b, some)
		}
		if staged {
			must(t, b.Stage())
		}
		must(t, db.Close())
		reading, err := store.Open(db.Path(), store.ReadOnly())
		must(t, err)
		wantEmpty(t, reading, before)
		mustAgree(t, reading)
		must(t, reading.Close())
		db = open(t, db.Path())
		wantEmpty(t, db, before)
		mustAgree(t, db)
		if n, err := db.StoredItems(); err != nil || n != before {
			t.Fatalf("%d items are left in the file, want %d (%v)", n, before, err)
		}
	}
}

func TestBulk_OneAtATimeAndNoCommitMeanwhile(t *testing.T) {
	t.Parallel()
	db := project(t, 5)
	b := begin(t, db)
	if _, err := db.Bulk(given{}); !errors.Is(err, store.ErrImporting) {
		t.Errorf("a second import: %v, want %v", err, store.ErrImporting)
	}
	_, err := db.Commit(review.Batch{Actions: []review.Action{decide("ann", 1, review.Accept)}})
	if !errors.Is(err, store.ErrImporting) {
		t.Errorf("a commit: %v, want %v", err, store.ErrImporting)
	}
	must(t, b.Abandon())
	do(t, db, decide("ann", 1, review.Accept))
	if _, err := b.Add(context.Background(), storetest.Samples(9)); err == nil {
		t.Error("an import that is over takes samples")
	}
}

func TestBulk_CancelledPublishLeavesNothing(t *testing.T) {
	t.Parallel()
	db := project(t, 5)
	b := begin(t, db)
	add(t, b, storetest.Samples(50)[5:])
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := b.Publish(ctx); !errors.Is(err, context.Canceled) {
		t.Fatalf("publishing: %v, want %v", err, context.Canceled)
	}
	must(t, b.Abandon())
	wantEmpty(t, db, 5)
	mustAgree(t, db)
}
