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
	whyTie        = "a tie, of which neither answer is the better"
	whyNoneIsGood = "none of the answers is good"
)

// Roles of messages, as OpenAI names them.
const (
	roleSystem    = "system"
	roleUser      = "user"
	roleAssistant = "assistant"
	roleTool      = "tool"
)

// exchange is a question and one answer to it, in the two ways in which trainers
// take them.
type exchange struct {
	// turns are the messages of the question and answer the one that follows.
	turns  []message
	answer message
	// prompt and completion are the same in plain text; bare tells that the
	// sample is a conversation, which is given in messages only.
	prompt, completion string
	bare               bool
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
	x := exchange{prompt: q.prompt(it), completion: answer, answer: message{role: roleAssistant, content: answer}}
	switch {
	case x.prompt == "":
		return x, whyNoQuestion
	case answer == "":
		return x, whyNoAnswer
	}
	if system := q.system(); system != "" {
		x.turns = append(x.turns, message{role: roleSystem, content: system})
	}
	x.turns = append(x.turns, message{role: roleUser, content: q.user(it)})
	return x, ""
}

// conversation is an exchange whose question is all that was said before the
// last answer.
func (q question) conversation(it review.Item, a review.Answer) (exchange, string) {
	turns, why := curatedTurns(q.task, it, a)
	if why != "" {
		return exchange{}, why
	}
	if text := join(it, it.Sample.Fields, false); text != "" && (len(turns) == 0 || turns[0].role != roleSystem) {
		turns = append([]message{{role: roleSystem, content: text}}, turns...)
	}
	return split(turns)
}

// split takes the last turn for the answer.
func split(turns []message) (exchange, string) {
	last := len(turns) - 1
	if last < 0 || turns[last].role != roleAssistant {
		return exchange{}, whyNoTurns
	}
	if !slices.ContainsFunc(turns[:last], func(m message) bool { return m.role == roleUser || m.role == roleTool }) {
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
