package formats

import "winnow/review"

// alpaca is the shape of the Alpaca data set. For kind text the first field is
// the instruction and the others are the input; for labels the guidelines are
// the instruction and the fields the input.
type alpaca struct{ question }

func (a alpaca) lines(dst []byte, it review.Item) ([]byte, string) {
	instruction, input, answer := a.system(), a.user(it), a.answer(it)
	if a.task.Kind == review.Text {
		first := min(1, len(it.Sample.Fields))
		instruction, input = join(it, it.Sample.Fields[:first], false), join(it, it.Sample.Fields[first:], false)
	}
	switch {
	case instruction == "", a.task.Kind == review.Classify && input == "":
		return dst, whyNoQuestion
	case answer == "":
		return dst, whyNoAnswer
	}
	dst = appendMember(append(dst, '{'), "instruction", instruction)
	dst = appendMember(dst, "input", input)
	return append(appendMember(dst, "output", answer), "}\n"...), ""
}
