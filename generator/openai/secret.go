package openai

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"

	"winnow/generator/prompt"
	"winnow/review"
)

// masked is what a key looks like to everybody but the endpoint.
const masked = "***"

// Keys shorter than these are placeholders such as "none" or "ollama", which
// servers without authentication are given. Taking those out of texts would
// harm the texts and protect nothing.
const (
	minRedact     = 4  // in messages
	minRedactData = 16 // in answers, which are stored
)

// Secret is an API key that does not show itself: printing, logging and
// encoding it gives "***". The zero value is no key.
type Secret struct {
	// reveal is a function since fmt prints the unexported fields of a struct
	// without asking its methods, and a function prints as an address.
	reveal func() string
}

// NewSecret keeps a key, without the blanks around it.
func NewSecret(key string) Secret {
	key = strings.TrimSpace(key)
	if key == "" {
		return Secret{}
	}
	return Secret{reveal: func() string { return key }}
}

// IsEmpty tells whether there is no key.
func (s Secret) IsEmpty() bool { return s.reveal == nil }

// String is "***".
func (s Secret) String() string { return masked }

// GoString is "***".
func (s Secret) GoString() string { return masked }

// Format writes "***" for every verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, masked) }

// MarshalJSON writes "***".
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + masked + `"`), nil }

// MarshalText writes "***".
func (s Secret) MarshalText() ([]byte, error) { return []byte(masked), nil }

// LogValue is "***".
func (s Secret) LogValue() slog.Value { return slog.StringValue(masked) }

func (s Secret) value() string {
	if s.reveal == nil {
		return ""
	}
	return s.reveal()
}

// redact takes the key out of a message.
func (s Secret) redact(text string) string {
	if k := s.value(); len(k) >= minRedact {
		return strings.ReplaceAll(text, k, masked)
	}
	return text
}

// redactData takes the key out of what may be stored.
func (s Secret) redactData(data []byte) []byte {
	if k := s.value(); len(k) >= minRedactData {
		return bytes.ReplaceAll(data, []byte(k), []byte(masked))
	}
	return data
}

// clean takes the key out of the texts of a whole object. Events are redacted
// as they come; what a server sends in pieces or writes with escapes is the
// key only here.
func (s Secret) clean(members []review.Member) []review.Member {
	k := s.value()
	if len(k) < minRedactData {
		return members
	}
	cleaned := slices.Clone(members)
	for i, m := range cleaned {
		if m.Value[0] != '"' {
			cleaned[i].Value = s.redactData(slices.Clone(m.Value))
			continue
		}
		if text := unquotePrefix(m.Value); strings.Contains(text, k) {
			cleaned[i].Value = []byte(prompt.Quote(s.redact(text)))
		}
	}
	return cleaned
}
