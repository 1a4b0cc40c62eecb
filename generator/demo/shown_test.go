package demo_test

import (
	"testing"

	"winnow/generator/demo"
)

// Ensure that the picker goes round: the same outliers in every prompt would be
// what everything that comes is like.
func TestDissimilar_GoesRoundAmongWhatItHasShown(t *testing.T) {
	t.Parallel()
	pool := append(clusters(6, 8, 8, 8), made("odd", "nothing like it anywhere"), made("queer", "quite another matter altogether"))
	const rounds, k = 20, 4
	times := func(p demo.Picker, shown map[string]int) (different, most int) {
		for seed := range uint64(rounds) {
			for _, id := range ids(p.Pick(pool, "", k, seed)) {
				shown[id]++
				most = max(most, shown[id])
			}
		}
		return len(shown), most
	}
	shown := map[string]int{}
	with, most := times(byName(t, "dissimilar", demo.WithShown(func(id string) int { return shown[id] })), shown)
	without, always := times(byName(t, "dissimilar"), map[string]int{})
	if always != rounds {
		t.Errorf("the outlier is shown %d times of %d without what was shown: the test is moot", always, rounds)
	}
	if with != len(pool) || most > 2*rounds*k/len(pool) {
		t.Errorf("%d of %d shown, one of them %d times; without what was shown %d and %d", with, len(pool), most, without, always)
	}
}
