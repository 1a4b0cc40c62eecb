package review_test

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"winnow/review"
)

// snapshot is one moment of a sample in the naive model. Two moments are the
// same only if they are the same pointer.
type snapshot struct {
	verdict review.Verdict
	answer  string
	flag    bool
	note    string
}

// move is an action in the naive model: the sample before and after.
type move struct {
	seq           uint64
	before, after *snapshot
}

// naive keeps whole snapshots in stacks, with nothing of the log's links.
type naive struct {
	now        map[uint64]*snapshot
	undo, redo map[string][]move
}

func newNaive(samples int) *naive {
	m := &naive{now: map[uint64]*snapshot{}, undo: map[string][]move{}, redo: map[string][]move{}}
	for i := range samples {
		m.now[uint64(i)+1] = &snapshot{}
	}
	return m
}

func (m *naive) do(a review.Action) {
	before := m.now[a.Seq]
	after := *before
	switch a.Op {
	case review.OpDecide:
		after.verdict, after.answer = a.Decision.Verdict, a.Decision.After.Label
	case review.OpFlag:
		after.flag = a.Flag
	case review.OpNote:
		after.note = a.Note
	}
	m.now[a.Seq] = &after
	m.undo[a.Reviewer] = append(m.undo[a.Reviewer], move{a.Seq, before, &after})
	m.redo[a.Reviewer] = nil
}

func (m *naive) undoOf(who string) error {
	stack := m.undo[who]
	if len(stack) == 0 {
		return review.ErrNothingToUndo
	}
	last := stack[len(stack)-1]
	if m.now[last.seq] != last.after {
		return review.ErrChangedSince
	}
	m.now[last.seq] = last.before
	m.undo[who], m.redo[who] = stack[:len(stack)-1], append(m.redo[who], last)
	return nil
}

func (m *naive) redoOf(who string) error {
	stack := m.redo[who]
	if len(stack) == 0 {
		return review.ErrNothingToRedo
	}
	last := stack[len(stack)-1]
	if m.now[last.seq] != last.before {
		return review.ErrChangedSince
	}
	m.now[last.seq] = last.after
	m.redo[who], m.undo[who] = stack[:len(stack)-1], append(m.undo[who], last)
	return nil
}

// Two reviewers on few samples: the log says at every step what the naive
// model says, and refuses what it refuses.
func TestPlan_AgreesWithSnapshots(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		const samples = 3
		s, m := newShelf().fill(samples), newNaive(samples)
		who := rapid.SampledFrom([]string{"ann", "bob"})
		seq := rapid.Uint64Range(1, samples)
		do := func(t *rapid.T, a review.Action) {
			if _, err := s.act(a); err != nil {
				t.Fatalf("%s: %v", a.Op, err)
			}
			m.do(a)
		}
		t.Repeat(map[string]func(*rapid.T){
			"decide": func(t *rapid.T) {
				do(t, review.Action{
					Op: review.OpDecide, Reviewer: who.Draw(t, "who"), Seq: seq.Draw(t, "seq"),
					Decision: review.Decision{
						Verdict: rapid.SampledFrom(review.Verdicts).Draw(t, "verdict"),
						After:   review.Answer{Label: rapid.StringMatching(`[a-z]`).Draw(t, "label")},
					},
				})
			},
			"flag": func(t *rapid.T) {
				do(t, review.Action{Op: review.OpFlag, Reviewer: who.Draw(t, "who"), Seq: seq.Draw(t, "seq"), Flag: rapid.Bool().Draw(t, "flag")})
			},
			"note": func(t *rapid.T) {
				do(t, review.Action{Op: review.OpNote, Reviewer: who.Draw(t, "who"), Seq: seq.Draw(t, "seq"), Note: rapid.StringMatching(`[a-z]?`).Draw(t, "note")})
			},
			"undo": func(t *rapid.T) {
				reviewer := who.Draw(t, "who")
				_, err := s.act(undo(reviewer))
				checkSame(t, err, m.undoOf(reviewer))
			},
			"redo": func(t *rapid.T) {
				reviewer := who.Draw(t, "who")
				_, err := s.act(redo(reviewer))
				checkSame(t, err, m.redoOf(reviewer))
			},
			"": func(t *rapid.T) { checkModel(t, s, m) },
		})
	})
}

func checkSame(t *rapid.T, got, want error) {
	t.Helper()
	if !errors.Is(got, want) || want == nil && got != nil {
		t.Fatalf("got %v, want %v", got, want)
	}
}

func checkModel(t *rapid.T, s *shelf, m *naive) {
	t.Helper()
	want := review.Counts{Samples: len(s.samples), ByVerdict: map[review.Verdict]int{}}
	for seq, w := range m.now {
		st := s.states[seq]
		got := snapshot{verdict: st.Verdict, flag: st.Flag, note: st.Note}
		if st.Decision > 0 {
			got.answer = s.log[st.Decision-1].Decision.After.Label
		}
		if got != *w {
			t.Fatalf("sample %d: got %+v, want %+v", seq, got, *w)
		}
		if w.verdict != "" {
			want.ByVerdict[w.verdict]++
		}
		if w.flag {
			want.Flagged++
		}
	}
	checkCounts(t, s.counts, want)
	for i, e := range s.log {
		if e.N != uint64(i)+1 {
			t.Fatalf("entry %d has number %d", i+1, e.N)
		}
	}
}

// fataler is what *testing.T and *rapid.T share here.
type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

// checkCounts compares counts; a verdict without samples may be left out.
func checkCounts(t fataler, got, want review.Counts) {
	t.Helper()
	for _, v := range review.Verdicts {
		if got.ByVerdict[v] != want.ByVerdict[v] {
			t.Fatalf("%s: %d samples, want %d", v, got.ByVerdict[v], want.ByVerdict[v])
		}
	}
	if got.Samples != want.Samples || got.Flagged != want.Flagged {
		t.Fatalf("got %+v, want %+v", got, want)
	}
}
