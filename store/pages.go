package store

import (
	"bytes"
	"encoding/binary"
	"io"
)

// The elements of a page (bbolt v1.5.0, internal/common/page.go and inode.go),
// after its header; positions count from the element:
//
//	leaf     flags 4 ‖ position 4 ‖ key size 4 ‖ value size 4
//	branch   position 4 ‖ key size 4 ‖ page 8
//
// A leaf element with the bucket flag has as its value the root page 8 and the
// sequence 8 of a bucket, and the bucket's only page itself when root is 0.
const (
	elementSize  = 16
	bucketHeader = 16
	bucketFlag   = 0x01

	// A tree deeper than this is a circle.
	maxDepth = 32
)

// treeWalk reads the tree of pages by ordinary means and judges it, so that
// bbolt, which would fault or go round for ever, need not.
type treeWalk struct {
	f    io.ReaderAt
	meta boltMeta
	used map[uint64]bool
	// differ takes what is wrong, leaf every pair of every bucket; where is
	// the place of the value in the file.
	differ func(format string, args ...any)
	leaf   func(bucket string, k, v []byte, where int64)
}

// run walks everything and accounts for every page.
func (w *treeWalk) run() {
	w.used = map[uint64]bool{}
	w.page("", w.meta.root, nil, nil, 0)
	free, err := readFreelist(w.f, w.meta)
	if err != nil {
		w.differ("%v", err)
		return
	}
	w.take(w.meta.freelist)
	for _, id := range free {
		if w.used[id] {
			w.differ("page %d is in use and free", id)
		}
		w.used[id] = true
	}
	lost := 0
	for id := uint64(2); id < w.meta.pages; id++ {
		if !w.used[id] {
			lost++
		}
	}
	if lost > 0 {
		w.differ("%d pages belong to nothing", lost)
	}
}

// take marks a page and its overflow as used and reads it whole.
func (w *treeWalk) take(id uint64) (boltPage, []byte, bool) {
	p, err := readPage(w.f, w.meta, id)
	if err != nil {
		w.differ("page %d is broken", id)
		return boltPage{}, nil, false
	}
	for i := range uint64(p.overflow) + 1 {
		if w.used[id+i] {
			w.differ("page %d is used twice", id+i)
			return boltPage{}, nil, false
		}
		w.used[id+i] = true
	}
	b := make([]byte, (int64(p.overflow)+1)*w.meta.pageSize)
	if _, err := w.f.ReadAt(b, int64(id)*w.meta.pageSize); err != nil {
		w.differ("page %d cannot be read: %v", id, err)
		return boltPage{}, nil, false
	}
	return p, b, true
}

// page walks a page of a bucket ("" is the root), whose keys must be from low
// on and below high.
func (w *treeWalk) page(bucket string, id uint64, low, high []byte, depth int) {
	p, b, ok := w.take(id)
	switch {
	case !ok:
	case depth > maxDepth:
		w.differ("the tree of table %q goes round", bucket)
	case p.flags == flagLeaf:
		w.leaves(bucket, p.count, b, int64(id)*w.meta.pageSize, low, high)
	case p.flags == flagBranch && p.count > 0:
		w.branches(bucket, p, b, low, high, depth)
	default:
		w.differ("page %d is of no kind that belongs there", id)
	}
}

func (w *treeWalk) branches(bucket string, p boltPage, b, low, high []byte, depth int) {
	type child struct {
		key  []byte
		page uint64
	}
	var children []child
	for i := range int(p.count) {
		at := pageHeader + i*elementSize
		if at+elementSize > len(b) {
			w.differ("page %d holds more than it can", p.id)
			return
		}
		e := b[at:]
		key, ok := cut(b, at, order.Uint32(e), order.Uint32(e[4:]))
		inOrder := i == 0 || ok && bytes.Compare(children[i-1].key, key) < 0
		if !ok || !inOrder || outside(key, low, high) {
			w.differ("key %d of page %d is broken", i, p.id)
			return
		}
		children = append(children, child{key, order.Uint64(e[8:])})
	}
	for i, c := range children {
		end := high
		if i+1 < len(children) {
			end = children[i+1].key
		}
		w.page(bucket, c.page, c.key, end, depth+1)
	}
}

// leaves visits the pairs of a leaf page that stands at the given place.
func (w *treeWalk) leaves(bucket string, count uint16, b []byte, place int64, low, high []byte) {
	var before []byte
	for i := range int(count) {
		at := pageHeader + i*elementSize
		if at+elementSize > len(b) {
			w.differ("a page of table %q holds more than it can", bucket)
			return
		}
		e := leafAt(b, at)
		if !e.ok || before != nil && bytes.Compare(before, e.key) >= 0 || outside(e.key, low, high) {
			w.differ("pair %d of a page of table %q is broken", i, bucket)
			continue
		}
		before = e.key
		isBucket := e.flags&bucketFlag != 0
		switch {
		case e.flags&^bucketFlag != 0 || isBucket != (bucket == ""):
			w.differ("pair %d of a page of table %q has the wrong kind", i, bucket)
		case !isBucket:
			w.leaf(bucket, e.key, e.value, place+e.at)
		default:
			w.bucket(string(e.key), e.value, place+e.at)
		}
	}
}

func (w *treeWalk) bucket(name string, v []byte, place int64) {
	if len(v) < bucketHeader {
		w.differ("table %q has no head", name)
		return
	}
	if root := order.Uint64(v); root != 0 {
		w.page(name, root, nil, nil, 0)
		return
	}
	inner := v[bucketHeader:]
	if len(inner) < pageHeader || order.Uint16(inner[8:]) != flagLeaf {
		w.differ("the page of table %q is broken", name)
		return
	}
	w.leaves(name, order.Uint16(inner[10:]), inner, place+bucketHeader, nil, nil)
}

// order is the byte order of a bbolt file: that of the machine.
var order = binary.NativeEndian

type leafElement struct {
	flags      uint32
	key, value []byte
	at         int64 // of the value in the page
	ok         bool
}

// leafAt reads the leaf element at the given place of a page.
func leafAt(b []byte, at int) leafElement {
	e := b[at:]
	pos, ksize, vsize := order.Uint32(e[4:]), order.Uint32(e[8:]), order.Uint32(e[12:])
	key, ok := cut(b, at, pos, ksize)
	if !ok {
		return leafElement{}
	}
	value, ok := cut(b, at, pos+ksize, vsize)
	return leafElement{order.Uint32(e), key, value, int64(at) + int64(pos) + int64(ksize), ok && pos >= elementSize && ksize > 0}
}

func cut(b []byte, at int, pos, size uint32) ([]byte, bool) {
	from := uint64(at) + uint64(pos)
	if from+uint64(size) > uint64(len(b)) {
		return nil, false
	}
	return b[from : from+uint64(size)], true
}

func outside(key, low, high []byte) bool {
	return low != nil && bytes.Compare(key, low) < 0 || high != nil && bytes.Compare(key, high) >= 0
}
