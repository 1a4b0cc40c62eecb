package similar_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"winnow/review/similar"
)

// edit changes, adds or takes out one word.
func edit(r *rand.Rand, l language, words []string) []string {
	words = slices.Clone(words)
	at := r.IntN(len(words))
	switch r.IntN(3) {
	case 0:
		words[at] = l.word(r) + "x"
	case 1:
		words = slices.Insert(words, at, l.word(r)+"x")
	default:
		words = slices.Delete(words, at, at+1)
	}
	return words
}

// planted counts how often the copy of a text with one word edited is found, and
// how often a text that has nothing to do with any is.
func planted(l language, texts int) (found, wrongly float64) {
	r, near := draws(7), similar.NewNear()
	all := make([][]string, texts)
	for i := range all {
		all[i] = l.text(r, 30+r.IntN(30))
		near.Add(fmt.Sprint(i), l.join1(all[i]))
	}
	for i, words := range all {
		if id, _, ok := near.Find(l.join1(edit(r, l, words))); ok && id == fmt.Sprint(i) {
			found++
		}
		if _, _, ok := near.Find(l.join1(l.text(r, 30+r.IntN(30)))); ok {
			wrongly++
		}
	}
	return found / float64(texts), wrongly / float64(texts)
}

func TestNear_OneEditedWordIsFoundAndUnrelatedTextsAreNot(t *testing.T) {
	t.Parallel()
	for name, l := range map[string]language{"latin": latin(), "korean": korean(), "japanese": japanese()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found, wrongly := planted(l, 1000)
			t.Logf("found %.2f %%, wrongly %.2f %%", 100*found, 100*wrongly)
			if found < 0.95 || wrongly >= 0.001 {
				t.Errorf("found %.3f of the edited (want 0.95), %.4f of the unrelated (want < 0.001)", found, wrongly)
			}
		})
	}
}

func TestNear_ExactDuplicatesAreAlwaysFound(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		near := similar.NewNear()
		texts := rapid.SliceOfN(rapid.StringN(1, 40, -1), 1, 20).Draw(t, "texts")
		for i, text := range texts {
			near.Add(fmt.Sprint(i), text)
		}
		text := rapid.SampledFrom(texts).Draw(t, "text")
		_, j, ok := near.Find(" " + text + "\n")
		if empty := similar.Normal(text) == ""; ok == empty || ok && j != 1 {
			t.Fatalf("%q: found %v with %v", text, ok, j)
		}
	})
}

func TestNear_CasePunctuationAndSpacingDoNotCount(t *testing.T) {
	t.Parallel()
	near := similar.NewNear()
	near.Add("a", "Where is the night train to Busan, please?")
	near.Add("b", "야간열차는 어디에 있습니까?")
	near.Add("c", "!!!")
	for text, want := range map[string]string{
		"where is the NIGHT train\nto Busan -- please": "a",
		"야간열차는  어디에 있습니까":                              "b",
		"!!!":                           "c",
		"":                              "",
		"?!":                            "",
		"where is the day boat to Jeju": "",
	} {
		if id, _, ok := near.Find(text); id != want || ok != (want != "") {
			t.Errorf("Find(%q) = %q %v, want %q", text, id, ok, want)
		}
	}
}

func TestNear_TheDuplicateComesBeforeWhatOnlyLooksLikeIt(t *testing.T) {
	t.Parallel()
	near := similar.NewNear()
	for _, laugh := range []string{"hahahahahaha", "hahahahahahaha", "hahahahahahahaha"} { // the same shingles
		near.Add(laugh, laugh)
	}
	if id, j, _ := near.Find("Hahahahahahaha!"); id != "hahahahahahaha" || j != 1 {
		t.Errorf("found %q at %v", id, j)
	}
}

func TestNear_EveryHitIsVerified(t *testing.T) {
	t.Parallel()
	l, r, near := latin(), draws(4), similar.NewNear()
	texts := map[string]string{}
	for i := range 300 {
		words := l.text(r, 20)
		for range r.IntN(6) { // from nearly the same to hardly alike
			words = edit(r, l, words)
		}
		id := fmt.Sprint(i)
		texts[id] = l.join1(words)
		near.Add(id, texts[id])
		asked := l.join1(edit(r, l, edit(r, l, words)))
		if found, j, ok := near.Find(asked); ok {
			if exact := similar.Jaccard(asked, texts[found]); exact != j || j < similar.NearJaccard {
				t.Fatalf("found at %v, exactly %v", j, exact)
			}
		}
	}
}

func TestJaccard_KnownValues(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want float64
	}{
		{"abcdef", "abcdef", 1},
		{"abcdef", "abcdeg", 1.0 / 3}, // abcde bcdef, abcde bcdeg
		{"abcdefgh", "abcdefgx", 3.0 / 5},
		{"abc", "abc", 1},
		{"abc", "abd", 0},
		{"일이삼사오육", "일이삼사오칠", 1.0 / 3},
		{"東京の夜", "東京の朝", 1.0 / 3}, // 東京の 京の夜, 東京の 京の朝
		{"ab夜行", "xb夜行", 1.0 / 3}, // ab夜行 b夜行, xb夜行 b夜行
		{"東京", "東京", 1},
		{"東京", "大阪", 0},
		{"", "", 0},
	} {
		if got := similar.Jaccard(c.a, c.b); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("Jaccard(%q, %q) = %v, want %v", c.a, c.b, got, c.want)
		}
	}
}

func BenchmarkNear(b *testing.B) {
	l, r := latin(), draws(6)
	texts := make([]string, 10_000)
	for i := range texts {
		texts[i] = l.join1(l.text(r, 30))
	}
	near := similar.NewNear()
	b.Run("Add30words", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			near.Add("", texts[i%len(texts)]+strings.Repeat("x", i/len(texts)%7))
		}
	})
	near = similar.NewNear()
	for i, text := range texts {
		near.Add(fmt.Sprint(i), text)
	}
	b.Run("FindAmong10000", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			near.Find(texts[i%len(texts)])
		}
	})
}
