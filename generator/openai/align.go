package openai

import (
	"bytes"
	"strings"
)

// placed is where a token stands in the content.
type placed struct{ start, end int }

const replacement = "\uFFFD"

// align lays the tokens of a whole stream against its content, byte by byte.
// Empty tokens (the end of the text, or text that the server held back) take
// no place. Tokens that stand before the content, such as a reasoning that the
// server took out, are at 0. A character split over several tokens arrives
// from some servers as U+FFFD for each part; those share the bytes up to the
// next token that matches. ok is false when the tokens do not spell the
// content: then nothing may be concluded from them.
func align(content []byte, tokens []token) (at []placed, ok bool) {
	least, most := 0, 0 // bytes that tokens[k:] can spell
	for k := len(tokens) - 1; k >= 0; k-- {
		text := tokens[k].text
		if text == "" {
			continue
		}
		if isUnreadable(text) {
			most += 4 * len(text)
		} else {
			least += len(text)
			most += len(text)
		}
		if least > len(content) {
			break
		}
		if most < len(content) || !hasPrefix(content, text) {
			continue // an unreadable start could lie anywhere
		}
		if at, ok = alignFrom(content, tokens, k); ok {
			return at, true
		}
	}
	return nil, len(content) == 0
}

// alignFrom lays tokens[first:] against the whole content.
func alignFrom(content []byte, tokens []token, first int) ([]placed, bool) {
	at := make([]placed, len(tokens))
	pos, gap := 0, -1 // gap is the first token of a run of unreadable ones
	for i := first; i < len(tokens); i++ {
		text := tokens[i].text
		at[i] = placed{pos, pos}
		switch {
		case text == "":
		case gap < 0 && hasPrefix(content[pos:], text):
			at[i].end = pos + len(text)
			pos = at[i].end
		case isUnreadable(text):
			if gap < 0 {
				gap = i
			}
		case gap >= 0:
			// A part of a character stands for at most four bytes.
			window := content[pos:min(len(content), pos+4*(i-gap)+len(text))]
			n := bytes.Index(window, []byte(text))
			if n < 0 {
				return nil, false
			}
			fill(at[gap:i], placed{pos, pos + n})
			at[i] = placed{pos + n, pos + n + len(text)}
			pos, gap = at[i].end, -1
		default:
			return nil, false
		}
	}
	if gap >= 0 {
		if len(content)-pos > 4*(len(tokens)-gap) {
			return nil, false
		}
		fill(at[gap:], placed{pos, len(content)})
		pos = len(content)
	}
	return at, pos == len(content)
}

func fill(at []placed, p placed) {
	for i := range at {
		at[i] = p
	}
}

// isUnreadable tells a token of which only U+FFFD is left.
func isUnreadable(text string) bool {
	return text != "" && strings.ReplaceAll(text, replacement, "") == ""
}

func hasPrefix(b []byte, text string) bool {
	return len(b) >= len(text) && string(b[:len(text)]) == text
}
