package formats

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"winnow/review"
)

func TestParseSplit(t *testing.T) {
	t.Parallel()
	got, err := ParseSplit("train=0.8, dev=0.1 ,test=0.1")
	if err != nil || !slices.Equal(got, []Part{{"train", 0.8}, {"dev", 0.1}, {"test", 0.1}}) {
		t.Errorf("%v, %v", got, err)
	}
	for text, want := range map[string]string{
		"":                          `"" is not name=share`,
		"train":                     `"train" is not name=share`,
		"=1":                        `"=1" is not name=share`,
		"train=much":                `share "much" of part "train" is not a number`,
		"train=0.9,test=0.2":        "the shares add up to 1.1, not 1",
		"train=90,test=10":          "share 90 of part",
		"train=0.5,train=0.5":       `part "train" stands there twice`,
		"a=0,b=1":                   "share 0 of part",
		"a=NaN":                     "share NaN of part",
		"../a=0.5,b=0.5":            "cannot be part of a file name",
		"train=0.9,test=0.1,rest=0": "share 0 of part",
	} {
		if _, err := ParseSplit(text); !errors.Is(err, ErrSplit) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %s", text, err, want)
		}
	}
}

// A sample's part depends on the seed and its id, not on its neighbours.
func TestSplit_DoesNotDependOnOrder(t *testing.T) {
	t.Parallel()
	var items []review.Item
	for i := range 300 {
		raw := fmt.Sprintf(`{"id":"s-%d","text":"row","label":"calm"}`, i)
		items = append(items, decided(item(t, moods, uint64(i+1), raw), review.Accept, review.Answer{}))
	}
	o := Options{Bare: true, Seed: 7, Split: []Part{{"train", 0.7}, {"test", 0.3}}}
	first, sum := export(t, moods, items, o)
	slices.Reverse(items)
	second, _ := export(t, moods, items[:200], o)
	for part, text := range second {
		for line := range strings.Lines(text) {
			if !strings.Contains(first[part], line) {
				t.Fatalf("%s moved out of %s", line, part)
			}
		}
	}
	if sum.Written["train"]+sum.Written["test"] != 300 {
		t.Errorf("%+v", sum)
	}
	o.Seed = 8
	if third, _ := export(t, moods, items, o); third["test"] == first["test"] {
		t.Error("another seed gives the same split")
	}
}

func TestSplit_SharesAreMetOnAverage(t *testing.T) {
	t.Parallel()
	parts := []Part{{"a", 0.8}, {"b", 0.15}, {"c", 0.05}}
	const n = 100_000
	got := make([]int, len(parts))
	for i := range n {
		got[partOf(parts, 42, fmt.Sprintf("row-%d", i))]++
	}
	for i, p := range parts {
		// Four standard errors.
		if off := math.Abs(float64(got[i])/n - p.Share); off > 4*math.Sqrt(p.Share*(1-p.Share)/n) {
			t.Errorf("part %s has %d of %d", p.Name, got[i], n)
		}
	}
}

// A part that nothing falls into is in the summary, but is not opened.
func TestSplit_EmptyPart(t *testing.T) {
	t.Parallel()
	it := decided(item(t, moods, 1, `{"text":"a","label":"calm"}`), review.Accept, review.Answer{})
	out, sum := export(t, moods, []review.Item{it}, Options{Split: []Part{{"a", 0.5}, {"b", 0.5}}})
	if n, ok := sum.Written["b"]; len(out) != 1 || len(sum.Written) != 2 || !ok || n+sum.Written["a"] != 1 {
		t.Errorf("%d parts, %+v", len(out), sum)
	}
}
