package store

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
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

// A sealed value is
//
//	checksum 4 ‖ tag 1 ‖ body
//
// with CRC-32C over key, tag and body. The key is in the sum, so a value that
// turns up under another key is damage; the tag tells which table the value
// belongs to, so that salvage recognises it wherever in the file it lies.
type tag byte

// The tags: one for each table whose values are sealed. ids, hashes and queue
// have none, since their values are checked against the items.
const (
	tagMeta   tag = 'M'
	tagTask   tag = 'T'
	tagItem   tag = 'I'
	tagLog    tag = 'L'
	tagDraft  tag = 'D'
	tagState  tag = 'S'
	tagHeads  tag = 'H'
	tagScores tag = 'C'
	sealBytes     = 4 + 1
)

// seal returns the body as it is stored under the key.
func seal(t tag, key, body []byte) []byte {
	b := append(openSeal(t, len(body)), body...)
	return closeSeal(key, b)
}

// openSeal starts a value whose body is appended in place, closeSeal ends it.
func openSeal(t tag, room int) []byte {
	b := make([]byte, sealBytes, sealBytes+room)
	b[4] = byte(t)
	return b
}

func closeSeal(key, b []byte) []byte {
	binary.BigEndian.PutUint32(b, checksum(key, b[4:]))
	return b
}

// checksum is the Castagnoli sum, which processors work out themselves.
func checksum(key, rest []byte) uint32 {
	table := crc32.MakeTable(crc32.Castagnoli) // made once, by the library
	return crc32.Update(crc32.Checksum(key, table), table, rest)
}

// unseal returns the body of a stored value, or ErrDamaged with what it was.
// The body shares the stored bytes.
func unseal(t tag, key, value []byte) ([]byte, error) {
	switch {
	case value == nil:
		return nil, fmt.Errorf("%w: %s is missing", review.ErrDamaged, t.name(key))
	case len(value) < sealBytes || tag(value[4]) != t || binary.BigEndian.Uint32(value) != checksum(key, value[4:]):
		return nil, fmt.Errorf("%w: the checksum of %s is wrong", review.ErrDamaged, t.name(key))
	}
	return value[sealBytes:], nil
}

// name says for people which value stands under a key.
func (t tag) name(key []byte) string {
	n, err := number(key)
	isNumber := err == nil
	switch {
	case t == tagItem && isNumber:
		return fmt.Sprintf("sample %d", n)
	case t == tagLog && isNumber:
		return fmt.Sprintf("log entry %d", n)
	case t == tagTask && isNumber:
		return fmt.Sprintf("task version %d", n)
	case t == tagState && isNumber:
		return fmt.Sprintf("the state of sample %d", n)
	case t == tagDraft && len(key) >= 8:
		return fmt.Sprintf("the draft of %q for sample %d", key[8:], binary.BigEndian.Uint64(key))
	case t == tagScores && isNumber:
		return fmt.Sprintf("what was learned about samples %d to %d", n*chunkScores+1, (n+1)*chunkScores)
	case t == tagHeads:
		return fmt.Sprintf("the undo pointers of %q", key)
	}
	return fmt.Sprintf("value %q of table %c", key, t)
}

// draftKey sorts the drafts of one sample together.
func draftKey(seq uint64, reviewer string) []byte {
	return append(numberKey(seq), reviewer...)
}

// rankSize is the length of a queue key.
const rankSize = 32

// rankKey is a rank as a key of the queue; keys sort as [review.Rank.Compare]
// orders ranks.
func rankKey(r review.Rank) []byte { return appendRank(make([]byte, 0, rankSize), r) }

func appendRank(k []byte, r review.Rank) []byte {
	k = binary.BigEndian.AppendUint64(k, r.Deferred)
	k = binary.BigEndian.AppendUint64(k, sortable(r.Confidence))
	k = binary.BigEndian.AppendUint64(k, r.Tie)
	return binary.BigEndian.AppendUint64(k, r.Seq)
}

// deferralOf is the log entry with which a queue key begins.
func deferralOf(k []byte) uint64 { return binary.BigEndian.Uint64(k) }

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

func appendBlock(to, block []byte) []byte {
	return append(binary.AppendUvarint(to, uint64(len(block))), block...)
}

// blockSize is how many bytes appendBlock appends.
func blockSize(block []byte) int {
	n := 1
	for rest := len(block) >> 7; rest > 0; rest >>= 7 {
		n++
	}
	return n + len(block)
}

func cutBlock(b []byte) (block, rest []byte, ok bool) {
	n, width := binary.Uvarint(b)
	if width <= 0 || n > uint64(len(b)-width) {
		return nil, nil, false
	}
	b = b[width:]
	return b[:n], b[n:], true
}

// stateVersion is the first byte of the body of every value in state:
//
//	version 1 ‖ marks 1 ‖ uvarint Version ‖ uvarint Decision ‖ verdict ‖ note
//
// The verdict comes with its length before it. That an item is decided can be
// told from the second byte, which makes skipping decided items cheap.
const (
	stateVersion = 1
	markDecided  = 1 << 0
	markFlag     = 1 << 1
)

// encodeState returns nil for the state of an untouched sample, which is not
// stored.
func encodeState(key []byte, s review.State) []byte {
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
	const usual = 24
	b := append(openSeal(tagState, usual+len(s.Note)), stateVersion, marks)
	b = binary.AppendUvarint(b, s.Version)
	b = binary.AppendUvarint(b, s.Decision)
	b = appendBlock(b, []byte(s.Verdict))
	return closeSeal(key, append(b, s.Note...))
}

// decodeState reads what stands in state under the key; nil is the state of a
// sample that nobody has touched.
func decodeState(key, value []byte) (review.State, error) {
	if value == nil {
		return review.State{}, nil
	}
	b, err := unseal(tagState, key, value)
	if err != nil {
		return review.State{}, err
	}
	if len(b) < 2 || b[0] != stateVersion {
		return review.State{}, errState()
	}
	s := review.State{Flag: b[1]&markFlag != 0}
	b = b[2:]
	for _, to := range []*uint64{&s.Version, &s.Decision} {
		n, width := binary.Uvarint(b)
		if width <= 0 {
			return review.State{}, errState()
		}
		*to, b = n, b[width:]
	}
	verdict, note, ok := cutBlock(b)
	if !ok {
		return review.State{}, errState()
	}
	s.Verdict, s.Note = review.Verdict(wordOf(verdict)), string(note)
	return s, nil
}

// errState is made only where it is needed: states are read for every key of a queue.
func errState() error { return fmt.Errorf("%w: a state cannot be read", review.ErrDamaged) }

// stateDecided tells whether the state is that of a decided sample. A damaged
// state does not count as decided, so that whoever reads it meets the damage.
func stateDecided(key, value []byte) bool {
	b, err := unseal(tagState, key, value)
	return err == nil && len(b) >= 2 && b[0] == stateVersion && b[1]&markDecided != 0
}

// sealedJSON is a value kept as JSON.
func sealedJSON(t tag, key []byte, v any) ([]byte, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("writing %s: %w", t.name(key), err)
	}
	return seal(t, key, b), nil
}

// fromSealedJSON reads what sealedJSON wrote.
func fromSealedJSON[T any](t tag, key, value []byte) (T, error) {
	b, err := unseal(t, key, value)
	if err != nil {
		var none T
		return none, err
	}
	return fromJSON[T](b, t.name(key))
}

// fromJSON decodes a stored JSON value; what names it in the error.
func fromJSON[T any](b []byte, what string) (T, error) {
	var v T
	if err := json.Unmarshal(b, &v); err != nil {
		return v, fmt.Errorf("%w: %s cannot be read: %w", review.ErrDamaged, what, err)
	}
	return v, nil
}
