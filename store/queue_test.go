package store_test

import (
	"bytes"
	"math"
	"testing"

	"pgregory.net/rapid"

	"winnow/review"
	"winnow/store"
	"winnow/store/storetest"
)

// confidences draws values where an encoding can go wrong, and any others.
func confidences() *rapid.Generator[review.Confidence] {
	return rapid.OneOf(
		rapid.Just(review.Unknown),
		rapid.Map(rapid.SampledFrom([]float64{
			0, math.Copysign(0, -1), 1, 0.5, math.SmallestNonzeroFloat64, 1e-310, 2e-308,
			math.Nextafter(1, 0), math.Nextafter(0.5, 1),
		}), review.Known),
		rapid.Map(rapid.Float64Range(0, 1), review.Known),
	)
}

func ranks() *rapid.Generator[review.Rank] {
	return rapid.Custom(func(t *rapid.T) review.Rank {
		small := rapid.Uint64Range(0, 3)
		return review.Rank{
			Deferred:   rapid.OneOf(rapid.Just[uint64](0), small, rapid.Uint64()).Draw(t, "deferred"),
			Confidence: confidences().Draw(t, "confidence"),
			Tie:        rapid.OneOf(small, rapid.Uint64()).Draw(t, "tie"),
			Seq:        rapid.OneOf(small, rapid.Uint64()).Draw(t, "seq"),
		}
	})
}

func TestQueue_KeyOrderIsRankOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := ranks().Draw(t, "a"), ranks().Draw(t, "b")
		if got, want := bytes.Compare(store.RankKey(a), store.RankKey(b)), a.Compare(b); got != want {
			t.Fatalf("keys of %+v and %+v compare as %d, ranks as %d", a, b, got, want)
		}
	})
}

func TestRecord_ConfidenceComesBackExactly(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := confidences().Draw(t, "confidence")
		if got := store.Restored(c); got.Compare(c) != 0 {
			t.Fatalf("%v came back as %v", c, got)
		}
	})
}

func TestState_ComesBackExactly(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := review.State{
			Version:  rapid.Uint64().Draw(t, "version"),
			Decision: rapid.Uint64().Draw(t, "decision"),
			Verdict:  rapid.SampledFrom(append([]review.Verdict{""}, review.Verdicts...)).Draw(t, "verdict"),
			Flag:     rapid.Bool().Draw(t, "flag"),
			Note:     rapid.String().Draw(t, "note"),
		}
		got, err := store.DecodeState(store.EncodeState(s))
		if err != nil || got != s {
			t.Fatalf("%+v came back as %+v, %v", s, got, err)
		}
	})
}

func TestDecoders_RefuseAnyBytesInWords(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b := rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")
		if len(b) > 0 && rapid.Bool().Draw(t, "first byte right") {
			b[0] = 1
		}
		_, _ = store.DecodeState(b) // must only not panic
		_, _, _ = store.DecodeRecord(1, b)
	})
}

func TestWalk_OrdersOfUndecidedSamples(t *testing.T) {
	t.Parallel()
	db := storetest.MustCreate(t, storetest.Task())
	for _, raw := range []string{
		`{"id":"1","text":"a","confidence":0.9}`,
		`{"id":"2","text":"b"}`,
		`{"id":"3","text":"c","confidence":0.1}`,
		`{"id":"4","text":"d","confidence":0.5}`,
		`{"id":"5","text":"e","confidence":0.7}`,
		`{"id":"6","text":"f","confidence":1}`,
	} {
		storetest.MustAdd(t, db, []review.Sample{sampleOf(t, storetest.Task(), raw)})
	}
	wantSeqs(t, walk(t, db, review.OrderQueue), 2, 3, 4, 5, 1, 6)
	wantSeqs(t, walk(t, db, review.OrderSurest), 6, 1, 5, 4, 3, 2)

	do(t, db, decide("ann", 5, review.Defer))
	do(t, db, decide("ann", 2, review.Defer))
	do(t, db, decide("ann", 3, review.Accept))
	wantSeqs(t, walk(t, db, review.OrderQueue), 4, 1, 6, 5, 2)
	wantSeqs(t, walk(t, db, review.OrderSurest), 6, 1, 4, 5, 2)
	wantSeqs(t, walk(t, db, review.OrderArrival), 1, 2, 4, 5, 6)
	wantSeqs(t, walk(t, db, review.OrderAll), 1, 2, 3, 4, 5, 6)

	do(t, db, undo("ann"))
	do(t, db, undo("ann"))
	wantSeqs(t, walk(t, db, review.OrderQueue), 2, 3, 4, 1, 6, 5)

	// However many are read at once.
	for _, s := range manySamples(64) {
		storetest.MustAdd(t, db, []review.Sample{s})
		given, surest := walk(t, db, review.OrderQueue), walk(t, db, review.OrderSurest)
		if len(surest) != len(given) {
			t.Fatalf("of %d samples the walk from the other end visits %d", len(given), len(surest))
		}
	}

	n := 0
	must(t, db.Walk(review.OrderSurest, func(review.Item) bool { n++; return n < 2 }))
	if n != 2 {
		t.Errorf("a walk that was told to stop after 2 went on to %d", n)
	}
}
