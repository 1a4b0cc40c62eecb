package store

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"io"
	"math/bits"
	"os"

	"winnow/review"
)

// The layout of a bbolt file, from the source of go.etcd.io/bbolt v1.5.0
// (internal/common: meta.go, page.go). Numbers have the machine's byte order.
//
//	page   id 8 ‖ flags 2 ‖ count 2 ‖ overflow 4
//	meta   page header ‖ magic 4 ‖ version 4 ‖ page size 4 ‖ flags 4 ‖ root page 8 ‖
//	       sequence 8 ‖ freelist page 8 ‖ pages in use 8 ‖ transaction 8 ‖ FNV-64a 8
const (
	boltMagic   = 0xED0CDAED
	boltVersion = 2
	noFreelist  = 1<<64 - 1

	pageHeader = 16
	metaSize   = 64
	metaSummed = 56 // the checksum covers what stands before it

	flagBranch   = 0x01
	flagLeaf     = 0x02
	flagFreelist = 0x10

	// bbolt looks for the second meta page at these page sizes.
	minPage = 1 << 10
	maxPage = 1 << 24
)

// boltMeta is one of the two pages that say where everything else is.
type boltMeta struct {
	found    bool // the magic number is there
	ok       bool // and all the rest as well
	pageSize int64
	root     uint64
	freelist uint64
	pages    uint64 // pages in use; all page numbers are below
	txid     uint64
}

// inspect judges a file before bbolt trusts it. It finds what would make bbolt
// panic or fault while it opens: a file that is none of its own, one that was
// cut short, a broken free list.
func inspect(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	m, err := currentMeta(f)
	if err != nil {
		return err
	}
	size := uint64(info.Size())
	high, need := bits.Mul64(m.pages, uint64(m.pageSize))
	if high != 0 || need > size {
		return fmt.Errorf("%w: it was cut short, %d bytes are left of at least %d", review.ErrDamaged, size, need)
	}
	if err := checkRoot(f, m); err != nil {
		return err
	}
	_, err = readFreelist(f, m)
	return err
}

// currentMeta returns the meta page that bbolt will go by: the newer of the
// two, or the other one when a crash tore the newer.
func currentMeta(f io.ReaderAt) (boltMeta, error) {
	first := readMeta(f, 0)
	found := first.found
	var second boltMeta
	if first.ok {
		second = readMeta(f, first.pageSize)
	} else {
		for size := int64(minPage); size <= maxPage && !second.ok; size *= 2 {
			m := readMeta(f, size)
			found = found || m.found
			if m.pageSize == size {
				second = m
			}
		}
	}
	switch {
	case first.ok && second.ok && second.pageSize == first.pageSize && second.txid > first.txid:
		return second, nil
	case first.ok:
		return first, nil
	case second.ok:
		return second, nil
	case found:
		return boltMeta{}, fmt.Errorf("%w: its first pages are broken", review.ErrDamaged)
	}
	return boltMeta{}, review.ErrNotProject
}

func readMeta(f io.ReaderAt, at int64) boltMeta {
	var b [pageHeader + metaSize]byte
	// What cannot be read stays zero, which is no magic number.
	n, _ := f.ReadAt(b[:], at)
	order, p := binary.NativeEndian, b[pageHeader:]
	m := boltMeta{
		found:    order.Uint32(p) == boltMagic,
		pageSize: int64(order.Uint32(p[8:])),
		root:     order.Uint64(p[16:]),
		freelist: order.Uint64(p[32:]),
		pages:    order.Uint64(p[40:]),
		txid:     order.Uint64(p[48:]),
	}
	sum := fnv.New64a()
	_, _ = sum.Write(p[:metaSummed]) // a hash does not fail
	m.ok = m.found && n == len(b) &&
		order.Uint32(p[4:]) == boltVersion &&
		order.Uint64(p[metaSummed:]) == sum.Sum64() &&
		m.pageSize >= minPage && m.pageSize <= maxPage && bits.OnesCount64(uint64(m.pageSize)) == 1
	return m
}

type boltPage struct {
	id       uint64
	flags    uint16
	count    uint16
	overflow uint32
}

// readPage reads the header of a page that must lie within the file.
func readPage(f io.ReaderAt, m boltMeta, id uint64) (boltPage, error) {
	if id < 2 || id >= m.pages {
		return boltPage{}, fmt.Errorf("%w: page %d is out of bounds", review.ErrDamaged, id)
	}
	var b [pageHeader]byte
	if _, err := f.ReadAt(b[:], int64(id)*m.pageSize); err != nil {
		return boltPage{}, fmt.Errorf("reading page %d: %w", id, err)
	}
	order := binary.NativeEndian
	p := boltPage{
		id: order.Uint64(b[:]), flags: order.Uint16(b[8:]),
		count: order.Uint16(b[10:]), overflow: order.Uint32(b[12:]),
	}
	if p.id != id || uint64(p.overflow) >= m.pages-id {
		return boltPage{}, fmt.Errorf("%w: page %d is broken", review.ErrDamaged, id)
	}
	return p, nil
}

func checkRoot(f io.ReaderAt, m boltMeta) error {
	p, err := readPage(f, m, m.root)
	if err != nil {
		return err
	}
	if p.flags != flagLeaf && p.flags != flagBranch {
		return fmt.Errorf("%w: its root page is broken", review.ErrDamaged)
	}
	return nil
}

// readFreelist reads which pages are free and makes sure that each is one of
// the file and is free once: bbolt would write over whatever stands there.
func readFreelist(f io.ReaderAt, m boltMeta) ([]uint64, error) {
	broken := fmt.Errorf("%w: its free list is broken", review.ErrDamaged)
	if m.freelist == noFreelist {
		return nil, fmt.Errorf("%w: it has no free list", review.ErrDamaged)
	}
	p, err := readPage(f, m, m.freelist)
	if err != nil {
		return nil, err
	}
	if p.flags != flagFreelist {
		return nil, broken
	}
	at := int64(m.freelist)*m.pageSize + pageHeader
	room := (uint64(p.overflow)+1)*uint64(m.pageSize) - pageHeader
	count := uint64(p.count)
	if p.count == 0xFFFF { // a longer list has its length in the first place
		var b [8]byte
		if _, err := f.ReadAt(b[:], at); err != nil {
			return nil, fmt.Errorf("reading the free list: %w", err)
		}
		count, at, room = binary.NativeEndian.Uint64(b[:]), at+8, room-8
	}
	if count > room/8 {
		return nil, broken
	}
	ids := make([]byte, count*8)
	if _, err := f.ReadAt(ids, at); err != nil {
		return nil, fmt.Errorf("reading the free list: %w", err)
	}
	free := make([]uint64, 0, count)
	last := uint64(1)
	for ; len(ids) > 0; ids = ids[8:] {
		id := binary.NativeEndian.Uint64(ids)
		if id <= last || id >= m.pages {
			return nil, broken
		}
		last = id
		free = append(free, id)
	}
	return free, nil
}
