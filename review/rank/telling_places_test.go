package rank

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Ensure that the places are those of the words that are learned from, whatever
// the text.
func TestPlaced_AreTheWordsThatAreLearnedFrom(t *testing.T) {
	t.Parallel()
	parts := []string{"Word", "a", " ", "\n", "Ёлка", "İstanbul", "ẞ", "日本", "カナ", "한국어", "\xff", "\x00", "e\u0301", "_9", "مرحبا", "-", "K\u212a", "ŉ", "👍🏽"}
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(parts), rapid.String()), 0, 20).Draw(t, "parts"), "")
		var want, got []string
		pairs(text, func(w string) { want = append(want, w) })
		end := 0
		placed(text, func(w string, from, to int) {
			got = append(got, w)
			if from < 0 || from >= to || to > len(text) || to < end {
				t.Fatalf("%q at %d to %d of %q", w, from, to, text)
			}
			end = to
			// What stands there says the word again.
			var again []string
			pairs(text[from:to], func(w string) { again = append(again, w) })
			if !slices.Contains(again, w) {
				t.Fatalf("%q stands at %q", w, text[from:to])
			}
		})
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("\n got %q\nwant %q", got, want)
		}
	})
}
