package store

import (
	"bytes"
	"strconv"

	"winnow/review"
)

// noTarget is a target that no record has: names of members are valid UTF-8.
const noTarget = "\xff"

// sample reads the record with the task as it is now. The id, the confidence
// and the provenance are those that the sample arrived with. A record that
// the task cannot read any more becomes a sample without a suggestion.
func (r record) sample(t review.Task, seq uint64) (review.Sample, error) {
	from, err := provenanceOf(r.provenance)
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

// provenanceOf reads a stored provenance. What a file's row has is read
// directly: there are as many of them as there are samples.
func provenanceOf(b []byte) (review.Provenance, error) {
	members, err := review.Members(b)
	if err != nil {
		return fromJSON[review.Provenance](b, "its provenance")
	}
	var p review.Provenance
	for _, m := range members {
		text := m.Value[0] == '"'
		switch {
		case text && m.Name == "source":
			p.Source, err = m.Text()
		case text && m.Name == "origin":
			p.Origin, err = m.Text()
		case !text && m.Name == "line":
			p.Line, err = strconv.Atoi(string(m.Value))
		default:
			return fromJSON[review.Provenance](b, "its provenance")
		}
		if err != nil {
			return fromJSON[review.Provenance](b, "its provenance")
		}
	}
	return p, nil
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
