package store

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"

	"winnow/review"
)

// numberKey is a number as a key: big endian, so that keys sort as numbers.
func numberKey(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

// number reads what numberKey wrote.
func number(b []byte) (uint64, error) {
	if len(b) != 8 {
		return 0, fmt.Errorf("%w: a number of %d bytes", review.ErrDamaged, len(b))
	}
	return binary.BigEndian.Uint64(b), nil
}

// draftKey sorts the drafts of one sample together.
func draftKey(seq uint64, reviewer string) []byte {
	return append(numberKey(seq), reviewer...)
}

// rankSize is the length of a queue key.
const rankSize = 32

// rankKey is a rank as a key of the queue; keys sort as [review.Rank.Compare]
// orders ranks.
func rankKey(r review.Rank) []byte {
	k := make([]byte, 0, rankSize)
	k = binary.BigEndian.AppendUint64(k, r.Deferred)
	k = binary.BigEndian.AppendUint64(k, sortable(r.Confidence))
	k = binary.BigEndian.AppendUint64(k, r.Tie)
	return binary.BigEndian.AppendUint64(k, r.Seq)
}

// rankSeq is the arrival number at the end of a queue key.
func rankSeq(k []byte) (uint64, error) {
	if len(k) != rankSize {
		return 0, fmt.Errorf("%w: a queue key of %d bytes", review.ErrDamaged, len(k))
	}
	return binary.BigEndian.Uint64(k[rankSize-8:]), nil
}

// sortable maps a confidence to a number of the same order. The bits of
// floats that are not negative sort as the floats do; one more leaves 0 for
// unknown.
func sortable(c review.Confidence) uint64 {
	p, known := c.Value()
	switch {
	case !known:
		return 0
	case p == 0: // minus zero is zero
		return 1
	}
	return math.Float64bits(p) + 1
}

func unsortable(n uint64) review.Confidence {
	if n == 0 {
		return review.Unknown
	}
	return review.Known(math.Float64frombits(n - 1))
}

// recordVersion is the first byte of every value in items:
//
//	version 1 ‖ confidence 8 ‖ content hash 16 ‖ id ‖ provenance JSON ‖ raw
//
// id and provenance come with their length before them.
const (
	recordVersion = 1
	recordFixed   = 1 + 8 + len(review.Hash{})
)

// record is an item as it is stored. Decoded, it shares the stored bytes.
type record struct {
	confidence review.Confidence
	hash       review.Hash
	id         []byte
	provenance []byte // JSON
	raw        []byte
}

func encodeRecord(s review.Sample, hash review.Hash) ([]byte, error) {
	from, err := json.Marshal(s.Provenance)
	if err != nil {
		return nil, fmt.Errorf("writing the provenance of sample %q: %w", s.ID, err)
	}
	b := make([]byte, 0, recordFixed+2*binary.MaxVarintLen32+len(s.ID)+len(from)+len(s.Raw))
	b = append(b, recordVersion)
	b = binary.BigEndian.AppendUint64(b, sortable(s.Confidence))
	b = append(b, hash[:]...)
	b = appendBlock(b, []byte(s.ID))
	b = appendBlock(b, from)
	return append(b, s.Raw...), nil
}

func decodeRecord(b []byte) (record, error) {
	if len(b) < recordFixed || b[0] != recordVersion {
		return record{}, fmt.Errorf("%w: a record without a head", review.ErrDamaged)
	}
	r := record{confidence: unsortable(binary.BigEndian.Uint64(b[1:]))}
	copy(r.hash[:], b[9:])
	b = b[recordFixed:]
	var ok bool
	if r.id, b, ok = cutBlock(b); ok {
		r.provenance, r.raw, ok = cutBlock(b)
	}
	if !ok {
		return record{}, fmt.Errorf("%w: a record is cut short", review.ErrDamaged)
	}
	return r, nil
}

func appendBlock(to, block []byte) []byte {
	return append(binary.AppendUvarint(to, uint64(len(block))), block...)
}

func cutBlock(b []byte) (block, rest []byte, ok bool) {
	n, width := binary.Uvarint(b)
	if width <= 0 || n > uint64(len(b)-width) {
		return nil, nil, false
	}
	b = b[width:]
	return b[:n], b[n:], true
}

// stateVersion is the first byte of every value in state:
//
//	version 1 ‖ marks 1 ‖ uvarint Version ‖ uvarint Decision ‖ verdict ‖ note
//
// The verdict comes with its length before it. That an item is decided can be
// told from the second byte alone, which makes skipping decided items cheap.
const (
	stateVersion = 1
	markDecided  = 1 << 0
	markFlag     = 1 << 1
)

// encodeState returns nil for the state of an untouched sample, which is not
// stored.
func encodeState(s review.State) []byte {
	if s == (review.State{}) {
		return nil
	}
	var marks byte
	if s.Decided() {
		marks |= markDecided
	}
	if s.Flag {
		marks |= markFlag
	}
	b := []byte{stateVersion, marks}
	b = binary.AppendUvarint(b, s.Version)
	b = binary.AppendUvarint(b, s.Decision)
	b = appendBlock(b, []byte(s.Verdict))
	return append(b, s.Note...)
}

func decodeState(b []byte) (review.State, error) {
	if b == nil {
		return review.State{}, nil
	}
	damaged := fmt.Errorf("%w: a state cannot be read", review.ErrDamaged)
	if len(b) < 2 || b[0] != stateVersion {
		return review.State{}, damaged
	}
	s := review.State{Flag: b[1]&markFlag != 0}
	b = b[2:]
	for _, to := range []*uint64{&s.Version, &s.Decision} {
		n, width := binary.Uvarint(b)
		if width <= 0 {
			return review.State{}, damaged
		}
		*to, b = n, b[width:]
	}
	verdict, note, ok := cutBlock(b)
	if !ok {
		return review.State{}, damaged
	}
	s.Verdict, s.Note = review.Verdict(verdict), string(note)
	return s, nil
}

func stateDecided(b []byte) bool {
	return len(b) >= 2 && b[0] == stateVersion && b[1]&markDecided != 0
}

// fromJSON decodes a stored JSON value; what names it in the error.
func fromJSON[T any](b []byte, what string) (T, error) {
	var v T
	if err := json.Unmarshal(b, &v); err != nil {
		return v, fmt.Errorf("%w: %s cannot be read: %w", review.ErrDamaged, what, err)
	}
	return v, nil
}
