package review_test

import (
	"encoding/json"
	"math"
	"testing"

	"pgregory.net/rapid"

	"winnow/review"
)

func TestKnown_OnlyProbabilitiesAreEvidence(t *testing.T) {
	t.Parallel()
	for _, p := range []float64{math.NaN(), -0.001, 1.001, 87, math.Inf(1), math.Inf(-1)} {
		if c := review.Known(p); c.IsKnown() || c != review.Unknown {
			t.Errorf("%v is known as %v", p, c)
		}
	}
	for _, p := range []float64{0, 1, 0.5, math.SmallestNonzeroFloat64} {
		if got, known := review.Known(p).Value(); got != p || !known {
			t.Errorf("%v: got %v, %v", p, got, known)
		}
	}
	var zero review.Confidence
	if zero.IsKnown() || zero != review.Unknown {
		t.Error("the zero value is known")
	}
}

// An index that sorts the bits of a number must not meet two zeros.
func TestKnown_MinusZeroIsZero(t *testing.T) {
	t.Parallel()
	p, _ := review.Known(math.Copysign(0, -1)).Value()
	if math.Signbit(p) {
		t.Error("the sign stayed")
	}
}

func TestConfidence_String(t *testing.T) {
	t.Parallel()
	for p, want := range map[float64]string{
		0: "0.00", 0.004: "0.00", 0.5: "0.50", 0.126: "0.13", 0.99: "0.99", 0.994: "0.99", 0.995: "0.99",
		0.9999999: "0.99", math.Nextafter(1, 0): "0.99", 1: "1.00", math.NaN(): "--", 2: "--",
	} {
		if got := review.Known(p).String(); got != want {
			t.Errorf("%v: %q, want %q", p, got, want)
		}
	}
}

func TestConfidence_JSON(t *testing.T) {
	t.Parallel()
	for p, want := range map[float64]string{0: "0", 1: "1", 0.5: "0.5", 0.1: "0.1", 1e-7: "1e-07", -1: "null"} {
		got, err := json.Marshal(review.Known(p))
		if err != nil || string(got) != want {
			t.Errorf("%v: %s, %v; want %s", p, got, err, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		c := review.Known(rapid.Float64Range(-0.5, 1.5).Draw(t, "p"))
		b, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		got := review.Known(0.25)
		if err := json.Unmarshal(b, &got); err != nil || got != c {
			t.Fatalf("%s became %v, %v; want %v", b, got, err, c)
		}
	})
	for _, bad := range []string{`"0.5"`, `1.5`, `-0.1`, `true`, `{}`, `[]`, `1e999`} {
		c := review.Known(0.25)
		if err := json.Unmarshal([]byte(bad), &c); err == nil {
			t.Errorf("%s was read as %v", bad, c)
		}
	}
}

func TestConfidence_UnknownIsTheMostSuspicious(t *testing.T) {
	t.Parallel()
	order := []review.Confidence{review.Unknown, review.Known(0), review.Known(0.1), review.Known(0.5), review.Known(1)}
	for i, a := range order {
		for j, b := range order {
			want := 0
			if i < j {
				want = -1
			} else if i > j {
				want = 1
			}
			if got := a.Compare(b); got != want {
				t.Errorf("%v to %v: %d, want %d", a, b, got, want)
			}
		}
	}
}
