package review

import "cmp"

// Order names a way through the samples.
type Order string

// The orders. All but OrderAll offer undecided samples only.
const (
	// OrderQueue is the queue: unknown confidence first, then the lowest;
	// deferred samples at the end. Where the project has learned from its
	// decisions, the learned places count.
	OrderQueue Order = "least confident first"
	// OrderGiven is the queue as it would be without learning.
	OrderGiven Order = "by the given confidence"
	// OrderSurest is the queue from its other end, deferred samples last too.
	OrderSurest Order = "most confident first"
	// OrderArrival is the order in which samples arrived.
	OrderArrival Order = "as they arrived"
	// OrderAll is every sample, decided or not, as they arrived.
	OrderAll Order = "all"
)

// Orders are the orders that a reviewer can choose, the default first.
var Orders = []Order{OrderQueue, OrderSurest, OrderArrival, OrderGiven}

// Rank is a sample's place in the queue. A store's index must sort exactly as
// [Rank.Compare] does.
type Rank struct {
	// Deferred is the log entry that put the sample back, 0 if none did.
	Deferred   uint64
	Confidence Confidence
	// Tie settles equal confidences by a seeded hash, so that no input order
	// can game the queue.
	Tie uint64
	Seq uint64
}

// RankOf returns the place of a sample in the project with the given seed.
// st is its state; seed is the project's.
func RankOf(s Sample, st State, seed uint64) Rank {
	return Rank{Deferred: st.Deferral(), Confidence: s.Confidence, Tie: TieOf(s.ID, seed), Seq: s.Seq}
}

// Compare orders ranks: samples never deferred first, then by confidence
// (unknown, then lowest), tie and arrival; deferred ones by when they were
// deferred.
func (r Rank) Compare(o Rank) int {
	return cmp.Or(
		cmp.Compare(r.Deferred, o.Deferred),
		r.Confidence.Compare(o.Confidence),
		cmp.Compare(r.Tie, o.Tie),
		cmp.Compare(r.Seq, o.Seq),
	)
}

// TieOf is the tie of the sample with the id in the project with the seed: the
// 64-bit FNV-1a hash of both, mixed.
func TieOf[ID string | []byte](id ID, seed uint64) uint64 {
	const offset, prime = 14695981039346656037, 1099511628211
	h := uint64(offset)
	for shift := 56; shift >= 0; shift -= 8 {
		h = (h ^ seed>>shift&0xff) * prime
	}
	for i := range len(id) {
		h = (h ^ uint64(id[i])) * prime
	}
	return mix(h)
}

// mix is the finaliser of SplitMix64 (Steele, Lea, Flood 2014): FNV alone
// leaves the high bits of similar ids close together.
func mix(x uint64) uint64 {
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}
