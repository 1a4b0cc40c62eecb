package store

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"math"
	"slices"
	"sync"

	"winnow/review"
)

// newOrder is the order that a Rescore is about to write: half the bytes of its
// keys, since there is one for every sample that waits.
type newOrder struct {
	first   []packedRank // sorted while the rest is read
	packed  []packedRank
	others  [][rankSize]byte // keys that cannot be packed, most of them of deferred samples
	stay    bool             // there are samples without a score, whose keys stay
	failed  error            // that ended the batches early
	sorting sync.WaitGroup
}

// packedRank is the rank of a sample that has a score and was never deferred.
type packedRank struct {
	place, seq uint32 // the score's place in the order of [sortable]
	tie        uint64
}

// packPlace is a score's place as a number that sorts like it.
func packPlace(s score) uint32 {
	p, known := confidenceOf(s.place).Value()
	if !known {
		return 0
	}
	return math.Float32bits(float32(p)+0) + 1 // plus zero: minus zero is zero
}

// noPlace is that of a sample without a score.
const noPlace = math.MaxUint32

// packPlaces are the places of the samples numbered from 1 on. A queue leads from
// one sample to any other, which finds a number in a short list many times sooner
// than a score in a long one. There are none where most samples have no score: they
// would take more memory than the scores.
func packPlaces(all []review.Score) []uint32 {
	if len(all) == 0 || all[len(all)-1].Seq > 2*uint64(len(all)) {
		return nil
	}
	places := slices.Repeat([]uint32{noPlace}, int(all[len(all)-1].Seq))
	for _, s := range all {
		places[s.Seq-1] = packPlace(scoreOf(s))
	}
	return places
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

// unscored reads the next keys of the given order that stay as they are, into
// that room and behind that key, and the last key that it came to; none when the
// order is at its end.
type unscored func(into [][rankSize]byte, after []byte) (keys [][rankSize]byte, last []byte, err error)

// keys are the keys of the sorted order, those that stay merged in. A sample
// that moved while the order was read may have been met twice; it comes once.
func (o *newOrder) keys(rest unscored, yield func([rankSize]byte) bool) {
	first, second, others := o.first, o.packed, o.others
	var before, key [rankSize]byte
	emit := func(k [rankSize]byte) bool {
		was := before
		before = k
		return k == was || yield(k)
	}
	var room, stay [][rankSize]byte
	var last []byte
	for over := !o.stay; ; {
		for len(stay) == 0 && !over {
			var end []byte
			if room, end, o.failed = rest(room, last); o.failed != nil {
				return
			}
			stay, over = room, end == nil
			last = end
		}
		if len(first)+len(second)+len(others)+len(stay) == 0 {
			return
		}
		from := &second
		if len(second) == 0 || len(first) > 0 && first[0].compare(second[0]) < 0 {
			from = &first
		}
		packed := len(*from) > 0
		if packed {
			key = (*from)[0].key()
		}
		list := &others
		if len(others) == 0 || len(stay) > 0 && bytes.Compare(stay[0][:], others[0][:]) < 0 {
			list = &stay
		}
		if len(*list) > 0 && (!packed || bytes.Compare((*list)[0][:], key[:]) < 0) {
			key, *list = (*list)[0], (*list)[1:]
		} else {
			*from = (*from)[1:]
		}
		if !emit(key) {
			return
		}
	}
}

// batches are the keys, so many at a time, each while the one before is written.
// A batch is good until the next one is taken.
func (o *newOrder) batches(ctx context.Context, n int, rest unscored) <-chan [][rankSize]byte {
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
		o.keys(rest, func(key [rankSize]byte) bool {
			rooms[turn] = append(rooms[turn], key)
			return len(rooms[turn]) < n || send()
		})
		if len(rooms[turn]) > 0 && o.failed == nil {
			send()
		}
	}()
	return out
}
