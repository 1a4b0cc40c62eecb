package rank_test

import (
	"slices"
	"testing"

	"winnow/review"
	"winnow/review/rank"
)

func TestLive_DecisionsInBulkTeachNothing(t *testing.T) {
	t.Parallel()
	samples := moods(t, 0, 60)
	alone, bulk := moodProject(t, samples), moodProject(t, samples)
	live := rank.NewLive(alone.DB)
	for seq := uint64(1); seq <= 30; seq++ {
		alone.judge(t, seq)
	}
	if reordered, err := live.Step(t.Context()); err != nil || !reordered {
		t.Fatalf("30 decisions one by one: %t, %v", reordered, err)
	}
	var actions []review.Action
	for seq := uint64(1); seq <= 30; seq++ {
		actions = append(actions, review.Action{
			Op: review.OpDecide, Reviewer: "ann", Seq: seq, Decision: review.Decision{Verdict: review.Reject},
			Bulk: &review.Bulk{ID: "b", Filter: "rain", Count: 30, N: int(seq)},
		})
	}
	if _, err := bulk.Commit(review.Batch{Actions: actions}); err != nil {
		t.Fatal(err)
	}
	if reordered, err := rank.NewLive(bulk.DB).Step(t.Context()); err != nil || reordered {
		t.Errorf("30 decisions in bulk: reordered %t, %v", reordered, err)
	}
	// One of them is looked at after all: from then on it counts as any.
	for seq := uint64(1); seq <= 30; seq++ {
		bulk.judge(t, seq)
	}
	if reordered, err := rank.NewLive(bulk.DB).Step(t.Context()); err != nil || !reordered {
		t.Errorf("decided again one by one: reordered %t, %v", reordered, err)
	}
}

// bulk has ann reject samples together.
func (p *pupil) bulk(t *testing.T, seqs ...uint64) {
	t.Helper()
	for n, seq := range seqs {
		p.act(t, review.Action{
			Op: review.OpDecide, Seq: seq, Decision: review.Decision{Verdict: review.Reject},
			Bulk: &review.Bulk{ID: "b", Filter: "rain", Count: len(seqs), N: n + 1},
		})
	}
}

// back undoes or redoes n entries of what bulk did.
func (p *pupil) back(t *testing.T, op review.Op, n int) {
	t.Helper()
	for range n {
		p.act(t, review.Action{Op: op, Bulk: &review.Bulk{ID: "b"}})
	}
}

// Of a bulk action each sample is undone or redone that nobody has changed since:
// what others said of the rest stands, and goes on teaching.
func TestLive_WhatABulkUndoLeavesAsItIsStaysLearned(t *testing.T) {
	t.Parallel()
	alone, shared := moodProject(t, moods(t, 0, 60)), moodProject(t, moods(t, 0, 60))
	bulk := []uint64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}
	for seq := uint64(1); seq <= 6; seq++ {
		alone.judgeAs(t, "bob", seq)
	}
	step(t, rank.NewLive(alone))

	shared.bulk(t, bulk...)
	for _, seq := range bulk[:6] {
		shared.judgeAs(t, "bob", seq)
	}
	live := rank.NewLive(shared)
	for _, done := range []struct {
		op   review.Op
		left int // undecided samples then
	}{{review.OpUndo, 54}, {review.OpRedo, 50}, {review.OpUndo, 54}} {
		shared.back(t, done.op, len(bulk))
		step(t, live)
		if s, ok := live.Explain(40); !ok || !s.Learned || len(s.Neighbours) == 0 || s.Of != done.left {
			t.Errorf("after %s of the bulk action: learned %t, %d like it, %d to decide instead of %d", done.op, s.Learned, len(s.Neighbours), s.Of, done.left)
		}
	}
	shared.lesson = review.Lesson{}
	step(t, rank.NewLive(shared))
	if !slices.Equal(alone.lesson.Scores, shared.lesson.Scores) {
		t.Error("bob's decisions teach something else where a bulk action was undone around them")
	}
}

// A redo finds another's decision where the undone one stood.
func TestLive_WhatABulkRedoLeavesAsItIsStaysLearned(t *testing.T) {
	t.Parallel()
	p := moodProject(t, moods(t, 0, 60))
	p.bulk(t, 1, 2, 3, 4, 5, 6)
	p.back(t, review.OpUndo, 6)
	for seq := uint64(1); seq <= 6; seq++ {
		p.judgeAs(t, "bob", seq)
	}
	p.back(t, review.OpRedo, 6)
	live := rank.NewLive(p)
	step(t, live)
	if s, ok := live.Explain(40); !ok || !s.Learned || len(s.Neighbours) == 0 {
		t.Errorf("what bob decided is not learned from: %+v", s)
	}
}

func TestLive_WhatIsDecidedInBulkWaitsNoMore(t *testing.T) {
	t.Parallel()
	p := moodProject(t, moods(t, 0, 100))
	live := rank.NewLive(p)
	step(t, live)
	var bulk []uint64
	for seq := uint64(1); seq <= 100; seq++ {
		if seq%5 < 2 {
			bulk = append(bulk, seq)
		}
	}
	p.bulk(t, bulk...)
	for seq := uint64(2); seq <= 12; seq += 5 {
		p.judge(t, seq)
	}
	step(t, live)
	counts, err := p.Counts()
	if err != nil {
		t.Fatal(err)
	}
	given := 0
	err = p.Walk(review.OrderGiven, func(it review.Item) bool {
		given++
		if s, ok := live.Explain(it.Sample.Seq); !ok || s.Given != given || s.Of != counts.Undecided() {
			t.Errorf("sample %d is given place %d of %d, and is said to have %d of %d", it.Sample.Seq, given, counts.Undecided(), s.Given, s.Of)
		}
		return true
	})
	if err != nil {
		t.Fatal(err)
	}
	for place, seq := range p.queue(t) {
		if s, _ := live.Explain(seq); s.Place != place+1 {
			t.Errorf("sample %d stands at %d and is said to stand at %d", seq, place+1, s.Place)
		}
	}
}

// What is put first is little, and a place there is lost on a sample that waits no
// more.
func TestLive_NothingDecidedInBulkIsPutFirst(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]review.Ordering{"audits": {Audits: 50}, "representatives": {Representative: 40}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := orderedProject(t, o, moods(t, 0, 100))
			live := rank.NewLive(p)
			step(t, live)
			var bulk []uint64
			for seq := uint64(1); seq <= 80; seq++ {
				bulk = append(bulk, seq)
			}
			p.bulk(t, bulk...)
			for seq := uint64(81); seq <= 86; seq++ {
				p.judge(t, seq)
			}
			step(t, live)
			waiting := 0
			for _, s := range p.lesson.Scores {
				switch place, _ := s.Place.Value(); { // next to nothing for what is put first
				case place < 1e-6 && s.Seq <= 86:
					t.Errorf("sample %d is decided and was put first", s.Seq)
				case place < 1e-6:
					waiting++
				}
			}
			if waiting == 0 {
				t.Error("no sample was put first")
			}
		})
	}
}
