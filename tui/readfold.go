package tui

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"winnow/tui/visible"
)

// toggleFold folds all texts of the card but the last, or unfolds them.
func (m *model) toggleFold() {
	r := &m.read
	open := r.fold || m.card.folded
	r.fold, r.whole = !open, open
	m.stale()
	m.card.top()
	switch {
	case !r.fold:
		m.status.say(levelInfo, "all texts are shown whole")
	case r.texts <= 1:
		m.status.say(levelHint, "this card has one text only; on others all but the last are folded")
	default:
		m.status.say(levelInfo, "all texts but the last are folded, on the next cards too; "+m.opts.Keys.of(actFold)+" shows them whole", m.opts.Keys.of(actFold))
	}
}

// asRead folds and renders what the kind has laid out, as the reviewer chose.
func (m *model) asRead(sections []section) []section {
	first := 0
	m.read.texts = len(sections)
	if m.read.fold {
		first = m.folded(sections)
		m.foldAll(sections[:first])
	}
	if m.read.render {
		m.putRendered(sections[first:])
	}
	return sections
}

// folded is how many of a card's texts are folded: those that give the context
// of the last. A conversation is itself what they are the context of.
func (m *model) folded(sections []section) int {
	if _, own := m.kind.(viewer); own {
		return len(sections)
	}
	n := max(0, len(sections)-1)
	for n > 0 && slices.Contains(m.task.Answers, sections[n-1].part) {
		n-- // answers to compare are read together
	}
	return n
}

// foldAll folds sections, whose texts then begin in one column.
func (m *model) foldAll(sections []section) {
	wide := 0
	for _, s := range sections {
		if s.text != nil {
			wide = max(wide, min(cells(s.head), labelMost))
		}
	}
	for i := range sections {
		m.foldOne(&sections[i], wide)
	}
}

// foldOne leaves a text's heading of so many cells, with its length and how it
// begins. What fits there whole has nothing to unfold; what somebody has changed
// stays whole.
func (m *model) foldOne(s *section, wide int) {
	if s.text == nil {
		return
	}
	const begins = 200 // bytes
	text := s.text.Text()
	head := s.head
	if head != "" {
		head += blank(wide-cells(head)) + "  "
	}
	if !strings.Contains(text, "\n") && len(text) <= begins && cells(head)+2+cells(visible.Line(text)) <= s.text.Width() {
		s.head, s.rows = head+"  "+visible.Line(text), []string{}
		s.text, s.marks = nil, nil
		return
	}
	head += m.st.accent.text("▸ ")
	n := utf8.RuneCountInString(text)
	rest := fmt.Sprintf("  %s character%s, %s unfolds", grouped(n), plural(n), m.opts.Keys.of(actFold))
	const roomy = 50 // cells from which on there is room for more than the beginning
	if s.text.Width() < roomy {
		rest = ""
	}
	start := atWord(oneLine(cutAt(text, begins), max(0, s.text.Width()-cells(head)-cells(rest))))
	rest, _ = m.st.keyed(m.st.faint, rest, []string{m.opts.Keys.of(actFold)})
	s.head, s.text, s.marks = head+start+rest, nil, nil
	m.card.folded = true
}

// atWord has a row that was cut short end with a whole word, where it costs little.
func atWord(row string) string {
	const most = 16 // bytes given up for it
	short, cut := strings.CutSuffix(row, "…")
	at := strings.LastIndexByte(short, ' ')
	if !cut || at < 1 || len(short)-at > most {
		return row
	}
	return short[:at] + " …"
}

// cutAt is the beginning of a text, cut at a character.
func cutAt(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most]
}

// readText says, in the card's first row, how the texts are shown and, of those
// that do not fit, which part is in sight.
func (m *model) readText(w int) string {
	out := ""
	if m.read.render {
		out += m.st.faint.text("  Markdown rendered: ") + m.st.key.text(visible.Line(m.opts.Keys.of(actRender))) + m.st.faint.text(" raw text")
	}
	return out + m.positionText(w)
}

// positionText is where the window stands in a text that does not fit.
func (m *model) positionText(w int) string {
	c := &m.card
	if _, own := m.kind.(viewer); own || !c.more && c.scroll == 0 {
		return ""
	}
	total, exact := c.count()
	about := "~"
	if exact {
		about = ""
	}
	last := min(c.scroll+c.rowsSeen, total)
	if c.more && c.tells(c.rowsSeen) {
		last-- // that row says that there is more
	}
	place := fmt.Sprintf("  rows %s–%s of %s%s · %d%%", grouped(min(c.scroll+1, last)), grouped(last), about, grouped(total), 100*last/max(1, total))
	const narrow = 60
	if w < narrow {
		place = fmt.Sprintf("  %d%%", 100*last/max(1, total))
	}
	if c.scroll > 0 {
		place = "  ▲" + place[1:]
		var keys []string
		for _, up := range []action{actUp, actPageUp, actTop} {
			if m.opts.Keys.has(up) && (w >= narrow || len(keys) == 0) {
				keys = append(keys, m.opts.Keys.of(up))
			}
		}
		place += "  " + strings.Join(keys, " ") // the row that says there is more names those down
	}
	return m.st.faint.text(place)
}

// count is the number of the card's rows, as far as it is known.
func (c *card) count() (n int, exact bool) {
	exact = true
	for i, s := range c.sections {
		rows, known := s.count()
		n += len(s.lead(i)) + rows
		exact = exact && known
	}
	return n, exact
}

func (s section) count() (n int, exact bool) {
	switch {
	case s.cols != nil:
		exact = true
		for _, c := range s.cols.of {
			rows, known := c.count()
			n, exact = max(n, rows), exact && known
		}
		return n, exact
	case s.spans != nil:
		return s.spans.count()
	case s.text != nil:
		return s.text.Count()
	}
	return len(s.rows), true
}
