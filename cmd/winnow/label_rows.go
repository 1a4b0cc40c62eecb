package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"winnow/generator/strategy"
	"winnow/store/jsonl"
)

// rowFile is what a file of rows holds for label. What a model is paid to read
// must be what stands in the file: a line that is not sound is left out and told.
type rowFile struct {
	path string
	rows []strategy.Row
	bad  []badRow
	// doubles are rows whose texts another one has.
	doubles []badRow
	why     badRow // of the row that is being read; no reason: nothing is wrong with it
}

// badRow is a line that is left out.
type badRow struct {
	line, column int // a column of 0 is not known
	reason       string
	foreign      bool // it is text in another encoding, perhaps
}

// readRows reads a file as eachRow does, and refuses what is no text. It reads
// until the context ends.
func readRows(ctx context.Context, project, path string) (*rowFile, error) {
	f, err := openRows(project, path)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // read only
	in, kind, err := textOf(path, f)
	if err != nil {
		return nil, err
	}
	r := &rowFile{path: path}
	if err := readAs(kind, in, r.sound, func(row strategy.Row) bool { return r.take(row) && ctx.Err() == nil }); err != nil {
		return nil, withHint(fmt.Errorf("%s: %w", path, err), rowsHint(path))
	}
	return r, ctx.Err()
}

// openRows opens a file of rows here, or else beside the project.
func openRows(project, path string) (*os.File, error) {
	if path == jsonl.Stdin {
		return nil, &usageError{"label reads no standard input: its rows must be there again to go on after a stop",
			"name a file; its ending tells JSON Lines (.jsonl), tables (.csv, .tsv) and plain text apart"}
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) && !filepath.IsAbs(path) {
		if beside, berr := os.Open(filepath.Join(filepath.Dir(project), path)); berr == nil {
			f, err = beside, nil
		}
	}
	if err != nil {
		return nil, err
	}
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return nil, errors.Join(withHint(fmt.Errorf("%s is a directory: %w", path, jsonl.ErrNotFile), "name a file of rows"), f.Close())
	}
	return f, nil
}

// sniffRows is how much of a file is looked at before it is taken for text.
const sniffRows = 8 << 10

// noText says what a file is that begins with head when it is no text in UTF-8,
// and what to do about it. The words are those of an import.
func noText(path string, head []byte) (what, hint string) {
	const boltMagic = "\xed\xda\x0c\xed" // 16 bytes into the file
	converts := func(from string) string {
		return fmt.Sprintf("convert it: iconv -f %s -t UTF-8 %s > %s", from, quoted(path), quoted("utf8-"+filepath.Base(path)))
	}
	has := func(magic string) bool { return bytes.HasPrefix(head, []byte(magic)) }
	switch {
	case len(head) >= 20 && string(head[16:20]) == boltMagic:
		return "a winnow project or another bbolt database", "rows come from text: `winnow export` writes those of a project"
	case has("\xff\xfe\x00\x00"), has("\x00\x00\xfe\xff"):
		return "UTF-32 text, not UTF-8", converts("UTF-32")
	case has("\xff\xfe"), has("\xfe\xff"):
		return "UTF-16 text, not UTF-8", converts("UTF-16")
	case bytes.IndexByte(head, 0) < 0:
		return "", ""
	case everyOther(head, 1):
		return "UTF-16 text, not UTF-8", converts("UTF-16LE")
	case everyOther(head, 0):
		return "UTF-16 text, not UTF-8", converts("UTF-16BE")
	}
	return "binary data", "rows are text: JSON Lines, CSV with a first line of names, or a row each line"
}

// everyOther tells whether the first letters have a zero as every second byte,
// from the given one on, and nowhere else.
func everyOther(head []byte, from int) bool {
	head = head[:min(len(head), 64)&^1]
	for i, c := range head {
		if (c == 0) != (i%2 == from) {
			return false
		}
	}
	return len(head) > 0
}

// sound reads a line unless something is wrong with its bytes, and notes what is
// wrong with it.
func (r *rowFile) sound(read lineReader) lineReader {
	return func(line string) (strategy.Row, error) {
		if r.why = unsound(line); r.why.reason != "" {
			return strategy.Row{}, nil
		}
		row, err := read(line)
		if err != nil {
			r.why.reason = err.Error()
		}
		return row, nil
	}
}

// unsound says what no text of a row may hold.
func unsound(text string) badRow {
	if i := strings.IndexByte(text, 0); i >= 0 {
		return badRow{column: i + 1, reason: "a NUL byte"}
	}
	for i, c := range text {
		if _, size := utf8.DecodeRuneInString(text[i:]); c == utf8.RuneError && size == 1 {
			return badRow{column: i + 1, reason: fmt.Sprintf("byte %#02x is not valid UTF-8", text[i]), foreign: true}
		}
	}
	return badRow{}
}

// unsoundRow says what no text of a row may hold, without where it stands in its line.
func unsoundRow(row strategy.Row) badRow {
	for name, text := range row.Values {
		for _, s := range []string{name, text} {
			if bad := unsound(s); bad.reason != "" {
				bad.column = 0
				return bad
			}
		}
	}
	return badRow{}
}

// take keeps a row, or what is wrong with it.
func (r *rowFile) take(row strategy.Row) bool {
	if r.why.reason == "" { // of a table, whose lines were not looked at
		r.why = unsoundRow(row)
	}
	if r.why.reason != "" {
		r.leaveOut(row.Line, r.why)
		r.why = badRow{}
		return true
	}
	if row.ID == "" {
		row.ID = fmt.Sprintf("%s:%d", r.path, row.Line)
	}
	r.rows = append(r.rows, row)
	return len(r.rows) < mostRows
}

func (r *rowFile) leaveOut(line int, b badRow) {
	b.line = line
	r.bad = append(r.bad, b)
}

func (r *rowFile) double(line int, reason string) {
	r.doubles = append(r.doubles, badRow{line: line, reason: reason})
}

// tell names the lines that were left out.
func (r *rowFile) tell(a *app) {
	if len(r.doubles) > 0 {
		a.say("%s: %s", r.path, plural(len(r.doubles), "duplicate"))
		r.name(a, r.doubles)
	}
	if len(r.bad) == 0 {
		return
	}
	slices.SortStableFunc(r.bad, func(x, y badRow) int { return cmp.Compare(x.line, y.line) })
	a.say("%s: %s left out", r.path, plural(len(r.bad), "row"))
	r.name(a, r.bad)
	if slices.ContainsFunc(r.bad, func(b badRow) bool { return b.foreign }) {
		a.say("  %s", convertHint(r.path))
	}
}

// convertHint says what to do with text that may be in another encoding.
func convertHint(path string) string {
	return fmt.Sprintf("text in another encoding must be converted first, such as: iconv -f ISO-8859-1 -t UTF-8 %s > %s",
		quoted(path), quoted("utf8-"+filepath.Base(path)))
}

// name says what is wrong with the first of some lines.
func (r *rowFile) name(a *app, of []badRow) {
	for i, b := range of {
		if i == mostProblems {
			a.say("  and %s more", grouped(len(of)-mostProblems))
			break
		}
		at := fmt.Sprintf("%s:%d", r.path, b.line)
		if b.column > 0 {
			at += fmt.Sprintf(":%d", b.column)
		}
		a.say("  %s: %s", at, b.reason)
	}
}

// none is why a file gives nothing to label.
func (r *rowFile) none(project string, f found) error {
	switch {
	case f.bare > 0:
		return &nothingError{fmt.Sprintf("nothing to label: the project has %s of %s already, and the %s that came without a suggestion get none there",
			plural(f.there, "row"), r.path, grouped(f.bare)), bareAdvice(project)}
	case f.there > 0:
		return &nothingError{fmt.Sprintf("nothing to label: the project has %s of %s already", plural(f.there, "row"), r.path), "give other rows"}
	case len(r.bad) > 0:
		return withHint(fmt.Errorf("no row of %s can be labelled", r.path), rowsHint(r.path))
	case len(r.doubles) > 0:
		return &nothingError{fmt.Sprintf("nothing to label: every row of %s is a duplicate", r.path), "give other rows"}
	}
	return &nothingError{"nothing to label: there are no rows in " + r.path, "give a file with rows"}
}
