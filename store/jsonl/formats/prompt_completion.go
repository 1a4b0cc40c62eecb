package formats

import "winnow/review"

// promptCompletion is TRL's prompt-completion shape: of conversations in its
// conversational form, else in the standard one.
type promptCompletion struct{ question }

func (p promptCompletion) lines(dst []byte, it review.Item) ([]byte, string) {
	x, why := p.now(it)
	if why != "" {
		return dst, why
	}
	dst = x.appendQuestion(append(dst, '{'), "prompt")
	dst = x.appendTools(x.appendReply(dst, "completion"))
	return append(dst, "}\n"...), ""
}
