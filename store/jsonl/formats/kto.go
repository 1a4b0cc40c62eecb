package formats

import (
	"strconv"

	"winnow/review"
)

// kto is TRL's unpaired preference shape: one answer a line, good or bad. A
// changed answer gives two lines, the new one good and the old one bad. Both
// have the question as it stands now; the old answer is left out where it was
// one to another question. Of answers that were compared each gives a line.
type kto struct{ question }

func (k kto) lines(dst []byte, it review.Item) ([]byte, string) {
	if k.task.Kind == review.Prefer {
		return k.rivals(dst, it)
	}
	before, whyNot := k.before(it)
	if it.State.Verdict == review.Reject {
		if whyNot != "" {
			return dst, whyNot
		}
		return appendJudged(dst, before, false), ""
	}
	now, why := k.now(it)
	if why != "" {
		return dst, why
	}
	dst = appendJudged(dst, now, true)
	if whyNot == "" && before.samePrompt(now) && (before.completion != now.completion || !before.answer.equal(now.answer)) {
		dst = appendJudged(dst, before, false)
	}
	return dst, ""
}

func (k kto) rivals(dst []byte, it review.Item) ([]byte, string) {
	best := k.task.Answer(it.Answer().Label)
	if best < 0 && k.whyNone(it) == whyTie {
		return dst, whyTie
	}
	start := len(dst)
	for i := range k.task.Answers {
		x, why := k.rival(it, i)
		if why != "" {
			return dst[:start], why
		}
		dst = appendJudged(dst, x, i == best)
	}
	return dst, ""
}

func appendJudged(dst []byte, x exchange, good bool) []byte {
	dst = x.appendReply(x.appendQuestion(append(dst, '{'), "prompt"), "completion")
	dst = strconv.AppendBool(appendName(dst, "label"), good)
	return append(dst, "}\n"...)
}
