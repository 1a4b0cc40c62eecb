package store

import (
	"encoding/binary"
	"fmt"

	"go.etcd.io/bbolt"

	"winnow/review"
)

// stretch reads items by arrival number, one after the other, in one
// transaction. It goes through the tables side by side, where an item alone is
// looked up in each of them.
type stretch struct {
	reader
	samples *sampleReader
	gists   bool   // undecided samples may come as their gist
	own     uint64 // the last arrival number of the project
	items   numbered
	states  numbered
	drafts  numbered

	chunk  chunk  // of scores, nil if there is none or it is damaged
	number uint64 // of the chunk, from 1
}

// newStretch begins at an arrival number.
func newStretch(r reader, first uint64, how walkOptions) *stretch {
	s := &stretch{
		reader:  r,
		samples: newSampleReader(r),
		gists:   how.gists,
		items:   startAt(r.items, first), states: startAt(r.state, first), drafts: startAt(r.drafts, first),
	}
	if how.lend {
		s.samples.lend = true
		s.samples.parser.Lend()
	}
	var err error
	if s.own, err = r.own(); err != nil {
		s.own = ^uint64(0) // as isOwn has it
	}
	return s
}

// item reads into it what [reader.item] does of a sample whose state is known, which comes after all
// that were read before.
func (s *stretch) item(it *review.Item, seq uint64, state []byte) error {
	value := s.items.at(seq)
	if value == nil || seq > s.own {
		return fmt.Errorf("sample %d: %w", seq, review.ErrNotFound)
	}
	rec, err := decodeRecord(s.items.k, value)
	if err != nil {
		return fmt.Errorf("sample %d: %w", seq, err)
	}
	*it = review.Item{}
	gist := s.gists && (state == nil || !stateDecided(s.items.k, state))
	if err := s.samples.read(&it.Sample, rec, seq, gist); err != nil {
		return fmt.Errorf("sample %d: %w", seq, err)
	}
	if err := s.stand(it, s.score(seq), state); err != nil {
		return err
	}
	if s.drafts.at(seq) != nil {
		it.Drafts, err = s.draftsOf(seq)
	}
	return err
}

// score is what was learned about a sample. Scores that are damaged are none.
func (s *stretch) score(seq uint64) score {
	if s.learned.scores == nil {
		return score{}
	}
	key, at := scoreKey(seq)
	if n := (seq-1)/chunkScores + 1; n != s.number {
		s.number = n
		var err error
		if s.chunk, err = s.learned.chunkAt(key); err != nil {
			s.chunk = nil
		}
	}
	if s.chunk == nil {
		return score{}
	}
	return s.chunk.get(at)
}

// numbered goes through a table whose keys begin with arrival numbers.
type numbered struct {
	c    *bbolt.Cursor
	k, v []byte
}

func startAt(b *bbolt.Bucket, first uint64) numbered {
	n := numbered{c: b.Cursor()}
	n.k, n.v = n.c.Seek(numberKey(first))
	return n
}

// at goes on to the number and returns the value of the first key that begins
// with it, or nil.
func (n *numbered) at(number uint64) []byte {
	const most = 4 // steps before looking the number up is quicker
	for i := 0; n.k != nil && numberOf(n.k) < number; i++ {
		if i == most {
			n.k, n.v = n.c.Seek(numberKey(number))
			break
		}
		n.k, n.v = n.c.Next()
	}
	if n.k == nil || numberOf(n.k) != number {
		return nil
	}
	return n.v
}

// numberOf is the number at the beginning of a key; a key that is too short is
// damaged and stands for 0, which no sample has.
func numberOf(k []byte) uint64 {
	if len(k) < len(numberKey(0)) {
		return 0
	}
	return binary.BigEndian.Uint64(k)
}
