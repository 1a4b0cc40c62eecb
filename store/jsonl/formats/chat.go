package formats

import "winnow/review"

// chat is the shape of OpenAI's supervised fine-tuning, which TRL reads too:
// {"messages":[…]} with the answer as the last message. An assistant message
// without content is refused there, so it is not written.
type chat struct{ question }

func (c chat) lines(dst []byte, it review.Item) ([]byte, string) {
	user, answer := c.user(it), c.answer(it)
	switch {
	case user == "":
		return dst, whyNoQuestion
	case answer == "":
		return dst, whyNoAnswer
	}
	dst = append(dst, `{"messages":[`...)
	if system := c.system(); system != "" {
		dst = append(appendMessage(dst, "system", system), ',')
	}
	dst = append(appendMessage(dst, "user", user), ',')
	dst = appendMessage(dst, "assistant", answer)
	return append(dst, "]}\n"...), ""
}

func appendMessage(dst []byte, role, content string) []byte {
	dst = appendMember(append(dst, '{'), "role", role)
	return append(appendMember(dst, "content", content), '}')
}
