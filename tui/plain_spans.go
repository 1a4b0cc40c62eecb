package tui

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"winnow/review"
	"winnow/tui/visible"
)

// spansKey does what the keys of spans mean: what the span mode shows is asked
// for in lines.
func (s *teller) spansKey(it *review.Item, name string) bool {
	m := s.m
	k, ok := m.kind.(*spansKind)
	if !ok || !k.opens(m, it, name) {
		return false
	}
	if name == "enter" && m.unconfirmed(it) {
		s.do(m.confirm(it))
		return true
	}
	s.changeSpans(k, it)
	return true
}

// spanDesk is the text of a sample with what is marked in it at the moment.
func (s *teller) spanDesk(k *spansKind, it *review.Item) *spanText {
	m := s.m
	a := m.standing(it)
	t := &spanText{points: newPoints(k.textOf(m, it, a))}
	marks := t.stretches(a.Spans)
	k.question(m, it, a, marks)
	t.set(marks)
	return t
}

// changeSpans lists the spans and changes one after the other, until there is
// nothing more to change. Nothing is decided by it.
func (s *teller) changeSpans(k *spansKind, it *review.Item) {
	for !s.quit {
		t := s.spanDesk(k, it)
		lines := make([]string, 0, len(t.marks)+1)
		for _, sp := range t.marks {
			lines = append(lines, s.spanSaid(t, sp))
		}
		lines = append(lines, "mark other text")
		n := s.choose("Which span is to be changed?", lines)
		if n == 0 {
			break
		}
		if n > len(t.marks) {
			s.add(k, it, t)
		} else {
			s.changeSpan(k, it, t, t.marks[n-1])
		}
		s.tell()
	}
	s.unconfirmed()
}

// changeSpan takes a span away, or gives it another label or other words.
func (s *teller) changeSpan(k *spansKind, it *review.Item, t *spanText, was stretch) {
	m := s.m
	does := []string{"take it away", "mark other words instead"}
	var labels []string
	for _, l := range m.task.Labels {
		if l.Name != was.label {
			labels = append(labels, l.Name)
			does = append(does, "call it "+visible.Line(l.Name))
		}
	}
	if was.check {
		does = append(does, "leave it as it is")
	}
	switch n := s.choose(spanWord(t.text, was, plainPart)+": what is to become of it?", does); {
	case n == 0:
	case n == 1:
		s.putSpan(k, it, t, &was, nil)
	case n == 2:
		if e, ok := s.askStretch(t, "Which text instead?"); ok {
			s.putSpan(k, it, t, &was, &stretch{from: e.from, to: e.to, label: was.label})
		}
	case n-3 < len(labels):
		s.putSpan(k, it, t, &was, &stretch{from: was.from, to: was.to, label: labels[n-3]})
	default:
		s.putSpan(k, it, t, &was, &stretch{from: was.from, to: was.to, label: was.label})
	}
}

// add asks for text and a label.
func (s *teller) add(k *spansKind, it *review.Item, t *spanText) {
	e, ok := s.askStretch(t, "Which text?")
	if !ok {
		return
	}
	var names []string
	for _, l := range s.m.task.Labels {
		names = append(names, visible.Line(l.Name))
	}
	if n := s.choose("Which label?", names); n > 0 {
		s.addSpan(k, it, t, stretch{from: e.from, to: e.to, label: s.m.task.Labels[n-1].Name})
	}
}

// mark asks for the text that has the i-th label.
func (s *teller) mark(k *spansKind, it *review.Item, i int) {
	t := s.spanDesk(k, it)
	label := s.m.task.Labels[i].Name
	if e, ok := s.askStretch(t, "Which text is "+label+"?"); ok {
		s.addSpan(k, it, t, stretch{from: e.from, to: e.to, label: label})
		s.unconfirmed()
	}
}

// addSpan marks a stretch. Where just that text has another label already it is
// asked whether that one goes.
func (s *teller) addSpan(k *spansKind, it *review.Item, t *spanText, is stretch) {
	at := slices.IndexFunc(t.marks, func(o stretch) bool { return o.from == is.from && o.to == is.to })
	if t.indexOf(is) >= 0 {
		s.m.status.say(levelHint, "that is marked already: "+spanWord(t.text, is, plainPart))
		return
	}
	if at < 0 {
		s.putSpan(k, it, t, nil, &is)
		return
	}
	was := t.marks[at]
	label, other := visible.Line(is.label), visible.Line(was.label)
	switch s.choose("That text is "+other+" already.", []string{label + " instead of " + other, label + " and " + other}) {
	case 1:
		s.putSpan(k, it, t, &was, &is)
	case 2:
		s.putSpan(k, it, t, nil, &is)
	}
}

// putSpan takes a span out and puts one in; the answer waits to be decided.
func (s *teller) putSpan(k *spansKind, it *review.Item, t *spanText, was, is *stretch) {
	m := s.m
	if !m.unconfirmed(it) {
		k.doubts, k.gone = nil, ""
	}
	gone := k.goneWords(it)
	t.set(t.with(was, is))
	a := m.standing(it)
	a.Spans = t.spans(t.marks)
	m.propose(it, a)
	k.doubt(it, t)
	k.gone = gone
}

// checkSpans reads out what an edit of the text did to the spans in it, if it did
// something.
func (s *teller) checkSpans(k *spansKind, it *review.Item) {
	m := s.m
	if _, open := m.spansOpen(it); !open {
		return
	}
	m.pane, m.status = nil, status{}
	m.stale()
	if gone := k.goneWords(it); gone != "" {
		s.line("The edit deleted the text of " + gone + ".")
	}
	if n := len(k.unchecked(m, it)); n > 0 {
		s.line(fmt.Sprintf("The edit changed the text of %s: say whether the marks are still right.", countSpans(n)))
	}
	s.unconfirmed()
}

// spanSaid says a span, safe to show.
func (s *teller) spanSaid(t *spanText, sp stretch) string {
	if sp.from >= sp.to {
		return ""
	}
	line := fmt.Sprintf("“%s” is %s (characters %d to %d)",
		oneLine(t.text[sp.from:sp.to], plainPart), visible.Line(sp.label), t.pointOf(sp.from)+1, t.pointOf(sp.to))
	if sp.check {
		line += ", to be checked"
	}
	return line
}

// wordNumbers are word numbers as they are typed: 3, 3 to 5, 3-5.
var wordNumbers = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(\d+)(?:\s*(?:to|-)\s*(\d+))?$`)
})

// askStretch asks for a part of the text: as it stands there, or by the numbers
// of its words.
func (s *teller) askStretch(t *spanText, question string) (extent, bool) {
	t.indexed()
	question += " Type it as it stands in the text, or word numbers such as 2 to 4; a question mark reads the words with their numbers; empty: none."
	for {
		answer, ok := s.ask("%s", question)
		plain := strings.TrimSpace(answer)
		if !ok || plain == "" {
			return extent{}, false
		}
		if rest, asked := strings.CutPrefix(plain, "?"); asked {
			if from, err := strconv.Atoi(strings.TrimSpace(rest)); err == nil || rest == "" {
				s.countWords(t, max(1, from))
				question = "Which text?"
				continue
			}
		}
		if n := wordNumbers().FindStringSubmatch(plain); n != nil {
			return s.wordsFrom(t, n[1], n[2])
		}
		return s.find(t, answer)
	}
}

// wordsFrom is the text from one word to another, by their numbers from 1.
func (s *teller) wordsFrom(t *spanText, first, last string) (extent, bool) {
	from, err := strconv.Atoi(first)
	to := from
	if err == nil && last != "" {
		to, err = strconv.Atoi(last)
	}
	if n := len(t.words); err != nil || from < 1 || to < from || to > n {
		s.m.status.say(levelHint, fmt.Sprintf("the words of the text have the numbers 1 to %d; a text that is a number stands in quotes", n))
		return extent{}, false
	}
	return t.words[from-1].join(t.words[to-1]), true
}

// wordsAtOnce is how many words are read out with their numbers.
const wordsAtOnce = 100

// countWords reads words out with their numbers.
func (s *teller) countWords(t *spanText, from int) {
	var said []string
	for i := from - 1; i < min(len(t.words), from-1+wordsAtOnce); i++ {
		w := t.words[i]
		said = append(said, fmt.Sprintf("%d %s", i+1, oneLine(t.text[w.from:w.to], labelMost)))
	}
	line := "There are no more words."
	if len(said) > 0 {
		line = strings.Join(said, ", ") + "."
	}
	if more := from + wordsAtOnce; more <= len(t.words) {
		line += fmt.Sprintf(" Question mark %d goes on.", more)
	}
	s.line(line)
}

// find finds what was typed in the text. Where it stands more than once it is
// asked which place is meant.
func (s *teller) find(t *spanText, typed string) (extent, bool) {
	whole := extent{0, len(t.text)}
	var at []int
	for _, try := range spellings(typed) {
		if at = occurrences(t.text, whole, try); len(at) > 0 {
			typed = try
			break
		}
	}
	pick := 1
	switch {
	case len(at) == 0:
		s.m.status.say(levelHint, "that does not stand in the text")
		return extent{}, false
	case len(at) > plainHits:
		s.m.status.say(levelHint, fmt.Sprintf("that stands in the text %d times: word numbers say which", len(at)))
		return extent{}, false
	case len(at) > 1:
		var places []string
		for _, from := range at {
			places = append(places, s.around(t, extent{from, from + len(typed)}))
		}
		pick = s.choose("Which place?", places)
	}
	if pick == 0 {
		return extent{}, false
	}
	return t.snap(extent{at[pick-1], at[pick-1] + len(typed)}), true
}

// spellings are what somebody who typed this may mean: it without spaces around
// it, or what stands in quotes, with them.
func spellings(typed string) []string {
	typed = strings.TrimSpace(typed)
	out := []string{unspell(typed)}
	if n := len(typed); n > 2 && typed[0] == '"' && typed[n-1] == '"' {
		out = append(out, unspell(typed[1:n-1]))
	}
	return out
}

// around is a part of the text with the words beside it.
func (s *teller) around(t *spanText, e extent) string {
	const words = 4
	from := t.words[max(0, t.wordAt(e.from)-words)].from
	to := t.words[min(len(t.words)-1, max(0, t.wordAt(e.to-1))+words)].to
	before, after := t.text[min(from, e.from):e.from], t.text[e.to:max(to, e.to)]
	return fmt.Sprintf("%s “%s” %s (characters %d to %d)", oneLine(before, plainPart), oneLine(t.text[e.from:e.to], plainPart), oneLine(after, plainPart),
		t.pointOf(e.from)+1, t.pointOf(e.to))
}
