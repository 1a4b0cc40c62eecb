package store

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"

	"winnow/review"
)

// The size is what decides on which page a record goes, before it is written.
func TestRecord_SizeIsThatOfItsValue(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		block := func(name string) []byte {
			n := rapid.SampledFrom([]int{0, 1, 127, 128, 129, 16_383, 16_384, 70_000}).Draw(rt, name)
			return bytes.Repeat([]byte("x"), n)
		}
		r := record{confidence: review.Known(0.5), id: block("id"), provenance: block("provenance"), gist: block("gist"), raw: block("raw")}
		key := numberKey(rapid.Uint64().Draw(rt, "key"))
		if got := len(r.appendTo(nil, key)); got != r.size() {
			rt.Fatalf("%d bytes, %d were said", got, r.size())
		}
	})
}
