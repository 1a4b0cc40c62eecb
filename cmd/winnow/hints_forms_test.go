package main

import (
	"strings"
	"testing"
)

// Ensure that a file that holds something else than JSON Lines is refused with the
// whole command that makes rows of it.
func TestHint_SaysWhatMakesRowsOfEachFile(t *testing.T) {
	t.Parallel()
	const table = `import csv, json, sys; [print(json.dumps(r)) for r in csv.DictReader(open(sys.argv[1], encoding=`
	for _, c := range []struct{ name, file, content, want string }{
		{"an array", "my rows.json", "\ufeff[\n {\"text\": \"a\"}\n]", `json.load(open(sys.argv[1], encoding="utf-8-sig"))]' 'my rows.json' > 'my rows.rows.jsonl'` + "`, then give 'my rows.rows.jsonl'"},
		{"rows in an object", "my rows.json", "\ufeff{\n \"names\": [\"a\", [1]],\n \"data\": {\"rows\": [\n  {\"text\": \"a\"}\n ]}\n}", "`jq -c '.data.rows[]' 'my rows.json' > 'my rows.rows.jsonl'`, then give"},
		{"rows in an object, the last of them on a line", "rows.json", "{\"data\": [\n{\"text\": \"a\", \"label\": \"x\"},\n{\"text\": \"b\", \"label\": \"y\"}\n]}", "`jq -c '.data[]' rows.json > rows.rows.jsonl`"},
		{"rows in an object on one long line", "rows.json", `{"data": [` + strings.Repeat(`{"text": "a", "label": "x"},`, 5000) + `{"text": "b"}]}`, "`jq -c '.data[]' rows.json > rows.jsonl`"},
		{"rows in an object that says more", "rows.json", `{"version": "1.1", "data": [{"text": "a", "label": "x"}]}`, "`jq -c '.data[]' rows.json > rows.jsonl`"},
		{"rows in an object with the name of what is made of it", "rows.jsonl", `{"data": [{"text": "a", "label": "x"}]}`, "`jq -c '.data[]' rows.jsonl > rows-2.jsonl`, then give rows-2.jsonl"},
		{"UTF-16", "rows.jsonl", "\xff\xfe{\x00}\x00", "`iconv -f UTF-16 -t UTF-8 rows.jsonl > rows.rows.jsonl`"},
		{"UTF-16 without a mark", "rows.jsonl", "{\x00\"\x00a\x00", "`iconv -f UTF-16LE -t UTF-8 rows.jsonl > rows.rows.jsonl`"},
		{"UTF-16 the other way round", "rows.jsonl", "\x00{\x00\"\x00a", "`iconv -f UTF-16BE -t UTF-8 rows.jsonl > rows.rows.jsonl`"},
		{"Latin 1", "rows.jsonl", "{\"text\":\"Z\xfcrich\"}\n", "`iconv -f WINDOWS-1252 -t UTF-8 rows.jsonl > rows.rows.jsonl`"},
		{"an object on several lines", "rows.json", "{\n \"text\": \"a\"\n}\n", "`jq -c . rows.json > rows.rows.jsonl`"},
		{"objects on one line", "rows.json", "{\"text\":\"a\"}{\"text\":\"b\"}", "`jq -c . rows.json > rows.rows.jsonl`"},
		{"a table", "rows.csv", "\ufeffid,text\n1,a;b\n", table + `"utf-8-sig", newline=""))]' rows.csv > rows.jsonl` + "`"},
		{"a table with semicolons", "rows.csv", "id;text\n1;a,b\n", table + `"utf-8-sig", newline=""), delimiter=";")]' rows.csv > rows.jsonl` + "`"},
		{"an old table", "rows.csv", "id;text\n1;Z\xfcrich and more\n", table + `"cp1252", newline=""), delimiter=";")]'`},
		{"a table with tabs in UTF-16", "rows.tsv", "\xff\xfei\x00d\x00\t\x00t\x00\n\x00", table + `"utf-16", newline=""), delimiter="\t")]'`},
		{"a table with a confidence", "rows.csv", "text,confidence\r\na,0.5\r\n", `json.dumps(dict(r, confidence=float(r["confidence"].replace(",", ".")) if r["confidence"] else None))`},
		{"something else", "rows.jsonl", "PK\x03\x04rest", readsLines},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			write(t, dir, c.file, c.content)
			w := inTerminal(t, dir, "import", "p.winnow", c.file)
			code, all := w.ends(), ""
			for line := range strings.Lines(w.output()) {
				all += strings.TrimRight(line, "\r\n")
			}
			if code != codeFailed || !strings.Contains(all, c.want) {
				t.Errorf("code %d:\n%s\nwant\n%s", code, all, c.want)
			}
		})
	}
}

// Ensure that a command in a hint is whole, however many labels it names.
func TestHint_IsNotCutOff(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "rows.jsonl", `{"text":"a b","label":"`+strings.Repeat("é", 30)+`"}`+"\n")
	w := inTerminal(t, dir, "import", "p.winnow", strings.Repeat("./", 300)+"rows.jsonl")
	if w.ends(); !strings.Contains(w.output(), "then give --task task.yaml") {
		t.Errorf("the hint ends early:\n%s", w.output())
	}
}
