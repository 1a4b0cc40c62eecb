package store

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
	"unsafe"

	"winnow/review"
)

// A gist is what an export needs to know of a record that nobody has decided
// on, so that it need not be read:
//
//	mark 4 ‖ label ‖ (name of a signal ‖ value 8)…
//
// Label and names come with their length before them; no label is no
// suggestion. The mark is that of the task with which the record was read: with
// any other the record may say something else, and is read again. Only samples
// that were imported have one, and only if they suggest a label or nothing.

// taskMark tells tasks apart.
type taskMark [4]byte

// reading is the way in which records are read. What a program makes of a record
// that another made something else of must have another number here.
const reading = 1

// markOfTask is the mark of a task from its stored text.
func markOfTask(src []byte) (m taskMark) {
	sum := sha256.Sum256(append([]byte{reading}, src...))
	copy(m[:], sum[:])
	return m
}

// appendGist appends the gist of a sample, or nothing if it can have none.
func appendGist(b []byte, m taskMark, s *review.Sample) []byte {
	a := &s.Suggestion
	if a.Labels != nil || a.Spans != nil || a.Text != "" || a.Turns != nil || a.Ratings != nil || a.Fields != nil ||
		s.Suggested != (a.Label != "") {
		return b
	}
	b = append(b, m[:]...)
	b = append(binary.AppendUvarint(b, uint64(len(a.Label))), a.Label...)
	for i := range s.Signals {
		g := &s.Signals[i]
		b = append(binary.AppendUvarint(b, uint64(len(g.Name))), g.Name...)
		b = binary.BigEndian.AppendUint64(b, math.Float64bits(g.Value))
	}
	return b
}

// gist reads into an empty sample the gist of a record read with the task at
// hand. It shares the stored bytes, and its signals the room of those before.
func (s *sampleReader) gist(out *review.Sample, b []byte) (ok bool) {
	if len(b) < len(s.mark) || taskMark(b) != s.mark {
		return false
	}
	label, b, ok := cutBlock(b[len(s.mark):])
	s.signals = s.signals[:0]
	for ok && len(b) > 0 {
		var name []byte
		if name, b, ok = cutBlock(b); !ok || len(b) < 8 {
			return false
		}
		s.signals = append(s.signals, review.Signal{Name: lent(name), Value: math.Float64frombits(binary.BigEndian.Uint64(b))})
		b = b[8:]
	}
	if ok {
		out.Signals = s.signals
		out.Suggestion.Label, out.Suggested = lent(label), len(label) > 0
	}
	return ok
}

// lent is a text that shares its bytes.
func lent(b []byte) string {
	return unsafe.String(unsafe.SliceData(b), len(b)) //nolint:gosec // for as long as a transaction, see DB.WalkAll
}
