package formats

import (
	"strconv"

	"winnow/review"
)

// kto is TRL's unpaired preference shape: one answer a line, good or bad. A
// changed answer gives two lines, the new one good and the old one bad. Both
// have the question as it stands now; the old answer is left out where it was
// one to another question. Of answers that were compared each gives a line.
type kto struct {
	question
	// number writes rewards of 1 and 0, as for training on what was rewarded and
	// sampling anew (ReST-EM, Singh et al. 2023). What nobody decided is then
	// rewarded by the user's own check.
	number bool
}

func (k kto) lines(dst []byte, it review.Item) ([]byte, string) {
	if k.task.Kind == review.Prefer {
		if !it.State.Decided() {
			return dst, "neither decided nor checked"
		}
		return k.rivals(dst, it)
	}
	before, whyNot := k.before(it)
	if k.number && !it.State.Decided() {
		passed, checked := it.Sample.Signal(review.SignalVerified)
		switch {
		case !checked:
			return dst, "neither decided nor checked"
		case whyNot != "":
			return dst, whyNot
		}
		return k.judged(dst, before, passed >= 0.5), ""
	}
	if it.State.Verdict == review.Reject {
		if whyNot != "" {
			return dst, whyNot
		}
		return k.judged(dst, before, false), ""
	}
	now, why := k.now(it)
	if why != "" {
		return dst, why
	}
	dst = k.judged(dst, now, true)
	if whyNot == "" && before.samePrompt(now) && (before.completion != now.completion || !before.answer.equal(now.answer)) {
		dst = k.judged(dst, before, false)
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
		dst = k.judged(dst, x, i == best)
	}
	return dst, ""
}

func (k kto) judged(dst []byte, x exchange, good bool) []byte {
	dst = x.appendReply(x.appendQuestion(append(dst, '{'), "prompt"), "completion")
	if k.number {
		reward := byte('0')
		if good {
			reward = '1'
		}
		dst = append(appendName(dst, "reward"), reward)
		return append(x.appendTools(dst), "}\n"...)
	}
	dst = strconv.AppendBool(appendName(dst, "label"), good)
	return append(x.appendTools(dst), "}\n"...)
}
