package measure_test

import (
	"math"
	"testing"

	"winnow/review"
	"winnow/review/measure"
)

func TestReview_ReliabilityHasBandsOfEqualMass(t *testing.T) {
	t.Parallel()
	// 40 at 0.5 of which half are accepted, 40 at 0.8 and 20 at 0.9 of which
	// all are; ten bands would cut equal confidences.
	var items []review.Item
	add := func(n int, p float64, accepted int) {
		for i := range n {
			v := review.Accept
			if i >= accepted {
				v = review.Relabel
			}
			items = append(items, item("a", review.Known(p), decided(v, 1)))
		}
	}
	add(40, 0.5, 20)
	add(40, 0.8, 40)
	add(20, 0.9, 20)
	items = append(items, item("a", review.Unknown, decided(review.Accept, 1)), item("a", review.Known(0.1)))
	r := figures(t, nil, items, nil).Reliability
	if r.Items != 100 || r.Unknown != 1 || len(r.Bands) != 3 {
		t.Fatalf("%+v", r)
	}
	if b := r.Bands[0]; b.Items != 40 || b.Accepted != 20 || !near(b.Shown, 0.5) || b.Observed != 0.5 || b.From != 0.5 || b.To != 0.5 {
		t.Errorf("the first band is %+v", b)
	}
	if got, want := value(r.Brier), (40*0.25+40*0.04+20*0.01)/100; !near(got, want) {
		t.Errorf("Brier %v, want %v", got, want)
	}
	if got, want := value(r.ECE), (40*0+40*0.2+20*0.1)/100; !near(got, want) {
		t.Errorf("ECE %v, want %v", got, want)
	}
	if shown, observed, lean := r.Mean(); !near(shown, 0.7) || !near(observed, 0.8) || lean != measure.TooLittle {
		t.Errorf("mean %v, observed %v, leaning %v", shown, observed, lean)
	}
}

// Ensure that what was learned from the decisions is not measured by them, as if
// a model had said it.
func TestReview_ReliabilityIsOfTheConfidenceThatCameWithTheRecord(t *testing.T) {
	t.Parallel()
	learned := func(p float64) itemOption {
		return func(it *review.Item) { it.Confidence = review.Known(p) }
	}
	f := figures(t, nil, []review.Item{
		item("a", review.Known(1), learned(0.71), decided(review.Accept, 1)),
		item("a", review.Known(1), learned(0.42), decided(review.Relabel, 1)),
		item("a", review.Known(1), learned(0.55)),
		item("a", review.Unknown, learned(0.7), decided(review.Accept, 1)),
		item("a", review.Unknown, learned(0.7)),
	}, nil)
	r := f.Reliability
	if r.Items != 2 || r.Unknown != 1 || len(r.Bands) != 1 || r.Bands[0].Shown != 1 || r.Bands[0].Observed != 0.5 {
		t.Errorf("%+v", r)
	}
	if g := group(t, f.Confidence, "0.9–1.0"); g.Samples != 3 || g.Decided != 2 || g.Accepted != 1 {
		t.Errorf("of those that came with 1: %+v", g)
	}
	if g := group(t, f.Confidence, "unknown"); g.Samples != 2 || g.Decided != 1 {
		t.Errorf("of those that came without: %+v", g)
	}
}

func TestReview_ReliabilityBandsHoldATenthEach(t *testing.T) {
	t.Parallel()
	var items []review.Item
	for i := range 1000 {
		items = append(items, item("a", review.Known(float64(i)/1000), decided(review.Accept, 1)))
	}
	r := figures(t, nil, items, nil).Reliability
	if len(r.Bands) != 10 {
		t.Fatalf("%d bands", len(r.Bands))
	}
	sum := 0
	for _, b := range r.Bands {
		sum += b.Items
		if b.Items < 98 || b.Items > 102 {
			t.Errorf("a band of %d: %+v", b.Items, b)
		}
	}
	if sum != 1000 {
		t.Errorf("%d items in bands", sum)
	}
}

// The last one but one is the example of Newcombe (1998).
func TestInterval_KnownValues(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		part, whole int
		low, high   float64
	}{
		{0, 10, 0, 0.27753}, {5, 10, 0.23659, 0.76341}, {10, 10, 0.72247, 1}, {81, 263, 0.2553, 0.3662}, {0, 0, 0, 1},
	} {
		low, high := measure.Interval(c.part, c.whole)
		if math.Abs(low-c.low) > 5e-5 || math.Abs(high-c.high) > 5e-5 {
			t.Errorf("%d of %d: %.5f to %.5f, want %.5f to %.5f", c.part, c.whole, low, high, c.low, c.high)
		}
	}
}

func TestReview_AFewDecisionsSayNothingOfALeaning(t *testing.T) {
	t.Parallel()
	one := item("a", review.Known(0.6), decided(review.Accept, 1))
	if _, _, lean := figures(t, nil, []review.Item{one, one}, nil).Reliability.Mean(); lean != measure.TooFew {
		t.Errorf("two accepted samples lean %v", lean)
	}
	sure := make([]review.Item, 10)
	for i := range sure {
		sure[i] = item("a", review.Known(0.95), decided(review.Reject, 1))
	}
	if _, _, lean := figures(t, nil, sure, nil).Reliability.Mean(); lean != measure.TooMuch {
		t.Errorf("ten sure ones that were rejected lean %v", lean)
	}
}
