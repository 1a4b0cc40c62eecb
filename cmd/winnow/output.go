package main

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"unicode"
	"unicode/utf16"

	"winnow/store"
	"winnow/tui/visible"
)

// outFile is a file that appears whole or not at all: it is written beside
// its place, synced, and renamed. What a process that was killed left there
// goes with the next one.
type outFile struct {
	*bufio.Writer
	path  string
	tmp   *os.File
	wait  func() // until nothing is done with tmp
	leave func() // ends the work in the folder
}

// toStdout tells whether -o leaves what is written on stdout.
func toStdout(out string) bool { return out == "" || out == "-" }

// mayWrite refuses a file that is there already, unless it may be replaced: it may
// be what somebody's project was made from. What is no file createOut refuses.
func mayWrite(path string, force bool) error {
	info, err := os.Lstat(path)
	if err != nil || force || !info.Mode().IsRegular() && info.Mode()&os.ModeSymlink == 0 {
		return nil
	}
	return withHint(fmt.Errorf("%s exists already", path), "--force replaces it, -o names another file")
}

// createOut begins a file that commit will put at path.
func createOut(path string) (*outFile, error) {
	mode := os.FileMode(0o666) // less the umask
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return nil, withHint(fmt.Errorf("%s is a folder", path), "name a file in it")
	case err == nil && !info.Mode().IsRegular():
		return nil, withHint(fmt.Errorf("%s is not a regular file and cannot be replaced", path),
			"leave -o out and send stdout there")
	case err == nil:
		mode = info.Mode().Perm()
		// A link stays a link: what it points to is replaced.
		if path, err = filepath.EvalSymlinks(path); err != nil {
			return nil, fmt.Errorf("following the link: %w", err)
		}
	}
	var b [6]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand, Go 1.24 and later)
	leave := store.EnterFolder(filepath.Dir(path))
	name := filepath.Join(filepath.Dir(path), store.OutPrefix+hex.EncodeToString(b[:]))
	tmp, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		leave()
		return nil, fmt.Errorf("writing beside %s: %w", path, err)
	}
	w, wait := writeSteadily(tmp)
	return &outFile{Writer: bufio.NewWriterSize(w, 1<<16), path: path, tmp: tmp, wait: wait, leave: leave}, nil
}

// commit makes what was written durable and puts it in its place.
func (o *outFile) commit() error {
	defer o.leave()
	err := o.Flush()
	o.wait()
	err = errors.Join(err, o.tmp.Sync(), o.tmp.Close())
	if err == nil {
		err = os.Rename(o.tmp.Name(), o.path)
	}
	if err != nil {
		_ = os.Remove(o.tmp.Name())
		return fmt.Errorf("writing %s: %w", o.path, err)
	}
	return syncDir(filepath.Dir(o.path))
}

// drop takes away what was written; whatever was at path stays.
func (o *outFile) drop() {
	defer o.leave()
	o.wait()
	_ = o.tmp.Close()
	_ = os.Remove(o.tmp.Name())
}

// syncDir makes a rename durable. Some systems cannot sync a folder; they
// order renames themselves.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return nil // it was written all the same
	}
	defer d.Close() //nolint:errcheck // read only
	_ = d.Sync()
	return nil
}

// dataOut is stdout for records: exact bytes into a pipe or file, symbols for
// everything dangerous on a terminal. finish must be called at the end.
type dataOut struct {
	*bufio.Writer
	shown *shownWriter // nil unless stdout is a terminal
}

func (a *app) dataOut() *dataOut {
	if !isTerminal(a.stdout) {
		w, _ := writeSteadily(a.stdout) // hints of a file that stays open need not be waited for
		return &dataOut{Writer: bufio.NewWriterSize(w, 1<<16)}
	}
	w := &shownWriter{out: a.stdout}
	return &dataOut{Writer: bufio.NewWriter(w), shown: w}
}

// finish writes what is buffered and returns how many characters a terminal
// got as symbols instead.
func (d *dataOut) finish() (hidden int, err error) {
	err = d.Flush()
	if d.shown != nil {
		err = errors.Join(err, d.shown.flush())
		hidden = d.shown.hidden
	}
	return hidden, err
}

// shownWriter makes whole lines safe to show.
type shownWriter struct {
	out    io.Writer
	line   []byte
	hidden int
}

func (w *shownWriter) Write(p []byte) (int, error) {
	for rest := p; len(rest) > 0; {
		i := bytes.IndexByte(rest, '\n')
		if i < 0 {
			w.line = append(w.line, rest...)
			break
		}
		w.line = append(w.line, rest[:i+1]...)
		rest = rest[i+1:]
		if err := w.flush(); err != nil {
			return 0, err
		}
	}
	return len(p), nil
}

func (w *shownWriter) flush() error {
	s := string(w.line)
	w.line = w.line[:0]
	w.hidden += visible.Hidden(s)
	_, err := io.WriteString(w.out, visible.Text(s))
	return err
}

// printJSON writes a report to stdout, with everything that could act on a
// terminal escaped: the same value for a program, harmless for a person.
func (a *app) printJSON(v any) error { return a.encodeJSON(v, "  ") }

// printJSONLine writes a report on one line, for commands that write several.
func (a *app) printJSONLine(v any) error { return a.encodeJSON(v, "") }

func (a *app) encodeJSON(v any, indent string) error {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", indent)
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	var out bytes.Buffer
	for _, r := range buf.String() {
		if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) {
			out.WriteString(escaped(r))
			continue
		}
		out.WriteRune(r)
	}
	_, err := a.stdout.Write(out.Bytes())
	return err
}

// escaped is r as a JSON escape, a pair above the basic plane.
func escaped(r rune) string {
	if r < 0x10000 {
		return fmt.Sprintf(`\u%04x`, r)
	}
	high, low := utf16.EncodeRune(r)
	return fmt.Sprintf(`\u%04x\u%04x`, high, low)
}

// sameFile tells whether two paths lead to one file.
func sameFile(a, b string) bool {
	ia, errA := os.Stat(a)
	ib, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(ia, ib)
}
