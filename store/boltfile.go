package store

import (
	"bytes"
	"hash/fnv"
	"io"
	"slices"
)

// boltFile writes a whole bbolt file, each page once and in the order of the
// file. bbolt itself finds the place of every key, writes every page with a
// call of its own and the upper pages of a table once for each transaction:
// for a million samples that are sorted already most of the work is waste. The
// layout is in inspect.go and pages.go; what bbolt makes of such a file, and
// that it finds no fault in it, is held by tests.
//
// Nothing leads to the pages before [boltFile.finish] has written the first
// ones, so a file that was not finished is no bbolt file at all.
type boltFile struct {
	out     boltOutput
	size    int      // of a page in bytes
	next    uint64   // the page that comes next
	waiting []byte   // whole pages before it, not written yet
	at      int64    // where they go
	free    []uint64 // pages that nothing uses, see spare
	writer  *boltWriter
}

// boltOutput is what a boltFile needs of a file.
type boltOutput interface {
	io.WriterAt
	Sync() error
}

const (
	// firstPages are the meta pages, which are written last.
	firstPages = 2

	flagMeta = 0x04
)

func newBoltFile(out boltOutput, pageSize int) *boltFile {
	return &boltFile{
		out: out, size: pageSize, next: firstPages, at: firstPages * int64(pageSize), writer: startBoltWriter(out),
	}
}

// page appends a page of the kind, with its overflow.
func (w *boltFile) page(kind uint16, elements boltElements) (id uint64, err error) {
	id = w.next
	n := elements.bytes()
	pages := max(1, (n+w.size-1)/w.size)
	if (int64(id)+int64(pages))*int64(w.size) > LargestFile() {
		return 0, ErrTooLarge
	}
	w.next += uint64(pages)
	w.waiting = appendPage(w.waiting, id, kind, len(elements.list), pages-1)
	w.waiting = elements.append(w.waiting, kind)
	w.waiting = append(w.waiting, make([]byte, pages*w.size-n)...)
	if len(w.waiting) >= boltWrite {
		err = w.flush()
	}
	return id, err
}

func appendPage(b []byte, id uint64, kind uint16, count, overflow int) []byte {
	b = order.AppendUint64(b, id)
	b = order.AppendUint16(b, kind)
	b = order.AppendUint16(b, uint16(count))
	return order.AppendUint32(b, uint32(overflow))
}

func (w *boltFile) flush() error {
	at := w.at
	w.at += int64(len(w.waiting))
	var err error
	w.waiting, err = w.writer.write(w.waiting, at)
	return err
}

// spare is how many pages a dense file of so many others gets that nothing uses
// yet. A commit writes every page that it changes to a free place, and disks take
// pages that lie close together in half the time of those that are strewn over a
// big file: so a run of free ones stands before the tables that decisions
// change. Of what it is used for as much becomes free elsewhere, and one page in
// a hundred keeps those close together too.
func spare(pages uint64) int {
	const part, most = 100, 400 // every commit writes the list of them, which is a page as long as they are 510
	return int(min(pages/part, most))
}

// spare appends pages that nothing uses. They are written, so that the file
// system need not look for room when they are used.
func (w *boltFile) spare(pages int) error {
	for range pages {
		w.free = append(w.free, w.next)
		w.waiting = append(w.waiting, make([]byte, w.size)...)
		w.next++
		if len(w.waiting) >= boltWrite {
			if err := w.flush(); err != nil {
				return err
			}
		}
	}
	return nil
}

// sync makes durable what was written so far. What comes after it is little,
// and written at once.
func (w *boltFile) sync() error {
	if err := w.flush(); err != nil {
		return err
	}
	if err := w.writer.end(); err != nil {
		return err
	}
	return w.out.Sync()
}

// finish writes the pages that lead to everything else. root is the page of the
// table of tables. The file is that of the given transaction.
func (w *boltFile) finish(root, transaction uint64) error {
	freelist := w.freelist()
	if err := w.flush(); err != nil {
		return err
	}
	first := make([]byte, 0, firstPages*w.size)
	for id := range uint64(firstPages) {
		first = appendPage(first, id, flagMeta, 0, 0)
		// Of the two meta pages the one of the newer transaction counts, and
		// transactions take turns.
		first = w.appendMeta(first, root, freelist, transaction-(transaction+id)%2)
		first = append(first, make([]byte, (int(id)+1)*w.size-len(first))...)
	}
	if _, err := w.out.WriteAt(first, 0); err != nil {
		return err
	}
	return w.out.Sync()
}

// freelist appends the list of free pages.
func (w *boltFile) freelist() (id uint64) {
	id = w.next
	n := pageHeader + 8*len(w.free)
	pages := (n + w.size - 1) / w.size
	w.next += uint64(pages)
	w.waiting = appendPage(w.waiting, id, flagFreelist, len(w.free), pages-1)
	for _, free := range w.free {
		w.waiting = order.AppendUint64(w.waiting, free)
	}
	w.waiting = append(w.waiting, make([]byte, pages*w.size-n)...)
	return id
}

func (w *boltFile) appendMeta(b []byte, root, freelist, transaction uint64) []byte {
	from := len(b)
	b = order.AppendUint32(b, boltMagic)
	b = order.AppendUint32(b, boltVersion)
	b = order.AppendUint32(b, uint32(w.size))
	b = order.AppendUint32(b, 0)
	for _, n := range []uint64{root, 0, freelist, w.next, transaction} {
		b = order.AppendUint64(b, n)
	}
	sum := fnv.New64a()
	sum.Write(b[from:])
	return order.AppendUint64(b, sum.Sum64())
}

// boltElements are the elements of a page in the making.
type boltElements struct {
	list []boltElement
	body []byte // keys and values, one after the other
}

type boltElement struct {
	at         int // in the body
	key, value int // bytes
	flags      uint32
	page       uint64 // of a branch
}

func (e *boltElements) bytes() int { return pageHeader + elementSize*len(e.list) + len(e.body) }

// fits tells whether so many bytes more leave the page one page.
func (e *boltElements) fits(n, size int) bool {
	return e.bytes()+elementSize+n <= size
}

func (e *boltElements) add(key, value []byte, flags uint32, page uint64) {
	e.list = append(e.list, boltElement{len(e.body), len(key), len(value), flags, page})
	e.body = append(append(e.body, key...), value...)
}

func (e *boltElements) firstKey() []byte { return e.body[:e.list[0].key] }

func (e *boltElements) reset() { e.list, e.body = e.list[:0], e.body[:0] }

func (e *boltElements) append(b []byte, kind uint16) []byte {
	for i, el := range e.list {
		pos := uint32((len(e.list)-i)*elementSize + el.at)
		if kind == flagBranch {
			b = order.AppendUint32(b, pos)
			b = order.AppendUint32(b, uint32(el.key))
			b = order.AppendUint64(b, el.page)
			continue
		}
		b = order.AppendUint32(b, el.flags)
		b = order.AppendUint32(b, pos)
		b = order.AppendUint32(b, uint32(el.key))
		b = order.AppendUint32(b, uint32(el.value))
	}
	return append(b, e.body...)
}

// boltTree is one table of a boltFile. Its keys come in their order.
type boltTree struct {
	file   *boltFile
	fill   int // bytes of a page that are used
	leaf   boltElements
	leaves []boltChild
}

// boltChild is a page with its first key.
type boltChild struct {
	key  []byte
	page uint64
}

// tree begins a table whose pages are filled to the given part.
func (w *boltFile) tree(fill float64) *boltTree {
	return &boltTree{file: w, fill: int(float64(w.size) * fill)}
}

// put appends a pair; both are copied.
func (t *boltTree) put(key, value []byte) error { return t.putFlags(key, value, 0) }

// putRecord appends a record, which is encoded where it will stand.
func (t *boltTree) putRecord(key []byte, r record) error {
	size := r.size()
	if err := t.makeRoom(len(key) + size); err != nil {
		return err
	}
	e := &t.leaf
	e.list = append(e.list, boltElement{at: len(e.body), key: len(key), value: size})
	e.body = append(slices.Grow(e.body, len(key)+size), key...)
	r.appendTo(e.body[len(e.body):], key)
	e.body = e.body[:len(e.body)+size]
	return nil
}

// makeRoom ends the leaf unless so many bytes more find room on it.
func (t *boltTree) makeRoom(n int) error {
	if len(t.leaf.list) > 0 && !t.leaf.fits(n, t.fill) {
		return t.endLeaf()
	}
	return nil
}

func (t *boltTree) putFlags(key, value []byte, flags uint32) error {
	if err := t.makeRoom(len(key) + len(value)); err != nil {
		return err
	}
	t.leaf.add(key, value, flags, 0)
	return nil
}

func (t *boltTree) endLeaf() error {
	id, err := t.file.page(flagLeaf, t.leaf)
	if err != nil {
		return err
	}
	var key []byte
	if len(t.leaf.list) > 0 {
		key = bytes.Clone(t.leaf.firstKey())
	}
	t.leaves = append(t.leaves, boltChild{key, id})
	t.leaf.reset()
	return nil
}

// end writes what is left of the table and returns its root page.
func (t *boltTree) end() (root uint64, err error) {
	if len(t.leaf.list) > 0 || len(t.leaves) == 0 {
		if err := t.endLeaf(); err != nil {
			return 0, err
		}
	}
	for len(t.leaves) > 1 {
		if t.leaves, err = t.file.branches(t.leaves); err != nil {
			return 0, err
		}
	}
	return t.leaves[0].page, nil
}

// branches writes the pages that lead to the given ones, at least two from
// each, as bbolt wants it.
func (w *boltFile) branches(children []boltChild) (parents []boltChild, err error) {
	var b boltElements
	end := func() error {
		id, err := w.page(flagBranch, b)
		parents = append(parents, boltChild{bytes.Clone(b.firstKey()), id})
		b.reset()
		return err
	}
	for i, c := range children {
		room := len(c.key)
		if i == len(children)-2 {
			room += elementSize + len(children[i+1].key) // none is left alone
		}
		if len(b.list) > 1 && !b.fits(room, w.size) {
			if err := end(); err != nil {
				return nil, err
			}
		}
		b.add(c.key, nil, 0, c.page)
	}
	return parents, end()
}
