package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"winnow/review"
	"winnow/store"
	"winnow/store/storetest"
)

// newSample is a sample with the id and so many bytes of text.
func newSample(id string, i, size int) review.Sample {
	text := fmt.Sprintf("loaf %d %s", i, strings.Repeat("x", size))
	s := review.Sample{
		ID: id, Fields: []review.Field{{Name: "text", Text: text}}, Raw: fmt.Appendf(nil, `{"text":%q}`, text),
		Provenance: review.Provenance{Source: "file", Origin: "a \"b\".jsonl", Line: i + 1},
	}
	if i%3 > 0 {
		p := float64(i%5) / 5
		s.Signals = []review.Signal{{Name: review.SignalConfidence, Value: p}}
		s.Raw = fmt.Appendf(s.Raw[:len(s.Raw)-1], `,"confidence":%g}`, p)
	}
	return s
}

// drawSamples draws samples whose ids and texts have all sizes.
func drawSamples(rt *rapid.T) []review.Sample {
	n := rapid.OneOf(rapid.IntRange(0, 30), rapid.IntRange(0, 3000)).Draw(rt, "n")
	prefix := strings.Repeat("p", rapid.SampledFrom([]int{0, 1, 7, 8, 9, 200, 900}).Draw(rt, "prefix"))
	sizes := rapid.SliceOfN(rapid.SampledFrom([]int{0, 10, 400, 3900, 4000, 4096, 9000, 70_000}), 1, 8).Draw(rt, "sizes")
	step := rapid.SampledFrom([]int{1, 7919, 104_729}).Draw(rt, "step")
	samples := make([]review.Sample, n)
	for i := range samples {
		size := sizes[i%len(sizes)]
		if i > 200 {
			size = min(size, 400)
		}
		samples[i] = newSample(prefix+fmt.Sprint(i*step%1_000_003), i, size)
	}
	return samples
}

// An import into a project without samples writes its file anew. bbolt finds
// no fault in it, and it is the one that an import in place makes, pair by pair;
// what follows works on it as on any other.
func TestBulk_TheNewFileIsAsGoodAsAnyOther(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		samples := drawSamples(rt)
		path := filepath.Join(dir, "p.winnow")
		db, err := store.Create(path, storetest.Task())
		must(t, err)
		defer os.Remove(path) //nolint:errcheck // the folder goes too
		defer db.Close()
		inPlace := filepath.Join(dir, "copy.winnow")
		_, err = db.Backup(t.Context(), inPlace, true)
		must(t, err)
		other, err := store.Open(inPlace)
		must(t, err)
		defer other.Close()
		for _, d := range []*store.DB{db, other} {
			b := begin(t, d)
			if d == other {
				b.InPlace()
			}
			for some := range slices.Chunk(samples, 500) {
				add(t, b, some)
			}
			if c := publish(t, b); c.Samples != len(samples) {
				rt.Fatalf("%d samples after it, want %d", c.Samples, len(samples))
			}
		}
		if one, two := db.Pairs(), other.Pairs(); !slices.Equal(one, two) {
			rt.Fatalf("the new file has %d pairs, the other %d, or they differ", len(one), len(two))
		}
		sound(rt, db)
		more := []review.Sample{newSample("more", 1_000_000, 5000), newSample("", 1_000_001, 10)}
		_, err = db.Commit(review.Batch{Samples: more, Actions: []review.Action{decide("ann", uint64(len(samples)+1), review.Accept)}})
		must(t, err)
		sound(rt, db)
		must(t, db.Close())
		if r, err := store.CheckFile(path); err != nil || !r.OK() {
			rt.Fatalf("the file: %q, %v", r.Lines(), err)
		}
	})
}

func sound(t interface{ Fatalf(string, ...any) }, db *store.DB) {
	if errs := db.Pages(); len(errs) > 0 {
		t.Fatalf("bbolt finds: %v", errs)
	}
	r, err := db.Check()
	if err != nil || !r.OK() {
		t.Fatalf("the check finds: %q, %v", r.Lines(), err)
	}
}

// Nothing but the project and the note of who has it stays in the folder.
func wantAlone(t *testing.T, path string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	must(t, err)
	for _, e := range entries {
		if name := e.Name(); name != filepath.Base(path) && name != filepath.Base(path)+".lock" {
			t.Errorf("%s is left", name)
		}
	}
}

// Whichever write or sync fails: nothing of the import is there, the project
// goes on, and the same import again is complete.
func TestBulk_AFailingDiskLeavesNothingOfTheNewFile(t *testing.T) {
	t.Parallel()
	samples := storetest.Samples(1500)
	db := project(t, 0)
	failed := 0
	for n := int64(1); ; n++ {
		b := begin(t, db)
		b.FailAt(n)
		_, err := b.Add(context.Background(), samples)
		if err == nil {
			_, err = b.Publish(context.Background())
		}
		if err == nil {
			break
		}
		failed++
		if !errors.Is(err, store.ErrDisk) {
			t.Fatalf("at call %d: %v", n, err)
		}
		must(t, b.Abandon())
		wantEmpty(t, db, 0)
		wantAlone(t, db.Path())
	}
	if failed < 6 {
		t.Errorf("only %d calls could fail", failed)
	}
	wantEmpty(t, db, len(samples))
	mustAgree(t, db)
	do(t, db, decide("ann", 7, review.Accept))
	db = reopen(t, db)
	wantAlone(t, db.Path())
	mustAgree(t, db)
}

func TestBulk_AbandonedNewFileIsGone(t *testing.T) {
	t.Parallel()
	db := project(t, 0)
	for _, cancelled := range []bool{false, true} {
		b := begin(t, db)
		if !b.IsFresh() {
			t.Fatal("the samples go into the project's own file")
		}
		add(t, b, storetest.Samples(3000))
		if cancelled {
			ctx, cancel := context.WithCancel(context.Background())
			cancel()
			if _, err := b.Publish(ctx); !errors.Is(err, context.Canceled) {
				t.Fatalf("publishing: %v, want %v", err, context.Canceled)
			}
		}
		must(t, b.Abandon())
		wantEmpty(t, db, 0)
		wantAlone(t, db.Path())
	}
	storetest.MustAdd(t, db, storetest.Samples(10))
	mustAgree(t, db)
}

// What is changed in the project while rows come in is in the new file too, and
// the project stays locked and this one's.
func TestBulk_TheNewFileTakesOverWhatTheProjectHas(t *testing.T) {
	t.Parallel()
	db := project(t, 0)
	seed := db.Seed()
	b := begin(t, db)
	add(t, b, storetest.Samples(40))
	task := storetest.Task()
	task.Guidelines = "Look at the crust."
	must(t, db.SetTask(task))
	publish(t, b)
	var inUse *review.InUseError
	if _, err := store.Open(db.Path()); !errors.As(err, &inUse) {
		t.Errorf("opening it a second time: %v", err)
	}
	do(t, db, decide("ann", 3, review.Accept))
	db = reopen(t, db)
	if got, err := db.Task(); err != nil || got.Guidelines != task.Guidelines || db.Seed() != seed {
		t.Errorf("guidelines %q, seed %d, %v; want %q, %d", got.Guidelines, db.Seed(), err, task.Guidelines, seed)
	}
	if it, err := db.Item(3); err != nil || !it.State.Decided() {
		t.Errorf("sample 3: %+v, %v", it.State, err)
	}
	mustAgree(t, db)
	if info, err := os.Stat(db.Path()); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("its mode is %v (%v)", info.Mode(), err)
	}
}

// A file that was put into the project's place meanwhile is not overwritten.
func TestBulk_TheNewFileReplacesOnlyItsProject(t *testing.T) {
	t.Parallel()
	db := project(t, 0)
	b := begin(t, db)
	add(t, b, storetest.Samples(40))
	must(t, os.Remove(db.Path()))
	must(t, os.WriteFile(db.Path(), []byte("another"), 0o600))
	if _, err := b.Publish(context.Background()); !errors.Is(err, review.ErrReplaced) {
		t.Errorf("publishing: %v, want %v", err, review.ErrReplaced)
	}
	_ = b.Abandon() // the project is gone
	if got, err := os.ReadFile(db.Path()); err != nil || string(got) != "another" {
		t.Errorf("the other file holds %q (%v)", got, err)
	}
}
