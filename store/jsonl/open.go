package jsonl

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// Stdin is the path that stands for standard input.
const Stdin = "-"

// stdinName is what standard input is called in messages and provenance.
const stdinName = "stdin"

// Open opens a file of records, or standard input for "-"; either may be
// compressed with gzip. Errors are
// [ErrNotFile], [ErrNotJSONL] or an error of package fs, each with the path.
func Open(path string) (*Reader, error) {
	if path == Stdin {
		r, err := OpenStdin(os.Stdin)
		if fi, serr := os.Stdin.Stat(); err == nil && serr == nil && fi.Mode().IsRegular() {
			r.size = fi.Size()
		}
		return r, err
	}
	// Looked at first, because opening a device can have an effect.
	if fi, err := os.Stat(path); err != nil {
		return nil, openError(path, err)
	} else if err := checkRegular(path, fi.Mode()); err != nil {
		return nil, err
	}
	// O_NONBLOCK: if the path has become a pipe since, opening returns anyway.
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, openError(path, err)
	}
	r, err := openFile(path, f)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return r, nil
}

// OpenStdin is [Open] for standard input that is read through a reader of the caller's.
func OpenStdin(in io.Reader) (*Reader, error) {
	r := NewReader(in, stdinName)
	r.sidecar = stdinName + sidecarSuffix
	if err := r.start(); err != nil {
		return nil, err
	}
	return r, nil
}

func openFile(path string, f *os.File) (*Reader, error) {
	fi, err := f.Stat()
	if err != nil {
		return nil, openError(path, err)
	}
	if err := checkRegular(path, fi.Mode()); err != nil {
		return nil, err
	}
	r := NewReader(f, path)
	r.file, r.size, r.sidecar = f, fi.Size(), path+sidecarSuffix
	if err := r.start(); err != nil {
		return nil, err
	}
	return r, nil
}

func openError(path string, err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err // its own text would name the path twice
	}
	return fmt.Errorf("opening %s: %w", path, err)
}

func checkRegular(path string, mode fs.FileMode) error {
	what := ""
	switch {
	case mode.IsRegular():
		return nil
	case mode.IsDir():
		what = "a directory"
	case mode&fs.ModeNamedPipe != 0:
		what = "a pipe (- reads standard input)"
	case mode&fs.ModeSocket != 0:
		what = "a socket"
	case mode&fs.ModeDevice != 0:
		what = "a device (- reads standard input)"
	default:
		what = "a special file"
	}
	return fmt.Errorf("%s is %s: %w", path, what, ErrNotFile)
}

// gzipMagic begins what is compressed with gzip.
const gzipMagic = "\x1f\x8b"

// magics are the first bytes of files that people take for JSON Lines. UTF-32
// stands before UTF-16, whose mark its own begins with.
var magics = []struct{ bytes, what string }{
	{gzipMagic, "compressed with gzip twice"},
	{"PK\x03\x04", "a zip archive"},
	{"PK\x05\x06", "a zip archive"},
	{"\x28\xb5\x2f\xfd", "compressed with zstd"},
	{"BZh", "compressed with bzip2"},
	{"\xfd7zXZ\x00", "compressed with xz"},
	{"PAR1", "a Parquet file"},
	{"SQLite format 3\x00", "an SQLite database"},
	{"\xff\xfe\x00\x00", "UTF-32 text, not UTF-8"},
	{"\x00\x00\xfe\xff", "UTF-32 text, not UTF-8"},
	{"\xff\xfe", "UTF-16 text, not UTF-8"},
	{"\xfe\xff", "UTF-16 text, not UTF-8"},
	{"\x00\x00\x00{", "UTF-32 text, not UTF-8"},
	{"{\x00\x00\x00", "UTF-32 text, not UTF-8"},
	{"\x00{", "UTF-16 text, not UTF-8"},
	{"{\x00", "UTF-16 text, not UTF-8"},
	{"\x00\x00", "binary data"},
}

// boltMagic is the mark of a bbolt file, 16 bytes into its first page, as a
// little-endian machine writes it.
const boltMagic = "\xed\xda\x0c\xed"

// start looks at the first bytes, unpacks gzip, refuses what is not JSON Lines
// and drops a byte order mark.
func (r *Reader) start() error {
	if r.started {
		return r.broken
	}
	r.started = true
	// Peek returns what there is; a read error shows up again when reading.
	head, err := r.in.Peek(sniffBytes)
	if bytes.HasPrefix(head, []byte(gzipMagic)) {
		head, err = r.unpack()
	}
	if err != nil && !errors.Is(err, io.EOF) && len(head) == 0 {
		r.broken = r.readError(err)
		return r.broken
	}
	what := sniff(head)
	if what == "" && isTable(r.name, head) {
		what = "a " + strings.ToUpper(filepath.Ext(unpackedName(r.name))[1:]) + " table"
	}
	if what != "" {
		r.broken = &FormError{File: r.name, What: what}
		return r.broken
	}
	if bytes.HasPrefix(head, byteOrderMark) {
		n, _ := r.in.Discard(len(byteOrderMark))
		r.read.Add(int64(n))
	}
	return nil
}

// unpack goes on with what the compressed input holds: Read counts its bytes, and
// how many there are is not known before the end.
func (r *Reader) unpack() (head []byte, err error) {
	r.size = 0
	unpacked, err := gzip.NewReader(r.in)
	if err != nil {
		return nil, fmt.Errorf("unpacking gzip: %w", err)
	}
	r.in = bufio.NewReaderSize(unpacked, bufferSize)
	return r.in.Peek(sniffBytes)
}

// isTable tells a file that is called CSV or TSV, and does not begin with an object.
func isTable(name string, head []byte) bool {
	switch strings.ToLower(filepath.Ext(unpackedName(name))) {
	case ".csv", ".tsv":
		text := bytes.TrimLeft(bytes.TrimPrefix(head, byteOrderMark), " \t\r\n")
		return len(text) > 0 && text[0] != '{'
	}
	return false
}

// unpackedName is the name that a compressed file had before.
func unpackedName(name string) string {
	if ext := filepath.Ext(name); strings.EqualFold(ext, ".gz") {
		return strings.TrimSuffix(name, ext)
	}
	return name
}

var byteOrderMark = []byte("\xef\xbb\xbf")

// sniff returns what the file is when it is not JSON Lines, else "".
func sniff(head []byte) string {
	if len(head) >= 20 && string(head[16:20]) == boltMagic {
		return "a winnow project or another bbolt database"
	}
	for _, m := range magics {
		if bytes.HasPrefix(head, []byte(m.bytes)) {
			return m.what
		}
	}
	text := bytes.TrimLeft(bytes.TrimPrefix(head, byteOrderMark), " \t\r\n")
	if len(text) > 0 && text[0] == '[' {
		return OneArray
	}
	return ""
}
