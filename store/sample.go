package store

import (
	"bytes"

	"winnow/review"
)

// noTarget is a target that no record has: names of members are valid UTF-8.
const noTarget = "\xff"

// sample reads the record with the task as it is now. The id, the confidence
// and the provenance are those that the sample arrived with. A record that
// the task cannot read any more becomes a sample without a suggestion.
func (r record) sample(t review.Task, seq uint64) (review.Sample, error) {
	from, err := fromJSON[review.Provenance](r.provenance, "its provenance")
	if err != nil {
		return review.Sample{}, err
	}
	// The stored bytes are only lent for the time of the transaction.
	raw := bytes.Clone(r.raw)
	s, err := review.ParseRecord(t, raw)
	if err != nil {
		s = degrade(t, raw)
	}
	s.Seq, s.ID, s.Confidence, s.Provenance, s.Raw = seq, string(r.id), r.confidence, from, raw
	return s, nil
}

// degrade reads what can still be read of a record that the task refuses:
// each field by itself, empty where that fails, and no suggestion.
func degrade(t review.Task, raw []byte) review.Sample {
	s, err := review.ParseRecord(review.Task{Target: noTarget}, raw)
	if err != nil {
		s = review.Sample{}
	}
	s.Fields = make([]review.Field, len(t.Fields))
	for i, name := range t.Fields {
		s.Fields[i].Name = name
		one, err := review.ParseRecord(review.Task{Target: noTarget, Fields: []string{name}}, raw)
		if err == nil {
			s.Fields[i].Text = one.Fields[0].Text
		}
	}
	return s
}
