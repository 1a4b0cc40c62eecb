package review_test

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"winnow/review"
)

// ranks draws ranks that often agree in their first parts.
func ranks() *rapid.Generator[review.Rank] {
	return rapid.Custom(func(t *rapid.T) review.Rank {
		return review.Rank{
			Deferred:   rapid.SampledFrom([]uint64{0, 0, 1, 2, 1 << 63}).Draw(t, "deferred"),
			Confidence: review.Known(rapid.SampledFrom([]float64{-1, 0, 0.25, 0.5, 1}).Draw(t, "confidence")),
			Tie:        rapid.SampledFrom([]uint64{0, 1, 1<<64 - 1}).Draw(t, "tie"),
			Seq:        rapid.Uint64Range(1, 3).Draw(t, "seq"),
		}
	})
}

func TestRank_CompareIsATotalOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := ranks().Draw(t, "a"), ranks().Draw(t, "b"), ranks().Draw(t, "c")
		if a.Compare(a) != 0 {
			t.Fatalf("%+v is not itself", a)
		}
		if a.Compare(b) != -b.Compare(a) {
			t.Fatalf("%d one way, %d the other", a.Compare(b), b.Compare(a))
		}
		if a.Compare(b) == 0 && a != b {
			t.Fatalf("%+v and %+v have no order", a, b)
		}
		if a.Compare(b) <= 0 && b.Compare(c) <= 0 && a.Compare(c) > 0 {
			t.Fatalf("%+v, %+v, %+v go round", a, b, c)
		}
	})
}

func TestRank_Order(t *testing.T) {
	t.Parallel()
	known := review.Known
	want := []review.Rank{
		{Tie: 9, Seq: 9},
		{Confidence: known(0), Tie: 9, Seq: 9},
		{Confidence: known(0.1), Tie: 9, Seq: 9},
		{Confidence: known(0.5), Tie: 1, Seq: 9},
		{Confidence: known(0.5), Tie: 2, Seq: 1},
		{Confidence: known(0.5), Tie: 2, Seq: 2},
		{Confidence: known(1), Tie: 0, Seq: 0},
		{Deferred: 3, Confidence: known(1), Tie: 9, Seq: 9},
		{Deferred: 4, Tie: 0, Seq: 0},
	}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, review.Rank.Compare)
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
}

func TestRankOf_OnlyAStandingDeferPutsBack(t *testing.T) {
	t.Parallel()
	s := sampleOf("a", 0.5)
	s.Seq = 4
	for _, v := range append(slices.Clone(review.Verdicts), "") {
		got := review.RankOf(s, review.State{Verdict: v, Decision: 17, Version: 20, Flag: true}, seed)
		want := uint64(0)
		if v == review.Defer {
			want = 17
		}
		if got.Deferred != want || got.Seq != 4 || got.Confidence != s.Confidence {
			t.Errorf("%q: %+v", v, got)
		}
	}
}

// queueOf sorts samples of equal confidence into the queue of a seed.
func queueOf(samples []review.Sample, seed uint64) []string {
	samples = slices.Clone(samples)
	slices.SortFunc(samples, func(a, b review.Sample) int {
		return review.RankOf(a, review.State{}, seed).Compare(review.RankOf(b, review.State{}, seed))
	})
	ids := make([]string, len(samples))
	for i, s := range samples {
		ids[i] = s.ID
	}
	return ids
}

// arriving gives the samples arrival numbers in the order of the list.
func arriving(ids []string) []review.Sample {
	out := make([]review.Sample, len(ids))
	for i, id := range ids {
		out[i] = sampleOf(id, 0.5)
		out[i].Seq = uint64(i) + 1
	}
	return out
}

func TestRankOf_TiesIgnoreTheOrderOfArrival(t *testing.T) {
	t.Parallel()
	ids := make([]string, 100)
	for i := range ids {
		ids[i] = fmt.Sprintf("row-%03d", i)
	}
	want := queueOf(arriving(ids), seed)
	rapid.Check(t, func(t *rapid.T) {
		mixed := rapid.Permutation(ids).Draw(t, "arrival")
		if got := queueOf(arriving(mixed), seed); !reflect.DeepEqual(got, want) {
			t.Fatalf("got %v\nwant %v", got, want)
		}
	})
	if reflect.DeepEqual(want, ids) || reflect.DeepEqual(queueOf(arriving(ids), seed+1), want) {
		t.Error("the order of ties does not depend on the seed")
	}
}

// Similar ids must not stay together: a block of rows from one file would be
// reviewed in one go.
func TestRankOf_TiesSpreadSimilarIDs(t *testing.T) {
	t.Parallel()
	ids := make([]string, 1000)
	for i := range ids {
		ids[i] = fmt.Sprint(i)
	}
	early := 0
	for _, id := range queueOf(arriving(ids), seed)[:500] {
		if len(id) < 3 || id < "500" {
			early++
		}
	}
	// Of the 500 rows of the first half about 250 come first; 8 standard
	// deviations (of 7.9) are allowed.
	if early < 187 || early > 313 {
		t.Errorf("%d of the first 500 rows are among the first 500 of the queue", early)
	}
}

func TestOrders_TheDefaultIsFirst(t *testing.T) {
	t.Parallel()
	if review.Orders[0] != review.OrderQueue || slices.Contains(review.Orders, review.OrderAll) {
		t.Errorf("orders %q", review.Orders)
	}
}

// Projects that exist are sorted by it.
func TestTieOf_IsFixed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		id, seed := rapid.String().Draw(rt, "id"), rapid.Uint64().Draw(rt, "seed")
		h := fnv.New64a()
		h.Write(binary.BigEndian.AppendUint64(nil, seed))
		h.Write([]byte(id))
		want := h.Sum64() // mixed by the finaliser of SplitMix64
		want = (want ^ want>>30) * 0xbf58476d1ce4e5b9
		want = (want ^ want>>27) * 0x94d049bb133111eb
		want ^= want >> 31
		rank := review.RankOf(review.Sample{ID: id}, review.State{}, seed)
		if got := review.TieOf([]byte(id), seed); got != want || rank.Tie != want || review.TieOf(id, seed) != want {
			rt.Fatalf("the tie of %q with %d is %d, in its rank %d, want %d", id, seed, got, rank.Tie, want)
		}
	})
}
