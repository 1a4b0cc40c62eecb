package jsonl

import (
	"bufio"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

const sidecarSuffix = ".invalid.jsonl"

// sidecar is the file of bad lines. It is made with the first of them, in a
// temporary file that takes the name when it is complete. A line of it has the
// number of the bad line, where there is one the column, the reason, and the line
// itself as "raw"; of a line that is not UTF-8, which no JSON string can hold, the
// bytes stand in "raw_base64" as well.
type sidecar struct {
	path string
	file *os.File
	out  *bufio.Writer
	err  error
}

// add writes one line; the first error ends the writing and is kept.
func (s *sidecar) add(p Problem, raw []byte) {
	if s.path == "" || s.err != nil {
		return
	}
	if s.file == nil {
		s.file, s.err = os.CreateTemp(filepath.Dir(s.path), "."+filepath.Base(s.path)+".*")
		if s.err != nil {
			return
		}
		s.out = bufio.NewWriter(s.file)
	}
	b := append([]byte(nil), `{"line":`...)
	b = strconv.AppendInt(b, int64(p.Line), 10)
	if p.Column > 0 {
		b = append(b, `,"column":`...)
		b = strconv.AppendInt(b, int64(p.Column), 10)
	}
	b = append(b, `,"reason":`...)
	b = appendText(b, p.Reason)
	b = append(b, `,"raw":`...)
	b = appendText(b, string(raw))
	if !utf8.Valid(raw) {
		b = append(b, `,"raw_base64":"`...)
		b = base64.StdEncoding.AppendEncode(b, raw)
		b = append(b, '"')
	}
	_, s.err = s.out.Write(append(b, '}', '\n'))
}

// close gives the file its name and returns it; "" when there was nothing to
// write.
func (s *sidecar) close() (string, error) {
	if s.file == nil {
		return "", s.wrapped()
	}
	if s.err == nil {
		s.err = s.out.Flush()
	}
	if s.err == nil {
		s.err = s.file.Sync()
	}
	s.err = errors.Join(s.err, s.file.Close())
	if s.err == nil {
		s.err = os.Rename(s.file.Name(), s.path)
	}
	if s.err != nil {
		s.err = errors.Join(s.err, os.Remove(s.file.Name()))
		return "", s.wrapped()
	}
	return s.path, nil
}

func (s *sidecar) wrapped() error {
	if s.err == nil {
		return nil
	}
	return fmt.Errorf("writing the invalid lines to %s: %w", s.path, s.err)
}

// appendText appends a JSON string. Bytes that are not UTF-8 cannot stand in
// one and become U+FFFD.
func appendText(dst []byte, text string) []byte {
	// The error only says that something was not UTF-8.
	dst, _ = jsontext.AppendQuote(dst, strings.ToValidUTF8(text, "\uFFFD"))
	return dst
}
