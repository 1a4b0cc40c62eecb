package review_test

import (
	"testing"

	"pgregory.net/rapid"

	"winnow/review"
)

// Ensure that counts which are kept up to date say what counting says.
func TestCounts_ApplyIsCounting(t *testing.T) {
	t.Parallel()
	states := rapid.Custom(func(t *rapid.T) review.State {
		return review.State{
			Verdict: rapid.SampledFrom(append([]review.Verdict{""}, review.Verdicts...)).Draw(t, "verdict"),
			Flag:    rapid.Bool().Draw(t, "flag"),
			Note:    rapid.StringMatching(`[a-z]?`).Draw(t, "note"),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		all := make([]review.State, rapid.IntRange(1, 5).Draw(t, "samples"))
		kept := review.Counts{Samples: len(all)}
		for range rapid.IntRange(0, 50).Draw(t, "changes") {
			i := rapid.IntRange(0, len(all)-1).Draw(t, "sample")
			now := states.Draw(t, "now")
			kept.Apply(all[i], now)
			all[i] = now
		}
		want := review.Counts{Samples: len(all), ByVerdict: map[review.Verdict]int{}}
		decided := 0
		for _, st := range all {
			if st.Verdict != "" {
				want.ByVerdict[st.Verdict]++
			}
			if st.Flag {
				want.Flagged++
			}
			if st.Decided() {
				decided++
			}
		}
		checkCounts(t, kept, want)
		if kept.Decided() != decided || kept.Undecided() != len(all)-decided {
			t.Fatalf("%d decided, %d not; want %d of %d", kept.Decided(), kept.Undecided(), decided, len(all))
		}
	})
}

func TestCounts_DeferredIsUndecided(t *testing.T) {
	t.Parallel()
	c := review.Counts{Samples: 3, ByVerdict: map[review.Verdict]int{review.Defer: 1, review.Reject: 1}}
	if c.Decided() != 1 || c.Undecided() != 2 {
		t.Errorf("%d decided, %d not", c.Decided(), c.Undecided())
	}
}
