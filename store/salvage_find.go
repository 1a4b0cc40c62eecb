package store

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"os"

	"winnow/review"
)

// found is what a damaged file still holds, as places in it: the values
// themselves stay there until they are written.
type found struct {
	f       io.ReaderAt
	size    int64
	items   map[uint64]place
	log     map[uint64][]place // all that claim the number, the likeliest first
	tasks   map[uint64]place
	drafts  map[string]place
	meta    map[string][]byte
	walking bool            // the tree leads to what is taken
	led     map[string]bool // the keys of meta that the tree leads to, with their values
	counted uint64          // samples that the counts speak of, 0 if those are lost
	whole   bool            // the tree is sound: what it does not hold is not there
	torn    bool            // one of the two first pages is broken
	schema  uint64          // by which the file says that it was written, 0: it does not say
	need    uint64          // bytes that the file should have at least, when it was cut short
}

type place struct {
	at  int64
	n   int
	led bool // the tree leads to it
}

// find takes what the tree leads to and, when the tree is damaged, whatever
// else in the file identifies itself as a value.
func find(f *os.File) (*found, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	s := &found{
		f: f, size: info.Size(), whole: true,
		items: map[uint64]place{}, log: map[uint64][]place{}, tasks: map[uint64]place{},
		drafts: map[string]place{}, meta: map[string][]byte{}, led: map[string]bool{},
	}
	m, err := currentMeta(f)
	if err != nil {
		s.whole = false
		m.pageSize = int64(os.Getpagesize()) // what bbolt takes when it makes a file
	} else {
		s.torn = !readMeta(f, 0).ok || !readMeta(f, m.pageSize).ok
		s.whole = !s.torn
		s.needs(m)
		w := treeWalk{f: f, meta: m,
			differ: func(string, ...any) { s.whole = false },
			leaf: func(table string, k, v []byte, where int64) {
				if table == bucketMeta && string(k) == metaSchema && len(v) == 8 {
					s.schema = binary.BigEndian.Uint64(v)
				}
				s.take(k, v, where)
			},
		}
		s.walking = true
		w.run()
		s.walking = false
	}
	for key := range s.meta {
		s.led[key] = true
	}
	if !s.whole {
		s.scan(m.pageSize)
	}
	s.counted = countOf(s.meta[metaCounts])
	return s, nil
}

// take keeps a value whose checksum is right. What is known already stays, but
// for what was purged: no older copy may bring a text back.
func (s *found) take(k, v []byte, where int64) {
	if len(v) < sealBytes {
		return
	}
	t := tag(v[4])
	body, err := unseal(t, k, v)
	if err != nil {
		return
	}
	at := place{where, len(v), s.walking}
	n, err := number(k)
	isNumber := err == nil && n > 0
	switch {
	case t == tagItem && isNumber:
		r, err := decodeRecord(k, v)
		if _, known := s.items[n]; err == nil && (!known || r.purged) {
			s.items[n] = at
		}
	case t == tagLog && isNumber:
		s.takeLink(n, k, v, at)
	case t == tagTask && isNumber:
		if _, known := s.tasks[n]; !known {
			s.tasks[n] = at
		}
	case t == tagDraft:
		if _, known := s.drafts[string(k)]; !known {
			s.drafts[string(k)] = at
		}
	case t == tagMeta:
		s.takeMeta(string(k), body)
	}
}

// takeMeta keeps what the tree leads to; else, of what tells how much there was,
// the copy that tells of the most: the others are older.
func (s *found) takeMeta(key string, body []byte) {
	have, known := s.meta[key]
	switch {
	case !known:
	case s.led[key]:
		return
	case key == metaCounts && countOf(body) > countOf(have):
	case (key == metaHead || key == metaTask) && bytes.Compare(body, have) > 0: // both begin with a number
	default:
		return
	}
	s.meta[key] = bytes.Clone(body)
}

// countOf is how many samples the counts speak of; 0 when they are none.
func countOf(counts []byte) uint64 {
	c, err := fromJSON[review.Counts](counts, "the counts")
	if err != nil {
		return 0
	}
	return uint64(max(c.Samples, 0))
}

func (s *found) takeLink(n uint64, k, v []byte, at place) {
	l, err := decodeLink(k, v)
	switch {
	case err != nil:
	case l.purged:
		s.log[n] = []place{at}
	default:
		s.log[n] = append(s.log[n], at)
	}
}

// scan tries every place at which a leaf element can stand, whatever the
// page's header says: the checksum tells what is one.
func (s *found) scan(pageSize int64) {
	page := make([]byte, pageSize)
	for start := int64(0); start < s.size; start += pageSize {
		n, _ := s.f.ReadAt(page, start) // what is missing at the end is no page
		s.scanPage(page[:n], start, pageHeader)
	}
}

// scanPage tries the elements that begin at from; positions count from start.
func (s *found) scanPage(page []byte, start int64, from int) {
	for at := from; at+elementSize <= len(page); at += elementSize {
		e := page[at:]
		flags, pos, ksize, vsize := order.Uint32(e), order.Uint32(e[4:]), order.Uint32(e[8:]), order.Uint32(e[12:])
		where := start + int64(at) + int64(pos)
		end := where + int64(ksize) + int64(vsize)
		if pos < elementSize || ksize == 0 || ksize > maxName+8 || vsize < sealBytes || end > s.size || where < 0 {
			continue
		}
		if flags&bucketFlag != 0 && int64(at)+int64(pos)+int64(ksize)+int64(vsize) <= int64(len(page)) {
			// A small bucket is one page inside the value.
			inner := at + int(pos) + int(ksize)
			s.scanPage(page[:inner+int(vsize)], start, inner+bucketHeader+pageHeader)
			continue
		}
		s.try(where, int(ksize), int(vsize))
	}
}

func (s *found) try(where int64, ksize, vsize int) {
	head := make([]byte, ksize+sealBytes)
	if _, err := s.f.ReadAt(head, where); err != nil || !bytes.ContainsRune([]byte("MTILDSH"), rune(head[ksize+4])) {
		return
	}
	both := make([]byte, ksize+vsize)
	if _, err := s.f.ReadAt(both, where); err == nil {
		s.take(both[:ksize], both[ksize:], where+int64(ksize))
	}
}

// read returns the value at a place.
func (s *found) read(p place) ([]byte, error) {
	b := make([]byte, p.n)
	if _, err := s.f.ReadAt(b, p.at); err != nil {
		return nil, fmt.Errorf("reading the damaged file: %w", err)
	}
	return b, nil
}
