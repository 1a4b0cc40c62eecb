package jsonl

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func write(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func mustOpen(t *testing.T, path string) *Reader {
	t.Helper()
	r, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	return r
}

func TestOpen_NamesWhatIsNotJSONL(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ content, want string }{
		{"\x1f\x8b\x08\x00rest", "compressed with gzip"},
		{"PK\x03\x04rest", "a zip archive"},
		{"\x28\xb5\x2f\xfdrest", "compressed with zstd"},
		{"\xff\xfe{\x00}\x00", "UTF-16 text"},
		{"\xfe\xff\x00{\x00}", "UTF-16 text"},
		{"{\x00\"\x00a\x00", "UTF-16 text"},
		{"\xff\xfe\x00\x00{\x00\x00\x00", "UTF-32 text"},
		{"\x00\x00\x00{\x00\x00\x00}", "UTF-32 text"},
		{"\x00\x00\x00\x00\x00\x00", "binary data"},
		{"PAR1....", "a Parquet file"},
		{"SQLite format 3\x00", "an SQLite database"},
		{"0123456789abcdef\xed\xda\x0c\xed\x02", "a winnow project"},
		{"[{\"text\":\"a\"}]", "one JSON array"},
		{"\xef\xbb\xbf \n\n  [\n  {\"text\":\"a\"}\n]", "jq -c '.[]'"},
	} {
		path := write(t, "rows.jsonl", c.content)
		_, err := Open(path)
		if !errors.Is(err, ErrNotJSONL) || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), path) {
			t.Errorf("%q: got %v, want %q", c.content, err, c.want)
		}
		if _, err := NewReader(strings.NewReader(c.content), "rows").Next(); !errors.Is(err, ErrNotJSONL) {
			t.Errorf("%q from a stream: got %v", c.content, err)
		}
	}
}

func TestOpen_OnlyRegularFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for path, want := range map[string]string{
		dir:          "is a directory",
		os.DevNull:   "is a device",
		dir + "/row": "no such file",
	} {
		_, err := Open(path)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Count(err.Error(), path) != 1 {
			t.Errorf("%s: got %v, want %q", path, err, want)
		}
	}
	if _, err := Open(dir + "/row"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing file is not fs.ErrNotExist: %v", err)
	}
	if _, err := Open(dir); !errors.Is(err, ErrNotFile) {
		t.Errorf("a directory is not ErrNotFile: %v", err)
	}
}

func TestOpen_KnowsSizeAndProgress(t *testing.T) {
	t.Parallel()
	r := mustOpen(t, write(t, "rows.jsonl", "\xef\xbb\xbf{}\n{}\n"))
	if r.Size() != 9 {
		t.Errorf("size %d, want 9", r.Size())
	}
	for {
		if _, err := r.Next(); errors.Is(err, io.EOF) {
			break
		}
	}
	if r.Read() != r.Size() {
		t.Errorf("read %d of %d at the end", r.Read(), r.Size())
	}
}
