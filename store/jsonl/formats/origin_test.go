package formats

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unsafe"

	"pgregory.net/rapid"

	"winnow/review"
)

// Ensure that what is kept of one provenance never stands in the text of
// another, also where the item was lent and its memory has other texts by then.
func TestOrigin_EachSampleHasItsOwn(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		lent := make([]byte, 0, 8)
		text := func(name string) string { return rapid.SampledFrom([]string{"", "a", "b\"\\"}).Draw(rt, name) }
		var o origin
		for range rapid.IntRange(1, 6).Draw(rt, "samples") {
			lent = append(lent[:0], rapid.SampledFrom([]string{"x.jsonl", "y.jsonl"}).Draw(rt, "origin")...)
			p := review.Provenance{
				Source: text("source"), Origin: unsafe.String(unsafe.SliceData(lent), len(lent)), Model: text("model"), Condition: text("condition"),
				Line: rapid.IntRange(0, 12).Draw(rt, "line"), Seed: rapid.Uint64Range(0, 1).Draw(rt, "seed"),
				Tokens: rapid.IntRange(0, 1).Draw(rt, "tokens"),
			}
			if rapid.IntRange(0, 3).Draw(rt, "parents") == 0 {
				p.Parents = []string{"p-1", "p-2"}
			}
			var got review.Provenance
			written := o.append(nil, &p)
			if err := json.Unmarshal(written, &got); err != nil || !reflect.DeepEqual(got, p) {
				rt.Fatalf("%+v was written as %s (%v)", p, written, err)
			}
			if fresh := new(origin).append(nil, &p); string(fresh) != string(written) {
				rt.Fatalf("after another: %s\nalone:         %s", written, fresh)
			}
		}
	})
}

// Ensure that a signal has its own value, whether or not it is the confidence.
func TestNative_SignalsHaveTheirValues(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		confidence review.Confidence
		want       string
	}{
		{review.Known(0.25), `0.25,"signals":{"a":0.25,"b":0.5,"c":0,"d":0.25}`},
		{review.Known(0), `0,"signals":{"a":0.25,"b":0.5,"c":0,"d":0.25}`},
		{review.Unknown, `null,"signals":{"a":0.25,"b":0.5,"c":0,"d":0.25}`},
	} {
		it := item(t, moods, 1, `{"text":"hello","label":"calm"}`)
		it.Confidence = c.confidence
		it.Sample.Signals = []review.Signal{{Name: "a", Value: 0.25}, {Name: "b", Value: 0.5}, {Name: "c"}, {Name: "d", Value: 0.25}, {Name: "b", Value: 1}}
		n := native{task: moods}
		got, why := n.line(nil, &it)
		var record struct {
			Winnow json.RawMessage
		}
		if err := json.Unmarshal(got, &record); err != nil || why != "" || !strings.Contains(string(record.Winnow), `"confidence":`+c.want+`,"provenance"`) {
			t.Errorf("wrote %s (%s, %v)\nwant  %s", got, why, err, c.want)
		}
	}
}
