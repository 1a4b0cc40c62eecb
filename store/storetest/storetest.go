package storetest

import (
	"fmt"
	"path/filepath"
	"testing"

	"winnow/review"
	"winnow/store"
)

// Task is a small task of kind classify with the labels fresh and stale.
func Task() review.Task {
	return review.Task{
		Name: "freshness", Kind: review.Classify, Fields: []string{"text"}, Target: "label",
		Labels: []review.Label{{Name: "fresh", Key: "f"}, {Name: "stale", Key: "s"}},
	}
}

// MustCreate makes a project with the task in a folder of the test's own and
// closes it when the test ends.
func MustCreate(t testing.TB, task review.Task) *store.DB {
	t.Helper()
	db, err := store.Create(filepath.Join(t.TempDir(), "project.winnow"), task)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// MustAdd stores the samples, all of which must be new.
func MustAdd(t testing.TB, s review.Store, samples []review.Sample) {
	t.Helper()
	r, err := s.Commit(review.Batch{Samples: samples})
	if err != nil {
		t.Fatal(err)
	}
	for i, a := range r.Samples {
		if a.Arrival != review.Stored {
			t.Fatalf("sample %d is not new: it meets sample %d", i, a.Seq)
		}
	}
}

// Samples makes n samples of [Task], all different, with ids s-1 to s-n. Their
// confidences come in no particular order, every seventh is unknown and every
// fifth shares the value 0.5.
func Samples(n int) []review.Sample {
	out := make([]review.Sample, n)
	for i := range out {
		label := "fresh"
		if i%3 == 0 {
			label = "stale"
		}
		confidence := ""
		switch {
		case i%7 == 6:
		case i%5 == 4:
			confidence = `,"confidence":0.5`
		default:
			confidence = fmt.Sprintf(`,"confidence":%.3f`, float64(i*7919%1000)/1000)
		}
		raw := fmt.Sprintf(`{"id":"s-%d","text":"The loaf of day %d is on the shelf.","label":%q%s,"shelf":%d}`,
			i+1, i+1, label, confidence, i%12)
		s, err := review.ParseRecord(Task(), []byte(raw))
		if err != nil {
			panic(fmt.Sprintf("storetest makes a bad record: %v", err))
		}
		if p, ok := s.Signal("confidence"); ok {
			s.Confidence = review.Known(p)
		}
		s.Provenance = review.Provenance{Source: "file", Origin: "bakery.jsonl", Line: i + 1}
		out[i] = s
	}
	return out
}
