package main

import (
	"io"
	"os"
	"sync"
	"sync/atomic"
)

// steady writes a file from one end to the other. The disk begins with what was
// written while more is made, which leaves little for the sync at the end; and
// what the disk has leaves the memory of the system, where a big export would
// stand in the place of what is in use.
//
// Both are hints, given beside the writing, which does not wait for them: to a
// disk that is slower than what makes the file it is as if there were none.
type steady struct {
	to      *os.File
	since   int64 // bytes written since the last hint
	told    int64 // up to where the disk was told to begin
	left    int64 // up to where the memory was given back
	telling atomic.Bool
	hints   sync.WaitGroup
}

const (
	// hintEach is how much is written from one hint to the next.
	hintEach = 4 << 20
	// hintLater is how much later memory is given back than the disk was told
	// to begin: by then it has what it was told of.
	hintLater = 32 << 20
)

// writeSteadily returns a writer to the file, and what waits for its hints.
// Anything but a regular file is written as it is.
func writeSteadily(f *os.File) (w io.Writer, wait func()) {
	at, err := f.Seek(0, io.SeekCurrent)
	if info, serr := f.Stat(); err != nil || serr != nil || !info.Mode().IsRegular() {
		return f, func() {}
	}
	s := &steady{to: f, told: at, left: at}
	return s, s.hints.Wait
}

// Write implements [io.Writer].
func (s *steady) Write(p []byte) (int, error) {
	n, err := s.to.Write(p)
	if s.since += int64(n); s.since < hintEach || !s.telling.CompareAndSwap(false, true) {
		return n, err
	}
	s.since = 0
	at, serr := s.to.Seek(0, io.SeekCurrent) // a file that is appended to was not begun where it seemed
	s.hints.Go(func() {
		defer s.telling.Store(false)
		if serr == nil {
			s.tell(at)
		}
	})
	return n, err
}

// tell gives the hints about what stands before a place.
func (s *steady) tell(at int64) {
	beginWriting(s.to, s.told, at-s.told)
	s.told = at
	if to := at - hintLater; to > s.left {
		giveBack(s.to, s.left, to-s.left)
		s.left = to
	}
}
