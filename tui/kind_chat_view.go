package tui

import (
	"fmt"

	"winnow/review"
)

// A conversation may have hundreds of turns, of which a few are in sight. So
// the card remembers where it stands by the turn and a row in it, and lays out
// only the turns that it shows, or passes on its way.

// viewer is a kind that looks after the place in its card itself.
type viewer interface {
	window(m *model, it *review.Item, w, n int) []string
	scroll(m *model, a action)
}

// windowRows are the rows of the card's texts that are in sight, at most n.
func (m *model) windowRows(it *review.Item, w, n int) []string {
	if v, ok := m.kind.(viewer); ok {
		return v.window(m, it, w, n)
	}
	return m.card.window(m.st, n)
}

// place is a row of the card: one of a part, which is a section or a turn.
type place struct{ part, row int }

// chatView is where the card of a conversation stands.
type chatView struct {
	top    place
	move   int  // rows to go before the next view
	bottom bool // go to the end before the next view
	follow bool // the selected turn has to be in sight in the next view
	n      int  // rows of the last view
	at     []int
	spots  []place // of the rows in sight
	// bubbles are the turns laid out so far.
	bubbles map[int]*bubble
}

// spareLeast is the least height of a view whose first and last row may say that
// there is more.
const spareLeast = 4

// cardHead are the rows of the card above its texts.
const cardHead = 2

// turnAt is the turn on the y-th row of the card, -1 for none.
func (v *chatView) turnAt(y int) int {
	if y -= cardHead; y < 0 || y >= len(v.at) {
		return -1
	}
	return v.at[y]
}

func (k *chatKind) scroll(m *model, a action) {
	v := &k.view
	page := max(1, v.n-2) // first and last row may say that there is more
	switch a {
	case actUp:
		v.move--
	case actDown:
		v.move++
	case actPageUp:
		v.move -= page
	case actPageDown:
		v.move += page
	case actTop:
		v.top, v.move, v.bottom = place{}, 0, false
	case actBottom:
		v.bottom = true
	}
	m.card.rows.drop()
}

func (k *chatKind) window(m *model, it *review.Item, w, n int) []string {
	k.sync(m, it)
	s := &scene{m: m, it: it, k: k, w: w}
	s.turns, s.kept = m.chatTurns(it)
	k.sel = max(0, min(k.sel, len(s.turns)-1))
	return s.window(n)
}

// scene is one composition of the card.
type scene struct {
	m     *model
	it    *review.Item
	k     *chatKind
	w     int
	turns []review.Turn
	kept  int // turns from here on were cut off
}

// parts are the fields, the turns, and what stands behind every text.
func (s *scene) parts() int { return len(s.m.card.sections) + len(s.turns) }

// part is what a part is: a turn, or -1 and a section.
func (s *scene) part(p int) (turn int, sec section) {
	switch fields := s.k.fields; {
	case p < fields:
		return -1, s.m.card.sections[p]
	case p < fields+len(s.turns):
		return p - fields, section{}
	default:
		return -1, s.m.card.sections[p-len(s.turns)]
	}
}

func (s *scene) window(n int) []string {
	v := &s.k.view
	v.n = n
	s.place(n)
	out, more := s.take(n)
	if missing := n - len(out); missing > 0 && v.top != (place{}) {
		v.top = s.back(v.top, missing)
		out, more = s.take(n)
	}
	if n >= spareLeast && v.top != (place{}) {
		out[0] = s.m.st.faint.text("▲ " + s.above(v.spots[1]))
	}
	if more && n >= spareLeast {
		out[n-1] = s.m.st.faint.text("▼ " + s.below(v.spots[n-2]))
	}
	return out
}

// above says what is out of sight above the first row that is in sight: a turn
// whose header is out of sight is no turn to be read.
func (s *scene) above(first place) string {
	turn, _ := s.part(first.part)
	part := ""
	switch {
	case turn < 0:
		turn = 0
		if first.part >= s.k.fields {
			turn = len(s.turns)
		}
	case first.row >= len(s.lead(first.part)):
		part = fmt.Sprintf("the start of turn %d", turn+1)
	}
	return s.beyond(part, turn, " above: ↑ pgup home")
}

// below says what is out of sight below the last row that is in sight.
func (s *scene) below(last place) string {
	turn, _ := s.part(last.part)
	head := len(s.lead(last.part)) - 1
	part := ""
	switch {
	case turn < 0:
		turn = -1
		if last.part >= s.k.fields {
			turn = len(s.turns) - 1
		}
	case last.row < head: // what stands above a turn is not yet of it
		turn--
	case len(s.rows(last.part, last.row+1, 1)) == 0:
	case last.row == head:
		part = fmt.Sprintf("the text of turn %d", turn+1)
	default:
		part = fmt.Sprintf("the rest of turn %d", turn+1)
	}
	return s.beyond(part, len(s.turns)-1-turn, " below: ↓ pgdn end")
}

// beyond says how much is out of sight: a part of a turn, "" for none, and whole
// turns. Where there is no room to tell them apart they are counted together.
func (s *scene) beyond(part string, turns int, keys string) string {
	whole := fmt.Sprintf("%d turn%s", turns, plural(turns))
	switch {
	case part == "" && turns == 0:
		return "more" + keys
	case part == "":
		return whole + keys
	}
	if turns > 0 {
		part += " and " + whole
	}
	if text := part + keys; 2+cells(text) <= s.w {
		return text
	}
	return s.beyond("", turns+1, keys)
}

// place finds the top row of the view.
func (s *scene) place(n int) {
	v := &s.k.view
	if v.bottom {
		v.top, v.move = s.back(place{s.parts(), 0}, n), 0
	}
	v.top = s.forward(v.top, max(0, v.move)) // parts may be lower than they were
	if v.move < 0 {
		v.top = s.back(v.top, -v.move)
	}
	if v.follow && len(s.turns) > 0 {
		s.follow(n)
	}
	v.move, v.bottom, v.follow = 0, false, false
}

// follow brings the selected turn into sight, with as little moving as is
// needed; of one that is higher than the view the beginning.
func (s *scene) follow(n int) {
	v, p := &s.k.view, s.k.fields+s.k.sel
	high := len(s.rows(p, 0, n))
	if s.k.sel == s.kept-1 && s.kept < len(s.turns) {
		high += len(s.lead(p + 1)) // where it was cut
	}
	head := place{p, s.gap(p)}
	above := p < v.top.part || p == v.top.part && v.top.row >= max(1, head.row)
	y := 0
	for at := v.top; !above && y < n && at.part < p; at = (place{at.part + 1, 0}) {
		y += len(s.rows(at.part, at.row, n-y))
	}
	switch {
	case n < spareLeast:
		v.top = head
	case !above && y+high < n:
	case above || high >= n-1:
		v.top = s.back(head, 1)
	default:
		v.top = s.back(place{p, high}, n-1)
	}
}

// take returns up to n rows from the top on and whether there are more, and
// notes which turns they show.
func (s *scene) take(n int) (out []string, more bool) {
	v := &s.k.view
	v.at, v.spots = v.at[:0], v.spots[:0]
	parts := s.parts()
	for at := v.top; at.part < parts; at = (place{at.part + 1, 0}) {
		turn, _ := s.part(at.part)
		for i, r := range s.rows(at.part, at.row, n-len(out)+1) {
			if len(out) == n {
				return out, true
			}
			out = append(out, r)
			v.at = append(v.at, turn)
			v.spots = append(v.spots, place{at.part, at.row + i})
		}
		if len(out) == n && at.part < parts-1 {
			return out, true
		}
	}
	return out, false
}

// back is the place n rows above, laying out the parts that it passes.
func (s *scene) back(at place, n int) place {
	for n > at.row {
		if n -= at.row; at.part == 0 {
			return place{}
		}
		at.part--
		at.row = s.height(at.part)
	}
	at.row -= n
	return at
}

// forward is the place n rows below, at most the end.
func (s *scene) forward(at place, n int) place {
	for at.part < s.parts() {
		rows := len(s.rows(at.part, at.row, n+1))
		if rows > n {
			return place{at.part, at.row + n}
		}
		n -= rows
		at = place{at.part + 1, 0}
	}
	return at
}

// gap is 1 for parts with an empty row above them.
func (s *scene) gap(p int) int {
	turn, _ := s.part(p)
	switch {
	case p == 0:
		return 0
	case turn > 0 && s.k.folded && s.k.sel != turn && s.k.sel != turn-1:
		return 0
	}
	return 1
}

// lead are the rows above what a part says.
func (s *scene) lead(p int) []string {
	turn, sec := s.part(p)
	if turn < 0 {
		return sec.lead(p)
	}
	out := make([]string, s.gap(p))
	if turn == s.kept && turn > 0 {
		out = append(out, s.m.st.warn.text(fit(cutWords(turn, len(s.turns)), min(s.w, measureMost))))
		if !s.k.folded {
			out = append(out, "")
		}
	}
	if s.k.folded && turn != s.k.sel {
		return append(out, s.foldedRow(turn))
	}
	return append(out, s.headRow(turn))
}

// rows are up to n rows of a part from the first on.
func (s *scene) rows(p, first, n int) []string {
	lead := s.lead(p)
	out := append([]string(nil), lead[min(first, len(lead)):min(first+n, len(lead))]...)
	first = max(0, first-len(lead))
	if n -= len(out); n <= 0 {
		return out
	}
	turn, sec := s.part(p)
	if turn < 0 {
		rows, _ := sec.window(s.m.st, first, n)
		return append(out, rows...)
	}
	if s.k.folded && turn != s.k.sel {
		return out
	}
	edge := s.edge(turn, false)
	for _, r := range s.said(turn, first, n) {
		out = append(out, edge+r)
	}
	return out
}

// height is the number of rows of a part, all of it laid out.
func (s *scene) height(p int) int {
	turn, sec := s.part(p)
	switch n := len(s.lead(p)); {
	case turn < 0:
		return n + sec.height()
	case s.k.folded && turn != s.k.sel:
		return n
	default:
		return n + s.bubble(turn).height()
	}
}
