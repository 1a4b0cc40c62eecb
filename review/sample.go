package review

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"slices"
)

// Field is one named text of a sample, as the reviewer reads it.
type Field struct {
	Name string
	Text string
}

// Signal is one number that says how sure some witness is, under that
// witness's name. Signals are kept as they came and never made up.
type Signal struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
}

// Alternative is one answer that a witness considered, with its share of the
// belief (0 to 1).
type Alternative struct {
	Label string  `json:"label"`
	Share float64 `json:"share"`
}

// Provenance tells where a sample comes from. Empty members are unknown.
type Provenance struct {
	Source     string   `json:"source,omitempty"`   // file | openai | offline
	Origin     string   `json:"origin,omitempty"`   // file name, or host of the endpoint
	Line       int      `json:"line,omitempty"`     // line in the file, from 1
	Model      string   `json:"model,omitempty"`    // model as the endpoint names it
	Strategy   string   `json:"strategy,omitempty"` // how it was asked for
	PromptHash string   `json:"prompt_hash,omitempty"`
	Condition  string   `json:"condition,omitempty"` // what was asked for, such as the label
	Seed       uint64   `json:"seed,omitempty"`
	Parents    []string `json:"parents,omitempty"` // ids of the samples it was made from
	Tokens     int      `json:"tokens,omitempty"`  // tokens spent on it, where the endpoint says
}

// Sample is one item: texts, the model's suggestion, signals and provenance.
// It is immutable once stored; Raw is the record exactly as it arrived.
type Sample struct {
	// Seq is the sample's place in arrival order, given by the store from 1.
	Seq uint64
	// ID is what the record brought as "id", else a hash of the content.
	ID string
	// Fields are the task's fields in the task's order.
	Fields []Field
	// Suggestion is the model's answer; empty when the record has none.
	Suggestion Answer
	// Suggested tells whether the record has a suggestion at all, since an
	// empty response is one too.
	Suggested    bool
	Confidence   Confidence
	Signals      []Signal
	Alternatives []Alternative // most believed first
	Rationale    string
	Provenance   Provenance
	// Raw is one JSON object without a line end, byte for byte as it came.
	Raw []byte
}

// Field returns the text of the named field, or "".
func (s Sample) Field(name string) string {
	for _, f := range s.Fields {
		if f.Name == name {
			return f.Text
		}
	}
	return ""
}

// Signal returns the named signal and whether the sample has it.
func (s Sample) Signal(name string) (float64, bool) {
	for _, g := range s.Signals {
		if g.Name == name {
			return g.Value, true
		}
	}
	return 0, false
}

// Hash identifies the content: the fields and the suggestion, whatever else
// the record says. Two samples with the same hash are duplicates.
type Hash [16]byte

// String is the hash in hexadecimal: the id of a sample that brought none.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// ContentHash returns the sample's content hash: SHA-256 over the
// length-prefixed names and texts of the fields and the suggestion, cut to 16
// bytes.
func (s Sample) ContentHash() Hash {
	const usual = 1 << 10
	b := make([]byte, 0, usual) // one call of the hash is cheaper than many
	put := func(t string) {
		b = append(binary.BigEndian.AppendUint64(b, uint64(len(t))), t...)
	}
	for _, f := range s.Fields {
		put(f.Name)
		put(f.Text)
	}
	put(s.Suggestion.Label)
	put(s.Suggestion.Text)
	s.Suggestion.putParts(put)
	sum := sha256.Sum256(b)
	return Hash(sum[:len(Hash{})])
}

// SortAlternatives puts the most believed first, equal ones by name.
func SortAlternatives(a []Alternative) {
	slices.SortFunc(a, func(x, y Alternative) int {
		switch {
		case x.Share > y.Share:
			return -1
		case x.Share < y.Share:
			return 1
		case x.Label < y.Label:
			return -1
		case x.Label > y.Label:
			return 1
		}
		return 0
	})
}
