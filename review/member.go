package review

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
)

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
	const usual = 8
	return AppendMembers(make([]Member, 0, usual), raw)
}

// AppendMembers is [Members] into the room behind to, for records that are read
// one after the other. It returns to with the record's members.
func AppendMembers(to []Member, raw []byte) ([]Member, error) {
	if out, ok := scanMembers(to, raw); ok {
		return out, nil
	}
	out, err := decodeMembers(raw)
	return append(to, out...), err
}

func decodeMembers(raw []byte) ([]Member, error) {
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

// Text returns the member's string; numbers and booleans are taken as they
// are written and null as "".
func (m Member) Text() (string, error) {
	switch m.Value[0] {
	case '"':
		if inner := m.Value[1 : len(m.Value)-1]; bytes.IndexByte(inner, '\\') < 0 {
			return string(inner), nil // strict already, see Members
		}
		return m.decodedText()
	case '{', '[':
		return "", &RecordError{Offset: int64(m.Start), Reason: fmt.Sprintf("member %q is not a text", short(m.Name))}
	case 'n':
		return "", nil
	}
	return string(m.Value), nil
}

func (m Member) decodedText() (string, error) {
	b, err := jsontext.AppendUnquote(nil, m.Value)
	if err != nil {
		return "", &RecordError{Offset: int64(m.Start), Reason: fmt.Sprintf("member %q is not a valid string", short(m.Name))}
	}
	return string(b), nil
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

// Strings reads an array of strings; anything else gives nil.
func (m Member) Strings() []string {
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
