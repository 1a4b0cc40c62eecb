package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// Ensure that a file has every byte in its place whatever the system is told of
// it, also when something stood in it before or it is appended to.
func TestSteady_WritesWhatItIsGiven(t *testing.T) {
	t.Parallel()
	for name, flag := range map[string]int{"from where it stands": 0, "appended": os.O_APPEND} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			write(t, dir, "out", "before\n")
			path := filepath.Join(dir, "out")
			f, err := os.OpenFile(path, os.O_WRONLY|flag, 0)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			want := []byte("before\n")
			if flag == 0 {
				if _, err := f.Seek(int64(len(want)), 0); err != nil {
					t.Fatal(err)
				}
			}
			w, wait := writeSteadily(f)
			piece := make([]byte, 1<<20+77)
			for i := range byte(hintLater>>20 + 3*hintEach>>20) {
				for at := range piece {
					piece[at] = byte(at>>8) ^ i
				}
				if n, err := w.Write(piece); err != nil || n != len(piece) {
					t.Fatalf("wrote %d of %d: %v", n, len(piece), err)
				}
				want = append(want, piece...)
			}
			wait()
			if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, want) {
				t.Errorf("the file has %d bytes that are not the %d written (%v)", len(got), len(want), err)
			}
		})
	}
}

// Ensure that a reader who has gone is told of, as without any hints.
func TestSteady_WritesToAPipe(t *testing.T) {
	t.Parallel()
	from, to, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer to.Close()
	w, wait := writeSteadily(to)
	defer wait()
	if _, err := w.Write([]byte("a line\n")); err != nil {
		t.Fatal(err)
	}
	line := make([]byte, 16)
	if n, err := from.Read(line); err != nil || string(line[:n]) != "a line\n" {
		t.Errorf("the pipe got %q (%v)", line[:n], err)
	}
	_ = from.Close()
	if _, err := w.Write([]byte("another\n")); err == nil {
		t.Error("a write that nobody can read is no error")
	}
}

func TestSteady_FailsWithTheFile(t *testing.T) {
	t.Parallel()
	f, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	w, wait := writeSteadily(f)
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(make([]byte, 2*hintEach)); err == nil {
		t.Error("writing to a closed file is no error")
	}
	wait()
}
