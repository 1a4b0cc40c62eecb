package jsonl

import (
	"slices"
	"strings"

	"winnow/review"
)

// listStats is what Infer learns about the lists of one member.
type listStats struct {
	// How many lists are empty, or hold labels, spans, turns of a conversation,
	// or the options of a choice. doubled are lists of labels in which one stands
	// twice, as tags word by word do.
	empty, labels, spans, turns, options, doubled int
	// several are lists of more than one label, single are Prodigy's configs that
	// let one option be chosen.
	several, single int
	// numbers may be labels: Prodigy's options are often numbered.
	numbers bool
	// levels counts objects of levels, and names are what they are levels of.
	levels int
	names  []string
	// The set holds the different labels in them.
	labelSet
}

// meansLists tells whether lists under the name can be labels, spans, turns or
// options. Others are not looked into: they are somebody's own, and long.
func meansLists(name string) bool {
	for _, names := range [][]string{listNames, spanNames, turnNames, pairNames, promptNames, answerNames, {acceptName, optionsName, configName, review.MemberRatings}} {
		if rank(names, name) >= 0 {
			return true
		}
	}
	return isSuggestion(name)
}

func (l *listStats) merge(o *listStats) {
	l.empty += o.empty
	l.labels += o.labels
	l.spans += o.spans
	l.turns += o.turns
	l.options += o.options
	l.doubled += o.doubled
	l.several += o.several
	l.single += o.single
	l.levels += o.levels
	for _, name := range o.names {
		l.addName(name)
	}
	l.labelSet.merge(o.labelSet)
}

func (l *listStats) addName(name string) {
	if len(l.names) <= maxLabels && !slices.Contains(l.names, name) {
		l.names = append(l.names, strings.Clone(name))
	}
}

// addLevels takes an object of requirement and level.
func (l *listStats) addLevels(value []byte) {
	inner, err := review.Members(value)
	if err != nil || len(inner) == 0 {
		return
	}
	for _, m := range inner {
		level, err := m.Text()
		if err != nil || len(m.Name) > maxNameBytes {
			return
		}
		if level != "" {
			l.addValue([]byte(level))
		}
	}
	for _, m := range inner {
		l.addName(m.Name)
	}
	l.levels++
}

// addConfig takes what Prodigy's recipe says of a choice.
func (l *listStats) addConfig(value []byte) {
	inner, err := review.Members(value)
	if err != nil {
		return
	}
	for _, m := range inner {
		if m.Name == "choice_style" && string(m.Value) == `"single"` {
			l.single++
		}
	}
}

func (l *listStats) add(value []byte) {
	m := review.Member{Value: value}
	parts, err := m.Elements()
	switch {
	case err != nil:
	case len(parts) == 0:
		l.empty++
	case parts[0].Value[0] == '"':
		l.addLabels(m.Strings())
	case parts[0].Value[0] == '[':
		l.addSpans(parts)
	case parts[0].Value[0] == '{':
		l.addObjects(parts)
	case l.numbers:
		l.addNumbers(parts)
	}
}

// addNumbers takes what is chosen from options that have numbers for names.
func (l *listStats) addNumbers(parts []review.Member) {
	names := make([]string, len(parts))
	for i, part := range parts {
		var err error
		if names[i], err = part.Text(); err != nil {
			return
		}
	}
	l.addLabels(names)
}

func (l *listStats) addLabels(names []string) {
	if names == nil {
		return // not all of them are texts
	}
	l.labels++
	if len(names) > 1 {
		l.several++
	}
	for i, name := range names {
		if i > maxLabels || slices.Contains(names[:i], name) {
			l.doubled++
			break
		}
		l.addValue([]byte(name))
	}
}

func (l *listStats) addSpans(parts []review.Member) {
	for _, part := range parts {
		span, err := part.Span()
		if err != nil {
			return
		}
		l.addValue([]byte(span.Label))
	}
	l.spans++
}

// addObjects takes the first object for the others.
func (l *listStats) addObjects(parts []review.Member) {
	inner, err := review.Members(parts[0].Value)
	if err != nil {
		return
	}
	if role, _ := review.TurnMembers(inner); role >= 0 {
		l.turns++
		return
	}
	if _, err := parts[0].Span(); err == nil {
		l.addSpans(parts)
		return
	}
	for _, part := range parts {
		inner, err := review.Members(part.Value)
		at := slices.IndexFunc(inner, func(m review.Member) bool { return m.Name == "id" })
		if err != nil || at < 0 {
			return
		}
		name, err := inner[at].Text()
		if err != nil {
			return
		}
		l.addValue([]byte(name))
	}
	l.options++
}

// isLabels tells whether most values are lists of labels; one label may stand
// alone.
func (s *memberStats) isLabels() bool {
	l := s.lists
	return l != nil && l.labels > 0 && l.doubled*10 <= l.labels && s.mostly(l.labels+l.empty+s.scalars)
}

// isSpans tells whether most values are lists of spans.
func (s *memberStats) isSpans() bool {
	return s.lists != nil && s.lists.spans > 0 && s.mostly(s.lists.spans+s.lists.empty) && s.lists.fit(1)
}

// isTurns tells whether most values are conversations.
func (s *memberStats) isTurns() bool {
	return s.lists != nil && s.lists.turns > 0 && s.mostly(s.lists.turns)
}
