package rank

import (
	"fmt"
	"path/filepath"
	"testing"

	"winnow/review"
	"winnow/store"
)

// Of a project larger than the bound the head of the queue is learned about,
// and the next samples when most of those are decided.
func TestLive_LargeProjectsAreLearnedFromTheHead(t *testing.T) {
	t.Parallel()
	task := review.Task{
		Name: "t", Kind: review.Classify, Fields: []string{"text"}, Target: "label",
		Labels: []review.Label{{Name: "a"}, {Name: "b"}},
	}
	db, err := store.Scratch(filepath.Join(t.TempDir(), "p.winnow"), task, 1)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	const all, most = 60, 20
	var batch review.Batch
	for i := range all { // the last are the least confident
		s, err := review.ParseRecord(task, fmt.Appendf(nil, `{"id":"%d","text":"text %d","label":"a","confidence":%f}`, i, i, 1-float64(i+1)/100))
		if err != nil {
			t.Fatal(err)
		}
		s.Confidence = Given{}.Confidence(s)
		batch.Samples = append(batch.Samples, s)
	}
	if _, err := db.Commit(batch); err != nil {
		t.Fatal(err)
	}
	live := NewLive(db)
	live.most = most
	step := func() {
		t.Helper()
		if _, err := live.Step(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	step()
	for seq, want := range map[uint64]bool{all: true, all - most + 1: true, all - most: false, 1: false} {
		if _, ok := live.Explain(seq); ok != want {
			t.Errorf("at first sample %d is known: %v", seq, ok)
		}
	}
	for seq := uint64(all); seq > all-most/2-1; seq-- {
		a := review.Action{Op: review.OpDecide, Reviewer: "ann", Seq: seq, Decision: review.Decision{Verdict: review.Reject}}
		if _, err := db.Commit(review.Batch{Actions: []review.Action{a}}); err != nil {
			t.Fatal(err)
		}
	}
	step()
	step()
	for seq, want := range map[uint64]bool{all: true, all - most: true, all - most - most/2: true, 1: false} {
		if _, ok := live.Explain(seq); ok != want {
			t.Errorf("after deciding half of them sample %d is known: %v", seq, ok)
		}
	}
}
