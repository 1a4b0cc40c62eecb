package formats_test

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"pgregory.net/rapid"

	"winnow/review"
	"winnow/store/jsonl"
	"winnow/store/jsonl/formats"
)

// What is imported and accepted comes out of --bare as it was, up to how
// characters are written.
func TestRoundTrip_ImportThenBare(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"\u202e", "a\u2028b", "\x1b[2J", "\u009b"}))
		var in bytes.Buffer
		for range rapid.IntRange(1, 8).Draw(t, "records") {
			in.WriteString(`{"n" : 1.50, "text":`)
			in.Write(quote(t, text.Draw(t, "text")))
			in.WriteString(` ,"label":"`)
			in.WriteString(rapid.SampledFrom([]string{"x", "y"}).Draw(t, "label"))
			in.WriteString(`","more":[`)
			in.Write(quote(t, text.Draw(t, "more")))
			in.WriteString("]}\r\n")
		}
		task := review.Task{
			Name: "t", Kind: review.Classify, Fields: []string{"text"}, Target: "label",
			Labels: []review.Label{{Name: "x"}, {Name: "y"}},
		}
		var items []review.Item
		keep := func(_ context.Context, samples []review.Sample) ([]review.Added, error) {
			for _, s := range samples {
				items = append(items, accepted(s))
			}
			return make([]review.Added, len(samples)), nil
		}
		report, err := jsonl.Import(t.Context(), jsonl.NewReader(&in, "rows"), task, keep, jsonl.Options{})
		if err != nil || report.Invalid > 0 {
			t.Fatalf("%+v, %v", report, err)
		}
		var out bytes.Buffer
		_, err = formats.Write(task, func(_ bool, begin func() (func(*review.Item), func() error)) error {
			take, end := begin()
			for _, it := range items {
				take(&it)
			}
			return end()
		}, func(string) (io.Writer, error) { return &out, nil }, formats.Options{Bare: true})
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
		if len(lines) != len(items) {
			t.Fatalf("%d records became %d lines", len(items), len(lines))
		}
		for i, line := range lines {
			if canonical(t, []byte(line)) != canonical(t, items[i].Sample.Raw) {
				t.Fatalf("%s became %s", items[i].Sample.Raw, line)
			}
		}
	})
}

func accepted(s review.Sample) review.Item {
	d := review.Decision{Verdict: review.Accept, Before: s.Suggestion, After: s.Suggestion}
	return review.Item{
		Sample:   s,
		State:    review.State{Version: 1, Decision: 1, Verdict: review.Accept},
		Decision: &review.Entry{N: 1, Action: review.Action{Op: review.OpDecide, Decision: d}},
	}
}

func quote(t *rapid.T, s string) []byte {
	b, err := jsontext.AppendQuote(nil, s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// canonical writes strings in one way only and leaves numbers as they are.
func canonical(t *rapid.T, raw []byte) string {
	v := jsontext.Value(bytes.Clone(raw))
	if err := v.Compact(jsontext.PreserveRawStrings(false)); err != nil {
		t.Fatal(err)
	}
	return string(v)
}
