package review

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// Members of a record that have a meaning of their own and cannot be fields.
const (
	MemberID           = "id"
	MemberConfidence   = "confidence"
	MemberProbs        = "probs"
	MemberVotes        = "votes"
	MemberSignals      = "signals"
	MemberRationale    = "rationale"
	MemberModel        = "model"
	MemberVerbal       = "verbal_confidence"
	MemberWinnow       = "winnow"
	MemberGold         = "gold"
	MemberGoldOK       = "gold_ok"
	maxRecordDepth     = 64
	maxIDBytes         = 512
	maxAlternatives    = 1000
	signalFromProbs    = "probs"
	signalFromVotes    = "votes"
	signalFromVerbal   = "verbal_confidence"
	signalFromGivenOwn = "confidence"
)

var reservedMembers = []string{
	MemberID, MemberConfidence, MemberProbs, MemberVotes, MemberSignals, MemberWinnow, MemberGold, MemberGoldOK,
}

// Member is one member of a record's top-level object, as it stands there.
type Member struct {
	Name string
	// Value is the raw JSON of the value, sharing the record's bytes.
	Value []byte
	// Start and End are the value's byte offsets in the record.
	Start, End int
}

// Members splits a record, one JSON object, into its members in order. It is
// strict: duplicate names, invalid UTF-8, anything after the object and
// nesting deeper than 64 are a [*RecordError].
func Members(raw []byte) ([]Member, error) {
	if err := checkDepth(raw); err != nil {
		return nil, err
	}
	dec := jsontext.NewDecoder(bytes.NewBuffer(raw))
	tok, err := dec.ReadToken()
	if err != nil {
		return nil, recordError(err, dec)
	}
	if tok.Kind() != '{' {
		return nil, &RecordError{Offset: skipSpace(raw, 0), Reason: "a record must be a JSON object"}
	}
	var out []Member
	for dec.PeekKind() != '}' {
		name, err := dec.ReadToken()
		if err != nil {
			return nil, recordError(err, dec)
		}
		m := Member{Name: name.String()}
		value, err := dec.ReadValue()
		if err != nil {
			return nil, recordError(err, dec)
		}
		m.End = int(dec.InputOffset())
		m.Start = m.End - len(value)
		m.Value = raw[m.Start:m.End:m.End]
		out = append(out, m)
	}
	if _, err := dec.ReadToken(); err != nil {
		return nil, recordError(err, dec)
	}
	if at := skipSpace(raw, dec.InputOffset()); at < int64(len(raw)) {
		return nil, &RecordError{Offset: at, Reason: "something follows the object"}
	}
	return out, nil
}

// skipSpace returns where the next token begins, or the end.
func skipSpace(raw []byte, from int64) int64 {
	return int64(len(raw) - len(bytes.TrimLeft(raw[from:], " \t\r\n")))
}

// checkDepth bounds nesting before the decoder is let loose on the line.
func checkDepth(raw []byte) error {
	depth, inString := 0, false
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case inString && c == '\\':
			i++
		case c == '"':
			inString = !inString
		case inString:
		case c == '{' || c == '[':
			if depth++; depth > maxRecordDepth {
				return &RecordError{Offset: int64(i), Reason: fmt.Sprintf("nested deeper than %d levels", maxRecordDepth)}
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return nil
}

func recordError(err error, dec *jsontext.Decoder) error {
	e := &RecordError{Offset: dec.InputOffset(), Reason: err.Error()}
	var syn *jsontext.SyntacticError
	if errors.As(err, &syn) {
		e.Offset = syn.ByteOffset
		e.Reason = syn.Err.Error()
	}
	switch {
	case errors.Is(err, jsontext.ErrDuplicateName):
		e.Reason = "a member stands here twice"
	case errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF):
		e.Reason = "the JSON ends too early"
	}
	return e
}

// ParseRecord reads one native record of the task. Provenance is left to the
// caller, but for the model's name. Wrong types of members that Winnow reads
// are a [*RecordError]; members that it does not know are kept in Raw.
func ParseRecord(t Task, raw []byte) (Sample, error) {
	members, err := Members(raw)
	if err != nil {
		return Sample{}, err
	}
	s := Sample{Raw: raw, Fields: make([]Field, len(t.Fields))}
	have := make([]bool, len(t.Fields))
	for i, name := range t.Fields {
		s.Fields[i].Name = name
	}
	p := recordParser{task: t, sample: &s}
	for _, m := range members {
		if i := indexOf(t.Fields, m.Name); i >= 0 {
			if s.Fields[i].Text, err = m.text(); err != nil {
				return Sample{}, err
			}
			have[i] = true
			continue
		}
		if err := p.member(m); err != nil {
			return Sample{}, err
		}
	}
	if len(have) > 0 && !have[0] {
		return Sample{}, &RecordError{Offset: -1, Reason: fmt.Sprintf("member %q is missing", t.Fields[0])}
	}
	if err := p.finish(); err != nil {
		return Sample{}, err
	}
	return s, nil
}

type recordParser struct {
	task   Task
	sample *Sample
	votes  []string
	probs  []Alternative
}

func (p *recordParser) member(m Member) (err error) {
	s := p.sample
	switch m.Name {
	case p.task.Target:
		return p.target(m)
	case MemberID:
		s.ID, err = m.id()
	case MemberConfidence:
		err = p.signal(signalFromGivenOwn, m, true)
	case MemberVerbal:
		err = p.signal(signalFromVerbal, m, true)
	case MemberProbs:
		p.probs, err = m.shares()
	case MemberVotes:
		p.votes = m.strings()
	case MemberSignals:
		err = p.signals(m)
	case MemberRationale:
		if m.Value[0] == '"' {
			s.Rationale, err = m.text()
		}
	case MemberModel:
		if m.Value[0] == '"' {
			s.Provenance.Model, err = m.text()
		}
	}
	return err
}

func (p *recordParser) target(m Member) error {
	if string(m.Value) == "null" {
		return nil
	}
	text, err := m.text()
	if err != nil {
		return err
	}
	if p.task.Kind == Classify && text == "" {
		return nil // no label has an empty name: the record has none yet
	}
	p.sample.Suggested = true
	if p.task.Kind == Text {
		p.sample.Suggestion.Text = text
		return nil
	}
	if _, ok := p.task.Label(text); !ok {
		return &RecordError{Offset: int64(m.Start), Reason: fmt.Sprintf("label %q is not in the task's labels", short(text))}
	}
	p.sample.Suggestion.Label = text
	return nil
}

func (p *recordParser) signal(name string, m Member, probability bool) error {
	if string(m.Value) == "null" {
		return nil
	}
	v, err := strconv.ParseFloat(string(m.Value), 64)
	if err != nil || math.IsInf(v, 0) || math.IsNaN(v) {
		if !probability {
			name = fmt.Sprintf("signal %q", short(name)) // the record's own name
		}
		return &RecordError{Offset: int64(m.Start), Reason: name + " is not a number"}
	}
	if probability && (v < 0 || v > 1) {
		return &RecordError{Offset: int64(m.Start), Reason: fmt.Sprintf("%s %s is not between 0 and 1", name, short(string(m.Value)))}
	}
	p.sample.Signals = append(p.sample.Signals, Signal{Name: name, Value: v})
	return nil
}

func (p *recordParser) signals(m Member) error {
	if m.Value[0] != '{' {
		return nil
	}
	inner, err := Members(m.Value)
	if err != nil {
		return err
	}
	for _, in := range inner {
		if c := in.Value[0]; c == '-' || c >= '0' && c <= '9' {
			in.Start += m.Start
			if err := p.signal(in.Name, in, false); err != nil {
				return err
			}
		}
	}
	return nil
}

// finish derives the alternatives and the signals of the label itself from
// class probabilities and votes.
func (p *recordParser) finish() error {
	s := p.sample
	if len(p.votes) > 0 {
		n := map[string]int{}
		for _, v := range p.votes {
			n[v]++
		}
		var shares []Alternative
		for v, k := range n {
			shares = append(shares, Alternative{Label: v, Share: float64(k) / float64(len(p.votes))})
		}
		p.share(signalFromVotes, shares)
	}
	if len(p.probs) > 0 {
		p.share(signalFromProbs, p.probs)
	}
	if s.ID == "" {
		s.ID = s.ContentHash().String()
	}
	return nil
}

func (p *recordParser) share(name string, shares []Alternative) {
	s := p.sample
	SortAlternatives(shares)
	s.Alternatives = shares
	if s.Suggestion.Label == "" {
		return
	}
	i := slices.IndexFunc(shares, func(a Alternative) bool { return a.Label == s.Suggestion.Label })
	switch {
	case i >= 0:
		s.Signals = append(s.Signals, Signal{Name: name, Value: shares[i].Share})
	case name == signalFromVotes:
		s.Signals = append(s.Signals, Signal{Name: name, Value: 0})
	}
	// Probabilities may be the best few only: they say nothing of a label that
	// they leave out.
}

// text returns the member's string; numbers and booleans are taken as they
// are written and null as "".
func (m Member) text() (string, error) {
	switch m.Value[0] {
	case '"':
		b, err := jsontext.AppendUnquote(nil, m.Value)
		if err != nil {
			return "", &RecordError{Offset: int64(m.Start), Reason: fmt.Sprintf("member %q is not a valid string", short(m.Name))}
		}
		return string(b), nil
	case '{', '[':
		return "", &RecordError{Offset: int64(m.Start), Reason: fmt.Sprintf("member %q is not a text", short(m.Name))}
	case 'n':
		return "", nil
	}
	return string(m.Value), nil
}

func (m Member) id() (string, error) {
	id, err := m.text()
	if err != nil {
		return "", err
	}
	if len(id) > maxIDBytes {
		return "", &RecordError{Offset: int64(m.Start), Reason: fmt.Sprintf("the id is longer than %d bytes", maxIDBytes)}
	}
	return id, nil
}

// shares reads an object of label → share. Anything else is left alone: it is
// somebody's own member of that name.
func (m Member) shares() ([]Alternative, error) {
	if m.Value[0] != '{' {
		return nil, nil
	}
	inner, err := Members(m.Value)
	if err != nil {
		return nil, err
	}
	var out []Alternative
	for _, in := range inner {
		v, err := strconv.ParseFloat(string(in.Value), 64)
		if err != nil || !(v >= 0 && v <= 1) || len(out) == maxAlternatives {
			return nil, nil
		}
		out = append(out, Alternative{Label: in.Name, Share: v})
	}
	return out, nil
}

// strings reads an array of strings; anything else gives nil.
func (m Member) strings() []string {
	if m.Value[0] != '[' {
		return nil
	}
	dec := jsontext.NewDecoder(bytes.NewBuffer(m.Value))
	if _, err := dec.ReadToken(); err != nil {
		return nil
	}
	var out []string
	for dec.PeekKind() == '"' {
		tok, err := dec.ReadToken()
		if err != nil {
			return nil
		}
		out = append(out, tok.String())
	}
	if dec.PeekKind() != ']' {
		return nil
	}
	return out
}

func indexOf(names []string, name string) int {
	for i, n := range names {
		if n == name {
			return i
		}
	}
	return -1
}

// short keeps a text from a record small enough for an error message.
func short(s string) string {
	const most = 60
	if len(s) <= most {
		return s
	}
	cut := most
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}
