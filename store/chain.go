package store

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"winnow/review"
)

// The log is a chain: each entry holds the hash of its own payload and a hash
// over that and everything before it. An entry that is changed, taken out or
// put in breaks the chain there. The body of every value in log is
//
//	kind 1 ‖ chain hash 32 ‖ payload hash 32 ‖ payload
//
// with chain hash = SHA-256(chain hash of the entry before ‖ payload hash).
// The payload is the entry as JSON. A purge takes the texts out of the payload
// and keeps both hashes, so the chain holds and the entry says what was done
// to it.
const (
	linkWhole  = 1
	linkPurged = 2
	linkFixed  = 1 + 2*sha256.Size
)

type digest = [sha256.Size]byte

// link is a log entry as it is stored. Decoded, it shares the stored bytes.
type link struct {
	n                  uint64
	purged             bool
	chain, payloadHash digest
	payload            []byte
}

// chainHead is the end of the chain. It is kept in meta as
//
//	number 8 ‖ chain hash 32
//
// so that a log which has lost its end can be told from one that ends there.
type chainHead struct {
	n    uint64 // entries in the chain
	hash digest
}

// next is the head when an entry with the given payload hash follows.
func (h chainHead) next(payload digest) chainHead {
	return chainHead{n: h.n + 1, hash: sha256.Sum256(append(h.hash[:], payload[:]...))}
}

// link makes the next entry of the chain.
func (h chainHead) link(payload []byte) link {
	hash := sha256.Sum256(payload)
	next := h.next(hash)
	return link{n: next.n, chain: next.hash, payloadHash: hash, payload: payload}
}

// head is the head of the chain that ends with l.
func (l link) head() chainHead { return chainHead{n: l.n, hash: l.chain} }

func (l link) encode(key []byte) []byte {
	kind := byte(linkWhole)
	if l.purged {
		kind = linkPurged
	}
	b := append(openSeal(tagLog, linkFixed+len(l.payload)), kind)
	b = append(b, l.chain[:]...)
	b = append(b, l.payloadHash[:]...)
	return closeSeal(key, append(b, l.payload...))
}

// decodeLink reads the value that stands in log under the key.
func decodeLink(key, value []byte) (link, error) {
	b, err := unseal(tagLog, key, value)
	if err != nil {
		return link{}, err
	}
	n, err := number(key)
	if err != nil {
		return link{}, err
	}
	if len(b) < linkFixed || b[0] != linkWhole && b[0] != linkPurged {
		return link{}, fmt.Errorf("%w: log entry %d has no head", review.ErrDamaged, n)
	}
	l := link{n: n, purged: b[0] == linkPurged, payload: b[linkFixed:]}
	copy(l.chain[:], b[1:])
	copy(l.payloadHash[:], b[1+sha256.Size:])
	if !l.purged && sha256.Sum256(l.payload) != l.payloadHash {
		return link{}, fmt.Errorf("%w: log entry %d is not what its hash says", review.ErrDamaged, n)
	}
	return l, nil
}

// entry reads the payload.
func (l link) entry() (review.Entry, error) {
	e, ok := readEntry(l.payload)
	var err error
	if !ok {
		e, err = fromJSON[review.Entry](l.payload, tagLog.name(numberKey(l.n)))
	}
	e.Purged = l.purged
	return e, err
}

// decodeEntry reads the entry that stands in log under the key.
func decodeEntry(key, value []byte) (review.Entry, error) {
	l, err := decodeLink(key, value)
	if err != nil {
		return review.Entry{}, err
	}
	return l.entry()
}

func (t tables) chainHead() (chainHead, error) {
	b, err := t.metaValue(metaHead)
	if err != nil {
		return chainHead{}, err
	}
	if len(b) != 8+sha256.Size {
		return chainHead{}, fmt.Errorf("%w: the end of the log's chain cannot be read", review.ErrDamaged)
	}
	h := chainHead{n: binary.BigEndian.Uint64(b)}
	copy(h.hash[:], b[8:])
	return h, nil
}

func (t tables) setChainHead(h chainHead) error {
	return t.setMeta(metaHead, append(numberKey(h.n), h.hash[:]...))
}

// purgedRecord is the value of a sample after its purge: number and content
// hash stay, so that the sample's place and its decisions still make sense and
// the same content is known when it arrives again. Id, record, confidence and
// provenance are gone; the new id is returned for the index of ids.
func purgedRecord(key, value []byte) (stored, id []byte, err error) {
	r, err := decodeRecord(key, value)
	if err != nil {
		return nil, nil, err
	}
	seq, err := number(key)
	if err != nil {
		return nil, nil, err
	}
	id = fmt.Appendf(nil, "purged-%d", seq)
	gone := record{purged: true, hash: r.hash, id: id, provenance: []byte("{}"), raw: []byte("{}")}
	return gone.encode(key), id, nil
}

// purgedEntry is the value of a log entry after the purge of its sample: who
// did what and when stays, every text is gone, and the chain holds. All
// entries of a sample must be purged together with its state's note, since
// each holds the state before it.
func purgedEntry(key, value []byte) ([]byte, error) {
	l, err := decodeLink(key, value)
	if err != nil {
		return nil, err
	}
	e, err := l.entry()
	if err != nil {
		return nil, err
	}
	for _, a := range []*review.Answer{&e.Decision.Before, &e.Decision.After} {
		*a = review.Answer{Label: a.Label}
	}
	e.Note, e.Was.Note = "", ""
	if e.Bulk != nil {
		e.Bulk.Filter = "" // its words may be those of the text
	}
	l.purged = true
	if l.payload, err = encodeEntry(e); err != nil {
		return nil, fmt.Errorf("writing log entry %d: %w", l.n, err)
	}
	return l.encode(key), nil
}
