package jsonl

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
)

// drain reads all lines; a line that cannot be read stands as "N!reason".
func drain(t *testing.T, r *Reader) []string {
	t.Helper()
	var got []string
	for {
		line, err := r.Next()
		var bad *LineError
		switch {
		case errors.Is(err, io.EOF):
			return got
		case errors.As(err, &bad):
			got = append(got, fmt.Sprintf("%d!%s", bad.N, bad.Reason))
		case err != nil:
			t.Fatal(err)
		default:
			got = append(got, fmt.Sprintf("%d %s", line.N, line.Raw))
		}
	}
}

func TestReader_LinesAndNumbers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, in, want string }{
		{"plain", "{}\n{\"a\":1}\n", `1 {}|2 {"a":1}`},
		{"no last line end", "{}\n{\"a\":1}", `1 {}|2 {"a":1}`},
		{"CRLF", "{}\r\n{\"a\":1}\r\n", `1 {}|2 {"a":1}`},
		{"blank lines count", "\n \t\r\n{}\n\n{\"a\":1}\n\n", `3 {}|5 {"a":1}`},
		{"mark at the start", "\xef\xbb\xbf{}\n", `1 {}`},
		{"mark and nothing else", "\xef\xbb\xbf", ``},
		{"spaces stay", "  {} \n", `1   {} `},
		{"NUL", "{}\n{\"a\":\"\x00\"}\n{}\n", `1 {}|2!a NUL byte|3 {}`},
		{"not UTF-8", "{\"a\":\"\xff\"}\n{}\n", `1!byte 0xff is not valid UTF-8|2 {}`},
		{"nothing", "", ``},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for _, in := range []io.Reader{strings.NewReader(c.in), iotest.OneByteReader(strings.NewReader(c.in))} {
				got := strings.Join(drain(t, NewReader(in, "rows.jsonl")), "|")
				if got != c.want {
					t.Errorf("got %q, want %q", got, c.want)
				}
			}
		})
	}
}

func TestReader_FaultHasItsColumn(t *testing.T) {
	t.Parallel()
	_, err := NewReader(strings.NewReader("{\"a\":\"é\xff\"}\n"), "rows.jsonl").Next()
	var bad *LineError
	if !errors.As(err, &bad) || bad.Column != 9 {
		t.Fatalf("got %v, want column 9", err)
	}
	if want := "rows.jsonl:1:9: byte 0xff is not valid UTF-8"; err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
}

// A line of exactly the limit is read, one byte more is not, whatever the line
// end is.
func TestReader_LimitIsExact(t *testing.T) {
	t.Parallel()
	longest := strings.Repeat("x", MaxLine)
	for _, end := range []string{"\n", "\r\n", ""} {
		r := NewReader(strings.NewReader(longest+end), "rows.jsonl")
		line, err := r.Next()
		if err != nil || len(line.Raw) != MaxLine {
			t.Errorf("line end %q: got %d bytes and %v", end, len(line.Raw), err)
		}
		r = NewReader(strings.NewReader(longest+"x"+end), "rows.jsonl")
		var bad *LineError
		if _, err := r.Next(); !errors.As(err, &bad) || len(bad.Raw) != keptOfLong {
			t.Errorf("line end %q: a line too long gives %v", end, err)
		}
	}
}

// endless gives n bytes of one line.
type endless struct{ left int }

func (e *endless) Read(p []byte) (int, error) {
	if e.left == 0 {
		return 0, io.EOF
	}
	n := min(len(p), e.left)
	for i := range p[:n] {
		p[i] = 'x'
	}
	e.left -= n
	return n, nil
}

// Not parallel: it counts what is allocated.
func TestReader_LongLineTakesNoMemory(t *testing.T) {
	const length = 200 << 20
	in := io.MultiReader(&endless{left: length}, strings.NewReader("\n{}\n"))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	r := NewReader(in, "rows.jsonl")
	got := drain(t, r)
	runtime.ReadMemStats(&after)
	if len(got) != 2 || got[1] != "2 {}" || !strings.Contains(got[0], "longer than 4 MiB") {
		t.Errorf("got %q", got)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 32<<20 {
		t.Errorf("reading a line of 200 MiB allocated %d MiB", used>>20)
	}
	if r.Read() != length+4 {
		t.Errorf("read %d bytes, want %d", r.Read(), length+4)
	}
}

func TestReader_FailingInputEndsIt(t *testing.T) {
	t.Parallel()
	broken := errors.New("the cable is out")
	in := io.MultiReader(strings.NewReader("{}\n{\"a\""), iotest.ErrReader(broken))
	r := NewReader(in, "rows.jsonl")
	if line, err := r.Next(); err != nil || string(line.Raw) != "{}" {
		t.Fatalf("got %q, %v", line.Raw, err)
	}
	for range 2 {
		if _, err := r.Next(); !errors.Is(err, broken) || !strings.Contains(err.Error(), "rows.jsonl") {
			t.Errorf("got %v", err)
		}
	}
}

func TestReader_SpoolReadsAStreamTwice(t *testing.T) {
	t.Parallel()
	r := NewReader(iotest.HalfReader(strings.NewReader("\xef\xbb\xbf{}\n\n{\"a\":1}")), "rows.jsonl")
	if err := r.Rewind(); !errors.Is(err, ErrNotFile) {
		t.Errorf("rewinding a stream: %v", err)
	}
	if err := r.Spool(); err != nil {
		t.Fatal(err)
	}
	first := drain(t, r)
	if err := r.Rewind(); err != nil {
		t.Fatal(err)
	}
	second := drain(t, r)
	if fmt.Sprint(first) != fmt.Sprint(second) || len(first) != 2 || first[1] != `3 {"a":1}` {
		t.Errorf("first %q, then %q", first, second)
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
}

// Ensure that a process that is killed leaves no rows behind: on Unix the copy has
// no name from the start. Not parallel: the folder is the process's.
func TestReader_SpoolLeavesNoFileBehind(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	t.Setenv("TMP", dir)
	r := NewReader(strings.NewReader("{}\n"), "rows.jsonl")
	if err := r.Spool(); err != nil {
		t.Fatal(err)
	}
	names := func() []string {
		found, err := filepath.Glob(filepath.Join(dir, "*"))
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	if left := names(); len(left) > 0 && runtime.GOOS != "windows" {
		t.Errorf("the copy can be found while it is read: %v", left)
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	if left := names(); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func FuzzReader(f *testing.F) {
	f.Add([]byte("{}\n{\"a\":1}\r\n"))
	f.Add([]byte("\xef\xbb\xbf{\"a\":\"\x00\"}\n\n\xff"))
	f.Add([]byte(" [1]"))
	f.Add([]byte("\x00\x00\x00{"))
	f.Fuzz(func(t *testing.T, in []byte) {
		r := NewReader(bytes.NewReader(in), "rows.jsonl")
		last := 0
		for range len(in) + 2 {
			line, err := r.Next()
			var bad *LineError
			if err != nil && !errors.As(err, &bad) {
				if !errors.Is(err, io.EOF) && !errors.Is(err, ErrNotJSONL) {
					t.Fatalf("unexpected end: %v", err)
				}
				return
			}
			n := line.N
			if bad != nil {
				n = bad.N
			}
			if n <= last || bytes.ContainsRune(line.Raw, '\n') {
				t.Fatalf("line %d after %d: %q", n, last, line.Raw)
			}
			last = n
		}
		t.Fatal("more lines than bytes")
	})
}
