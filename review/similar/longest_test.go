package similar_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"winnow/review/similar"
)

// common is the most words in a row that two lists have in common, looked for
// without any index.
func common(a, b []string) int {
	best := 0
	for i := range a {
		for j := range b {
			n := 0
			for i+n < len(a) && j+n < len(b) && a[i+n] == b[j+n] {
				n++
			}
			best = max(best, n)
		}
	}
	return best
}

// The longest common n-gram is the longest one, wherever it stands; below eight
// words there is none.
func TestLongest_IsTheLongestCommonNGram(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		text := func(name string) []string {
			return rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c"}), 0, 60).Draw(rt, name)
		}
		var sources []similar.Source
		var all [][]string
		for i := range rapid.IntRange(1, 4).Draw(rt, "texts") {
			all = append(all, text("test"))
			sources = append(sources, similar.Source{ID: fmt.Sprint(i), Text: strings.Join(all[i], " ")})
		}
		own := text("own")
		if at := rapid.IntRange(0, len(all[0])).Draw(rt, "from"); at < len(all[0]) {
			own = slices.Concat(own, all[0][at:], []string{"z"})
		}
		want := 0
		for _, words := range all {
			want = max(want, common(own, words))
		}
		got, ok := similar.NewContamination(sources).Longest(strings.Join(own, " "))
		if ok != (want >= 8) && got.Kind != similar.OverlapSame || ok && got.Length != want {
			rt.Fatalf("%v %+v, want %d", ok, got, want)
		}
	})
}

// A long copy costs no more than its length.
func TestLongest_OfALongCopy(t *testing.T) {
	t.Parallel()
	copied := words("w", 200_000)
	index := similar.NewContamination([]similar.Source{{ID: "book", Text: "before " + copied}})
	if c, ok := index.Longest(copied + " behind"); !ok || c.Length != 200_000 || c.ID != "book" {
		t.Errorf("%v %d words of %s", ok, c.Length, c.ID)
	}
}
