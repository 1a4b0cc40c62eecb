package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strings"

	"go.etcd.io/bbolt"

	"winnow/review"
)

// What was learned stands in two tables of its own, so that `queue` stays what
// the samples and the log make of it. They are an index: nothing is lost with
// them, and the first doubt about them is a reason to do without. Both belong
// to a generation; a new one is written beside the old, and metaLearned leads
// to the one that counts.
const (
	prefixLearned = "learned." // keys as those of queue, of the same samples
	prefixScores  = "scores."  // chunks of scores, see scoreKey

	metaLearned = "learned" // generation 8 ‖ last log entry learned from 8
)

// learned is the current generation of what was learned; none when its number
// is 0.
type learned struct {
	generation uint64
	entry      uint64
	order      *bbolt.Bucket
	scores     *bbolt.Bucket
}

// learnedOf finds the current generation. One that cannot be read counts as
// none: the given order stands, and a check tells of it.
func learnedOf(tx *bbolt.Tx, meta *bbolt.Bucket) learned {
	none := learned{}
	stored := meta.Get([]byte(metaLearned))
	if stored == nil {
		return none
	}
	b, err := unseal(tagMeta, []byte(metaLearned), stored)
	if err != nil || len(b) != 16 {
		return none
	}
	l := generationOf(tx, binary.BigEndian.Uint64(b))
	l.entry = binary.BigEndian.Uint64(b[8:])
	if l.order == nil || l.scores == nil {
		return none
	}
	return l
}

// generationOf finds the tables of a generation; those that are not there are
// nil.
func generationOf(tx *bbolt.Tx, n uint64) learned {
	return learned{
		generation: n,
		order:      tx.Bucket(generationName(prefixLearned, n)),
		scores:     tx.Bucket(generationName(prefixScores, n)),
	}
}

func generationName(prefix string, n uint64) []byte { return fmt.Appendf(nil, "%s%d", prefix, n) }

func (t tables) setLearned(l learned) error {
	return t.setMeta(metaLearned, append(numberKey(l.generation), numberKey(l.entry)...))
}

// otherGenerations names the tables of all generations but one.
func (t tables) otherGenerations(than uint64) (names [][]byte, err error) {
	err = t.meta.Tx().ForEach(func(name []byte, _ *bbolt.Bucket) error {
		for _, prefix := range []string{prefixLearned, prefixScores} {
			if strings.HasPrefix(string(name), prefix) && !bytes.Equal(name, generationName(prefix, than)) {
				names = append(names, bytes.Clone(name))
			}
		}
		return nil
	})
	return names, err
}

// dropLearned takes the tables of all generations but one away, and with keep
// 0 what leads to one.
func (t tables) dropLearned(keep uint64) error {
	names, err := t.otherGenerations(keep)
	for _, name := range names {
		err = errors.Join(err, t.meta.Tx().DeleteBucket(name))
	}
	if keep == 0 {
		err = errors.Join(err, t.meta.Delete([]byte(metaLearned)))
	}
	return err
}

// dropUnfinished takes away what a Rescore left behind that did not come to
// its end.
func (db *DB) dropUnfinished() error {
	left := false
	err := db.read(func(tx *bbolt.Tx) error {
		t, err := tablesOf(tx)
		if err != nil {
			return err
		}
		names, err := t.otherGenerations(t.learned.generation)
		left = len(names) > 0
		return err
	})
	if err != nil || !left {
		return err
	}
	return db.update(func(tx *bbolt.Tx) error {
		t, err := tablesOf(tx)
		if err != nil {
			return err
		}
		return t.dropLearned(t.learned.generation)
	}, never)
}

// Scores stand in chunks of this many samples, in the order of their arrival
// numbers, each as place 4 ‖ confidence 4.
const (
	chunkScores = 256
	scoreBytes  = 8
)

// score is what was learned about one sample, with the precision in which it
// is kept.
type score struct {
	has               bool
	place, confidence float32 // not a number: unknown
}

func scoreOf(s review.Score) score {
	return score{true, float32Of(s.Place), float32Of(s.Confidence)}
}

func float32Of(c review.Confidence) float32 {
	p, known := c.Value()
	if !known {
		return float32(math.NaN())
	}
	return float32(p)
}

func confidenceOf(f float32) review.Confidence { return review.Known(float64(f)) } // NaN is unknown

// Bits that no probability has: there is no score, it is unknown.
const (
	bitsNone    = math.MaxUint32
	bitsUnknown = math.MaxUint32 - 1
)

// scoreKey is the chunk of a sample, and its place in it in bytes.
func scoreKey(seq uint64) (key []byte, at int) {
	return numberKey((seq - 1) / chunkScores), int((seq-1)%chunkScores) * scoreBytes
}

// chunk is a chunk's body while it is changed.
type chunk []byte

// newChunk is one without a score.
func newChunk() chunk { return bytes.Repeat([]byte{0xff}, chunkScores*scoreBytes) }

func (c chunk) get(at int) score {
	place := binary.BigEndian.Uint32(c[at:])
	if place == bitsNone {
		return score{}
	}
	return score{true, fromBits(place), fromBits(binary.BigEndian.Uint32(c[at+4:]))}
}

func (c chunk) set(at int, s score) {
	place, confidence := uint32(bitsNone), uint32(bitsNone)
	if s.has {
		place, confidence = toBits(s.place), toBits(s.confidence)
	}
	binary.BigEndian.PutUint32(c[at:], place)
	binary.BigEndian.PutUint32(c[at+4:], confidence)
}

func toBits(f float32) uint32 {
	if f != f {
		return bitsUnknown
	}
	return math.Float32bits(f)
}

func fromBits(b uint32) float32 {
	if b == bitsUnknown {
		return float32(math.NaN())
	}
	return math.Float32frombits(b)
}

// chunkAt reads the chunk under the key, to be looked at only; nil if there is
// none.
func (l learned) chunkAt(key []byte) (chunk, error) {
	stored := l.scores.Get(key)
	if stored == nil {
		return nil, nil
	}
	b, err := unseal(tagScores, key, stored)
	if err != nil {
		return nil, err
	}
	if len(b) != chunkScores*scoreBytes {
		return nil, fmt.Errorf("%w: scores of %d bytes", review.ErrDamaged, len(b))
	}
	return b, nil
}

// score returns what was learned about a sample.
func (l learned) score(seq uint64) (score, error) {
	if l.scores == nil || seq == 0 {
		return score{}, nil
	}
	key, at := scoreKey(seq)
	c, err := l.chunkAt(key)
	if err != nil || c == nil {
		return score{}, err
	}
	return c.get(at), nil
}

// rank is that of a sample of the given rank by its score.
func (s score) rank(given review.Rank) review.Rank {
	if s.has {
		given.Confidence = confidenceOf(s.place)
	}
	return given
}

// learnedRank returns the place in the learned order that the sample has in
// the given state.
func (t tables) learnedRank(seq uint64, st review.State, seed uint64) (review.Rank, error) {
	given, err := t.rank(seq, st, seed)
	if err != nil {
		return review.Rank{}, err
	}
	s, err := t.learned.score(seq)
	return s.rank(given), err
}
