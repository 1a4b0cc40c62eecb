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
	// raw is the content of a turn that is no plain text, and more are further
	// members that trainers know, both as JSON of the record.
	raw  []byte
	more []review.Member
}

// moreMembers are what trainers know besides role and content.
var moreMembers = []string{"name", "tool_calls", "tool_call_id", "function_call", "weight"}

// roles are the names that others have for them.
var roles = map[string]string{
	roleSystem: roleSystem, "developer": "developer",
	roleUser: roleUser, "human": roleUser,
	roleAssistant: roleAssistant, "gpt": roleAssistant, "chatgpt": roleAssistant, "model": roleAssistant, "bot": roleAssistant,
	roleTool: roleTool, "function": "function",
}

func (m message) equal(o message) bool {
	return m.role == o.role && m.content == o.content && bytes.Equal(m.raw, o.raw) &&
		slices.EqualFunc(m.more, o.more, func(a, b review.Member) bool { return a.Name == b.Name && bytes.Equal(a.Value, b.Value) })
}

// isPlain tells whether the message is nothing but a text.
func (m message) isPlain() bool { return m.raw == nil && len(m.more) == 0 }

// calls tells whether the message calls a tool, and so may say nothing.
func (m message) calls() bool {
	return slices.ContainsFunc(m.more, func(o review.Member) bool { return o.Name == "tool_calls" || o.Name == "function_call" })
}

// curatedTurns are the turns of an answer of kind chat. What the record says in
// them besides plain text is kept.
func curatedTurns(task review.Task, it review.Item, a review.Answer) ([]message, string) {
	members, err := review.Members(oneLine(it.Sample.Raw))
	if err != nil {
		return nil, whyUnreadable
	}
	list := turnsLike(named(members, task.Target), it.Sample.Suggestion.Turns, a.Turns)
	return readMessages(review.Member{Name: task.Target, Value: list})
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
		m, why := readMessage(inner)
		if why != "" {
			return nil, why
		}
		turns = append(turns, m)
	}
	return turns, ""
}

func readMessage(members []review.Member) (m message, why string) {
	role, content := review.TurnMembers(members)
	if role < 0 {
		return m, whyOddRole
	}
	name, err := members[role].Text()
	if err != nil || roles[strings.ToLower(name)] == "" {
		return m, whyOddRole
	}
	m.role = roles[strings.ToLower(name)]
	for _, o := range members {
		if slices.Contains(moreMembers, o.Name) && string(o.Value) != "null" {
			m.more = append(m.more, o)
		}
	}
	switch {
	case content < 0 && m.calls():
		m.raw = []byte("null")
	case content < 0:
		return m, whyEmptyTurn
	case members[content].Value[0] == '"':
		if m.content, err = members[content].Text(); err != nil {
			return m, whyUnreadable
		}
	default:
		m.raw = members[content].Value
	}
	if (m.raw == nil && m.content == "" || string(m.raw) == "null") && !m.calls() {
		return m, whyEmptyTurn
	}
	return m, ""
}

// appendMessages appends messages in OpenAI's shape, which TRL reads too.
func appendMessages(dst []byte, turns []message) []byte {
	return appendList(dst, turns, func(dst []byte, m message) []byte {
		dst = appendMember(append(dst, '{'), "role", m.role)
		if m.raw != nil {
			dst = append(appendName(dst, "content"), m.raw...)
		} else {
			dst = appendMember(dst, "content", m.content)
		}
		for _, o := range m.more {
			dst = append(appendName(dst, o.Name), o.Value...)
		}
		return append(dst, '}')
	})
}

func appendMessage(dst []byte, role, content string) []byte {
	dst = appendMember(append(dst, '{'), "role", role)
	return append(appendMember(dst, "content", content), '}')
}
