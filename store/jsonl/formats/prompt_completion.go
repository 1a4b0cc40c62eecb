package formats

import "winnow/review"

// promptCompletion is TRL's prompt-completion shape in its standard form.
type promptCompletion struct{ question }

func (p promptCompletion) lines(dst []byte, it review.Item) ([]byte, string) {
	prompt, answer := p.prompt(it), p.answer(it)
	switch {
	case prompt == "":
		return dst, whyNoQuestion
	case answer == "":
		return dst, whyNoAnswer
	}
	dst = appendMember(append(dst, '{'), "prompt", prompt)
	return append(appendMember(dst, "completion", answer), "}\n"...), ""
}
