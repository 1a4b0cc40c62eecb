package formats

import (
	"slices"

	"winnow/review"
)

// preferred is the exchange with the answer that is preferred.
func (q question) preferred(it review.Item) (exchange, string) {
	i := q.task.Answer(it.Answer().Label)
	if i < 0 {
		return exchange{}, q.whyNone(it)
	}
	return q.rival(it, i)
}

func (q question) whyNone(it review.Item) string {
	if labels := q.task.Labels; len(labels) > 0 && it.Answer().Label == labels[len(labels)-1].Name {
		return whyNoneIsGood
	}
	return whyTie
}

// rival is the exchange with the i-th of the answers that are compared.
func (q question) rival(it review.Item, i int) (exchange, string) {
	name := q.task.Answers[i]
	members, err := review.Members(oneLine(it.Sample.Raw))
	if err != nil {
		return exchange{}, whyUnreadable
	}
	asked := q.asked(it)
	turns, isTurns, why := q.turnsOf(it, members, name)
	asksTurns := slices.ContainsFunc(asked, func(f review.Field) bool { return isList(it, members, f.Name) })
	switch {
	case why != "":
		return exchange{}, why
	case isTurns || asksTurns:
		return q.inTurns(it, members, asked, turns)
	}
	if len(asked) == 0 {
		if turns, ok := spokenTurns(it.Field(name)); ok {
			return q.spoken(it, it.Field(name), turns)
		}
	}
	return q.standard(it, it.Field(name))
}

// inTurns is an exchange of messages. Answers that begin with the question stand
// after it once.
func (q question) inTurns(it review.Item, members []review.Member, asked []review.Field, answer []message) (exchange, string) {
	var turns []message
	for _, f := range asked {
		some, _, why := q.turnsOf(it, members, f.Name)
		if why != "" {
			return exchange{}, why
		}
		turns = append(turns, some...)
	}
	if len(answer) > len(turns) && slices.EqualFunc(turns, answer[:len(turns)], message.equal) {
		turns = nil
	}
	turns = slices.Concat(turns, answer)
	if s := q.systemOf(it); s != "" && !isLed(turns) {
		turns = slices.Insert(turns, 0, message{role: roleSystem, content: s})
	}
	x, why := q.split(turns)
	x.offers = q.toolset(it)
	return q.erased(x), why
}

// turnsOf reads a field as messages: those of the record, or its text as one of
// the user's or, of an answer, the assistant's.
func (q question) turnsOf(it review.Item, members []review.Member, name string) (turns []message, isTurns bool, why string) {
	if isList(it, members, name) {
		turns, why = readMessages(named(members, name))
		return turns, true, why
	}
	text := it.Field(name)
	switch {
	case isAnswer(q.task, name):
		return []message{{role: roleAssistant, content: text}}, false, ""
	case text == "":
		return nil, false, ""
	}
	return []message{{role: roleUser, content: text}}, false, ""
}

// isList tells whether a field stands in the record as messages, and nobody
// rewrote it as a text.
func isList(it review.Item, members []review.Member, name string) bool {
	return named(members, name).Value[0] == '[' && it.Field(name) == it.Sample.Field(name)
}

// pair is a better and a worse answer to the same question.
type pair struct{ chosen, rejected exchange }

// pairs are what the decision on the sample says about two answers: the edited
// one over the original, or the preferred one over each of the others.
func (q question) pairs(it review.Item) ([]pair, string) {
	if q.task.Kind != review.Prefer {
		return q.edited(it)
	}
	best := q.task.Answer(it.Answer().Label)
	if best < 0 {
		return nil, q.whyNone(it)
	}
	chosen, why := q.rival(it, best)
	if why != "" {
		return nil, why
	}
	var out []pair
	for i := range q.task.Answers {
		if i == best {
			continue
		}
		rejected, why := q.rival(it, i)
		switch {
		case why != "":
			return nil, why
		case !rejected.samePrompt(chosen):
			return nil, "the answers are to different questions"
		case rejected.completion == chosen.completion && rejected.answer.equal(chosen.answer):
			return nil, "the answers are the same"
		}
		out = append(out, pair{chosen, rejected})
	}
	return out, ""
}

func (q question) edited(it review.Item) ([]pair, string) {
	if q.labelled() {
		return nil, "a label makes no preference pair"
	}
	chosen, why := q.now(it)
	if why != "" {
		return nil, why
	}
	rejected, why := q.before(it)
	switch {
	case why == whyNoAnswer:
		return nil, "there is no original response to prefer the edited one to"
	case why != "":
		return nil, why
	case !rejected.samePrompt(chosen):
		return nil, "not only the last answer was changed"
	case rejected.completion == chosen.completion && rejected.answer.equal(chosen.answer):
		return nil, "only the fields were edited, the response was not"
	}
	return []pair{{chosen, rejected}}, ""
}
