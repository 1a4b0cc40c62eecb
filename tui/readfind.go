package tui

import (
	"fmt"
	"slices"
	"sort"
	"unicode"
	"unicode/utf8"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
)

// findPane looks for words in the texts of the card: on the status line, the
// card in sight. What is looked for stays from card to card.
type findPane struct {
	in     textinput.Model
	seq    uint64
	hits   []hit
	at     int // the hit that was jumped to
	from   hit // where the search began
	around bool
	turns  bool // there is more of the card than is in sight
	was    readState
	folded bool // the kind's own way to fold was on
}

// hit is a place in the texts of the card.
type hit struct{ leaf, from, to int }

func (h hit) before(o hit) bool { return h.leaf < o.leaf || h.leaf == o.leaf && h.from < o.from }

// find opens the search, from the first row in sight. It needs the texts as
// they are, in full, for as long as it is open.
func (m *model) find(seq uint64) {
	p := &findPane{in: newInput(" find ", m.read.query), seq: seq, was: m.read}
	m.read.fold, m.read.whole, m.read.render = false, true, false
	if v, ok := m.kind.(reader); ok {
		p.folded = v.foldAs(false)
	}
	m.relaid()
	m.frame()
	p.from = m.topHit()
	m.open(p)
	p.search(m)
}

// end takes the marks of what was looked for away, and folds and renders the texts
// as they were: they stay about where they are in sight.
func (p *findPane) end(m *model) {
	m.unmark()
	r, was := &m.read, &p.was
	if it := m.current(); p.folded && it != nil && it.Sample.Seq == p.seq {
		if v, ok := m.kind.(reader); ok {
			v.foldAs(true)
		}
	}
	if p.folded || r.fold != was.fold || r.whole != was.whole || r.render != was.render {
		r.fold, r.whole, r.render = was.fold, was.whole, was.render
		m.relaid()
	}
}

// topHit is the place of the first row in sight.
func (m *model) topHit() hit {
	if v, ok := m.kind.(reader); ok {
		return v.topHit(m)
	}
	c := &m.card
	for i, l := range c.leaves() {
		first := c.rowOf(l.text, 0)
		if rows := l.text.Window(c.rowAt(l.text, max(0, c.scroll-first)), 1); len(rows) > 0 {
			return hit{leaf: i, from: rows[0].Start}
		}
	}
	return hit{}
}

// reader is a kind that lays most of its texts out itself.
type reader interface {
	leaves(m *model) []leaf
	turnLeaves(m *model) []leaf // without those of the card's sections
	topHit(m *model) hit
	// reach brings the byte at off of the i-th leaf into sight.
	reach(m *model, i, off int)
	// relay lays all texts out anew, foldAs folds them or shows them whole and tells
	// how they were.
	relay()
	foldAs(fold bool) (was bool)
}

func (m *model) leaves() []leaf {
	if v, ok := m.kind.(reader); ok {
		return v.leaves(m)
	}
	return m.card.leaves()
}

func (p *findPane) onStatusLine()        {}
func (p *findPane) setSize(w, _ int)     { p.in.SetWidth(max(1, w-findRoom)) }
func (p *findPane) setStyles(st *styles) { p.in.SetStyles(st.inputStyles()) }
func (p *findPane) cursor() *tea.Cursor  { return p.in.Cursor() }
func (p *findPane) hints() []hint {
	var out []hint
	if n := len(p.hits); n > 1 || n == 1 && p.turns { // what scrolled away comes back
		out = []hint{{"enter ↓", "next"}, {"↑", "previous"}}
	}
	if p.turns {
		out = append(out, hint{"pgup pgdn", "scroll"})
	}
	return append(out, hint{"esc", "back"})
}

// findRoom are the cells beside the input.
const findRoom = 36

func (p *findPane) update(m *model, msg tea.Msg) (tea.Cmd, bool) {
	if k, ok := msg.(tea.KeyPressMsg); ok {
		switch k.String() {
		case "esc":
			p.end(m)
			return nil, true
		case "enter", "down", "ctrl+n":
			p.step(m, 1)
			return nil, false
		case "up", "ctrl+p", "shift+enter":
			p.step(m, -1)
			return nil, false
		case "pgup":
			m.scroll(actPageUp)
			return nil, false
		case "pgdown":
			m.scroll(actPageDown)
			return nil, false
		}
	}
	if w, ok := msg.(tea.MouseWheelMsg); ok {
		m.onWheel(w)
		return nil, false
	}
	var cmd tea.Cmd
	p.in, cmd = p.in.Update(msg)
	if p.in.Value() != m.read.query {
		m.read.query = p.in.Value()
		p.search(m)
	}
	return cmd, false
}

func (p *findPane) bindsAlt(k tea.KeyPressMsg) bool { return inputBindsAlt(p.in, k) }

// unmark takes the marks of what was looked for away.
func (m *model) unmark() {
	for _, l := range m.leaves() {
		l.marks.hits = nil
	}
	m.card.rows.drop()
}

// search finds all hits and goes to the first from where the search began.
func (p *findPane) search(m *model) {
	p.collect(m)
	p.at = max(0, slices.IndexFunc(p.hits, func(h hit) bool { return !h.before(p.from) }))
	p.around = len(p.hits) > 0 && p.hits[p.at].before(p.from)
	p.mark(m)
	p.reach(m)
}

// collect looks through the sources of all texts.
func (p *findPane) collect(m *model) {
	p.hits = p.hits[:0]
	for i, l := range m.leaves() {
		for _, s := range hitsOf(l.text.Text(), m.read.query) {
			p.hits = append(p.hits, hit{i, s[0], s[1]})
		}
	}
}

// mark puts the hits on the texts, which may have been laid out anew.
func (p *findPane) mark(m *model) {
	for i, l := range m.leaves() {
		from := sort.Search(len(p.hits), func(k int) bool { return p.hits[k].leaf >= i })
		to := sort.Search(len(p.hits), func(k int) bool { return p.hits[k].leaf > i })
		l.marks.hits = make([]sourceMark, to-from)
		for k, h := range p.hits[from:to] {
			l.marks.hits[k] = sourceMark{h.from, h.to, penHit}
			if from+k == p.at {
				l.marks.hits[k].as = penAt
			}
		}
	}
	m.card.rows.drop()
}

// step goes to the next hit, or the one before; behind the last comes the
// first again.
func (p *findPane) step(m *model, by int) {
	n := len(p.hits)
	if n == 0 {
		return
	}
	at := p.at + by
	p.around = at < 0 || at >= n
	p.at = (at + n) % n
	p.mark(m)
	p.reach(m)
}

func (p *findPane) reach(m *model) {
	if len(p.hits) == 0 {
		return
	}
	h := p.hits[p.at]
	if v, ok := m.kind.(reader); ok {
		v.reach(m, h.leaf, h.from)
		return
	}
	c := &m.card
	c.show(c.rowOf(c.leaves()[h.leaf].text, h.from))
}

func (p *findPane) rows(m *model, w, _ int) []string {
	_, views := m.kind.(viewer)
	p.turns = views || m.card.more || m.card.scroll > 0
	right := ""
	switch n := len(p.hits); {
	case n > 0:
		right = fmt.Sprintf("%s of %s ", grouped(p.at+1), grouped(n))
		if p.around {
			right = "from the other end: " + right
		}
		right = m.st.accent.text(right)
	case m.read.query != "":
		right = m.st.warn.text("not in these texts ")
	}
	return []string{both(inputRow(p.in.View()), right, w)}
}

// hitsOf are the places, in bytes, where text says query, whatever the
// case of the letters (Unicode's simple folding). They do not overlap.
func hitsOf(text, query string) [][2]int {
	var folded []rune
	for _, r := range query {
		folded = append(folded, foldOf(r))
	}
	if len(folded) == 0 {
		return nil
	}
	var out [][2]int
	first := orbit(folded[0])
	for i := 0; i < len(text); {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		if r == first[0] || r == first[1] || r == first[2] || r == first[3] {
			if n := startsWith(text[i+size:], folded[1:]); n >= 0 {
				out = append(out, [2]int{i, i + size + n})
				size += n
			}
		}
		i += size
	}
	return out
}

// startsWith returns the length of what s says of folded at its start, or -1.
func startsWith(s string, folded []rune) int {
	n := 0
	for _, f := range folded {
		r, size := utf8.DecodeRuneInString(s[n:])
		if size == 0 || r != f && foldOf(r) != f {
			return -1
		}
		n += size
	}
	return n
}

// foldOf is one character for all that differ in case only: the lowest.
func foldOf(r rune) rune {
	low := r
	for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
		low = min(low, f)
	}
	return low
}

// orbit are the characters that fold to r; no character has more than four.
func orbit(r rune) [4]rune {
	out := [4]rune{r, r, r, r}
	for i, f := 1, unicode.SimpleFold(r); f != r && i < len(out); i, f = i+1, unicode.SimpleFold(f) {
		out[i] = f
	}
	return out
}
