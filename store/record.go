package store

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"winnow/review"
)

// The body of every value in items is
//
//	kind 1 ‖ confidence 8 ‖ content hash 16 ‖ id ‖ provenance JSON ‖ gist ‖ raw
//
// id, provenance and gist come with their length before them; the gist is there
// in records with one, which are a kind of their own. Of a purged record
// only the hash is what it was, so that the same content, should it arrive
// again, is known.
const (
	recordWhole  = 1
	recordPurged = 2
	recordGist   = 3
	recordFixed  = 1 + 8 + len(review.Hash{})
)

// record is an item as it is stored. Decoded, it shares the stored bytes.
type record struct {
	purged     bool
	confidence review.Confidence
	hash       review.Hash
	id         []byte
	provenance []byte // JSON
	gist       []byte // empty if there is none
	raw        []byte
}

// encodeRecord returns the sealed value of a sample, whose arrival number is
// known by now.
func encodeRecord(s review.Sample, hash review.Hash) ([]byte, error) {
	from, err := appendProvenance(nil, s.Provenance)
	if err != nil {
		return nil, fmt.Errorf("writing the provenance of sample %q: %w", s.ID, err)
	}
	r := record{confidence: s.Confidence, hash: hash, id: []byte(s.ID), provenance: from, raw: s.Raw}
	return r.encode(numberKey(s.Seq)), nil
}

// appendProvenance appends the JSON. What a file's row has is written directly:
// there are as many of them as there are samples.
func appendProvenance(b []byte, p review.Provenance) ([]byte, error) {
	plain := review.Provenance{Source: p.Source, Origin: p.Origin, Line: p.Line}
	if p.Line <= 0 || !plainText(p.Source) || !plainText(p.Origin) || !sameProvenance(p, plain) {
		all, err := json.Marshal(p)
		return append(b, all...), err
	}
	b = append(append(b, `{"source":"`...), p.Source...)
	b = append(append(b, `","origin":"`...), p.Origin...)
	b = strconv.AppendInt(append(b, `","line":`...), int64(p.Line), 10)
	return append(b, '}'), nil
}

// sameProvenance compares; a provenance with parents is none that is plain.
func sameProvenance(p, q review.Provenance) bool {
	return len(p.Parents) == 0 && p.Model == q.Model && p.Strategy == q.Strategy && p.PromptHash == q.PromptHash &&
		p.Condition == q.Condition && p.Seed == q.Seed && p.Tokens == q.Tokens
}

// plainText tells that a text stands in JSON as it is.
func plainText(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || strings.IndexByte(`"\\<>&`, c) >= 0 {
			return false
		}
	}
	return s != ""
}

func (r record) encode(key []byte) []byte {
	return r.appendTo(make([]byte, 0, r.size()), key)
}

// size is the length of the sealed value.
func (r record) size() int {
	n := sealBytes + recordFixed + blockSize(r.id) + blockSize(r.provenance) + len(r.raw)
	if len(r.gist) > 0 {
		n += blockSize(r.gist)
	}
	return n
}

// appendTo appends the sealed value as it stands under the key to b, which is
// empty.
func (r record) appendTo(b, key []byte) []byte {
	kind := byte(recordWhole)
	switch {
	case r.purged:
		kind = recordPurged
	case len(r.gist) > 0:
		kind = recordGist
	}
	b = append(b, 0, 0, 0, 0, byte(tagItem), kind)
	b = binary.BigEndian.AppendUint64(b, sortable(r.confidence))
	b = append(b, r.hash[:]...)
	b = appendBlock(b, r.id)
	b = appendBlock(b, r.provenance)
	if kind == recordGist {
		b = appendBlock(b, r.gist)
	}
	return closeSeal(key, append(b, r.raw...))
}

// decodeRecord reads the value that stands in items under the key.
func decodeRecord(key, value []byte) (record, error) {
	bring(value)
	b, err := unseal(tagItem, key, value)
	if err != nil {
		return record{}, err
	}
	if len(b) < recordFixed || b[0] < recordWhole || b[0] > recordGist {
		return record{}, fmt.Errorf("%w: a record without a head", review.ErrDamaged)
	}
	kind := b[0]
	r := record{purged: kind == recordPurged, confidence: unsortable(binary.BigEndian.Uint64(b[1:]))}
	copy(r.hash[:], b[9:])
	b = b[recordFixed:]
	var ok bool
	if r.id, b, ok = cutBlock(b); ok {
		r.provenance, r.raw, ok = cutBlock(b)
	}
	if ok && kind == recordGist {
		r.gist, r.raw, ok = cutBlock(r.raw)
	}
	if !ok {
		return record{}, fmt.Errorf("%w: a record is cut short", review.ErrDamaged)
	}
	return r, nil
}
