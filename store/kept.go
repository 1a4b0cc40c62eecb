package store

import (
	"slices"
	"sync"

	"winnow/review"
)

// kept holds the long samples that were read last. A screen reads the head of the
// queue anew whenever something was learned, and mostly finds what it has: reading
// a record of a megabyte again costs a reviewer some frames and twice that in
// garbage. A sample is never changed, only read: whoever gets it shares it.
type kept struct {
	mu      sync.Mutex
	samples []keptSample // the one that was asked for last stands last
	bytes   int          // of their records
}

type keptSample struct {
	is     keptAs
	sample review.Sample
}

// keptAs tells a sample from every other one, and from what the same record is
// with another task. A record changes by a purge only, which has a file to itself.
type keptAs struct {
	seq  uint64
	sum  [4]byte // the checksum of the record
	size int     // of the record in bytes
	mark taskMark
}

const (
	keptLeast = 4 << 10 // shorter ones are read as fast as they are found
	keptMost  = 6 << 20 // more than what a screen has before it
)

// keptAsOf names the sample of a stored record.
func keptAsOf(seq uint64, record []byte, mark taskMark) keptAs {
	as := keptAs{seq: seq, size: len(record), mark: mark}
	copy(as.sum[:], record)
	return as
}

// find returns the sample if it is there.
func (k *kept) find(as keptAs) (s review.Sample, ok bool) {
	if as.size < keptLeast {
		return s, false
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	at := slices.IndexFunc(k.samples, func(s keptSample) bool { return s.is == as })
	if at < 0 {
		return s, false
	}
	found := k.samples[at]
	k.samples = append(slices.Delete(k.samples, at, at+1), found)
	return found.sample, true
}

// keep holds a sample that was read, and lets those go that were asked for
// longest ago.
func (k *kept) keep(as keptAs, s review.Sample) {
	if as.size < keptLeast || as.size > keptMost {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if slices.ContainsFunc(k.samples, func(s keptSample) bool { return s.is == as }) {
		return // somebody else has read it meanwhile
	}
	k.samples, k.bytes = append(k.samples, keptSample{as, s}), k.bytes+as.size
	gone := 0
	for ; k.bytes > keptMost; gone++ {
		k.bytes -= k.samples[gone].is.size
	}
	k.samples = slices.Delete(k.samples, 0, gone)
}
