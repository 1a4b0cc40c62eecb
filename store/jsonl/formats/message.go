package formats

import (
	"bytes"
	"slices"
	"strings"

	"winnow/review"
)

// message is a turn of a conversation as OpenAI has it.
type message struct {
	role, content string
	// raw is the content of a turn that is no plain text, and more are its further
	// members, both as JSON of the record.
	raw  []byte
	more []review.Member
	// whole is the turn's object in the record when nothing of it is left out,
	// with the speaker under the name as, who is called called there.
	whole      []byte
	as, called string
}

// moreMembers are what trainers know besides role and content: what OpenAI's
// reference has for messages of fine-tuning (FineTuneChatRequestInput). Without a
// value they are left out.
var moreMembers = []string{"name", "tool_calls", "tool_call_id", "function_call", "weight", "refusal", "audio"}

// roles are the names that others have for them.
var roles = map[string]string{
	roleSystem: roleSystem, "developer": "developer",
	roleUser: roleUser, "human": roleUser,
	roleAssistant: roleAssistant, "gpt": roleAssistant, "chatgpt": roleAssistant, "model": roleAssistant, "bot": roleAssistant,
	roleTool: roleTool, roleFunction: roleFunction,
	roleCall: roleCall, roleObservation: roleObservation,
}

// equal tells whether two messages say the same to a trainer.
func (m message) equal(o message) bool {
	return m.role == o.role && m.content == o.content && bytes.Equal(m.raw, o.raw) &&
		slices.EqualFunc(m.known(), o.known(), func(a, b review.Member) bool { return a.Name == b.Name && bytes.Equal(a.Value, b.Value) })
}

// known are the further members that trainers know.
func (m message) known() []review.Member {
	var out []review.Member
	for _, o := range m.more {
		if slices.Contains(moreMembers, o.Name) {
			out = append(out, o)
		}
	}
	return out
}

func (m message) has(names ...string) bool {
	return slices.ContainsFunc(m.more, func(o review.Member) bool { return slices.Contains(names, o.Name) })
}

// calls tells whether the message calls a tool, and so may say nothing.
func (m message) calls() bool { return m.has("tool_calls", "function_call") }

// isCallTurn tells whether the turn is one of LLaMA-Factory's for tools.
func (m message) isCallTurn() bool { return m.role == roleCall || m.role == roleObservation }

// notText says why the message cannot be given as a text, "" for one that can.
func (m message) notText() string {
	switch {
	case m.calls(), m.has("tool_call_id"), m.role == roleTool, m.role == roleFunction:
		return whyTool
	case m.raw != nil:
		return whyNotPlain
	}
	return ""
}

// curatedTurns are the turns of an answer of kind chat, and the list in which
// they stand. What the record says in them besides plain text is kept.
func curatedTurns(task review.Task, it review.Item, a review.Answer) (turns []message, list []byte, why string) {
	members, err := review.Members(oneLine(it.Sample.Raw))
	if err != nil {
		return nil, nil, whyUnreadable
	}
	list = turnsLike(named(members, task.Target), it.Sample.Suggestion.Turns, a.Turns)
	turns, why = readMessages(review.Member{Name: task.Target, Value: list})
	return turns, list, why
}

// readMessages reads a list of turns.
func readMessages(list review.Member) ([]message, string) {
	values, err := list.Elements()
	if err != nil {
		return nil, whyUnreadable
	}
	turns := make([]message, 0, len(values))
	for _, v := range values {
		inner, err := review.Members(v.Value)
		if err != nil {
			return nil, whyUnreadable
		}
		m, why := readMessage(v.Value, inner)
		if why != "" {
			return nil, why
		}
		turns = append(turns, m)
	}
	return turns, ""
}

func readMessage(raw []byte, members []review.Member) (m message, why string) {
	role, content := review.TurnMembers(members)
	if role < 0 {
		return m, whyOddRole
	}
	name, err := members[role].Text()
	if err != nil || roles[strings.ToLower(name)] == "" {
		return m, whyOddRole
	}
	m.role, m.called, m.as, m.whole = roles[strings.ToLower(name)], name, members[role].Name, raw
	for i, o := range members {
		switch {
		case i == role, i == content:
		case slices.Contains(moreMembers, o.Name) && string(o.Value) == "null":
			m.whole = nil
		default:
			m.more = append(m.more, o)
		}
	}
	switch {
	case content < 0 && m.calls():
		m.raw, m.whole = []byte("null"), nil
	case content < 0:
		return m, whyEmptyTurn
	case members[content].Value[0] == '"':
		if m.content, err = members[content].Text(); err != nil {
			return m, whyUnreadable
		}
	default:
		m.raw = members[content].Value
	}
	if m.as == shareGPT.role && m.has(openAI.content) {
		return m, whyTwoShapes
	}
	if (m.raw == nil && m.content == "" || string(m.raw) == "null") && !m.calls() {
		return m, whyEmptyTurn
	}
	return m, ""
}

// naming is how a shape names the two parts of a message.
type naming struct{ role, content string }

var openAI, shareGPT = naming{"role", "content"}, naming{"from", "value"}

// append appends a message whose speaker is called so. One that the record has in
// this very shape keeps its bytes, and others what else they say.
func (n naming) append(dst []byte, m message, called string) []byte {
	if n.has(m, called) {
		return append(dst, m.whole...)
	}
	dst = appendMember(append(dst, '{'), n.role, called)
	if m.raw != nil {
		dst = append(appendName(dst, n.content), m.raw...)
	} else {
		dst = appendMember(dst, n.content, m.content)
	}
	for _, o := range m.more {
		dst = append(appendName(dst, o.Name), o.Value...)
	}
	return append(dst, '}')
}

// has tells that the record has the message as this shape does.
func (n naming) has(m message, called string) bool {
	return m.whole != nil && m.as == n.role && m.called == called
}

// appendTurns appends messages as a list: as the one that the record has, where
// that says just this.
func (n naming) appendTurns(dst []byte, turns []message, list []byte, called func(message) string) []byte {
	if list != nil && !slices.ContainsFunc(turns, func(m message) bool { return !n.has(m, called(m)) }) {
		return append(dst, list...)
	}
	return appendList(dst, turns, func(dst []byte, m message) []byte { return n.append(dst, m, called(m)) })
}

// appendMessages appends messages in OpenAI's shape, which TRL reads too.
func appendMessages(dst []byte, turns []message) []byte {
	return openAI.appendTurns(dst, turns, nil, inOpenAI)
}

func inOpenAI(m message) string { return m.role }

func appendMessage(dst []byte, role, content string) []byte {
	dst = appendMember(append(dst, '{'), "role", role)
	return append(appendMember(dst, "content", content), '}')
}
