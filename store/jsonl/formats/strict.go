package formats

import (
	"slices"

	"winnow/review"
)

// strict leaves out of messages what OpenAI does not document, because its check of
// a training file refuses members that it does not know.
type strict struct {
	question
	omitted map[string]int // messages by member
}

// documented are the messages as OpenAI takes them.
func (s *strict) documented(turns []message) []message {
	out := slices.Clone(turns)
	for i, m := range out {
		if known := m.known(); len(known) < len(m.more) {
			for _, o := range m.more {
				if !slices.Contains(moreMembers, o.Name) {
					s.omitted[o.Name]++
				}
			}
			out[i].more, out[i].whole = known, nil
		}
	}
	return out
}

// tell adds what was left out to all, and forgets it.
func (s *strict) tell(all map[string]int) {
	for name, n := range s.omitted {
		all[name] += n
	}
	clear(s.omitted)
}

func newStrict(q question) strict { return strict{question: q, omitted: map[string]int{}} }

// chat is the shape of OpenAI's supervised fine-tuning, which TRL reads too:
// {"messages":[…]} with the answer as the last message. An assistant message
// without content is refused there, so it is not written.
type chat struct{ strict }

func (c *chat) lines(dst []byte, it review.Item) ([]byte, string) {
	x, why := c.now(it)
	if why != "" {
		return dst, why
	}
	dst = openAI.appendTurns(append(dst, `{"messages":`...), c.documented(x.all()), x.behind(0), inOpenAI)
	dst = appendValue(dst, "tools", x.offers.list())
	dst = appendValue(dst, "parallel_tool_calls", x.offers.parallel)
	return append(appendValue(dst, "functions", x.offers.functions), "}\n"...), ""
}

// openaiPreference is the shape of OpenAI's preference fine-tuning, always in
// messages.
type openaiPreference struct{ strict }

func (p *openaiPreference) lines(dst []byte, it review.Item) ([]byte, string) {
	pairs, why := p.pairs(it)
	if why != "" {
		return dst, why
	}
	for _, two := range pairs {
		tools, parallel := two.chosen.offers.list(), two.chosen.offers.parallel
		if tools == nil {
			tools = []byte("[]")
		}
		if parallel == nil {
			parallel = []byte("true") // as it is there when nothing is said
		}
		dst = appendMessages(append(dst, `{"input":{"messages":`...), p.documented(two.chosen.turns))
		dst = appendValue(appendValue(dst, "tools", tools), "parallel_tool_calls", parallel)
		dst = appendMessages(append(dst, `},"preferred_output":`...), p.documented([]message{two.chosen.answer}))
		dst = appendMessages(append(dst, `,"non_preferred_output":`...), p.documented([]message{two.rejected.answer}))
		dst = append(dst, "}\n"...)
	}
	return dst, ""
}
