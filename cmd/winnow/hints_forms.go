package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"winnow/store/jsonl"
)

const readsLines = "winnow reads JSON Lines: one JSON object a line, UTF-8"

// formHint is the command that makes rows of a file that holds something else.
func formHint(form *jsonl.FormError) string {
	file := form.File
	head, ext := headOf(file), strings.ToLower(filepath.Ext(file))
	from, to := quoted(file), quoted(madeOf(file, ".rows.jsonl"))
	switch {
	case ext == ".csv", ext == ".tsv":
		return tableHint(file, ext == ".tsv", head)
	case form.What == jsonl.OneArray && file == "stdin":
		return "this makes lines of it, put before it in the pipe: `jq -c '.[]'`"
	case form.What == jsonl.OneArray && ext == ".gz":
		return fmt.Sprintf("this makes lines of it: `gunzip -c %s | jq -c '.[]' > %s`, then give %[2]s", from, to)
	}
	encoding := ""
	switch text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n"); {
	case len(head) < 4, len(text) == 0:
		return readsLines
	case text[0] == '[':
		// jq before 1.7 would round long numbers.
		return fmt.Sprintf("this makes lines of it: `python3 -c 'import json, sys; [print(json.dumps(r)) for r in json.load(open(sys.argv[1], encoding=\"utf-8-sig\"))]' %s > %s`, then give %[2]s", from, to)
	case slices.Equal(head[:4], []byte("\xff\xfe\x00\x00")):
		encoding = "UTF-32"
	case head[0] == 0xff && head[1] == 0xfe, head[0] == 0xfe && head[1] == 0xff:
		encoding = "UTF-16"
	case head[0] != 0 && head[1] == 0 && head[2] != 0:
		encoding = "UTF-16LE"
	case head[0] == 0 && head[1] != 0:
		encoding = "UTF-16BE"
	default:
		return readsLines
	}
	return fmt.Sprintf("this makes UTF-8 of it: `iconv -f %s -t UTF-8 %s > %s`, then give %[3]s", encoding, from, to)
}

// madeOf is a name for what is made of a file, with another ending: that of no file,
// so that a command in a hint replaces none, least of all the one that it reads.
func madeOf(file, ending string) string {
	stem := strings.TrimSuffix(file, filepath.Ext(file))
	name := stem + ending
	for n := 2; ; n++ {
		if _, err := os.Lstat(name); err != nil {
			return name
		}
		name = fmt.Sprintf("%s-%d%s", stem, n, ending)
	}
}

// headOf is how a file begins; nothing where it cannot be read again.
func headOf(file string) []byte {
	if file == "stdin" { // what it held is read
		return nil
	}
	f, err := os.Open(file)
	if err != nil {
		return nil
	}
	defer f.Close()                                  //nolint:errcheck // read only
	head, _ := io.ReadAll(io.LimitReader(f, 64<<10)) // what there is of it is enough for a hint
	return head
}

// tableHint makes rows of a table as spreadsheets and scripts save them: behind a
// byte order mark, with semicolons, in UTF-16 or an old encoding.
func tableHint(file string, tabs bool, head []byte) string {
	encoding := "utf-8-sig" // takes a byte order mark for none of the first name
	switch wide := len(head) > 1 && (head[0] == 0xff && head[1] == 0xfe || head[0] == 0xfe && head[1] == 0xff); {
	case wide:
		encoding = "utf-16"
	case !utf8.Valid(head[:max(0, len(head)-utf8.UTFMax)]): // the end may be cut off
		encoding = "cp1252"
	}
	first, _, _ := bytes.Cut(bytes.ReplaceAll(head, []byte{0}, nil), []byte("\n"))
	delimiter, row := "", "r"
	switch {
	case tabs:
		delimiter = `, delimiter="\t"`
	case delimiterOf(first) == ';':
		delimiter = `, delimiter=";"`
	}
	names := bytes.FieldsFunc(first, func(r rune) bool { return strings.ContainsRune(",;\t\r\"\ufeff", r) })
	if slices.ContainsFunc(names, func(name []byte) bool { return string(name) == "confidence" }) {
		row = `dict(r, confidence=float(r["confidence"].replace(",", ".")) if r["confidence"] else None)` // all is text in a table
	}
	return fmt.Sprintf("this makes rows of it: `python3 -c 'import csv, json, sys; [print(json.dumps(%s)) for r in csv.DictReader(open(sys.argv[1], encoding=\"%s\", newline=\"\")%s)]' %s > %s`; "+
		"`winnow label` reads tables in UTF-8 as they are", row, encoding, delimiter, quoted(file), quoted(madeOf(file, ".jsonl")))
}

// lineHint helps with a file of which not a single line can be read.
func lineHint(bad *jsonl.LineError) string {
	if bad.File == "stdin" {
		return readsLines
	}
	from, to := quoted(bad.File), quoted(madeOf(bad.File, ".rows.jsonl"))
	switch {
	case !utf8.Valid(bad.Raw):
		return fmt.Sprintf("if the file is of Windows or Latin 1, this makes UTF-8 of it: `iconv -f WINDOWS-1252 -t UTF-8 %s > %s`, then give %[2]s", from, to)
	case wrapping(bad.File) != "":
		return unwraps(bad.File, wrapping(bad.File))
	case len(bad.Raw) > 0 && bad.Raw[0] == '{':
		return readsLines + fmt.Sprintf("; `jq -c . %s > %s` makes such lines where the JSON is right and only stands otherwise", from, to)
	}
	return readsLines
}
