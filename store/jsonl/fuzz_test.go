package jsonl

import (
	"bytes"
	"testing"
)

// Whatever the bytes are: a task that is inferred is valid, and an import
// accounts for every line.
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
		report, err := Import(t.Context(), r, task, newShelf().add, Options{})
		if err != nil {
			return // not JSON Lines at all
		}
		most := bytes.Count(in, []byte("\n")) + 1
		if n := report.Imported + report.Duplicate + report.Invalid; n > most || report.Read != int64(len(in)) {
			t.Fatalf("%+v for %d lines and %d bytes", report, most, len(in))
		}
	})
}
