package similar_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"winnow/review/similar"
)

// The first three are the example of Lin (2004), section 3: sentence-level
// ROUGE-L of two candidates, with the second differing from the reference in
// order only.
func TestRougeL_KnownValues(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want float64
	}{
		{"police killed the gunman", "police kill the gunman", 3.0 / 4},
		{"police killed the gunman", "the gunman kill police", 2.0 / 4},
		{"police killed the gunman", "the gunman police killed", 2.0 / 4},
		{"The cat sat on the mat.", "the cat is on the mat", 2 * 5.0 / 12},
		{"a b c", "a x b y c z", 2 * 3.0 / 9},
		{"same words", "SAME, words!", 1},
		{"나는 밥을 먹었다", "나는 빵을 먹었다", 2 * 6.0 / 14},
		{"nothing shared", "at all", 0},
		{"", "", 0},
		{"?!", "?!", 0},
	} {
		if got := similar.RougeL(c.a, c.b); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("RougeL(%q, %q) = %v, want %v", c.a, c.b, got, c.want)
		}
	}
}

// byHand is ROUGE-L with the table of the textbook.
func byHand(a, b string) float64 {
	x, y := strings.Fields(a), strings.Fields(b)
	table := make([][]int, len(x)+1)
	for i := range table {
		table[i] = make([]int, len(y)+1)
	}
	for i := range x {
		for j := range y {
			table[i+1][j+1] = max(table[i][j+1], table[i+1][j])
			if x[i] == y[j] {
				table[i+1][j+1] = table[i][j] + 1
			}
		}
	}
	if len(x)+len(y) == 0 {
		return 0
	}
	return 2 * float64(table[len(x)][len(y)]) / float64(len(x)+len(y))
}

// fewWords draws texts of up to 150 words out of few, so that much is shared
// and the longest take several blocks of 64.
func fewWords(name string) func(*rapid.T) string {
	text := rapid.Custom(func(t *rapid.T) string {
		vocabulary := rapid.SampledFrom([]int{1, 3, 10, 60}).Draw(t, "vocabulary")
		words := rapid.SliceOfN(rapid.IntRange(0, vocabulary), 0, 150).Draw(t, "words")
		var b strings.Builder
		for _, w := range words {
			fmt.Fprintf(&b, "w%d ", w)
		}
		return b.String()
	})
	return func(t *rapid.T) string { return text.Draw(t, name) }
}

func TestRougePool_AgreesWithComparingEveryMember(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		pool := similar.NewRougePool()
		var members []string
		for range rapid.IntRange(1, 6).Draw(t, "rounds") {
			for range rapid.IntRange(0, 4).Draw(t, "new members") {
				text := fewWords("member")(t)
				pool.Add(fmt.Sprint(len(members)), text)
				members = append(members, text)
			}
			asked := fewWords("asked")(t)
			floor := rapid.SampledFrom([]float64{0, 0.3, 0.7, 1}).Draw(t, "floor")
			want, score := "", 0.0
			for i, m := range members {
				if s := byHand(asked, m); s > score && s >= floor {
					want, score = fmt.Sprint(i), s
				}
			}
			got, ok := pool.Highest(asked, floor)
			if ok != (want != "") || got.ID != want || math.Abs(got.Score-score) > 1e-12 {
				t.Fatalf("the pool says %v %v, comparing all says %q %v", got, ok, want, score)
			}
		}
		if pool.Len() != len(members) {
			t.Fatalf("Len is %d with %d members", pool.Len(), len(members))
		}
	})
}

func TestRougeL_LongTextsAgreeWithTheTable(t *testing.T) {
	t.Parallel()
	r, l := draws(12), invent(10, " ", "abcdefghij", 3, 5, 300)
	for range 100 {
		a := l.join1(l.text(r, 60+r.IntN(200)))
		b := l.join1(l.text(r, 60+r.IntN(200)))
		if got, want := similar.RougeL(a, b), byHand(a, b); math.Abs(got-want) > 1e-12 {
			t.Fatalf("%v instead of %v for %q and %q", got, want, a, b)
		}
	}
}

func TestRougePool_NoPairAboveTheLimitIsKept(t *testing.T) {
	t.Parallel()
	const limit = 0.7 // Self-Instruct
	r, l := draws(11), invent(9, " ", "abcdef", 1, 3, 40)
	pool := similar.NewRougePool()
	var kept []string
	for i := range 600 {
		text := l.join1(l.text(r, 3+r.IntN(8)))
		if m, ok := pool.Highest(text, limit); ok && m.Score > limit {
			continue
		}
		pool.Add(fmt.Sprint(i), text)
		kept = append(kept, text)
	}
	if len(kept) < 50 || len(kept) > 590 {
		t.Fatalf("%d of 600 kept: the test shows nothing", len(kept))
	}
	for i, a := range kept {
		for _, b := range kept[:i] {
			if s := byHand(a, b); s > limit {
				t.Fatalf("%q and %q are both kept at %v", a, b, s)
			}
		}
	}
}

func BenchmarkRougePool_Highest(b *testing.B) {
	for _, words := range []int{30, 300} {
		l, r := latin(), draws(5)
		pool := similar.NewRougePool()
		for i := range 10_000 {
			pool.Add(fmt.Sprint(i), l.join1(l.text(r, words)))
		}
		asked := make([]string, 64)
		for i := range asked {
			asked[i] = l.join1(l.text(r, words))
		}
		for _, floor := range []float64{0, 0.7} {
			b.Run(fmt.Sprintf("10000x%d_floor%v", words, floor), func(b *testing.B) {
				i := 0
				for b.Loop() {
					pool.Highest(asked[i%len(asked)], floor)
					i++
				}
			})
		}
	}
}
