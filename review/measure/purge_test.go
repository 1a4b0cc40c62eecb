package measure_test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"winnow/review"
	"winnow/review/measure"
	"winnow/store"
)

// Ensure that a project with purged samples has the figures of one that never
// had them: a purge is logged as a rejection, but nobody's.
func TestReview_PurgedSamplesAreAsIfTheyHadNeverBeen(t *testing.T) {
	t.Parallel()
	const kept, gone = 18, 14
	never := inkProject(t, kept)
	workOnInk(t, never, 10)
	want := figuresOfProject(t, never)
	if p := want.Pace; want.Decided != 10 || value(p.MedianSeconds) != 10 || value(p.PerHour) != 360 || len(want.Reviewers) != 1 {
		t.Fatalf("the test is wrong: without a purge %d are decided, %+v, %+v", want.Decided, p, want.Reviewers)
	}

	purged := inkProject(t, kept+gone)
	workOnInk(t, purged, 10)
	var ids []string
	for i := kept; i < kept+gone; i++ {
		ids = append(ids, fmt.Sprint(i))
	}
	// What was decided of two of these before they were purged is gone with them.
	answerInk(t, purged, "ann", kept+1, "black")
	answerInk(t, purged, "bob", kept+1, "blue")
	answerInk(t, purged, "bob", kept+2, "blue")
	if err := purged.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Purge(t.Context(), purged.Path(), ids); err != nil {
		t.Fatal(err)
	}
	again, err := store.Open(purged.Path())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = again.Close() })
	got := figuresOfProject(t, again)
	if d := cmp.Diff(asRead(t, want), asRead(t, got)); d != "" {
		t.Errorf("a purge changed the figures:\n%s", d)
	}
	stats, err := measure.Of(func(visit func(review.Item) bool) error { return again.Walk(review.OrderAll, visit) })
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(asRead(t, want.Stats), asRead(t, stats)); d != "" {
		t.Errorf("a purge changed the counts:\n%s", d)
	}
}

func inkTask() review.Task {
	return review.Task{
		Name: "ink", Kind: review.Classify, Fields: []string{"text"}, Target: "label",
		Labels: []review.Label{{Name: "black"}, {Name: "blue"}},
	}
}

// inkProject has n samples with a confidence, a judge's mark and a source.
func inkProject(t *testing.T, n int) *store.DB {
	t.Helper()
	db, err := store.Scratch(filepath.Join(t.TempDir(), "p.winnow"), inkTask(), 7)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	var samples []review.Sample
	for i := range n {
		s, err := review.ParseRecord(inkTask(), fmt.Appendf(nil, `{"id":"%d","text":"ink %d","label":"black","confidence":0.9}`, i, i))
		if err != nil {
			t.Fatal(err)
		}
		s.Confidence = review.Known(0.9)
		s.Signals = append(s.Signals, review.Signal{Name: review.SignalJudge, Value: 1})
		s.Provenance = review.Provenance{Source: "file", Origin: "ink.jsonl", Tokens: 5}
		samples = append(samples, s)
	}
	if _, err := db.Commit(review.Batch{Samples: samples}); err != nil {
		t.Fatal(err)
	}
	return db
}

// workOnInk has ann accept the first n samples.
func workOnInk(t *testing.T, db *store.DB, n uint64) {
	t.Helper()
	for seq := uint64(1); seq <= n; seq++ {
		answerInk(t, db, "ann", seq, "black")
	}
}

// answerInk takes ten seconds.
func answerInk(t *testing.T, db *store.DB, who string, seq uint64, label string) {
	t.Helper()
	it, err := db.Item(seq)
	if err != nil {
		t.Fatal(err)
	}
	d, err := review.Decide(inkTask(), it.Sample, review.Answer{Label: label})
	if err != nil {
		t.Fatal(err)
	}
	d.Seconds, d.Shown.Confidence = 10, it.Confidence
	a := review.Action{Op: review.OpDecide, Reviewer: who, At: nine.Add(10 * time.Duration(seq) * time.Second), Seq: seq, Decision: d}
	r, err := db.Commit(review.Batch{Actions: []review.Action{a}})
	if err != nil || r.Actions[0].Err != nil {
		t.Fatal(err, r.Actions)
	}
}

func figuresOfProject(t *testing.T, db *store.DB) measure.Figures {
	t.Helper()
	f, err := measure.Review(measure.Reading{
		Labels: inkTask().LabelNames(), Log: db.Log,
		Walk: func(visit func(review.Item) bool) error { return db.Walk(review.OrderAll, visit) },
	})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// asRead is what `winnow stats --json` would show.
func asRead(t *testing.T, figures any) (read map[string]any) {
	t.Helper()
	b, err := json.Marshal(figures)
	if err == nil {
		err = json.Unmarshal(b, &read)
	}
	if err != nil {
		t.Fatal(err)
	}
	return read
}
