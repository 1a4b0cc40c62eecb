package store

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"hash/maphash"
	"slices"
	"sync"

	"winnow/review"
)

// bulkKeys is what an import remembers of its samples, about 28 bytes each and
// the id: enough to know one that comes again, and to write the tables of keys
// without reading a record. Places are arrival numbers less the first one.
type bulkKeys struct {
	n           int
	chunks      []*keyChunk
	idSeed      maphash.Seed
	ids, hashes seen
	touched     uint32 // means nothing, but what is read into it must be read
}

// chunkKeys is how many keys fill the pages of memory that a chunk takes.
const chunkKeys = 4095

// keyChunk holds the keys of samples that follow one another: in chunks,
// because a slice that grows holds everything twice for a moment.
type keyChunk struct {
	hashes      [chunkKeys]review.Hash
	confidences [chunkKeys]uint64 // sortable; the ties in their place once the queue is in order
	ends        [chunkKeys]uint32 // of the ids in the text
	text        []byte
}

func newBulkKeys() *bulkKeys { return &bulkKeys{idSeed: maphash.MakeSeed()} }

func (k *bulkKeys) at(place int) (*keyChunk, int) {
	return k.chunks[place/chunkKeys], place % chunkKeys
}

func (k *bulkKeys) hash(place int) review.Hash {
	c, i := k.at(place)
	return c.hashes[i]
}

func (k *bulkKeys) id(place int) []byte {
	c, i := k.at(place)
	start := uint32(0)
	if i > 0 {
		start = c.ends[i-1]
	}
	return c.text[start:c.ends[i]]
}

// marks are what a sample is known by: its id and its content, with their
// fingerprints.
type marks struct {
	id               string
	hash             review.Hash
	idMark, hashMark uint32
}

// marksOf works out the marks of samples, those of one half beside those of the
// other.
func (k *bulkKeys) marksOf(samples []review.Sample) []marks {
	all := make([]marks, len(samples))
	some := func(from, end int) {
		for i := from; i < end; i++ {
			m := marks{id: samples[i].ID, hash: samples[i].ContentHash()}
			if m.id == "" {
				m.id = m.hash.String()
			}
			m.idMark, m.hashMark = uint32(maphash.String(k.idSeed, m.id)), markOf(m.hash)
			all[i] = m
		}
	}
	half := len(samples) / 2
	var other sync.WaitGroup
	other.Go(func() { some(0, half) })
	some(half, len(samples))
	other.Wait()
	return all
}

// near is how many keys are brought near the processor at a time: the memory
// that they lie in is come to in no order, and each would be waited for.
const near = 64

// touch reads where known and add will look for the first of the marks.
func (k *bulkKeys) touch(all []marks) {
	for _, m := range all[:min(near, len(all))] {
		k.touched += k.ids.touch(m.idMark) + k.hashes.touch(m.hashMark)
	}
}

func markOf(h review.Hash) uint32 { return binary.LittleEndian.Uint32(h[:]) }

// known looks a sample up, by id, then by content.
func (k *bulkKeys) known(m marks) (place int, a review.Arrival, ok bool) {
	place, ok = k.ids.find(m.idMark, func(place int) bool { return string(k.id(place)) == m.id })
	switch {
	case ok && k.hash(place) != m.hash:
		return place, review.Conflict, true
	case ok:
		return place, review.Duplicate, true
	}
	place, ok = k.hashes.find(m.hashMark, func(place int) bool { return k.hash(place) == m.hash })
	return place, review.Duplicate, ok
}

// add gives a sample the next place.
func (k *bulkKeys) add(m marks, c review.Confidence) {
	k.ids.add(m.idMark, func(place int) uint32 { return uint32(maphash.Bytes(k.idSeed, k.id(place))) })
	k.hashes.add(m.hashMark, func(place int) uint32 { return markOf(k.hash(place)) })
	if k.n%chunkKeys == 0 {
		room := 0
		if k.n > 0 {
			room = len(k.chunks[len(k.chunks)-1].text) // the next one's will be as long
		}
		k.chunks = append(k.chunks, &keyChunk{text: make([]byte, 0, room)})
	}
	chunk, i := k.at(k.n)
	chunk.text = append(chunk.text, m.id...)
	chunk.hashes[i], chunk.confidences[i], chunk.ends[i] = m.hash, sortable(c), uint32(len(chunk.text))
	k.n++
}

// forget gives the memory back that only known needs.
func (k *bulkKeys) forget() { k.ids, k.hashes = seen{}, seen{} }

// index is the keys that an import brings to one table, in their order.
type index struct {
	name   string
	keys   *bulkKeys
	first  uint64 // arrival number of place 0
	sorted []sortKey
	// touched means nothing, see touch.
	touched byte
}

// sortKey is as much of a key as settles most comparisons, in 12 bytes.
type sortKey struct {
	high, low uint32
	place     uint32 // 2^32 samples are 2,000 GB of rows
}

func sortKeyOf(head uint64, place int) sortKey {
	return sortKey{uint32(head >> 32), uint32(head), uint32(place)}
}

func (s sortKey) head() uint64 { return uint64(s.high)<<32 | uint64(s.low) }

// index makes the keys of a table, once, in the room that is given. seed is that
// of the project.
func (k *bulkKeys) index(name string, first, seed uint64, room []sortKey) *index {
	x := &index{name: name, keys: k, first: first, sorted: room}
	if cap(room) < k.n {
		x.sorted = make([]sortKey, k.n)
	}
	x.sorted = x.sorted[:k.n]
	shared := 0
	if name == bucketIDs {
		shared = k.sharedPrefix()
	}
	for place := range x.sorted {
		var head uint64
		switch name {
		case bucketQueue:
			c, i := k.at(place)
			head = c.confidences[i]
			c.confidences[i] = review.TieOf(k.id(place), seed)
		case bucketHashes:
			hash := k.hash(place)
			head = binary.BigEndian.Uint64(hash[:])
		case bucketIDs:
			var b [8]byte
			copy(b[:], k.id(place)[shared:])
			head = binary.BigEndian.Uint64(b[:])
		}
		x.sorted[place] = sortKeyOf(head, place)
	}
	x.sort()
	return x
}

// sort sorts by the heads, then those that share one by the rest of the key.
func (x *index) sort() {
	byHead := func(p, q sortKey) int {
		if p.high != q.high {
			return cmp.Compare(p.high, q.high)
		}
		if p.low != q.low {
			return cmp.Compare(p.low, q.low)
		}
		return cmp.Compare(p.place, q.place)
	}
	slices.SortFunc(x.sorted, byHead)
	for from, end := 0, 0; from < len(x.sorted); from = end {
		head := x.sorted[from].head()
		for end = from + 1; end < len(x.sorted) && x.sorted[end].head() == head; end++ {
		}
		same := x.sorted[from:end]
		switch {
		case len(same) == 1:
		case x.name == bucketQueue:
			for i, s := range same {
				same[i] = sortKeyOf(x.tie(s.place), int(s.place))
			}
			slices.SortFunc(same, byHead)
			for i, s := range same {
				same[i] = sortKeyOf(head, int(s.place))
			}
		default:
			slices.SortFunc(same, func(p, q sortKey) int { return bytes.Compare(x.key(p.place), x.key(q.place)) })
		}
	}
}

// tie settles equal confidences in the queue.
func (x *index) tie(place uint32) uint64 {
	c, i := x.keys.at(int(place))
	return c.confidences[i]
}

// key is that of a sample in the table of ids or of hashes.
func (x *index) key(place uint32) []byte {
	if x.name == bucketHashes {
		c, i := x.keys.at(int(place))
		return c.hashes[i][:]
	}
	return x.keys.id(int(place))
}

// touch reads what the keys from place i of the order on are made of.
func (x *index) touch(i int) {
	for _, s := range x.sorted[i:min(i+near, len(x.sorted))] {
		if x.name == bucketQueue {
			x.touched += byte(x.tie(s.place))
		} else if key := x.key(s.place); len(key) > 0 {
			x.touched += key[0]
		}
	}
}

// sharedPrefix is how many bytes all ids begin with: what comes after them
// tells ids apart sooner.
func (k *bulkKeys) sharedPrefix() int {
	if k.n == 0 {
		return 0
	}
	shared := k.id(0)
	for place := 1; place < k.n && len(shared) > 0; place++ {
		id := k.id(place)
		n := 0
		for n < min(len(id), len(shared)) && id[n] == shared[n] {
			n++
		}
		shared = shared[:n]
	}
	return len(shared)
}

func (x *index) len() int { return len(x.sorted) }

// pair is the key in place i of the order with its value, as the table has
// them. They are appended to room.
func (x *index) pair(i int, room []byte) (key, value []byte) {
	s := x.sorted[i]
	seq := x.first + uint64(s.place)
	if x.name == bucketQueue {
		rank := review.Rank{Confidence: unsortable(s.head()), Tie: x.tie(s.place), Seq: seq}
		return appendRank(room, rank), []byte{}
	}
	room = append(room, x.key(s.place)...)
	n := len(room)
	room = binary.BigEndian.AppendUint64(room, seq)
	return room[:n:n], room[n:]
}
