package formats

import "winnow/review"

// alpaca is the shape of the Alpaca data set. Of a response the first field is
// the instruction and the others are the input; for labels the guidelines are
// the instruction and the fields the input. A conversation of one question and
// one answer fits, too.
type alpaca struct{ question }

func (a alpaca) lines(dst []byte, it review.Item) ([]byte, string) {
	x, why := a.now(it)
	if why != "" {
		return dst, why
	}
	if x.bare || len(a.asked(it)) == 0 { // the question stands in the answer's text
		return a.turns(dst, x)
	}
	instruction, input := a.system(), a.user(it)
	if !a.labelled() {
		asked := a.asked(it)
		first := min(1, len(asked))
		instruction, input = join(it, asked[:first], false), join(it, asked[first:], false)
	}
	if instruction == "" {
		instruction, input = input, "" // the system message was erased
	}
	if instruction == "" {
		return dst, whyNoQuestion
	}
	dst = appendMember(append(dst, '{'), "instruction", instruction)
	dst = appendMember(dst, "input", input)
	dst = appendMember(dst, "output", x.completion)
	if system := a.systemOf(it); system != "" && !a.labelled() {
		dst = appendMember(dst, "system", system)
	}
	return append(dst, "}\n"...), ""
}

func (a alpaca) turns(dst []byte, x exchange) ([]byte, string) {
	turns, system := x.turns, ""
	if turns[0].role == roleSystem {
		system, turns = turns[0].content, turns[1:]
	}
	for _, m := range x.all() {
		if why := m.notText(); why != "" {
			return dst, why
		}
		if len(m.known()) > 0 {
			return dst, "a turn says more than its text, which alpaca cannot express"
		}
	}
	if len(turns) != 1 || turns[0].role != roleUser {
		return dst, "a conversation of several turns, which alpaca cannot express"
	}
	dst = appendMember(append(dst, '{'), "instruction", turns[0].content)
	dst = appendMember(dst, "input", "")
	dst = appendMember(dst, "output", x.answer.content)
	if system != "" {
		dst = appendMember(dst, "system", system)
	}
	return append(dst, "}\n"...), ""
}
