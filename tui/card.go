package tui

import (
	"fmt"
	"strings"
	"unicode"

	"winnow/review"
	"winnow/tui/lines"
	"winnow/tui/visible"
	"winnow/tui/worddiff"
)

// footAt is the least number of rows between the card's head and its foot.
const footAt = 5

// section is one text of the card under its heading. Long texts are laid out
// only as far as they are looked at; a diff is laid out at once.
type section struct {
	head  string // painted; "" for none
	text  *lines.Lines
	rows  []string     // instead of text: painted rows
	cols  *columns     // instead of both: texts side by side
	spans *spanSection // instead of all three: a text with labels in it
	quote bool         // stands behind a bar: it is the model's
	part  string       // the text's name in the sample, "" for none
	marks *textMarks
	close bool // no empty row above it
}

// card is the sample on screen, laid out once for its width.
type card struct {
	seq      uint64
	w        int
	laid     bool
	tight    bool // no empty rows between its parts
	folded   bool // some of its texts stand on one row
	sections []section
	foot     []string // stays in place under the text
	scroll   int
	rowsSeen int // height of the last window, for paging
	more     bool

	rows kept // what is in sight, at scroll position at and height h
	at   int
	h    int
}

// forget makes the next view lay the card out anew.
func (c *card) forget() {
	c.laid = false
	c.rows.drop()
}

// top goes to the first row.
func (c *card) top() { c.scroll = 0 }

// cardRows returns exactly h rows of w cells.
func (m *model) cardRows(w, h int) []string {
	it := m.current()
	if it == nil {
		return block(m.emptyRows(w), w, h)
	}
	c := &m.card
	if c.seq != it.Sample.Seq || c.w != w || c.h != h {
		c.forget()
	}
	if c.scroll != c.at {
		c.rows.drop()
	}
	return c.rows.or(func() []string { return m.composeCard(it, w, h) })
}

// composeCard lays the card out where it is new and cuts out what is in sight.
func (m *model) composeCard(it *review.Item, w, h int) []string {
	c := &m.card
	if !c.laid {
		*c = card{seq: it.Sample.Seq, w: w, h: h, laid: true, scroll: c.scroll}
		if k, ok := m.kind.(squeezer); ok {
			k.squeeze(0)
		}
		c.sections = m.sections(it, w-2)
		c.foot = m.footRows(it, w-2, m.footMost(h))
		m.squeeze(it, w-2, h)
		m.markTexts(it)
	}
	body := c.body(h)
	rows := m.windowRows(it, w-2, body)
	c.at = c.scroll
	head := both(" "+m.idText(it)+m.readText(c.w), "  "+m.confidenceText(it)+" ", c.measure())
	// The foot stands at the same height under all short texts, so that the
	// eye need not look for it, close to them, and gives way to longer ones.
	for !c.tight && len(rows) < min(body, footAt) {
		rows = append(rows, "")
	}
	out := []string{head}
	if !c.tight {
		out = append(out, "")
	}
	for _, r := range append(rows, c.foot...) {
		out = append(out, " "+r)
	}
	return block(out, w, h)
}

// body is how many rows of the card's h are left for its texts.
func (c *card) body(h int) int {
	if c.tight {
		return max(1, h-1-len(c.foot))
	}
	return max(1, h-2-len(c.foot))
}

// measure is how wide the head is: as the texts under it, so that no look at the
// confidence leads away from them.
func (c *card) measure() int {
	for _, s := range c.sections {
		if s.cols != nil {
			return c.w
		}
	}
	return min(c.w, measureMost+2)
}

// window returns the rows from the scroll position on, at most n, and keeps
// the scroll position inside the text.
func (c *card) window(st *styles, n int) []string {
	for {
		c.rowsSeen = n
		rows, more := c.take(st, c.scroll, n)
		c.more = more
		if len(rows) == n || c.scroll == 0 {
			if more && c.tells(n) {
				rows[n-1] = st.faint.text("▼ more below: ↓ pgdn end")
			}
			return rows
		}
		c.scroll = max(0, c.scroll-(n-len(rows)))
	}
}

// tells says whether the last of n rows tells that there is more.
func (c *card) tells(n int) bool { return n > 1 && !c.tight }

// take returns up to n rows from row first on and whether there are more.
func (c *card) take(st *styles, first, n int) (out []string, more bool) {
	at := 0
	for i, s := range c.sections {
		lead := s.lead(i)
		for _, r := range lead {
			if at >= first && len(out) < n {
				out = append(out, r)
			}
			at++
		}
		from := max(0, first-at)
		rows, count := s.window(st, from, n-len(out)+1)
		for _, r := range rows {
			if len(out) == n {
				return out, true
			}
			out = append(out, r)
		}
		if at += count; len(out) == n && i < len(c.sections)-1 {
			return out, true
		}
	}
	return out, false
}

// lead are the rows above a section's text.
func (s section) lead(i int) []string {
	var out []string
	if i > 0 && !s.close {
		out = append(out, "")
	}
	if s.head != "" {
		out = append(out, s.head)
	}
	return out
}

// window returns up to n painted rows of the section and its height as far as
// it is known.
func (s section) window(st *styles, first, n int) ([]string, int) {
	var out []string
	if s.cols != nil {
		return s.cols.window(st, first, n)
	}
	if s.spans != nil {
		return s.spans.window(first, n)
	}
	if s.text == nil {
		for i := first; i < len(s.rows) && len(out) < n; i++ {
			out = append(out, s.indent(st)+s.rows[i])
		}
		return out, len(s.rows)
	}
	for i, r := range s.text.Window(first, n) {
		out = append(out, s.indent(st)+s.marks.paint(st, s.text, max(first, 0)+i, r))
	}
	count, _ := s.text.Count()
	return out, count
}

func (s section) indent(st *styles) string {
	if s.quote {
		return st.accent.text("▌") + " "
	}
	return ""
}

// height lays the whole card out and returns its rows.
func (c *card) height() int {
	n := 0
	for i, s := range c.sections {
		n += len(s.lead(i)) + s.height()
	}
	return n
}

// height lays the section out and returns its rows, without the heading.
func (s section) height() int {
	switch {
	case s.cols != nil:
		return s.cols.height()
	case s.spans != nil:
		return s.spans.height()
	case s.text != nil:
		return s.text.All()
	}
	return len(s.rows)
}

func paintRow(st *styles, r lines.Row) string {
	if len(r.Marks) == 0 {
		return r.Text
	}
	var b strings.Builder
	for _, seg := range r.Segments() {
		if seg.Mark {
			b.WriteString(st.mark.text(seg.Text))
		} else {
			b.WriteString(seg.Text)
		}
	}
	return b.String()
}

// sections lays out what the reviewer reads, each text at most measureMost
// cells wide.
func (m *model) sections(it *review.Item, w int) []section {
	m.read.laid.begin()
	out := m.asRead(m.kind.sections(m, it, w))
	w = min(w, measureMost)
	if it.Sample.Rationale != "" {
		out = append(out, m.textSection(m.st.head.text("model's reason"), it.Sample.Rationale, "", false, false, w))
	}
	out = append(out, m.draftSections(it, w)...)
	if it.State.Note != "" {
		out = append(out, m.textSection(m.st.head.text("note"), it.State.Note, "", false, false, w))
	}
	return out
}

func (m *model) textSection(head, before, after string, edited, quote bool, w int) section {
	s := section{head: head, quote: quote}
	w = min(w, measureMost)
	if quote {
		w -= 2
	}
	switch {
	case edited:
		s.rows = m.diffRows(before, after, w)
	case before == "":
		s.rows = []string{m.st.faint.text("(empty)")}
	default:
		s.text = m.read.laid.of(before, max(w, 2))
	}
	return s
}

// heading names a text and says how many of its characters are hidden.
func (m *model) heading(name string, hidden int) string {
	h := m.st.head.text(visible.Line(name))
	if h == "" {
		return strings.TrimLeft(m.hiddenWords(hidden), " ")
	}
	return h + m.hiddenWords(hidden)
}

// hiddenWords say how many characters of a text are hidden, behind what names it;
// "" for none.
func (m *model) hiddenWords(n int) string {
	if n == 0 {
		return ""
	}
	return "  " + m.st.warn.text(fmt.Sprintf("⚠ %d hidden character%s", n, plural(n)))
}

// diffRows shows what an edit changed, word by word; without colours the
// changes stand in signs.
func (m *model) diffRows(before, after string, w int) []string {
	return m.diffRowsAs(before, after, w, diffMark{m.st.deleted, "[-", "-]"}, diffMark{m.st.inserted, "{+", "+}"})
}

// diffMark is how words that one of two texts lacks are shown: without colours
// between signs.
type diffMark struct {
	paint     paint
	open, end string
}

func (m *model) diffRowsAs(before, after string, w int, gone, come diffMark) []string {
	var b strings.Builder
	deleted := ""
	for _, op := range worddiff.Words(before, after) {
		text := visible.Text(op.Text)
		if op.Kind == worddiff.Insert && parted(deleted, op.Text) {
			b.WriteByte(' ')
		}
		deleted = ""
		switch op.Kind {
		case worddiff.Insert:
			text = paintLines(come.paint, m.signed(come.open, text, come.end))
		case worddiff.Delete:
			text, deleted = paintLines(gone.paint, m.signed(gone.open, text, gone.end)), op.Text
		}
		b.WriteString(text)
	}
	return wrapPainted(b.String(), max(2, w))
}

// parted tells that a space is needed between what was deleted and what stands
// in its place, for the two not to read as one word.
func parted(deleted, inserted string) bool {
	return deleted != "" && strings.TrimRightFunc(deleted, unicode.IsSpace) == deleted &&
		strings.TrimLeftFunc(inserted, unicode.IsSpace) == inserted
}

// paintLines paints each line by itself, so that no row depends on another.
func paintLines(p paint, s string) string {
	parts := strings.Split(s, "\n")
	for i, l := range parts {
		parts[i] = p.text(l)
	}
	return strings.Join(parts, "\n")
}

func (m *model) idText(it *review.Item) string {
	id := m.st.faint.text(shortID(it.Sample.ID))
	if it.State.Flag {
		id += m.st.warn.text("  ⚑ flagged")
	}
	if it.Draft != nil {
		id += m.st.warn.text("  ✎ draft")
	}
	return id
}

func (m *model) modelName(it *review.Item) string {
	if it.Sample.Provenance.Model != "" {
		return oneLine(it.Sample.Provenance.Model, 40)
	}
	return "the model"
}

func plural(n int) string {
	if n == 1 {
		return ""
	}
	return "s"
}
