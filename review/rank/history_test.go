package rank

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"winnow/review"
)

// book is a log in memory with what derives from it.
type book struct {
	log    []review.Entry
	states map[uint64]review.State
	heads  map[string]review.Heads
}

func (b *book) State(seq uint64) (review.State, error) { return b.states[seq], nil }
func (b *book) Heads(who string) (review.Heads, error) { return b.heads[who], nil }
func (b *book) Entry(n uint64) (review.Entry, error)   { return b.log[n-1], nil }
func (b *book) standing(st review.State) (e review.Entry) {
	if st.Decision > 0 {
		e = b.log[st.Decision-1]
	}
	return e
}

// act does what can be done; what cannot leaves no entry.
func (b *book) act(a review.Action) (e review.Entry, done bool) {
	c, err := review.Plan(b, a, uint64(len(b.log))+1)
	if err != nil {
		return review.Entry{}, false
	}
	b.log = append(b.log, c.Entry)
	b.states[c.Entry.Seq], b.heads[a.Reviewer] = c.Now, c.Heads
	return c.Entry, true
}

// Whatever two reviewers do and undo, alone and in bulk, what learning takes to
// stand is what stands.
func TestHistory_AgreesWithTheLedger(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b, h := &book{states: map[uint64]review.State{}, heads: map[string]review.Heads{}}, history{facts: map[uint64]fact{}}
		bulks := 0
		do := func(a review.Action) bool {
			e, done := b.act(a)
			if done {
				h.take(slim(e))
			}
			return done
		}
		who := rapid.SampledFrom([]string{"ann", "bob"})
		seqs := rapid.Uint64Range(1, 3)
		decision := func(t *rapid.T) review.Decision {
			return review.Decision{
				Verdict: rapid.SampledFrom(review.Verdicts).Draw(t, "verdict"),
				After:   review.Answer{Label: rapid.StringMatching(`[a-z]`).Draw(t, "label")},
			}
		}
		back := func(op review.Op) func(t *rapid.T) {
			return func(t *rapid.T) {
				a := review.Action{Op: op, Reviewer: who.Draw(t, "who")}
				if bulks > 0 && rapid.Bool().Draw(t, "in bulk") {
					a.Bulk = &review.Bulk{ID: fmt.Sprint(rapid.IntRange(1, bulks).Draw(t, "bulk"))}
				}
				for do(a) && a.Bulk != nil {
				}
			}
		}
		t.Repeat(map[string]func(*rapid.T){
			"decide": func(t *rapid.T) {
				do(review.Action{Op: review.OpDecide, Reviewer: who.Draw(t, "who"), Seq: seqs.Draw(t, "seq"), Decision: decision(t)})
			},
			"flag": func(t *rapid.T) {
				do(review.Action{Op: review.OpFlag, Reviewer: who.Draw(t, "who"), Seq: seqs.Draw(t, "seq"), Flag: rapid.Bool().Draw(t, "flag")})
			},
			"bulk": func(t *rapid.T) {
				reviewer, d := who.Draw(t, "who"), review.Decision{Verdict: review.Reject}
				bulks++
				for seq := uint64(1); seq <= 3; seq++ {
					do(review.Action{Op: review.OpDecide, Reviewer: reviewer, Seq: seq, Decision: d, Bulk: &review.Bulk{ID: fmt.Sprint(bulks)}})
				}
			},
			"undo": back(review.OpUndo),
			"redo": back(review.OpRedo),
			"":     func(t *rapid.T) { checkHistory(t, &h, b) },
		})
	})
}

func checkHistory(t *rapid.T, h *history, b *book) {
	for seq, st := range b.states {
		var last step // without one nothing stands
		for _, s := range slices.Backward(h.steps) {
			if s.seq == seq {
				last = s
				break
			}
		}
		e := b.standing(st)
		if last.final != st.Decided() || last.unseen != (e.Bulk != nil) || st.Decided() && last.outcome != OutcomeOf(slim(e).Decision) {
			t.Fatalf("sample %d stands as %+v, decided by %+v; learning takes it for %+v", seq, st, e, last)
		}
	}
}
