package tui

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"winnow/review"
	"winnow/tui/worddiff"
)

// Widths of answers side by side, in cells.
const (
	columnLeast = 40 // a narrower text reads badly: then they stand under one another
	columnGap   = 3
	// columnSqueezed is the least of all, where else one of them were out of sight.
	columnSqueezed = 12
)

// columns are texts side by side. They scroll together, and each is laid out
// only as far as it is looked at.
type columns struct {
	of []section
	w  int // of each
}

// window returns up to n rows and the height as far as it is known.
func (c *columns) window(st *styles, first, n int) (out []string, height int) {
	texts := make([][]string, len(c.of))
	most := 0
	for i, s := range c.of {
		var count int
		texts[i], count = s.window(st, first, n)
		most, height = max(most, len(texts[i])), max(height, count)
	}
	for j := range most {
		out = append(out, c.row(st, func(i int) string {
			if j < len(texts[i]) {
				return texts[i][j]
			}
			return "" // that text has ended above
		}))
	}
	return out, height
}

// row joins what stands on one row, by column.
func (c *columns) row(st *styles, of func(i int) string) string {
	var b strings.Builder
	for i := range c.of {
		if i > 0 {
			b.WriteString(st.faint.text(" │ "))
		}
		b.WriteString(fit(of(i), c.w))
	}
	return b.String()
}

func (c *columns) height() int {
	n := 0
	for _, s := range c.of {
		n = max(n, s.height())
	}
	return n
}

// besides tells whether n answers fit side by side on w cells, and how wide each
// is then.
func besides(n, w int) (each int, ok bool) {
	each = (w - (n-1)*columnGap) / n
	return min(each, measureMost), each >= columnLeast
}

func (k *preferKind) sections(m *model, it *review.Item, w int) []section {
	var others []review.Field
	for _, f := range it.Sample.Fields {
		if !slices.Contains(m.task.Answers, f.Name) {
			others = append(others, f)
		}
	}
	out := m.fieldSections(it, w, true, others)
	if k.room >= squeezeContext && !m.read.whole {
		m.foldAll(out)
	}
	if k.diff == it.Sample.Seq {
		texts := k.plain.texts(m, it, m.standing(it))
		if !k.two || !isApart(texts[m.task.Answers[0]], texts[m.task.Answers[1]]) {
			return append(out, k.difference(m, it, w)...)
		}
		out = append(out, section{head: m.st.head.text("difference"), rows: []string{m.st.warn.text(apartWords)}})
	}
	each, beside := besides(len(m.task.Answers), w)
	if !beside && (k.room < squeezeColumns || each < columnSqueezed) {
		return append(out, k.answers(m, it, w)...)
	}
	cols := &columns{of: k.answers(m, it, each), w: each}
	head := cols.row(m.st, func(i int) string { return cols.of[i].head })
	return append(out, section{head: head, cols: cols})
}

func (k *preferKind) squeeze(level int) { k.room = level }

func (*preferKind) keysOnCard() {}

func (k *preferKind) begins(m *model, s section) bool {
	return s.cols != nil || slices.Contains(m.task.Answers, s.part)
}

// answers are the answers from left to right, each under its place.
func (k *preferKind) answers(m *model, it *review.Item, w int) []section {
	var out []section
	now := m.standing(it)
	tags := k.labels(m, it)
	mine := it.State.Decided() && it.State.Verdict != review.Reject || m.unconfirmed(it)
	for pos, i := range k.order(m, it) {
		name := m.task.Answers[i]
		before := it.Sample.Field(name)
		after, edited := now.Fields[name]
		t := tags[pos]
		keys := strings.Join(strings.Fields(t.digit+" "+t.key), "/") + " "
		switch {
		case m.opts.ReadOnly:
			keys = ""
		case !m.labelKeysWork():
			keys = blank(cells(keys))
		}
		head := m.st.key.text(keys) + m.heading(t.name, m.hidden.in(it.Sample.Seq, name, before))
		switch {
		case mine && t.stands:
			head += m.st.good.text("  ● " + m.whose(it))
		case t.model:
			head += m.st.accent.text("  ◂ model")
		}
		sec := m.textSection(head, before, after, edited, false, w)
		sec.part = name
		out = append(out, sec)
	}
	return out
}

// laidDiff are the rows of a difference that were laid out last: a long one
// takes longer than a frame.
type laidDiff struct {
	from, to string
	w        int
	two      diffMark // which has the colours
	rows     []string
}

// difference shows the answers by what they do not have in common with the one
// on the left.
func (k *preferKind) difference(m *model, it *review.Item, w int) []section {
	texts := k.plain.texts(m, it, m.standing(it))
	order := k.order(m, it)
	first := texts[m.task.Answers[order[0]]]
	var out []section
	for pos, i := range order[1:] {
		from, to := k.place(0), k.place(pos+1)
		text := texts[m.task.Answers[i]]
		one, two := m.onlyIn(0), m.onlyIn(pos+1)
		if text == first {
			out = append(out, section{head: m.st.head.text(from + " and " + to), rows: []string{m.st.warn.text("They say the same, letter for letter.")}})
			continue
		}
		if isApart(first, text) {
			out = append(out, section{head: m.st.head.text("difference: " + from + " and " + to), rows: []string{m.st.warn.text(apartWords)}})
			continue
		}
		out = append(out, section{
			head: m.st.head.text("difference: ") + one.paint.text(m.signed(one.open, "only "+from, one.end)) + "  " +
				two.paint.text(m.signed(two.open, "only "+to, two.end)),
			rows: k.diffRows(m, first, text, min(w, measureMost), two),
		})
	}
	return out
}

// signed puts signs around a text where there are no colours.
func (m *model) signed(open, text, end string) string {
	if m.st.plain {
		return open + text + end
	}
	return text
}

// onlyIn marks what only the answer in a place says. No place looks like the
// better one: nothing is struck out, and no colour means right or wrong.
func (m *model) onlyIn(place int) diffMark {
	mark := diffMark{m.st.first, fmt.Sprintf("%d[", place+1), "]"}
	if place > 0 {
		mark.paint = m.st.second
	}
	return mark
}

func (k *preferKind) diffRows(m *model, from, to string, w int, two diffMark) []string {
	if l := &k.laid; l.rows == nil || l.from != from || l.to != to || l.w != w || l.two != two {
		*l = laidDiff{from: from, to: to, w: w, two: two, rows: m.diffStretch(from, to, w, two)}
	}
	return k.laid.rows
}

// diffMost is how much of each text is compared, in bytes, from the first
// difference on: a megabyte takes longer than a reader waits for a key.
const diffMost = 96 << 10

// apartMost is the longest text that is looked through for anything in common, in
// bytes: two that are longer always have something.
const apartMost = 4 << 10

// apartWords stand in place of a difference in which all is marked.
const apartWords = "They have nothing in common that could be marked."

// isApart tells that two answers have nothing in common: where all is marked, no
// mark says anything.
func isApart(a, b string) bool {
	return len(a) <= apartMost && len(b) <= apartMost && worddiff.Apart(a, b)
}

// diffStretch compares the first answer with another one, of any length, and says
// what it leaves out.
func (m *model) diffStretch(from, to string, w int, two diffMark) []string {
	if len(from) <= diffMost && len(to) <= diffMost {
		return m.diffRowsAs(from, to, w, m.onlyIn(0), two)
	}
	begin := 0
	for begin < min(len(from), len(to)) && from[begin] == to[begin] {
		begin++
	}
	const before = 200 // bytes of what is equal, to know where one is
	begin = len(cutAt(from, max(0, begin-before)))
	var rows []string
	if begin > 0 {
		rows = append(rows, m.st.faint.text(grouped(utf8.RuneCountInString(from[:begin]))+" characters before this are the same"))
	}
	head, other := cutAt(from[begin:], diffMost), cutAt(to[begin:], diffMost)
	rows = append(rows, m.diffRowsAs(head, other, w, m.onlyIn(0), two)...)
	if len(head) < len(from)-begin || len(other) < len(to)-begin {
		rows = append(rows, m.st.warn.text(fmt.Sprintf("what follows is not compared: %d KB from the first difference on are", diffMost>>10)))
	}
	return rows
}

func (k *preferKind) foot(m *model, it *review.Item, w, most int) []string {
	rows := k.suggestion(m, it, w, most)
	if m.unconfirmed(it) {
		words := "edited"
		if said := k.wordsOn(m, it, m.pending.answer, false); said != "" {
			words += ", " + said
		}
		rows = append(rows, m.pendingRows(words+": choose", w, 1)...)
	}
	if k.same(m, it) {
		rows = append(rows, m.st.warn.text("the answers say the same, letter for letter"))
	}
	return append(rows, m.alternativeRows(it, w, min(altsAtMost, most-1-len(rows)))...)
}

// same tells whether all answers are one text.
func (k *preferKind) same(m *model, it *review.Item) bool {
	texts := k.plain.texts(m, it, m.standing(it))
	for _, name := range m.task.Answers {
		if texts[name] != texts[m.task.Answers[0]] {
			return false
		}
	}
	return true
}

// suggestion says what the model prefers, in terms of the screen.
func (k *preferKind) suggestion(m *model, it *review.Item, w, most int) []string {
	if !it.Sample.Suggested {
		keys := k.digits(m)
		if k.byArrows(m) {
			keys = "← or →"
		}
		return []string{m.st.warn.text("no suggestion: " + keys + " prefers one")}
	}
	does := "model prefers "
	if m.task.Answer(it.Sample.Suggestion.Label) < 0 {
		does = "model says "
	}
	row := m.st.faint.text(does) + m.st.accent.text(k.wordsOn(m, it, it.Sample.Suggestion, false))
	return m.withReason(row, it, w, most)
}
