package measure_test

import (
	"bytes"
	"compress/flate"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"winnow/review/measure"
)

func is(t *testing.T, what string, got *float64, want float64) {
	t.Helper()
	if math.Abs(value(got)-want) > 1e-6 {
		t.Errorf("%s = %v, want %v", what, value(got), want)
	}
}

func TestDiversityOf_KnownValues(t *testing.T) {
	t.Parallel()
	d := measure.DiversityOf([]string{"The cat sat down.", "the cat sat down again", "A dog ran"}, 0)
	if d.Texts != 3 || d.Tokens != 12 || d.Vocabulary != 8 {
		t.Errorf("%d texts, %d tokens, vocabulary %d, want 3, 12, 8", d.Texts, d.Tokens, d.Vocabulary)
	}
	is(t, "distinct-1", d.Distinct1, 8.0/12)
	is(t, "distinct-2", d.Distinct2, 6.0/9) // 3 twice, 1 and 2 once
	is(t, "distinct-3", d.Distinct3, 4.0/6)
	// One 4-gram stands in two of the three texts.
	is(t, "self-repetition", d.SelfRepetition, 2*math.Log(2)/3)
}

func TestDiversityOf_SameTextsAreAllAlike(t *testing.T) {
	t.Parallel()
	const text = "one two three four five"
	d := measure.DiversityOf([]string{text, text, text, text}, 0)
	is(t, "distinct-1", d.Distinct1, 5.0/20)
	is(t, "mean cosine", d.MeanCosine, 1)
	is(t, "self-repetition", d.SelfRepetition, math.Log(1+2*3)) // 2 4-grams, each in 3 others
	d = measure.DiversityOf([]string{"one two", "three four", "five six"}, 0)
	is(t, "distinct-2", d.Distinct2, 1)
	is(t, "mean cosine", d.MeanCosine, 0)
	is(t, "self-repetition", d.SelfRepetition, 0)
}

func TestDiversityOf_CompressionIsThatOfDeflate(t *testing.T) {
	t.Parallel()
	const text = "all work and no play makes jack a dull boy"
	texts := slices.Repeat([]string{text}, 200)
	all := strings.Join(texts, "\n")
	var packed bytes.Buffer
	w, err := flate.NewWriter(&packed, flate.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, all); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	d := measure.DiversityOf(texts, 0)
	is(t, "compression", d.Compression, float64(len(all))/float64(packed.Len()))
	if value(d.Compression) < 50 {
		t.Errorf("the same line 200 times compresses %v times", value(d.Compression))
	}
}

func TestDiversityOf_NothingHasNoFigures(t *testing.T) {
	t.Parallel()
	for _, texts := range [][]string{nil, {}, {"", "?!"}} {
		b, err := json.Marshal(measure.DiversityOf(texts, 10))
		if err != nil {
			t.Fatal(err)
		}
		want := `{"texts":0,"tokens":0,"vocabulary":0,"distinct_1":null,"distinct_2":null,"distinct_3":null,` +
			`"compression":null,"self_repetition":null,"mean_cosine":null}`
		if string(b) != want {
			t.Errorf("%q gives %s", texts, b)
		}
	}
	d := measure.DiversityOf([]string{"word"}, 0)
	if d.Distinct2 != nil || d.MeanCosine != nil || value(d.Distinct1) != 1 {
		t.Errorf("one word gives %+v", d)
	}
}

func TestDiversityOf_ABudgetIsFilledExactlyAndOrderDoesNotMatter(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.SliceOf(rapid.StringMatching(`[a-d ]{0,30}`)).Draw(t, "texts")
		all := measure.EqualBudget(texts)
		budget := rapid.IntRange(1, all+5).Draw(t, "budget")
		d := measure.DiversityOf(texts, budget)
		if d.Tokens != min(budget, all) {
			t.Fatalf("%d tokens with a budget of %d and %d there", d.Tokens, budget, all)
		}
		other := measure.DiversityOf(rapid.Permutation(texts).Draw(t, "in another order"), budget)
		a, errA := json.Marshal(d)
		b, errB := json.Marshal(other)
		if errA != nil || errB != nil || !bytes.Equal(a, b) {
			t.Fatalf("in another order %s instead of %s", b, a)
		}
	})
}

func TestDiversityOf_LongerTextsDoNotLookLessVaried(t *testing.T) {
	t.Parallel()
	// The same way of writing, once a tenth as much of it.
	write := func(texts int) (out []string) {
		for i := range texts {
			var b strings.Builder
			for j := range 20 {
				fmt.Fprintf(&b, "w%d ", (i*i*31+j*j*17+i*j)%400)
			}
			out = append(out, b.String())
		}
		return out
	}
	few, many := write(40), write(400)
	budget := measure.EqualBudget(few, many)
	if budget != 40*20 {
		t.Fatalf("EqualBudget = %d", budget)
	}
	all, cut, small := measure.DiversityOf(many, 0), measure.DiversityOf(many, budget), measure.DiversityOf(few, budget)
	if value(all.Distinct1) > value(small.Distinct1)/2 {
		t.Errorf("at unequal size distinct-1 is %v and %v: the test shows nothing", value(all.Distinct1), value(small.Distinct1))
	}
	if r := value(cut.Distinct1) / value(small.Distinct1); r < 0.8 || r > 1.25 {
		t.Errorf("at equal size distinct-1 is %v and %v", value(cut.Distinct1), value(small.Distinct1))
	}
}

func TestGain_FallsWhenNothingNewComesAndRecovers(t *testing.T) {
	t.Parallel()
	g := measure.NewGain()
	text := func(i int) string { return fmt.Sprintf("a%d b%d c%d", i, i, i) } // two bigrams, new for each i
	for i := range 2*measure.GainWindow - 1 {
		g.Add(text(i))
		if _, known := g.Share(); known || g.Dry() {
			t.Fatalf("a share is known after %d texts", i+1)
		}
	}
	g.Add(text(1000))
	if share, known := g.Share(); !known || share != 1 || g.Dry() {
		t.Fatalf("with only new bigrams the share is %v %v", share, known)
	}
	for i := range measure.GainWindow {
		g.Add(text(i)) // all known
		share, _ := g.Share()
		if want := 1 - float64(i+1)/measure.GainWindow; math.Abs(share-want) > 1e-9 {
			t.Fatalf("after %d repeated texts the share is %v, want %v", i+1, share, want)
		}
		if g.Dry() != (share < measure.GainFloor) {
			t.Fatalf("dry %v at %v", g.Dry(), share)
		}
	}
	for i := range measure.GainWindow / 2 {
		g.Add(text(2000 + i))
	}
	if share, _ := g.Share(); math.Abs(share-0.5) > 1e-9 || g.Dry() {
		t.Errorf("with new ideas again the share is %v", share)
	}
	if g.Texts() != 3*measure.GainWindow+measure.GainWindow/2 {
		t.Errorf("Texts = %d", g.Texts())
	}
}

func TestGain_ShorterTextsAreNotFewerIdeas(t *testing.T) {
	t.Parallel()
	g := measure.NewGain()
	for i := range 2 * measure.GainWindow {
		words := 20
		if i >= measure.GainWindow {
			words = 2
		}
		var b strings.Builder
		for j := range words {
			fmt.Fprintf(&b, "w%dx%d ", i, j)
		}
		g.Add(b.String())
	}
	if share, known := g.Share(); !known || share != 1 {
		t.Errorf("share %v %v", share, known)
	}
}

func TestGain_TextsWithoutBigrams(t *testing.T) {
	t.Parallel()
	g := measure.NewGain()
	for range 3 * measure.GainWindow {
		g.Add("word")
	}
	if _, known := g.Share(); known || g.Dry() {
		t.Error("a share is known without a bigram")
	}
}
