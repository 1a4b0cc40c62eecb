package formats

import "winnow/review"

// chat is the shape of OpenAI's supervised fine-tuning, which TRL reads too:
// {"messages":[…]} with the answer as the last message. An assistant message
// without content is refused there, so it is not written.
type chat struct{ question }

func (c chat) lines(dst []byte, it review.Item) ([]byte, string) {
	x, why := c.now(it)
	if why != "" {
		return dst, why
	}
	dst = openAI.appendTurns(append(dst, `{"messages":`...), x.all(), x.behind(0), inOpenAI)
	return append(dst, "}\n"...), ""
}
