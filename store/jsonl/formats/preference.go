package formats

import "winnow/review"

// preference is TRL's preference shape with an explicit prompt, as its DPO
// trainer wants it. An edited response makes a pair: chosen is what the reviewer
// wrote, rejected what the model wrote. Of answers that were compared the
// preferred one makes a pair with each of the others.
type preference struct{ question }

func (p preference) lines(dst []byte, it review.Item) ([]byte, string) {
	pairs, why := p.pairs(it)
	if why != "" {
		return dst, why
	}
	for _, two := range pairs {
		dst = two.chosen.appendQuestion(append(dst, '{'), "prompt")
		dst = two.chosen.appendReply(dst, "chosen")
		dst = two.rejected.appendReply(dst, "rejected")
		dst = append(two.chosen.appendTools(dst), "}\n"...)
	}
	return dst, ""
}
