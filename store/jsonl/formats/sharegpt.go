package formats

import (
	"slices"

	"winnow/review"
)

// sharegpt is the shape of ShareGPT's conversations: turns of human and gpt, and
// the system prompt beside them, unless the turn that gives it says more than that.
// Other members of turns are kept, and the tools that were offered as a text. Tools
// are called in turns of function_call, and answer in turns of observation, as
// LLaMA-Factory reads them.
type sharegpt struct{ question }

func (s sharegpt) lines(dst []byte, it review.Item) ([]byte, string) {
	x, why := s.now(it)
	if why != "" {
		return dst, why
	}
	turns, system, first := x.all(), "", 0
	if m := turns[0]; m.role == roleSystem && m.raw == nil && len(m.more) == 0 {
		system, turns, first = m.content, turns[1:], 1
	}
	for i, m := range turns {
		switch why := m.notText(); {
		case why != "":
			return dst, why
		case from[m.role] == "" || m.role == roleSystem && i > 0:
			return dst, whyOddRole
		case m.as == openAI.role && m.has(shareGPT.role, shareGPT.content):
			return dst, whyTwoShapes
		}
	}
	if slices.ContainsFunc(turns, message.isCallTurn) && !takesTurns(turns) {
		return dst, whyCallOrder
	}
	dst = append(dst, `{"conversations":`...)
	dst = shareGPT.appendTurns(dst, turns, x.behind(first), func(m message) string { return from[m.role] })
	if system != "" {
		dst = appendMember(dst, "system", system)
	}
	dst = appendValue(dst, "tools", x.offers.text())
	return append(dst, "}\n"...), ""
}

// from are the names of the roles there.
var from = map[string]string{
	roleUser: "human", roleAssistant: "gpt", roleSystem: "system", roleCall: roleCall, roleObservation: roleObservation,
}

// takesTurns tells whether the model has every second turn: LLaMA-Factory skips other
// conversations.
func takesTurns(turns []message) bool {
	for i, m := range turns {
		if isModel := m.role == roleAssistant || m.role == roleCall; isModel != (i%2 == 1) {
			return false
		}
	}
	return true
}
