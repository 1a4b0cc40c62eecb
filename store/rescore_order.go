package store

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"math"
	"slices"
	"sync"
)

// newOrder is the order that a Rescore is about to write: half the bytes of its
// keys, since there is one for every sample that waits.
type newOrder struct {
	first   []packedRank // sorted while the rest is read
	packed  []packedRank
	others  [][rankSize]byte // keys that cannot be packed: deferred or without a score
	sorting sync.WaitGroup
}

// packedRank is the rank of a sample that has a score and was never deferred.
type packedRank struct {
	place, seq uint32 // the score's place in the order of [sortable]
	tie        uint64
}

func packRank(place float32, tie uint64, seq uint32) packedRank {
	r := packedRank{seq: seq, tie: tie}
	if p, known := confidenceOf(place).Value(); known {
		r.place = math.Float32bits(float32(p)+0) + 1 // plus zero: minus zero is zero
	}
	return r
}

// key is the key of the queue.
func (r packedRank) key() (k [rankSize]byte) {
	if r.place > 0 {
		place := confidenceOf(math.Float32frombits(r.place - 1))
		binary.BigEndian.PutUint64(k[8:], sortable(place))
	}
	binary.BigEndian.PutUint64(k[16:], r.tie)
	binary.BigEndian.PutUint64(k[24:], uint64(r.seq))
	return k
}

func (r packedRank) compare(o packedRank) int {
	switch {
	case r.place != o.place:
		return cmp.Compare(r.place, o.place)
	case r.tie != o.tie:
		return cmp.Compare(r.tie, o.tie)
	}
	return cmp.Compare(r.seq, o.seq)
}

// sortFirst begins to sort what is there, and makes room for some more.
func (o *newOrder) sortFirst(more int) {
	first := o.packed
	o.first, o.packed = first, make([]packedRank, 0, more)
	o.sorting.Go(func() { slices.SortFunc(first, packedRank.compare) })
}

// sort sorts the rest.
func (o *newOrder) sort() {
	slices.SortFunc(o.packed, packedRank.compare)
	slices.SortFunc(o.others, func(a, b [rankSize]byte) int { return bytes.Compare(a[:], b[:]) })
	o.sorting.Wait()
}

// keys are the keys of the sorted order. A sample that moved while the order
// was read may have been met twice; it comes once.
func (o *newOrder) keys(yield func([rankSize]byte) bool) {
	first, second, others := o.first, o.packed, o.others
	var before, key [rankSize]byte
	for len(first)+len(second)+len(others) > 0 {
		from := &second
		if len(second) == 0 || len(first) > 0 && first[0].compare(second[0]) < 0 {
			from = &first
		}
		if len(*from) > 0 {
			key = (*from)[0].key()
		}
		if len(*from) == 0 || len(others) > 0 && bytes.Compare(others[0][:], key[:]) < 0 {
			key, others = others[0], others[1:]
		} else {
			*from = (*from)[1:]
		}
		if key != before && !yield(key) {
			return
		}
		before = key
	}
}

// batches are the keys, so many at a time, each while the one before is written.
// A batch is good until the next one is taken.
func (o *newOrder) batches(ctx context.Context, n int) <-chan [][rankSize]byte {
	out := make(chan [][rankSize]byte)
	go func() {
		defer close(out)
		var rooms [2][][rankSize]byte // one is written while the other is filled
		turn := 0
		send := func() bool {
			select {
			case out <- rooms[turn]:
			case <-ctx.Done():
				return false
			}
			turn = 1 - turn
			rooms[turn] = rooms[turn][:0]
			return true
		}
		for key := range o.keys {
			if rooms[turn] = append(rooms[turn], key); len(rooms[turn]) == n && !send() {
				return
			}
		}
		if len(rooms[turn]) > 0 {
			send()
		}
	}()
	return out
}
