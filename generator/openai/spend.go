package openai

import "math"

import "fmt"

// counter counts the tokens of an answer without the server's help.
type counter struct {
	told   int // tokens that came one by one, with their probabilities
	pieces int // events without
	bytes  int // in those
}

// wordBytes is what a token of an answer takes, on the long side: a count that
// is too high would end good answers early.
const wordBytes = 5

// add counts an event of some bytes of text.
func (c *counter) add(tokens, bytes int) {
	switch {
	case tokens > 0:
		c.told += tokens
	case bytes > 0:
		c.pieces++
		c.bytes += bytes
	}
}

// tokens is one for each event, or more where events bring whole sentences.
func (c *counter) tokens() int { return c.told + max(c.pieces, c.bytes/wordBytes) }

// reachedLimit tells whether the answer is as long as it may be.
func (a *answer) reachedLimit() bool {
	n := a.counted.tokens()
	if a.usage != nil && a.usage.CompletionTokens > 0 {
		n = a.usage.CompletionTokens
	}
	return a.limit > 0 && n >= a.limit
}

// settle accounts for what the answer has cost.
func (a *answer) settle() {
	switch u, counted := a.usage, a.counted.tokens(); {
	case u != nil && u.PromptTokens+u.CompletionTokens > 0:
		a.weighPrompt(a.bytes, u.PromptTokens)
		a.spent.Prompt += u.PromptTokens
		a.spent.Completion += max(u.CompletionTokens, u.TotalTokens-u.PromptTokens)
	case u != nil && u.TotalTokens > 0:
		a.spent.Prompt += min(a.prompt, u.TotalTokens)
		a.spent.Completion += max(0, u.TotalTokens-a.prompt)
	case counted > 0:
		a.spent.Prompt += a.prompt
		a.spent.Completion += counted
	}
}

// usualDense is the rule of thumb: a token for four bytes. With more than
// mostDense the server's count is no count.
const usualDense, mostDense = 0.25, 2

// estimate is how many tokens a prompt has, rather too many than too few once
// the server has counted some: other scripts have more to the byte.
func (e *Endpoint) estimate(bytes int) int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return int(math.Ceil(float64(bytes) * max(usualDense, e.dense)))
}

// weighPrompt learns from what the server counts of a prompt.
func (e *Endpoint) weighPrompt(bytes, tokens int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if bytes > 0 {
		e.dense = min(max(e.dense, float64(tokens)/float64(bytes)), mostDense)
	}
}

const (
	// longPrompt is from how many bytes on a prompt may have been cut to the
	// model's context.
	longPrompt = 2000
	// mostPerToken is more bytes than tokens hold on average over a prompt of
	// that length. Vocabularies have three to five bytes a token for English,
	// two to four for other scripts, and less for JSON, names and numbers; a
	// token is hardly ever longer than a word, and no language's words are this
	// long on average. What vocabularies do pack tightly are runs of one sign,
	// such as blanks and rules, and those do not count here. So a whole prompt
	// is never taken for a cut one, and one that has lost two thirds is found.
	mostPerToken = 12
)

// cutPrompt notices a server that has cut the prompt to what its context holds
// and says nothing of it: it counted far fewer tokens than were sent. Tokens
// that it remembered count as read, however it adds them up.
func (a *answer) cutPrompt() error {
	if a.usage == nil || a.usage.PromptTokens <= 0 {
		return nil
	}
	read := a.usage.PromptTokens
	if d := a.usage.PromptTokensDetails; d != nil {
		read += d.CachedTokens
	}
	if a.sent < longPrompt || a.sent < mostPerToken*read {
		return nil
	}
	return &cutError{sent: a.sent, read: read}
}

// solid is the length of a text without runs of one byte.
func solid(text string) int {
	n := 0
	for i := range len(text) {
		if i == 0 || text[i] != text[i-1] {
			n++
		}
	}
	return n
}

// cutError is a prompt of which the server has read a part.
type cutError struct{ sent, read int }

func (e *cutError) Error() string {
	return fmt.Sprintf("the server read %d tokens of a prompt of %d bytes", e.read, e.sent)
}
