package store

import (
	"encoding/json"
	"math"
	"reflect"
	"slices"
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

// Ensure that an entry is read as the library reads it, or left to the library,
// also where somebody has changed a byte.
func TestEntry_IsReadAsTheLibraryDoes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		b, err := encodeEntry(drawEntry(rt))
		if err != nil {
			return
		}
		if at := rapid.IntRange(-1, len(b)-1).Draw(rt, "changed"); at >= 0 {
			with := rapid.OneOf(rapid.SampledFrom([]string{"", "0", ".", ",", ":", "{", "}", "[", "]", `"`, `\`, " ", "-", "null", "\xff"}), rapid.String())
			b = slices.Replace(b, at, at+rapid.IntRange(0, 1).Draw(rt, "gone"), []byte(with.Draw(rt, "by"))...)
		}
		got, ok := readEntry(b)
		var want review.Entry
		if err := json.Unmarshal(b, &want); ok && (err != nil || !reflect.DeepEqual(got, want)) {
			rt.Fatalf("%s\nis read as\n%+v\nand by the library, %v, as\n%+v", b, got, err, want)
		}
	})
}

// Ensure that what is usual need not be left to the library: figures and searches
// read as many entries as there are decisions.
func TestEntry_TheUsualOnesAreReadDirectly(t *testing.T) {
	t.Parallel()
	e := review.Entry{N: 7, Action: review.Action{ID: "a1", Op: review.OpDecide, Reviewer: "지은", At: time.Now(), Seq: 3, Note: "a \"word\"\n"}}
	e.Bulk = &review.Bulk{ID: "b1", Filter: "label:\"x y\"", Count: 20, N: 2}
	e.Was, e.Heads = review.State{Version: 2, Decision: 2, Verdict: review.Defer, Flag: true, Note: "안녕"}, review.Heads{Undo: 6}
	answer := review.Answer{
		Label: "x", Labels: []string{}, Spans: []review.Span{{Start: 1, End: 5, Label: "x"}, {Start: 2, End: 5, Label: "y"}}, Text: "so",
		Turns: []review.Turn{{Role: "user", Content: "Hi", Fixed: true}}, Ratings: map[string]string{"tone": "2", "right": "1"},
		Fields: map[string]string{"text": "new"},
	}
	e.Decision = review.Decision{
		Verdict: review.Edit, Before: answer, After: answer, Seconds: 12.25,
		Shown: review.Shown{Suggestion: true, Confidence: review.Known(0.5), Order: review.OrderQueue, Answers: []string{"left", "right"}},
	}
	for range 2 {
		b, err := encodeEntry(e)
		if _, ok := readEntry(b); err != nil || !ok {
			t.Errorf("%v: left to the library:\n%s", err, b)
		}
		e = review.Entry{N: 8, Action: review.Action{ID: "a2", Op: review.OpUndo, Reviewer: "ann", At: time.Now().UTC()}, Target: 7}
	}
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
