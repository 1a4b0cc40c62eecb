package main

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"winnow/generator/prompt"
	"winnow/generator/strategy"
	"winnow/review"
)

const (
	mostRows    = 1_000_000
	mostRowLine = 4 << 20

	byteOrderMark = "\ufeff"
)

// rowsOf reads the files that a task names, each whole but for what is beyond
// mostRows, until the context ends.
func rowsOf(ctx context.Context, project string) strategy.Files {
	return func(path string) ([]strategy.Row, error) {
		var rows []strategy.Row
		err := eachRow(project, path, func(r strategy.Row) bool {
			rows = append(rows, r)
			return len(rows) < mostRows && ctx.Err() == nil
		})
		return rows, cmp.Or(ctx.Err(), err)
	}
}

// eachRow visits the rows of a file until visit says no: JSON Lines, CSV with a
// first line of names, or plain text, a row each line, compressed with gzip where
// the name ends in .gz. A name that is not found here is looked for beside the
// project.
func eachRow(project, path string, visit func(strategy.Row) bool) error {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) && !filepath.IsAbs(path) {
		if beside, berr := os.Open(filepath.Join(filepath.Dir(project), path)); berr == nil {
			f, err = beside, nil
		}
	}
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // read only
	in, kind, err := textOf(path, f)
	if err != nil {
		return err
	}
	var bad badRow
	err = readAs(kind, in, checked, func(r strategy.Row) bool {
		if bad = unsoundRow(r); bad.reason != "" { // of a table, whose lines were not looked at
			bad.line = r.Line
			return false
		}
		if r.ID == "" {
			r.ID = fmt.Sprintf("%s:%d", path, r.Line)
		}
		return visit(r)
	})
	if err == nil && bad.reason != "" {
		err = fmt.Errorf("line %d: %w", bad.line, &unsoundError{bad})
	}
	if err != nil {
		hint := rowsHint(path)
		if is := (*unsoundError)(nil); errors.As(err, &is) && is.foreign {
			hint = convertHint(path)
		}
		return withHint(fmt.Errorf("%s: %w", path, err), hint)
	}
	return nil
}

// textOf is the text of a file of rows, unpacked where its name ends in .gz, and the
// name by which it is read. What is no text is refused.
func textOf(path string, f io.Reader) (in *bufio.Reader, kind string, err error) {
	in, kind = bufio.NewReaderSize(f, sniffRows), path
	if ext := filepath.Ext(path); strings.EqualFold(ext, ".gz") {
		kind = strings.TrimSuffix(path, ext)
		unpacked, err := gzip.NewReader(in)
		if err != nil {
			return nil, "", fmt.Errorf("%s: unpacking gzip: %w", path, err)
		}
		in = bufio.NewReaderSize(unpacked, sniffRows)
	}
	head, _ := in.Peek(sniffRows) // an error shows up again when reading
	if what, hint := noText(path, head); what != "" {
		return nil, "", withHint(fmt.Errorf("%s is %s", path, what), hint)
	}
	return in, kind, nil
}

// lineReader makes a row of a line.
type lineReader func(line string) (strategy.Row, error)

// readAs reads rows by the name of their file; each is put around what reads a line.
func readAs(kind string, in *bufio.Reader, each func(lineReader) lineReader, visit func(strategy.Row) bool) error {
	switch strings.ToLower(filepath.Ext(kind)) {
	case ".csv":
		head, _ := in.Peek(sniffRows) // an error shows up again when reading
		return readCSV(in, delimiterOf(head), visit)
	case ".tsv":
		return readCSV(in, '\t', visit)
	case ".jsonl", ".ndjson", ".json":
		return readLines(in, each(objectRow), visit)
	}
	return readLines(in, each(textRow), visit)
}

// unsoundError is a row with bytes that no text holds: what a model reads, or what is
// compared, would not be what stands in the file.
type unsoundError struct{ badRow }

func (e *unsoundError) Error() string {
	if e.column > 0 {
		return fmt.Sprintf("byte %d: %s", e.column, e.reason)
	}
	return e.reason
}

// checked refuses a line that is unsound.
func checked(read lineReader) lineReader {
	return func(line string) (strategy.Row, error) {
		if bad := unsound(line); bad.reason != "" {
			return strategy.Row{}, &unsoundError{bad}
		}
		return read(line)
	}
}

// rowsHint says what a file of rows should be, by its name.
func rowsHint(path string) string {
	switch ext := strings.ToLower(filepath.Ext(path)); ext {
	case ".csv", ".tsv":
		return "the first line names the columns; a field with a comma, a quotation mark or a line break stands in quotation marks, and a quotation mark in it is written twice"
	case ".jsonl", ".ndjson", ".json":
		return "one JSON object a line; a file with another ending is read as plain text, a row each line"
	}
	return "a row each line, of at most 4 MiB"
}

// delimiterOf is what stands between the columns of a table that begins with head:
// spreadsheets write semicolons where numbers have commas.
func delimiterOf(head []byte) rune {
	first, _, _ := bytes.Cut(head, []byte("\n"))
	semicolons, quoted := 0, false
	for _, c := range first {
		switch {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == ';':
			semicolons++
		case c == ',':
			semicolons--
		}
	}
	if semicolons > 0 {
		return ';'
	}
	return ','
}

func readCSV(in *bufio.Reader, comma rune, visit func(strategy.Row) bool) error {
	if mark, _ := in.Peek(len(byteOrderMark)); string(mark) == byteOrderMark { // a name in quotation marks may follow
		_, _ = in.Discard(len(mark)) // they are there
	}
	r := csv.NewReader(in)
	r.Comma, r.FieldsPerRecord = comma, -1
	names, err := r.Read()
	if errors.Is(err, io.EOF) {
		return nil
	}
	if err != nil {
		return err
	}
	apart(names)
	for {
		fields, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		line, _ := r.FieldPos(0)
		if n := len(fields); n > len(names) && strings.Join(fields[len(names):], "") != "" {
			return fmt.Errorf("line %d: %d fields, the first line names %d", line, n, len(names))
		}
		row := strategy.Row{Line: line, Values: map[string]string{}}
		for i, v := range fields {
			if i < len(names) {
				row.Values[names[i]] = v
				row.Members = append(row.Members, review.Member{Name: names[i], Value: []byte(prompt.Quote(v))})
			}
		}
		row.ID = row.Values["id"]
		if !visit(row) {
			return nil
		}
	}
}

// apart gives columns of the same name names of their own: the second text is
// text_2.
func apart(names []string) {
	taken := map[string]bool{}
	for _, name := range names {
		taken[name] = true
	}
	seen := map[string]bool{}
	for i, name := range names {
		for n := 2; seen[names[i]] || names[i] != name && taken[names[i]]; n++ {
			names[i] = fmt.Sprintf("%s_%d", name, n)
		}
		seen[names[i]] = true
	}
}

// readLines reads a row of each line that is not blank.
func readLines(in io.Reader, read lineReader, visit func(strategy.Row) bool) error {
	scan := bufio.NewScanner(in)
	scan.Buffer(nil, mostRowLine)
	for n := 1; scan.Scan(); n++ {
		text := strings.TrimPrefix(scan.Text(), byteOrderMark)
		if strings.TrimSpace(text) == "" {
			continue
		}
		row, err := read(text)
		if err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
		row.Line = n
		if !visit(row) {
			return nil
		}
	}
	return scan.Err()
}

func textRow(line string) (strategy.Row, error) {
	return strategy.Row{Values: map[string]string{"text": line}}, nil
}

func objectRow(line string) (strategy.Row, error) {
	if !strings.HasPrefix(strings.TrimSpace(line), "{") {
		return strategy.Row{}, errors.New("a record must be a JSON object")
	}
	var object map[string]any
	if err := json.Unmarshal([]byte(line), &object); err != nil {
		return strategy.Row{}, err
	}
	members, err := review.Members([]byte(line))
	if err != nil {
		return strategy.Row{}, err
	}
	row := strategy.Row{Values: map[string]string{}, Members: members}
	for _, m := range members {
		if m.Name == review.MemberID { // as it stands there: a long number loses digits as a value
			row.ID, _ = m.Text() // an object is no id
		}
	}
	for name, v := range object {
		switch v := v.(type) {
		case string:
			row.Values[name] = v
		case nil:
		default:
			b, err := json.Marshal(v)
			if err != nil {
				return strategy.Row{}, err
			}
			row.Values[name] = string(b)
		}
	}
	return row, nil
}
