package jsonl

import (
	"bytes"
	"encoding/json"
	"testing"
	"unicode/utf8"

	"winnow/review"
)

// Whatever the bytes are: a task that is inferred is valid, an import accounts
// for every line, what it takes is the line byte for byte with the texts that
// another reader of JSON finds in it, and the same import again takes nothing.
func FuzzInferImport(f *testing.F) {
	f.Add([]byte(`{"text":"a b","label":"x"}` + "\n" + `{"text":"c d","label":2}`))
	f.Add([]byte(`{"instruction":"a","output":null,"confidence":1e-9}` + "\n{"))
	f.Add([]byte(`{"text":"a","label":"x","probs":{"x":1},"votes":["x",1],"signals":{"p":{}}}` + "\n" + `{"label":"y"}`))
	f.Fuzz(func(t *testing.T, in []byte) {
		task, err := Infer(NewReader(bytes.NewReader(in), "rows.jsonl"))
		if err != nil {
			task = moods
		}
		if err := task.Validate(nil); err != nil {
			t.Fatalf("inferred %+v: %v", task, err)
		}
		r := NewReader(bytes.NewReader(in), "rows.jsonl")
		shelf := newShelf()
		report, err := Import(t.Context(), r, task, shelf.add, Options{})
		if err != nil {
			return // not JSON Lines at all
		}
		most := bytes.Count(in, []byte("\n")) + 1
		if n := report.Imported + report.Duplicate + report.Invalid; n > most || report.Read != int64(len(in)) {
			t.Fatalf("%+v for %d lines and %d bytes", report, most, len(in))
		}
		if len(shelf.samples) != report.Imported {
			t.Fatalf("%d samples, %+v", len(shelf.samples), report)
		}
		for _, s := range shelf.samples {
			checkExact(t, in, s)
		}
		again, err := Import(t.Context(), NewReader(bytes.NewReader(in), "rows.jsonl"), task, shelf.add, Options{})
		if err != nil || again.Imported != 0 || again.Duplicate != report.Imported+report.Duplicate || again.Invalid != report.Invalid {
			t.Fatalf("again: %+v, %v; before: %+v", again, err, report)
		}
	})
}

// checkExact compares a sample with the input.
func checkExact(t *testing.T, in []byte, s review.Sample) {
	t.Helper()
	if !utf8.Valid(s.Raw) || bytes.IndexByte(s.Raw, '\n') >= 0 || !bytes.Contains(in, s.Raw) {
		t.Fatalf("%q is no line of the input", s.Raw)
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(s.Raw, &members); err != nil {
		t.Fatalf("%q: %v", s.Raw, err)
	}
	for _, f := range s.Fields {
		var text string
		if err := json.Unmarshal(members[f.Name], &text); err == nil && text != f.Text {
			t.Fatalf("%q: field %q is %q, want %q", s.Raw, f.Name, f.Text, text)
		}
	}
}
