package formats

import "winnow/review"

// sharegpt is the shape of ShareGPT's conversations: turns of human and gpt, and
// the system prompt beside them.
type sharegpt struct{ question }

func (s sharegpt) lines(dst []byte, it review.Item) ([]byte, string) {
	x, why := s.now(it)
	if why != "" {
		return dst, why
	}
	turns, system := x.all(), ""
	if turns[0].role == roleSystem && turns[0].isPlain() {
		system, turns = turns[0].content, turns[1:]
	}
	for _, m := range turns {
		switch {
		case !m.isPlain():
			return dst, whyNotPlain
		case from[m.role] == "":
			return dst, whyOddRole
		}
	}
	dst = appendList(append(dst, `{"conversations":`...), turns, func(dst []byte, m message) []byte {
		dst = appendMember(append(dst, '{'), "from", from[m.role])
		return append(appendMember(dst, "value", m.content), '}')
	})
	if system != "" {
		dst = appendMember(dst, "system", system)
	}
	return append(dst, "}\n"...), ""
}

// from are the names of the roles there.
var from = map[string]string{roleUser: "human", roleAssistant: "gpt"}
