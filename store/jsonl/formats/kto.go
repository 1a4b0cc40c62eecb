package formats

import (
	"strconv"

	"winnow/review"
)

// kto is TRL's unpaired preference shape: one answer a line, good or bad. A
// changed answer gives two lines, the new one good and the old one bad. Both
// have the prompt as it stands now.
type kto struct{ question }

func (k kto) lines(dst []byte, it review.Item) ([]byte, string) {
	prompt := k.prompt(it)
	if prompt == "" {
		return dst, whyNoQuestion
	}
	original, has := k.original(it)
	if it.State.Verdict == review.Reject {
		if !has {
			return dst, whyNoAnswer
		}
		return appendJudged(dst, prompt, original, false), ""
	}
	answer := k.answer(it)
	if answer == "" {
		return dst, whyNoAnswer
	}
	dst = appendJudged(dst, prompt, answer, true)
	if has && original != answer {
		dst = appendJudged(dst, prompt, original, false)
	}
	return dst, ""
}

func appendJudged(dst []byte, prompt, completion string, good bool) []byte {
	dst = append(dst, '{')
	dst = appendMember(dst, "prompt", prompt)
	dst = appendMember(dst, "completion", completion)
	dst = strconv.AppendBool(appendName(dst, "label"), good)
	return append(dst, "}\n"...)
}
