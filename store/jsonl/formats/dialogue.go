package formats

import (
	"slices"
	"strings"

	"winnow/review"
)

// Whose turn begins in a conversation that is one text, as in HH-RLHF (Bai et al.
// 2022): a blank line stands before each, and a space behind it.
const saysHuman, saysAssistant = "\n\nHuman:", "\n\nAssistant:"

// spokenTurns takes a conversation that is one text apart; ok is false for a text that
// does not begin as one.
func spokenTurns(text string) (turns []message, ok bool) {
	rest := text
	if strings.HasPrefix(rest, saysHuman[2:]) {
		rest = saysHuman[:2] + rest
	}
	for rest != "" {
		m := message{role: roleUser}
		behind, found := strings.CutPrefix(rest, saysHuman)
		if !found {
			m.role = roleAssistant
			if behind, found = strings.CutPrefix(rest, saysAssistant); !found || len(turns) == 0 {
				return nil, false
			}
		}
		end := len(behind)
		for _, next := range []string{saysHuman, saysAssistant} {
			if i := strings.Index(behind, next); i >= 0 {
				end = min(end, i)
			}
		}
		m.content, rest = strings.TrimPrefix(behind[:end], " "), behind[end:]
		turns = append(turns, m)
	}
	return turns, len(turns) > 0
}

// spoken is an exchange whose question and answer stand in one text. In plain text
// the question ends where the answer of the model begins: trainers put the two
// together without anything between them.
func (q question) spoken(it review.Item, text string, turns []message) (exchange, string) {
	if slices.ContainsFunc(turns, func(m message) bool { return strings.TrimSpace(m.content) == "" }) {
		return exchange{}, whyEmptyTurn
	}
	system := q.systemOf(it)
	if system != "" {
		turns = slices.Insert(turns, 0, message{role: roleSystem, content: system})
	}
	x, why := q.split(turns)
	at := strings.LastIndex(text, saysAssistant) + len(saysAssistant)
	x.prompt, x.completion = led(system, strings.TrimPrefix(text[:at], saysHuman[:2])), text[at:]
	if system == "" {
		x.prompt = text[:at]
	}
	x.bare, x.offers = q.chat, q.toolset(it)
	return x, why
}
