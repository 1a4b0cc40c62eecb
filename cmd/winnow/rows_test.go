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

// Ensure that what is no text is refused with its place, in every form of a file, and
// so is a file in another encoding: neither a model nor a comparison may be given
// something else than what stands there.
func TestEachRow_RefusesWhatIsNoText(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, wrong string }{
		"rows.txt":   {"one\ncaf\xe9\n", "rows.txt: line 2: byte 4: byte 0xe9 is not valid UTF-8"},
		"rows.jsonl": {"{\"text\":\"caf\xe9\"}\n", "rows.jsonl: line 1: byte 13: byte 0xe9 is not valid UTF-8"},
		"rows.csv":   {"id,text\na,one\nb,caf\xe9\n", "rows.csv: line 3: byte 0xe9 is not valid UTF-8"},
		"head.csv":   {"id,caf\xe9\na,one\n", "head.csv: line 2: byte 0xe9 is not valid UTF-8"},
		"nul.txt":    {"one\n" + strings.Repeat("x", sniffRows) + "\x00\n", "nul.txt: line 2: byte 8193: a NUL byte"},
		"wide.txt":   {"\xff\xfeo\x00n\x00", "wide.txt is UTF-16 text, not UTF-8"},
	} {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		err := eachRow("", path, func(strategy.Row) bool { return true })
		if err == nil || !strings.Contains(err.Error(), c.wrong) {
			t.Errorf("%s: %v, want %q", name, err, c.wrong)
			continue
		}
		if hint := hintFor(err); strings.Contains(c.wrong, "UTF-8") && !strings.Contains(hint, "iconv") {
			t.Errorf("%s: the hint is %q", name, hint)
		}
	}
}

// Ensure that eval names the gold rows whose bytes it cannot take.
func TestEval_NamesGoldRowsThatAreNoText(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "data.jsonl", rows)
	write(t, dir, "gold.jsonl", `{"text":"a sunny day","gold":"yes"}`+"\n{\"text\":\"caf\xe9\",\"gold\":\"no\"}\n")
	winnow(t, dir, "import", "p.winnow", "data.jsonl")
	w := inTerminal(t, dir, "eval", "p.winnow", "--gold", "gold.jsonl")
	w.sees("gold.jsonl:2:13: byte 0xe9 is not valid UTF-8")
	w.sees("iconv -f ISO-8859-1")
	w.ends()
}
