package tui

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
	"winnow/tui/visible"
)

// spansKind marks stretches of the first field. The card shows them under the
// text; the span mode, a pane, changes them.
type spansKind struct {
	plain
	laid   *spanText
	paints spanPaints
	// doubts are the spans of sample doubted that an edit has changed the text
	// under, and gone says those whose text it deleted.
	doubted uint64
	doubts  map[review.Span]bool
	gone    string
	others  map[uint64]spanDoubts // of samples whose answer is in the making
	last    int                   // the label that was used last
	// moved is where the suggestion of a sample lies in an edited text.
	moved movedSpans
}

// spanDoubts are what is to be looked at on a sample.
type spanDoubts struct {
	doubts map[review.Span]bool
	gone   string
}

// turnTo puts the doubts of the sample on the card in the place of another's.
func (k *spansKind) turnTo(it *review.Item) {
	seq := it.Sample.Seq
	if k.doubted == seq {
		return
	}
	if k.others == nil {
		k.others = map[uint64]spanDoubts{}
	}
	if len(k.doubts) > 0 || k.gone != "" {
		k.others[k.doubted] = spanDoubts{k.doubts, k.gone}
	}
	here := k.others[seq]
	delete(k.others, seq)
	k.doubted, k.doubts, k.gone = seq, here.doubts, here.gone
}

// movedSpans are the spans of one text in another.
type movedSpans struct {
	before, after string
	spans         []review.Span
	at            []stretch
}

// textOf is the text that the spans of an answer lie in.
func (k *spansKind) textOf(m *model, it *review.Item, a review.Answer) string {
	name := m.task.Fields[0]
	if text, edited := a.Fields[name]; edited {
		return text
	}
	return it.Sample.Field(name)
}

// layout is the text with the spans of an answer, laid out for a width.
func (k *spansKind) layout(m *model, it *review.Item, a review.Answer, width int) *spanText {
	text := k.textOf(m, it, a)
	if k.laid == nil || k.laid.text != text {
		k.laid = newSpanText(text, width)
	}
	k.laid.widen(width)
	marks := k.laid.stretches(a.Spans)
	k.question(m, it, a, marks)
	k.laid.set(marks)
	return k.laid
}

// suggested are the spans of the suggestion where their text stands in an
// answer; those whose text is gone are left out.
func (k *spansKind) suggested(m *model, it *review.Item, a review.Answer) []stretch {
	before, after := it.Sample.Field(m.task.Fields[0]), k.textOf(m, it, a)
	return k.movedTo(before, after, it.Sample.Suggestion.Spans)
}

func (k *spansKind) movedTo(before, after string, spans []review.Span) []stretch {
	of := newPoints(before).stretches(spans)
	if before == after || len(spans) == 0 {
		return of
	}
	if c := k.moved; c.before == before && c.after == after && slices.Equal(c.spans, spans) {
		return slices.Clone(c.at)
	}
	var at []stretch
	for _, s := range reanchor(before, after, of) {
		if !s.gone {
			s.check = false
			at = append(at, s.stretch)
		}
	}
	slices.SortFunc(at, func(a, b stretch) int {
		if a.less(b) {
			return -1
		}
		return 1
	})
	k.moved = movedSpans{before, after, spans, at}
	return slices.Clone(at)
}

func (k *spansKind) paintsFor(m *model) spanPaints {
	if k.paints.st != m.st {
		k.paints = newSpanPaints(m)
	}
	return k.paints
}

// sections are the other fields and then the text, next to the list of what is
// marked in it.
func (k *spansKind) sections(m *model, it *review.Item, w int) []section {
	name, a := m.task.Fields[0], m.standing(it)
	var others []review.Field
	for _, f := range it.Sample.Fields {
		if f.Name != name {
			others = append(others, f)
		}
	}
	out := m.fieldSections(it, w, true, others)
	shown := ""
	if len(m.task.Fields) > 1 {
		shown = name
	}
	t := k.layout(m, it, a, min(w, measureMost))
	head := m.heading(shown, m.hidden.in(it.Sample.Seq, name, t.text))
	if _, edited := a.Fields[name]; edited {
		head = strings.TrimSpace(m.heading(shown, visible.Hidden(t.text)) + m.st.warn.text("  ✎ edited"))
	}
	s := section{head: head, spans: &spanSection{t, k.paintsFor(m)}, part: name}
	if t.text == "" {
		s.spans, s.rows = nil, []string{m.st.faint.text("(empty)")}
	}
	return append(out, s)
}

func (k *spansKind) foot(m *model, it *review.Item, w, most int) []string {
	a := m.standing(it)
	text := k.textOf(m, it, a)
	is := newPoints(text).stretches(a.Spans)
	k.question(m, it, a, is)
	changes := spanChanges(k.suggested(m, it, a), is)
	var rows []string
	switch {
	case m.unconfirmed(it):
		rows = append(rows, m.pendingRows(countSpans(len(a.Spans))+changeSigns(changes), w, 1)...)
	case !it.Sample.Suggested:
		rows = append(rows, m.st.warn.text("no suggestion: "+k.marksBy(m, it)+" marks spans"))
	default:
		said := countSpans(len(it.Sample.Suggestion.Spans))
		row := m.st.faint.text("suggestion ") + m.st.accent.text(said)
		rows = append(rows, row+m.st.faint.text("  "+oneLine(m.reasonText(it), max(0, w-2-cells("suggestion "+said)))))
	}
	if gone := k.goneWords(it); gone != "" && m.unconfirmed(it) {
		rows = append(rows, m.st.warn.text(oneLine("the edit deleted the text of "+gone, w)))
	}
	if it.State.Verdict != "" {
		most-- // what stands decided comes below
	}
	// The text comes first; its tags say most of what the list says.
	first := slices.IndexFunc(changes, func(c spanChange) bool { return c.sign != spanKept })
	room, least := most-len(rows), 0
	if first >= 0 {
		least = 1
	}
	if k.laid != nil && k.laid.text == text {
		body := footShare*most - cardHead - 1 - len(rows) // rows of the card for text and list
		room = min(room, max(body-k.laid.heightUpTo(body), least))
	}
	return append(rows, m.spanList(text, changes, w, room, max(first, 0))...)
}

// changeSigns counts what became of spans: ", +2 -1".
func changeSigns(changes []spanChange) string {
	n := map[rune]int{}
	for _, c := range changes {
		n[c.sign]++
	}
	var out []string
	for _, sign := range []rune{spanAdded, spanRemoved, spanOther, spanCheck} {
		if n[sign] > 0 {
			out = append(out, fmt.Sprintf("%c%d", sign, n[sign]))
		}
	}
	if len(out) == 0 {
		return ""
	}
	return ": " + strings.Join(out, " ")
}

func (k *spansKind) key(m *model, it *review.Item, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	key := msg.String()
	if key == jumpKey(m) {
		k.jump(m, it)
		return nil, true
	}
	if !k.opens(m, it, key) {
		return nil, false
	}
	if key == "enter" && m.unconfirmed(it) {
		return m.confirm(it), true
	}
	top, inText := k.rowAt(m, cardHead)
	p := k.openSpans(m, it)
	switch key {
	case "tab":
		p.jump(1)
	case "shift+tab":
		p.jump(-1)
	default:
		if w, ok := p.t.nearest(&top, 0); ok && inText {
			p.cur.on(w) // where the reviewer is reading
		}
	}
	return nil, true
}

// opens tells whether a key goes into the text. So does an enter that accepts where
// there is nothing to accept.
func (k *spansKind) opens(m *model, it *review.Item, key string) bool {
	switch key {
	case "tab", "shift+tab":
		return m.opts.Keys.free(key)
	case "enter":
		nothing := !it.Sample.Suggested && !m.unconfirmed(it)
		return m.opts.Keys.free(key) || nothing && m.opts.Keys.action(key) == actAccept
	}
	return false
}

// marksBy is the key that goes into the text of the card.
func (k *spansKind) marksBy(m *model, it *review.Item) string {
	for _, key := range []string{"enter", "tab", "shift+tab"} {
		if k.opens(m, it, key) {
			return key
		}
	}
	return m.digits() // of labels, which go there too
}

// refusedSpans says what to do where there is nothing to accept.
func (m *model) refusedSpans() {
	key := "enter"
	if k, ok := m.kind.(*spansKind); ok && m.current() != nil {
		key = k.marksBy(m, m.current())
	}
	there := "enter again"
	if key != "enter" {
		there = "enter there"
	}
	m.sayHere(levelWarn, "there is no suggestion to accept: "+key+" marks spans, and "+there+" decides", key, "enter")
}

// label marks in the span mode, and opens it on the card: there, no word is
// chosen yet.
func (k *spansKind) label(m *model, it *review.Item, i int) tea.Cmd {
	if p, open := m.spansOpen(it); open {
		p.changed()
		p.mark(m, i)
		return nil
	}
	k.openSpans(m, it)
	m.status.say(levelInfo, "choose words: the key of a label marks them")
	return nil
}

func (k *spansKind) labels(m *model, it *review.Item) []tag {
	out := k.plain.labels(m, it)
	paints := k.paintsFor(m)
	for i := range out {
		out[i].sign = paints.tag[m.task.Labels[out[i].at].Name].text("▬") + " "
	}
	return out
}

func (k *spansKind) hints(m *model, it *review.Item) []hint {
	if it == nil {
		return nil
	}
	if m.unconfirmed(it) {
		out := m.confirmHints(it)
		if m.opts.Keys.free("tab") {
			out = append(out, hint{"tab", "mark words"})
		}
		return out
	}
	key := k.marksBy(m, it)
	out := []hint{{key, "mark words"}}
	if key == "enter" {
		out = append(out, spanHints(len(m.standing(it).Spans), jumpKey(m))...)
	}
	return slices.DeleteFunc(out, func(h hint) bool { return h.key == "tab" && !m.opts.Keys.free("tab") })
}

func (k *spansKind) help(m *model) []hint {
	out := []hint{{"", "spans, on the card"}}
	does, free := "mark spans: a cursor goes into the text", m.opts.Keys.free
	if free("enter") {
		out, does = append(out, hint{"enter", does}), "the same"
	} else if h := m.confirmHelp()[0]; h.key == "enter" {
		out = append(out, hint{h.key, h.does + "; where nothing is suggested, mark spans"})
	}
	if free("tab") {
		out, does = append(out, hint{"tab", does + ", at the first span (shift+tab: at the last)"}), "the same"
	}
	if key := jumpKey(m); key != "" {
		out, does = append(out, hint{key, does + ", at a span that you pick: type the sign it gets"}), "the same"
	}
	return append(append(out,
		hint{"click", does + ", at the span there; the right button removes it"},
		hint{"", "spans, in the text"},
	), spanHelp(m)...)
}

func (k *spansKind) words(_ *model, a review.Answer) string {
	if a.Spans == nil {
		return ""
	}
	out := countSpans(len(a.Spans))
	if names := a.LabelNames(); len(names) > 0 {
		out += ": " + strings.Join(names, ", ")
	}
	return visible.Line(out)
}

// wordsOn say the spans with their texts.
func (k *spansKind) wordsOn(m *model, it *review.Item, a review.Answer, _ bool) string {
	if a.Spans == nil && !it.Sample.Suggested {
		return ""
	}
	return spanWords(k.textOf(m, it, a), a.Spans)
}

func (k *spansKind) changes(*model, review.Answer, review.Answer, int) []string { return nil }

// changesOn are the spans that a decision changed, one on each row.
func (k *spansKind) changesOn(m *model, it *review.Item, before, after review.Answer, w int) []string {
	was, is := k.textOf(m, it, before), k.textOf(m, it, after)
	from := k.movedTo(was, is, before.Spans)
	var rows []string
	for _, c := range spanChanges(from, newPoints(is).stretches(after.Spans)) {
		if c.sign != spanKept {
			rows = append(rows, fit(m.changeText(is, c, w/2), w))
		}
	}
	return rows
}

// changesOn show what became of the suggestion, in terms of the sample for kinds
// in which that matters.
func (m *model) changesOn(it *review.Item, before, after review.Answer, w int) []string {
	if k, ok := m.kind.(interface {
		changesOn(m *model, it *review.Item, before, after review.Answer, w int) []string
	}); ok {
		return k.changesOn(m, it, before, after, w)
	}
	return m.kind.changes(m, before, after, w)
}
