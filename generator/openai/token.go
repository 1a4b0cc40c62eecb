package openai

import (
	"math"

	openai "github.com/sashabaranov/go-openai"
)

// alternative is one token that a model could have said.
type alternative struct {
	text    string // its bytes
	logprob float64
}

// token is one token that it did say, with what it could have said instead.
type token struct {
	alternative
	top []alternative
}

// unknownLogprob marks a value that a server did not give. No probability has
// a logarithm above zero.
const unknownLogprob = 1.0

func isKnown(logprob float64) bool { return logprob <= 0 && !math.IsNaN(logprob) }

// tokensOf reads the tokens of one event.
func tokensOf(in *openai.ChatCompletionStreamChoiceLogprobs) []token {
	if in == nil {
		return nil
	}
	out := make([]token, 0, len(in.Content))
	for _, c := range in.Content {
		t := token{alternative: alternative{text: tokenText(c.Token, c.Bytes), logprob: c.Logprob}}
		if len(c.TopLogprobs) > 0 {
			t.top = make([]alternative, 0, len(c.TopLogprobs))
		}
		for _, a := range c.TopLogprobs {
			t.top = append(t.top, alternative{text: tokenText(a.Token, a.Bytes), logprob: a.Logprob})
		}
		// A missing value reads as 0, which would be certainty.
		if c.Logprob == 0 && len(t.top) == 0 {
			t.logprob = unknownLogprob
		}
		out = append(out, t)
	}
	return out
}

// tokenText prefers the bytes: the text of a token may be a part of a
// character, which JSON cannot hold.
func tokenText(text string, raw []int64) string {
	if raw == nil {
		return text
	}
	b := make([]byte, len(raw))
	for i, n := range raw {
		if n < 0 || n > math.MaxUint8 {
			return text
		}
		b[i] = byte(n)
	}
	return string(b)
}
