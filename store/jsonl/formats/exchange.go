package formats

import (
	"slices"

	"winnow/review"
)

// Reasons for what trainers of conversations do not take.
const (
	whyNoTurns    = "the conversation does not end with an answer"
	whyEmptyTurn  = "a turn is empty"
	whyOddRole    = "a turn has a role that trainers do not know"
	whyNotPlain   = "a turn is no plain text"
	whyTool       = "a turn calls a tool, or is what a tool answered"
	whyCallTurn   = "tools are called in turns of LLaMA-Factory's, which only sharegpt has"
	whyCallOrder  = "the turns around a call of a tool stand in an order that LLaMA-Factory does not take"
	whyTwoShapes  = "a turn has the members of two shapes"
	whyTie        = "a tie, of which neither answer is the better"
	whyNoneIsGood = "none of the answers is good"
)

// Roles of messages, as OpenAI names them, and the two of LLaMA-Factory's that have
// the call of a tool, and what the tool answered, as their text.
const (
	roleSystem    = "system"
	roleUser      = "user"
	roleAssistant = "assistant"
	roleTool      = "tool"
	roleFunction  = "function"
	roleDeveloper = "developer"

	roleCall        = "function_call"
	roleObservation = "observation"
)

// exchange is a question and one answer to it, in the two ways in which trainers
// take them.
type exchange struct {
	// turns are the messages of the question and answer the one that follows.
	turns  []message
	answer message
	// list is that of the record which holds all of them but the first lead; nil
	// where they do not stand in one.
	list []byte
	lead int
	// prompt and completion are the same in plain text; bare tells that the
	// sample is a conversation, which is given in messages only.
	prompt, completion string
	bare               bool
	// offers are the tools that could have been called.
	offers toolset
}

// now is the exchange as it stands.
func (q question) now(it review.Item) (exchange, string) {
	if q.task.Kind == review.Prefer {
		return q.preferred(it)
	}
	return q.exchange(it, it.Answer(), it.Field)
}

// before is the exchange with the answer that was suggested. The question is the
// one that is asked now.
func (q question) before(it review.Item) (exchange, string) {
	switch {
	case !it.Sample.Suggested:
		return exchange{}, whyNoAnswer
	case q.task.Kind == review.Spans && !isAsItCame(it):
		return exchange{}, "the spans are of another text"
	}
	return q.exchange(it, it.Sample.Suggestion, it.Sample.Field)
}

func (q question) exchange(it review.Item, a review.Answer, field func(string) string) (exchange, string) {
	if q.task.Kind == review.Chat {
		return q.conversation(it, a)
	}
	return q.standard(it, q.said(it, a, field))
}

// standard is an exchange of plain texts.
func (q question) standard(it review.Item, answer string) (exchange, string) {
	x := exchange{
		prompt: q.prompt(it), completion: answer, answer: message{role: roleAssistant, content: answer},
		bare: q.chat, offers: q.toolset(it),
	}
	switch {
	case x.prompt == "":
		return x, whyNoQuestion
	case answer == "":
		return x, whyNoAnswer
	}
	if system := q.systemOf(it); system != "" {
		x.turns = append(x.turns, message{role: roleSystem, content: system})
	}
	x.turns = append(x.turns, message{role: roleUser, content: q.user(it)})
	return x, ""
}

// conversation is an exchange whose question is all that was said before the
// last answer.
func (q question) conversation(it review.Item, a review.Answer) (exchange, string) {
	turns, list, why := curatedTurns(q.task, it, a)
	if why != "" {
		return exchange{}, why
	}
	lead := 0
	// A conversation that begins with a system message has its own, whatever stands
	// beside it: so does LLaMA-Factory read it.
	text := q.own(it)
	if text == "" && !isLed(turns) {
		text = q.system()
	}
	if text != "" && (len(turns) == 0 || turns[0].role != roleSystem) {
		turns, lead = append([]message{{role: roleSystem, content: text}}, turns...), 1
	}
	x, why := q.split(turns)
	x.list, x.lead, x.offers = list, lead, q.toolset(it)
	return q.erased(x), why
}

// isLed tells whether messages begin with one of the system.
func isLed(turns []message) bool {
	return len(turns) > 0 && (turns[0].role == roleSystem || turns[0].role == roleDeveloper)
}

// erased leaves system messages out where that is asked for.
func (q question) erased(x exchange) exchange {
	if !q.erase {
		return x
	}
	all := len(x.turns)
	x.turns = slices.DeleteFunc(slices.Clone(x.turns), func(m message) bool { return m.role == roleSystem || m.role == roleDeveloper })
	if gone := all - len(x.turns); gone > x.lead {
		x.list = nil // it holds what is left out
	}
	x.lead = 0
	return x
}

// split takes the last turn for the answer, which may be a call of a tool.
func (q question) split(turns []message) (exchange, string) {
	last := len(turns) - 1
	switch {
	case !q.callTurns && slices.ContainsFunc(turns, message.isCallTurn):
		return exchange{}, whyCallTurn
	case last < 0 || turns[last].role != roleAssistant && turns[last].role != roleCall:
		return exchange{}, whyNoTurns
	}
	asks := []string{roleUser, roleTool, roleObservation}
	if !slices.ContainsFunc(turns[:last], func(m message) bool { return slices.Contains(asks, m.role) }) {
		return exchange{}, whyNoQuestion
	}
	return exchange{turns: turns[:last], answer: turns[last], bare: true}, ""
}

// samePrompt tells whether two exchanges ask the same.
func (x exchange) samePrompt(y exchange) bool {
	return x.prompt == y.prompt && slices.EqualFunc(x.turns, y.turns, message.equal)
}

// appendQuestion appends the question under the name, messages or text.
func (x exchange) appendQuestion(dst []byte, name string) []byte {
	if x.bare {
		return appendMessages(appendName(dst, name), x.turns)
	}
	return appendMember(dst, name, x.prompt)
}

// appendReply appends the answer under the name, messages or text.
func (x exchange) appendReply(dst []byte, name string) []byte {
	if x.bare {
		return appendMessages(appendName(dst, name), []message{x.answer})
	}
	return appendMember(dst, name, x.completion)
}

// all are the messages of question and answer.
func (x exchange) all() []message { return append(slices.Clone(x.turns), x.answer) }

// behind is the list of the record, if it holds all messages behind the first n.
func (x exchange) behind(n int) []byte {
	if x.lead == n {
		return x.list
	}
	return nil
}
