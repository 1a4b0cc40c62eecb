package store

import (
	"bytes"
	"strconv"

	"winnow/review"
)

// noTarget is a target that no record has: names of members are valid UTF-8.
const noTarget = "\xff"

// newSampleReader reads with the task at hand.
func newSampleReader(r reader) *sampleReader {
	return &sampleReader{task: r.task, mark: r.mark, parser: review.NewRecordParser(r.task)}
}

// sampleReader reads records with one task, the one of now, one after the other.
// Id, confidence and provenance are those that the sample arrived with. A record
// that the task cannot read any more becomes a sample without a suggestion.
type sampleReader struct {
	task   review.Task
	parser *review.RecordParser
	lend   bool // the samples share the stored bytes
	mark   taskMark
	// signals are those of the gist that was read last.
	signals []review.Signal
	// head is what the provenance before had up to its line, from what it
	// said: records of one file differ in nothing else.
	head []byte
	from review.Provenance
}

// read reads the sample into an empty one, with gist no more of it than its gist
// says, if there is one that holds.
func (s *sampleReader) read(out *review.Sample, r record, seq uint64, gist bool) error {
	if err := s.provenance(&out.Provenance, r.provenance); err != nil {
		return err
	}
	raw, id := r.raw, ""
	if s.lend {
		id = lent(r.id)
	} else {
		// The stored bytes are only lent for the time of the transaction.
		raw, id = bytes.Clone(raw), string(r.id)
	}
	if !gist || !s.gist(out, r.gist) {
		from := out.Provenance
		var err error
		if *out, err = s.parser.Parse(raw); err != nil {
			*out = degrade(s.task, raw)
		}
		out.Provenance = from
	}
	out.Seq, out.ID, out.Confidence, out.Raw = seq, id, r.confidence, raw
	return nil
}

// mostDigits keeps a line's number within an int.
const mostDigits = 18

// provenance is provenanceOf, quicker for a record of the file of the one
// before.
func (s *sampleReader) provenance(p *review.Provenance, b []byte) (err error) {
	if line, ok := lineAfter(b, s.head); ok {
		*p = s.from
		p.Line = line
		return nil
	}
	*p, err = provenanceOf(b)
	const last = `"line":`
	at := bytes.LastIndex(b, []byte(last))
	s.head = s.head[:0]
	if err != nil || at < 0 || len(p.Parents) > 0 {
		return err
	}
	if line, ok := lineAfter(b, b[:at+len(last)]); ok && line == p.Line {
		s.head, s.from = append(s.head, b[:at+len(last)]...), *p
	}
	return nil
}

// lineAfter reads the line's number that ends a provenance after its head.
func lineAfter(b, head []byte) (line int, ok bool) {
	digits := len(b) - len(head) - 1
	if len(head) == 0 || digits < 1 || digits > mostDigits || b[len(b)-1] != '}' || !bytes.HasPrefix(b, head) {
		return 0, false
	}
	for _, c := range b[len(head) : len(b)-1] {
		if c < '0' || c > '9' {
			return 0, false
		}
		line = 10*line + int(c-'0')
	}
	return line, b[len(head)] != '0'
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
