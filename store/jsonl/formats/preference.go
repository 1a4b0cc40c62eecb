package formats

import "winnow/review"

// preference is TRL's preference shape with an explicit prompt, as its DPO
// trainer wants it. Only an edited response makes a pair: chosen is what the
// reviewer wrote, rejected what the model wrote.
type preference struct{ question }

func (p preference) lines(dst []byte, it review.Item) ([]byte, string) {
	if p.task.Kind != review.Text {
		return dst, "a label makes no preference pair"
	}
	prompt, chosen := p.prompt(it), p.answer(it)
	rejected, ok := p.original(it)
	switch {
	case prompt == "":
		return dst, whyNoQuestion
	case chosen == "":
		return dst, whyNoAnswer
	case !ok:
		return dst, "there is no original response to prefer the edited one to"
	case chosen == rejected:
		return dst, "only the fields were edited, the response was not"
	}
	dst = appendMember(append(dst, '{'), "prompt", prompt)
	dst = appendMember(dst, "chosen", chosen)
	return append(appendMember(dst, "rejected", rejected), "}\n"...), ""
}
