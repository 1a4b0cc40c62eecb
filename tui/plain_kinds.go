package tui

import (
	"fmt"
	"slices"
	"strings"

	"winnow/review"
	"winnow/tui/visible"
	"winnow/tui/worddiff"
)

// kindKey does what the keys of a kind do otherwise here than on the card: what
// is seen there is asked for and said. It is false for other keys.
func (s *teller) kindKey(it *review.Item, name string) bool {
	m := s.m
	switch k := m.kind.(type) {
	case *spansKind:
		return s.spansKey(it, name)
	case *chatKind:
		return s.chatKey(k, it, name)
	case *rateKind:
		if name != "tab" && name != "shift+tab" || len(m.task.Requirements) == 0 {
			return false
		}
		_, mine := k.key(m, it, pressOf(name))
		if mine {
			s.line(s.nextRating(k, it))
		}
		return mine
	case *preferKind:
		if name != "d" || !k.mine(m, name) {
			return false
		}
		s.difference(k, it)
		return true
	}
	return false
}

// label does what the i-th label means.
func (s *teller) label(it *review.Item, i int) {
	if k, ok := s.m.kind.(*spansKind); ok {
		s.mark(k, it, i)
		return
	}
	s.do(s.m.label(i))
	s.unconfirmed()
}

// pendingLine says what is being put together.
func (s *teller) pendingLine(it *review.Item) string {
	m := s.m
	line := "Not decided yet: " + strings.Join(s.answerLines(it, m.standing(it)), "; ") + "."
	if k, ok := m.kind.(*rateKind); ok {
		line += " " + s.nextRating(k, it)
	}
	return line + " Keys: " + s.keyWords(m.confirmHints(it)) + "."
}

// nextRating says what the next level is given to.
func (s *teller) nextRating(k *rateKind, it *review.Item) string {
	m := s.m
	i := k.turn(m, it)
	if i == len(m.task.Requirements) {
		return "The next level is for the whole."
	}
	r := m.task.Requirements[i]
	line := "The next level is for " + visible.Line(r.Name)
	if r.Description != "" {
		line += ": " + visible.Line(r.Description)
	}
	return strings.TrimSuffix(line, ".") + "."
}

// difference says what only one of two answers says.
func (s *teller) difference(k *preferKind, it *review.Item) {
	m := s.m
	if !k.two {
		m.status.say(levelHint, "that works on the screen only")
		return
	}
	order := k.order(m, it)
	var only [2][]string
	for _, op := range worddiff.Words(it.Field(m.task.Answers[order[0]]), it.Field(m.task.Answers[order[1]])) {
		at := 0
		switch {
		case op.Kind == worddiff.Equal, strings.TrimSpace(op.Text) == "":
			continue
		case op.Kind == worddiff.Insert:
			at = 1
		}
		only[at] = append(only[at], "“"+oneLine(op.Text, plainPart)+"”")
	}
	if len(only[0])+len(only[1]) == 0 {
		s.line("Both answers say the same, word by word.")
		return
	}
	for pos, said := range only {
		words := strings.Join(said, ", ")
		if words == "" {
			words = "nothing"
		}
		s.line("Only " + k.place(pos) + ": " + words + ".")
	}
}

// kindHints are the keys that a kind has of its own, for the keys of the card.
func (s *teller) kindHints(it *review.Item) []hint {
	m := s.m
	switch k := m.kind.(type) {
	case *spansKind:
		if m.unconfirmed(it) {
			return append(m.confirmHints(it), hintsOf(m.opts.Keys.free("tab"), hint{"tab", "go on changing spans"})...)
		}
		return []hint{{k.hints(m, it)[0].key, "change the spans"}}
	case *chatKind:
		var hints []hint
		for _, h := range k.hints(m, it) {
			if does, ok := map[string]string{"tab": "next turn", "X": "cut from a turn on"}[h.key]; ok {
				hints = append(hints, hint{h.key, does})
			}
		}
		return hints
	case *rateKind:
		does := "rate"
		if len(m.task.Requirements) > 0 {
			does = "rate one after the other"
		}
		hints := slices.DeleteFunc(k.hints(m, it), func(h hint) bool { return h.does == "rate" })
		for i, h := range hints {
			if h.key == "tab" {
				hints[i].does = "to the next one"
			}
		}
		return append([]hint{{k.rates(m), does}}, hints...)
	case *preferKind:
		return slices.DeleteFunc(k.hints(m, it), func(h hint) bool { return h.key != "d" || !k.two })
	}
	return m.kind.hints(m, it)
}

// hintsOf is a key where it does something.
func hintsOf(works bool, h hint) []hint {
	if !works {
		return nil
	}
	return []hint{h}
}

// kindHelp are the keys that a kind has of its own, all that do something here.
func (s *teller) kindHelp() []hint {
	hints := s.kindKeys()
	if !s.m.opts.ReadOnly {
		return hints
	}
	return slices.DeleteFunc(hints, func(h hint) bool {
		switch s.m.kind.(type) {
		case *chatKind:
			return h.key != "tab" && h.key != "1-9 0"
		case *preferKind:
			return h.key != "d"
		case *rateKind:
			return h.key != "tab"
		}
		return true // they put an answer together
	})
}

// kindKeys are all keys that a kind has of its own.
func (s *teller) kindKeys() []hint {
	m := s.m
	switch k := m.kind.(type) {
	case *spansKind:
		key, too := "enter", ""
		if m.opts.Keys.free("tab") {
			if key = "tab"; m.opts.Keys.free("enter") {
				too = "; enter too, until something was changed"
			}
		}
		return append(hintsOf(m.opts.Keys.free(key), hint{key, "change the spans: mark text, take a span away, give it another label or other words" + too}), []hint{
			{m.digits(), "or the label's own key: mark text with this label; the text is asked for"},
			{m.confirmKey(), "decide, when something was changed; " + m.opts.Keys.of(actAccept) + " too"},
			{"esc", "drop what was changed"},
		}...)
	case *chatKind:
		hints := slices.DeleteFunc(k.help(m), func(h hint) bool { return h.key == "z" })
		for i := range hints {
			if hints[i].key == "X" {
				hints[i].does = "cut: reject from a turn on, which is asked for"
			}
		}
		return append(hints, hint{m.opts.Keys.of(actEdit), "edit a turn, which is asked for by its number"})
	case *preferKind:
		return slices.DeleteFunc(k.help(m), func(h hint) bool { return h.key == "d" && !k.two })
	}
	return m.kind.help(m)
}

// labelHints are the keys that give labels.
func (s *teller) labelHints(it *review.Item) []hint {
	k, prefer := s.m.kind.(*preferKind)
	var out []hint
	for _, t := range s.m.kind.labels(s.m, it) {
		key, does := t.key, t.name
		if key == "" {
			key = t.digit
		}
		if prefer && t.at < len(s.m.task.Answers) {
			if does = "prefer " + does; !k.two {
				key = t.digit
			}
		}
		if t.note != "" {
			does += ": " + t.note
		}
		if key != "" && key != does {
			out = append(out, hint{key, does})
		}
	}
	return out
}

// turnLines are the turns of a conversation, those that were cut off too.
func (s *teller) turnLines(it *review.Item) []string {
	turns, _ := s.m.chatTurns(it)
	lines := make([]string, 0, len(turns))
	for i, t := range turns {
		lines = append(lines, s.text(s.turnName(it, i), t.Content))
	}
	return lines
}

// turnName says which turn it is, who speaks and what became of it.
func (s *teller) turnName(it *review.Item, i int) string {
	turns, kept := s.m.chatTurns(it)
	name := fmt.Sprintf("%s, %s", turnName(i), turns[i].Role)
	was := it.Sample.Suggestion.Turns
	switch {
	case i >= kept:
		name += ", cut"
	case i < len(was) && was[i] != turns[i]:
		name += ", edited"
	case turns[i].Fixed:
		name += ", no plain text"
	}
	return name
}
