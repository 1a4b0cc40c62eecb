package store

import (
	"fmt"

	"winnow/review"
)

// tables answers what review.Plan asks, as of its transaction.
var _ review.Ledger = tables{}

// State implements [review.Ledger].
func (t tables) State(seq uint64) (review.State, error) {
	key := numberKey(seq)
	if t.items.Get(key) == nil {
		return review.State{}, review.ErrNotFound
	}
	return decodeState(key, t.state.Get(key))
}

// Entry implements [review.Ledger].
func (t tables) Entry(n uint64) (review.Entry, error) {
	key := numberKey(n)
	b := t.log.Get(key)
	if b == nil {
		return review.Entry{}, review.ErrNotFound
	}
	return decodeEntry(key, b)
}

// Heads implements [review.Ledger].
func (t tables) Heads(reviewer string) (review.Heads, error) {
	if reviewer == "" {
		return review.Heads{}, nil
	}
	b := t.heads.Get([]byte(reviewer))
	if b == nil {
		return review.Heads{}, nil
	}
	return fromSealedJSON[review.Heads](tagHeads, []byte(reviewer), b)
}

// rank returns the place in the queue that the sample has in the given state.
func (t tables) rank(seq uint64, st review.State, seed uint64) (review.Rank, error) {
	key := numberKey(seq)
	r, err := decodeRecord(key, t.items.Get(key))
	if err != nil {
		return review.Rank{}, fmt.Errorf("reading sample %d: %w", seq, err)
	}
	return r.rank(seq, st, seed), nil
}

func (r record) rank(seq uint64, st review.State, seed uint64) review.Rank {
	return review.RankOf(review.Sample{Seq: seq, ID: string(r.id), Confidence: r.confidence}, st, seed)
}
