package store

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"winnow/review"
)

// The log is hashed as it is written, and older entries were written by the
// library: both must agree in every byte.
func TestEntry_IsWrittenAsTheLibraryDoes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		e := drawEntry(rt)
		want, wantErr := json.Marshal(e)
		got, err := encodeEntry(e)
		if (err == nil) != (wantErr == nil) {
			rt.Fatalf("%+v: %v, the library says %v", e, err, wantErr)
		}
		if err == nil && string(got) != string(want) {
			rt.Fatalf("got\n%s\nwant\n%s", got, want)
		}
	})
}

func TestCountsAndHeads_AreWrittenAsTheLibraryDoes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		verdict := rapid.SampledFrom([]review.Verdict{review.Accept, review.Edit, review.Relabel, review.Reject, review.Defer})
		c := review.Counts{
			Samples: rapid.Int().Draw(rt, "samples"), Flagged: rapid.Int().Draw(rt, "flagged"),
			ByVerdict: rapid.MapOf(verdict, rapid.Int()).Draw(rt, "decisions"),
		}
		h := review.Heads{Undo: rapid.Uint64Max(2).Draw(rt, "undo"), Redo: rapid.Uint64().Draw(rt, "redo")}
		for _, p := range []struct {
			got  []byte
			want any
		}{{encodeCounts(c), c}, {encodeHeads(h), h}} {
			if want, err := json.Marshal(p.want); err != nil || string(p.got) != string(want) {
				rt.Fatalf("got %s, want %s, %v", p.got, want, err)
			}
		}
	})
}

func drawEntry(rt *rapid.T) review.Entry {
	text := rapid.OneOf(rapid.SampledFrom([]string{"", "ada", "it's < 5 & \"so\"\n", "안녕", "\xff", "\u2028"}), rapid.String())
	some := func(name string) string { return text.Draw(rt, name) }
	number := rapid.OneOf(rapid.Just(uint64(0)), rapid.Uint64())
	answer := func(name string) (a review.Answer) {
		a.Label, a.Text = some(name), some(name)
		a.Labels = rapid.SampledFrom([][]string{nil, {}, {"a", "<b>"}}).Draw(rt, name)
		a.Spans = rapid.SampledFrom([][]review.Span{nil, {}, {{Start: 1, End: 5, Label: "x"}}}).Draw(rt, name)
		a.Turns = rapid.SampledFrom([][]review.Turn{nil, {}, {{Role: "user", Content: "Hi", Fixed: true}}}).Draw(rt, name)
		a.Ratings = rapid.SampledFrom([]map[string]string{nil, {}, {"tone": "2", "right": "1"}}).Draw(rt, name)
		a.Fields = rapid.SampledFrom([]map[string]string{nil, {}, {"text": "new"}}).Draw(rt, name)
		return a
	}
	e := review.Entry{N: number.Draw(rt, "n"), Target: number.Draw(rt, "target")}
	e.ID, e.Op, e.Reviewer, e.Note = some("id"), review.Op(some("op")), some("reviewer"), some("note")
	e.Seq, e.Flag = number.Draw(rt, "seq"), rapid.Bool().Draw(rt, "flag")
	year := rapid.SampledFrom([]int{1, 1970, 2026, 9999, 10_000}).Draw(rt, "year")
	zone := time.FixedZone("", 60*rapid.IntRange(-25*60, 25*60).Draw(rt, "zone"))
	e.At = time.Date(year, 11, 5, 6, 7, 8, rapid.IntRange(0, 999_999_999).Draw(rt, "ns"), zone)
	if rapid.Bool().Draw(rt, "decides") {
		e.Decision = review.Decision{
			Verdict: review.Verdict(some("verdict")),
			Seconds: rapid.OneOf(rapid.SampledFrom([]float64{0, math.Copysign(0, -1), 1e-7, 1e21, 1.5, math.NaN(), math.Inf(1)}), rapid.Float64()).Draw(rt, "seconds"),
			Shown: review.Shown{
				Suggestion: rapid.Bool().Draw(rt, "shown"), Order: review.Order(some("order")),
				Confidence: review.Known(rapid.SampledFrom([]float64{-1, 0, 1e-9, 0.25, 1}).Draw(rt, "confidence")),
				Answers:    rapid.SampledFrom([][]string{nil, {}, {"left", "right"}}).Draw(rt, "answers"),
			},
		}
		if rapid.Bool().Draw(rt, "answered") {
			e.Decision.Before, e.Decision.After = answer("before"), answer("after")
		}
	}
	if rapid.Bool().Draw(rt, "bulk") {
		e.Bulk = &review.Bulk{ID: some("bulk"), Filter: some("filter"), Count: 3, N: 1}
	}
	e.Was = review.State{Version: number.Draw(rt, "version"), Decision: number.Draw(rt, "decision"), Verdict: review.Verdict(some("was")), Flag: e.Flag, Note: some("was note")}
	e.Heads = review.Heads{Undo: number.Draw(rt, "undo"), Redo: number.Draw(rt, "redo")}
	return e
}
