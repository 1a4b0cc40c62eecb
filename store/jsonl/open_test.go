package jsonl

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
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
		{packed(packed("{}")), "compressed with gzip twice"},
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
		{"\xef\xbb\xbf \n\n  [\n  {\"text\":\"a\"}\n]", "one JSON array"},
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

// packed is a text compressed with gzip.
func packed(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write([]byte(text))
	_ = w.Close()
	return b.String()
}

func TestOpen_GzipIsReadAsWhatItHolds(t *testing.T) {
	t.Parallel()
	long := `{"text":"` + strings.Repeat("x", MaxLine) + `"}`
	text := "\xef\xbb\xbf{\"text\":\"a\"}\n\n" + long + "\n{\"text\":\"d\"}"
	half := strings.Index(text, "\n") + 1
	for name, content := range map[string]string{"one part": packed(text), "parts": packed(text[:half]) + packed(text[half:])} {
		r := mustOpen(t, write(t, "rows.jsonl.gz", content))
		for range 2 { // it can be read again
			var got []string
			for {
				line, err := r.Next()
				var bad *LineError
				switch {
				case errors.As(err, &bad):
					got = append(got, fmt.Sprint(bad.N, " too long"))
					continue
				case errors.Is(err, io.EOF):
				case err != nil:
					t.Fatal(err)
				default:
					got = append(got, fmt.Sprint(line.N, " ", string(line.Raw)))
					continue
				}
				break
			}
			if want := []string{`1 {"text":"a"}`, "3 too long", `4 {"text":"d"}`}; !slices.Equal(got, want) {
				t.Errorf("%s: read %q, want %q", name, got, want)
			}
			if n := r.Read(); n != int64(len(text)) {
				t.Errorf("%s: %d bytes read, want %d", name, n, len(text))
			}
			if err := r.Rewind(); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestOpen_CutGzipIsAnErrorBehindItsRows(t *testing.T) {
	t.Parallel()
	noise := make([]byte, 8<<10) // which cannot be packed
	_, _ = rand.NewChaCha8([32]byte{}).Read(noise)
	text := fmt.Sprintf("{\"text\":\"a\"}\n{\"text\":\"%x\"}\n", noise)
	whole := packed(text)
	path := write(t, "rows.jsonl.gz", whole[:len(whole)-40])
	r := mustOpen(t, path)
	if line, err := r.Next(); err != nil || string(line.Raw) != `{"text":"a"}` {
		t.Fatalf("%s, %v", line.Raw, err)
	}
	if _, err := r.Next(); !errors.Is(err, io.ErrUnexpectedEOF) || !strings.Contains(err.Error(), path) {
		t.Errorf("behind the cut: %v", err)
	}
	if _, err := Open(write(t, "rows.gz", whole[:5])); !errors.Is(err, io.ErrUnexpectedEOF) || !strings.Contains(err.Error(), "unpacking gzip") {
		t.Errorf("without a header: %v", err)
	}
}

func TestInfer_GzipNamesTheTaskByWhatItHolds(t *testing.T) {
	t.Parallel()
	task, err := Infer(mustOpen(t, write(t, "mails.jsonl.gz", packed("{\"text\":\"a\",\"label\":\"x\"}\n{\"text\":\"b\",\"label\":\"y\"}\n"))))
	if err != nil || task.Name != "mails" {
		t.Errorf("%q, %v", task.Name, err)
	}
}

func TestReader_GzipFromAStreamIsKeptToBeReadTwice(t *testing.T) {
	t.Parallel()
	r := NewReader(strings.NewReader(packed("{\"text\":\"a\"}\n")), "stdin")
	t.Cleanup(func() { _ = r.Close() })
	if err := r.Spool(); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if line, err := r.Next(); err != nil || line.N != 1 {
			t.Fatal(line, err)
		}
		if err := r.Rewind(); err != nil {
			t.Fatal(err)
		}
	}
}
