package openai

import (
	"bytes"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// halfText returns the text of the named member of a half-written object, as
// far as it has come. It is for showing, never for storing.
func halfText(object []byte, name string) string {
	dec := jsontext.NewDecoder(bytes.NewBuffer(object))
	if _, err := dec.ReadToken(); err != nil {
		return ""
	}
	for {
		key, err := dec.ReadToken()
		if err != nil || key.Kind() != '"' {
			return ""
		}
		found := key.String() == name
		at := dec.InputOffset()
		value, err := dec.ReadValue()
		switch {
		case err == nil && found:
			return unquotePrefix(value)
		case err == nil:
			continue
		case found:
			rest := bytes.TrimLeft(object[at:], " \t\r\n:")
			return unquotePrefix(rest)
		}
		return ""
	}
}

// unquotePrefix decodes a JSON string that may end anywhere.
func unquotePrefix(b []byte) string {
	if len(b) == 0 || b[0] != '"' {
		return ""
	}
	end := 1
	for end < len(b) && b[end] != '"' {
		n := 1
		switch {
		case b[end] == '\\':
			n = escapeLen(b[end:])
		case b[end] >= utf8.RuneSelf:
			if !utf8.FullRune(b[end:]) {
				n = 0
			} else {
				_, n = utf8.DecodeRune(b[end:])
			}
		}
		if n == 0 {
			break
		}
		end += n
	}
	whole := append(bytes.Clone(b[:end]), '"')
	// Bad bytes become U+FFFD and come with an error; for showing that is fine.
	text, _ := jsontext.AppendUnquote(nil, whole)
	return string(text)
}

// escapeLen returns the length of the escape at the start of b, a surrogate
// pair counting as one; 0 when it is not whole yet.
func escapeLen(b []byte) int {
	if len(b) < 2 {
		return 0
	}
	if b[1] != 'u' {
		return 2
	}
	if len(b) < 6 {
		return 0
	}
	high := (b[2] == 'd' || b[2] == 'D') && bytes.IndexByte([]byte("89abAB"), b[3]) >= 0
	if !high {
		return 6
	}
	if len(b) < 12 {
		return 0
	}
	return 12
}
