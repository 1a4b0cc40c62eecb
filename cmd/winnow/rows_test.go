package main

import (
	"compress/gzip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"winnow/generator/strategy"
)

// Ensure that rows to be labelled are read from compressed files as from others.
func TestEachRow_ReadsCompressedFiles(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"rows.csv.gz":   "id,text\na,one\nb,two\n",
		"rows.jsonl.gz": "{\"id\":\"a\",\"text\":\"one\"}\n\n{\"id\":\"b\",\"text\":\"two\"}\n",
	} {
		path := filepath.Join(t.TempDir(), name)
		f, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		pack := gzip.NewWriter(f)
		_, _ = pack.Write([]byte(text))
		if err := pack.Close(); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		var got []string
		if err := eachRow("", path, func(r strategy.Row) bool {
			got = append(got, r.ID+"="+r.Values["text"])
			return true
		}); err != nil {
			t.Fatal(err)
		}
		if want := []string{"a=one", "b=two"}; !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
		if err := os.WriteFile(path, []byte("no gzip"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := eachRow("", path, func(strategy.Row) bool { return true }); err == nil {
			t.Errorf("%s: what is not compressed was taken for compressed", name)
		}
	}
}

// Ensure that no field of a row is lost without a word.
func TestEachRow_MoreFieldsThanColumns(t *testing.T) {
	t.Parallel()
	for text, wrong := range map[string]string{
		"id,text\na,one\nb,two, and more\n": "line 3: 3 fields, the first line names 2",
		"id,text\na,one,,\nb,two,\n":        "", // what a spreadsheet adds
	} {
		path := filepath.Join(t.TempDir(), "rows.csv")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		err := eachRow("", path, func(strategy.Row) bool { return true })
		if wrong == "" && err != nil || wrong != "" && (err == nil || !strings.Contains(err.Error(), wrong)) {
			t.Errorf("%q: %v, want %q", text, err, wrong)
		}
	}
}
