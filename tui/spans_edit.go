package tui

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
)

// doubt remembers which spans of a text are still to be checked.
func (k *spansKind) doubt(it *review.Item, t *spanText) {
	if k.doubted != it.Sample.Seq {
		k.gone = ""
	}
	k.doubted = it.Sample.Seq
	k.doubts = map[review.Span]bool{}
	for _, s := range t.spans(slices.DeleteFunc(slices.Clone(t.marks), func(s stretch) bool { return !s.check })) {
		k.doubts[s] = true
	}
}

// unchecked are the spans of the answer in the making that are still to be
// checked.
func (k *spansKind) unchecked(m *model, it *review.Item) map[review.Span]bool {
	if k.turnTo(it); m.unconfirmed(it) {
		return k.doubts
	}
	return nil
}

// question marks the spans of an answer that are still to be checked.
func (k *spansKind) question(m *model, it *review.Item, a review.Answer, marks []stretch) {
	open := k.unchecked(m, it)
	if len(open) == 0 {
		return
	}
	for i, s := range a.Spans {
		marks[i].check = open[s]
	}
}

func (k *spansKind) goneWords(it *review.Item) string {
	if k.doubted == it.Sample.Seq {
		return k.gone
	}
	return ""
}

// edited brings the spans onto the new text. Where an edit has changed the text
// of a span itself, the reviewer looks at it before the whole is decided.
func (k *spansKind) edited(m *model, it *review.Item, after *review.Answer) (tea.Cmd, bool) {
	before, text := k.textOf(m, it, m.standing(it)), k.textOf(m, it, *after)
	unmarked := after.Spans == nil && !it.Sample.Suggested
	if before == text && !unmarked {
		return nil, false
	}
	is := newPoints(text)
	var marks []stretch
	var gone []string
	checks := 0
	open := k.unchecked(m, it)
	if words := k.goneWords(it); words != "" && m.unconfirmed(it) {
		gone = append(gone, words)
	}
	for i, s := range reanchor(before, text, newPoints(before).stretches(after.Spans)) {
		s.check = s.check || open[after.Spans[i]]
		switch {
		case s.gone:
			gone = append(gone, oneLine(s.was, 24)+" "+oneLine(s.label, labelMost))
		case s.check:
			checks++
			marks = append(marks, s.stretch)
		default:
			marks = append(marks, s.stretch)
		}
	}
	if after.Spans != nil || !unmarked {
		after.Spans = is.spans(marks)
	}
	if checks == 0 && len(gone) == 0 && !unmarked {
		return nil, false
	}
	k.check(m, it, *after, marks, gone, checks)
	return nil, true
}

// check opens the span mode on an edited text.
func (k *spansKind) check(m *model, it *review.Item, after review.Answer, marks []stretch, gone []string, checks int) {
	m.propose(it, after)
	t := spanText{points: newPoints(k.textOf(m, it, after)), marks: marks}
	k.gone, k.doubted = "", it.Sample.Seq
	k.doubt(it, &t)
	k.gone = strings.Join(gone, ", ")
	p := k.openSpans(m, it)
	for _, s := range p.t.marks {
		if s.check {
			p.choose(s)
			break
		}
	}
	said := "mark spans in the edited text; enter decides both"
	switch {
	case checks > 0:
		said = fmt.Sprintf("the edit changed %s: look at what is marked ?, then enter decides both", countSpans(checks+len(gone)))
	case len(gone) > 0: // nothing is marked ?
		said = fmt.Sprintf("the edit deleted the text of %s; enter decides both", oneLine(k.gone, labelMost))
	}
	m.status.say(levelWarn, said)
}
