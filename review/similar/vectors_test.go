package similar_test

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"winnow/review/similar"
)

// Two texts over the terms a (in both), b and c (in one each): the rarity of a
// is ln(3/3)+1 = 1, of the others ln(3/2)+1.
func TestVectors_KnownCosine(t *testing.T) {
	t.Parallel()
	rare := math.Log(1.5) + 1
	twice := 1 + math.Log(2)
	v := similar.NewVectors([]string{"a b", "c a a"})
	want := twice / (math.Sqrt(1+rare*rare) * math.Sqrt(twice*twice+rare*rare))
	if got := v.Cosine(0, 1); math.Abs(got-want) > 1e-6 {
		t.Errorf("Cosine = %v, want %v", got, want)
	}
	if mean, ok := v.MeanCosine(); !ok || math.Abs(mean-want) > 1e-6 {
		t.Errorf("MeanCosine of the one pair = %v %v, want %v", mean, ok, want)
	}
	// "d" is unknown, as rare as can be, and makes the text less alike.
	hits := v.Nearest("b d", 1)
	unknown := math.Log(3) + 1
	want = rare / math.Sqrt(rare*rare+unknown*unknown) * rare / math.Sqrt(1+rare*rare)
	if len(hits) != 1 || hits[0].Index != 0 || math.Abs(hits[0].Cosine-want) > 1e-6 {
		t.Errorf("Nearest = %v, want text 0 at %v", hits, want)
	}
}

func TestVectors_NearestIsTheOrderOfTheCosines(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) string { return fewWords("text")(t) }), 1, 12).Draw(t, "texts")
		v := similar.NewVectors(texts)
		k := rapid.IntRange(0, len(texts)+2).Draw(t, "k")
		i := rapid.IntRange(0, len(texts)-1).Draw(t, "i")
		hits := v.NearestOf(i, k)
		if want := min(k, len(texts)-1); len(hits) != want {
			t.Fatalf("%d hits, want %d", len(hits), want)
		}
		taken := map[int]bool{i: true}
		for n, h := range hits {
			if math.Abs(h.Cosine-v.Cosine(i, h.Index)) > 1e-5 || taken[h.Index] {
				t.Fatalf("hit %v, cosine %v", h, v.Cosine(i, h.Index))
			}
			if n > 0 && h.Cosine > hits[n-1].Cosine {
				t.Fatalf("hits out of order: %v", hits)
			}
			taken[h.Index] = true
		}
		for j := range texts {
			if !taken[j] && k > 0 && v.Cosine(i, j) > hits[len(hits)-1].Cosine+1e-5 {
				t.Fatalf("text %d at %v is left out of %v", j, v.Cosine(i, j), hits)
			}
		}
	})
}

func TestVectors_MeanCosineIsThatOfAllPairs(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) string { return fewWords("text")(t) }), 0, 12).Draw(t, "texts")
		v := similar.NewVectors(texts)
		sum, pairs := 0.0, 0
		for i := range texts {
			for j := range i {
				sum, pairs = sum+v.Cosine(i, j), pairs+1
			}
		}
		mean, ok := v.MeanCosine()
		if ok != (pairs > 0) || ok && math.Abs(mean-sum/float64(pairs)) > 1e-5 {
			t.Fatalf("MeanCosine = %v %v, by pairs %v of %d", mean, ok, sum, pairs)
		}
	})
}

func TestVectors_TheSameTextIsNearestInAnyScript(t *testing.T) {
	t.Parallel()
	texts := []string{"Where is the night train?", "야간열차는 어디에 있습니까?", "夜行列車はどこですか", "ไปเชียงใหม่กี่โมง", "☂ ☂ ☃"}
	v := similar.NewVectors(texts)
	for i, text := range texts {
		if hits := v.Nearest(text, 1); hits[0].Index != i || hits[0].Cosine < 0.999 {
			t.Errorf("nearest to %q: %v", text, hits)
		}
	}
	if hits := v.Nearest("", 9); len(hits) != len(texts) || hits[0].Cosine != 0 {
		t.Errorf("nearest to nothing: %v", hits)
	}
	if hits := similar.NewVectors(nil).Nearest("x", 3); len(hits) != 0 {
		t.Errorf("nearest of nothing: %v", hits)
	}
}

func BenchmarkVectors(b *testing.B) {
	l, r := latin(), draws(8)
	texts := make([]string, 10_000)
	for i := range texts {
		texts[i] = l.join1(l.text(r, 30))
	}
	b.Run(fmt.Sprintf("New%d", len(texts)), func(b *testing.B) {
		for b.Loop() {
			similar.NewVectors(texts)
		}
	})
	v := similar.NewVectors(texts)
	b.Run("Nearest8", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			v.NearestOf(i%len(texts), 8)
		}
	})
}
