//go:build linux

package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// benchSizes are the numbers of samples to measure with: those that
// WINNOW_BENCH_SAMPLES names, with commas between them, else usual.
func benchSizes(b *testing.B, usual ...int) []int {
	b.Helper()
	list := os.Getenv("WINNOW_BENCH_SAMPLES")
	if list == "" {
		return usual
	}
	var sizes []int
	for word := range strings.SplitSeq(list, ",") {
		n, err := strconv.Atoi(word)
		if err != nil {
			b.Fatal(err)
		}
		sizes = append(sizes, n)
	}
	return sizes
}

const (
	benchSentence = "The council voted nine to two for the new tram line. "
	// usualBytes is the length of a text where nothing else is said, and of
	// the rest of a project whose head has longer ones.
	usualBytes = 300
	// headSamples is how many samples at the head of a project's queue have
	// long texts: as many as a benchmark looks at, since a million long ones
	// fit no disk.
	headSamples = 500
)

// benchProject makes p.winnow in a new folder, as `winnow import` does it: n
// samples, the first ones of the queue with texts of about so many bytes.
func benchProject(b *testing.B, n, bytes int) (dir string) {
	b.Helper()
	dir = b.TempDir()
	f, err := os.Create(filepath.Join(dir, "rows.jsonl"))
	if err != nil {
		b.Fatal(err)
	}
	w := bufio.NewWriterSize(f, 1<<20)
	long := strings.Repeat(benchSentence, bytes/len(benchSentence)+1)
	usual := strings.Repeat(benchSentence, usualBytes/len(benchSentence)+1)
	for i := range n {
		text, confidence := usual, 0.1+float64(i*7919%1_000_003)/1_200_000
		if i < headSamples {
			text, confidence = long, confidence/20
		}
		_, _ = fmt.Fprintf(w, `{"id":"s%07d","text":"%s Sample %d.","label":"%s","confidence":%.6f}`+"\n",
			i, text, i, [2]string{"yes", "no"}[i%2], confidence)
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
	winnow(b, dir, "import", "p.winnow", "rows.jsonl")
	if err := os.Remove(f.Name()); err != nil {
		b.Fatal(err)
	}
	settle(b, filepath.Join(dir, "p.winnow"))
	return dir
}

// copyOf makes a copy of the project that a benchmark may change.
func copyOf(b *testing.B, dir string) (copied string) {
	b.Helper()
	copied = b.TempDir()
	from, err := os.Open(filepath.Join(dir, "p.winnow"))
	if err != nil {
		b.Fatal(err)
	}
	defer from.Close()
	to, err := os.OpenFile(filepath.Join(copied, "p.winnow"), os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := io.Copy(to, from); err != nil {
		b.Fatal(err)
	}
	if err := to.Close(); err != nil {
		b.Fatal(err)
	}
	settle(b, to.Name())
	return copied
}

// settle waits until a file is on the disk: what is still to be written would
// hold up whoever is measured next.
func settle(b testing.TB, path string) {
	b.Helper()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	if err := f.Sync(); err != nil {
		b.Fatal(err)
	}
}

// evict makes the system forget what it has of the file in its cache.
func evict(b testing.TB, path string) {
	b.Helper()
	f, err := os.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	const dontNeed = 4 // POSIX_FADV_DONTNEED
	if _, _, errno := syscall.Syscall6(syscall.SYS_FADVISE64, f.Fd(), 0, 0, dontNeed, 0, 0); errno != 0 {
		b.Fatal(errno)
	}
}
