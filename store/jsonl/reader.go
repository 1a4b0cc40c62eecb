package jsonl

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync/atomic"
	"unicode/utf8"
)

const (
	// MaxLine is the length of the longest line that is read, in bytes.
	MaxLine = 4 << 20
	// keptOfLong is how much of a line that is too long goes into its error.
	keptOfLong = 1 << 10
	bufferSize = 256 << 10
	sniffBytes = 512
)

// Line is one line of the input.
type Line struct {
	N int // line number, from 1; blank lines count
	// Raw is the line without its end. It is valid until the next call.
	Raw []byte
}

// Reader reads lines, one after the other, with bounded memory. Its methods
// are for one goroutine, except Read, Size and Name.
type Reader struct {
	name    string
	sidecar string // where bad lines go; "" nowhere
	src     io.Reader
	in      *bufio.Reader
	file    *os.File // what Close closes and Rewind rewinds; nil for a stream
	temp    bool     // file is a copy of a stream that still has a name
	size    int64
	read    atomic.Int64
	n       int
	started bool
	broken  error
	buf     []byte
}

// NewReader reads lines from r. name is what messages and provenance call it.
// No sidecar file is made for it, since it has no place of its own.
func NewReader(r io.Reader, name string) *Reader {
	return &Reader{name: name, src: r, in: bufio.NewReaderSize(r, bufferSize)}
}

// Name is the path as it was given, or "stdin".
func (r *Reader) Name() string { return r.name }

// Read is the number of bytes consumed so far.
func (r *Reader) Read() int64 { return r.read.Load() }

// Size is the size of the file in bytes, 0 when it is not known.
func (r *Reader) Size() int64 { return r.size }

// Close closes the file. Standard input and readers of [NewReader] stay open.
func (r *Reader) Close() error {
	if r.file == nil {
		return nil
	}
	err := r.file.Close()
	if r.temp {
		err = errors.Join(err, os.Remove(r.file.Name()))
	}
	r.file = nil
	if err != nil {
		return fmt.Errorf("closing %s: %w", r.name, err)
	}
	return nil
}

// Next returns the next line that is not blank, and io.EOF at the end. A line
// that cannot be read is a [*LineError], after which Next goes on with the
// next line. Any other error is final.
func (r *Reader) Next() (Line, error) {
	line, err := r.next()
	if err != nil {
		return Line{}, err
	}
	if column, reason := checkBytes(line.Raw); reason != "" {
		return Line{}, r.fault(column, reason, line.Raw)
	}
	return line, nil
}

// next is Next without a look at the line's bytes.
func (r *Reader) next() (Line, error) {
	if err := r.start(); err != nil {
		return Line{}, err
	}
	for {
		raw, long, err := r.line()
		if err != nil {
			return Line{}, err
		}
		r.n++
		if long > 0 {
			return Line{}, r.fault(0, fmt.Sprintf("the line is longer than %d MiB (%d bytes)", MaxLine>>20, long), raw)
		}
		if !isBlank(raw) {
			return Line{N: r.n, Raw: raw}, nil
		}
	}
}

func isBlank(raw []byte) bool {
	for _, c := range raw {
		if c != ' ' && c != '\t' && c != '\r' {
			return false
		}
	}
	return true
}

func (r *Reader) fault(column int, reason string, raw []byte) error {
	return &LineError{File: r.name, N: r.n, Column: column, Reason: reason, Raw: bytes.Clone(raw)}
}

// line returns the next line without its end. Of a line above MaxLine it
// returns the beginning and, as long, the length.
func (r *Reader) line() (raw []byte, long int64, err error) {
	r.buf = r.buf[:0]
	var length int64
	for {
		part, err := r.in.ReadSlice('\n')
		r.read.Add(int64(len(part)))
		length += int64(len(part))
		if err == nil && length == int64(len(part)) && length <= MaxLine {
			return trimEnd(part), 0, nil // the whole line stands in the buffer
		}
		// Room for the line and its end; what is beyond is only counted.
		if room := MaxLine + 2 - len(r.buf); room > 0 {
			r.buf = append(r.buf, part[:min(room, len(part))]...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF) && length == 0:
			return nil, 0, io.EOF
		case err != nil && !errors.Is(err, io.EOF):
			r.broken = r.readError(err)
			return nil, 0, r.broken
		}
		raw = trimEnd(r.buf)
		if len(raw) > MaxLine {
			return raw[:keptOfLong], length, nil
		}
		return raw, 0, nil
	}
}

func (r *Reader) readError(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	if errors.Is(err, io.ErrUnexpectedEOF) { // of no other reader
		err = fmt.Errorf("what was compressed is cut off: %w", err)
	}
	return fmt.Errorf("reading %s: %w", r.name, err)
}

func trimEnd(line []byte) []byte {
	line = bytes.TrimSuffix(line, []byte("\n"))
	return bytes.TrimSuffix(line, []byte("\r"))
}

// checkBytes finds bytes that no line of JSON may hold and that a JSON parser
// would describe badly. column is the byte, from 1.
func checkBytes(raw []byte) (column int, reason string) {
	if bytes.HasPrefix(raw, byteOrderMark) {
		return 1, "a byte order mark stands in the middle of the file"
	}
	if i := bytes.IndexByte(raw, 0); i >= 0 {
		return i + 1, "a NUL byte"
	}
	if utf8.Valid(raw) {
		return 0, ""
	}
	for i := 0; i < len(raw); {
		c, size := utf8.DecodeRune(raw[i:])
		if c == utf8.RuneError && size == 1 {
			return i + 1, fmt.Sprintf("byte %#02x is not valid UTF-8", raw[i])
		}
		i += size
	}
	return 0, ""
}

// Rewind goes back to the start, so that the records can be read again. A
// stream can be rewound only after [Reader.Spool].
func (r *Reader) Rewind() error {
	if r.file == nil {
		return fmt.Errorf("reading %s again: %w", r.name, ErrNotFile)
	}
	if _, err := r.file.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("reading %s again: %w", r.name, err)
	}
	r.in.Reset(r.file)
	r.read.Store(0)
	r.n, r.started, r.broken = 0, false, nil
	return nil
}

// Spool copies what is left of a stream to a temporary file, so that it can be
// read twice; it does nothing for a file. Close removes the copy.
func (r *Reader) Spool() error {
	if r.file != nil {
		return nil
	}
	f, err := os.CreateTemp("", "winnow-*.jsonl")
	if err != nil {
		return fmt.Errorf("keeping %s to read it twice: %w", r.name, err)
	}
	// Without a name it is gone with this process, however that ends. Where an open
	// file keeps its name, Close removes it.
	r.file, r.temp = f, os.Remove(f.Name()) != nil
	n, err := io.Copy(f, r.in)
	if err != nil {
		return fmt.Errorf("keeping %s to read it twice: %w", r.name, errors.Join(err, r.Close()))
	}
	r.size = n
	return r.Rewind()
}
