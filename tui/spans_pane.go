package tui

import (
	tea "charm.land/bubbletea/v2"

	"winnow/review"
)

// spansPane is the span mode: the text in place of the card, with a cursor.
type spansPane struct {
	k      *spansKind
	item   review.Item
	base   review.Answer // as it stood when the mode was opened
	t      *spanText
	before []stretch // the suggestion, where its text stands now
	cur    spanCursor
	// focus is the stretch that is selected: keys change it instead of making
	// another.
	focus   *stretch
	visual  bool  // moving extends
	jumps   []int // the stretches of which one is picked by its sign
	drag    dragging
	pressed extent // the word on which the button went down
	steps   []spanStep
	picker  *picker
	help    bool
	top     int // the first row of the text in sight
	w, h    int
	area    int // rows of the screen for the text
	sight   bool
	list    []spanChange // nil: to be compared again
	listAt  int          // what the list has in sight
	kept    kept
	spots   []spanSpot // what stands on each row of the area
	removes string     // a key that removes
	picks   string     // a key that begins to pick a span
	digits  string     // that choose labels
	undoes  string     // takes a step back
	edges   string     // move them
	helps   string     // shows all keys
	footAt  int        // the row of the list, which does not go back up
	full    int        // cells of the last line
	cursorY int
	cursorX int
}

// spanStep is one change in the mode: what was taken out and what was put in.
type spanStep struct {
	was, is *stretch
	cur     spanCursor // where the cursor was
}

// resized tells that a stretch got other edges.
func (s spanStep) resized() bool { return s.was != nil && s.is != nil && s.was.label == s.is.label }

// openSpans opens the span mode on what stands on the card.
func (k *spansKind) openSpans(m *model, it *review.Item) *spansPane {
	a := m.standing(it)
	k.turnTo(it)
	if !m.unconfirmed(it) {
		k.doubts, k.gone = nil, ""
	}
	p := &spansPane{k: k, item: *it, base: a, sight: true, removes: removeKey(m), picks: jumpKey(m), digits: m.digits()}
	p.undoes, p.edges, p.helps = undoKey(m), edgeKeys(m), spanKeyOf(m, actHelp)
	own := *k.layout(m, it, a, p.textWidth(m.lay.card.w)).indexed()
	p.t = &own
	p.before = k.suggested(m, it, a)
	if r, ok := k.rowAt(m, cardHead); ok && m.card.seq == it.Sample.Seq {
		p.top = r.n // the text stays where it stands
	}
	p.cur.goal = -1
	if w, ok := p.t.ends(-1); ok {
		p.cur.on(w)
	} else {
		p.digits, p.edges = "", "" // there is nothing to mark
	}
	m.open(p)
	m.staleSides()
	return p
}

func (p *spansPane) textWidth(w int) int { return max(2, min(w-2, measureMost)) }

func (p *spansPane) setStyles(st *styles) {
	p.kept.drop()
	if p.picker != nil {
		p.picker.setStyles(st)
	}
}

func (p *spansPane) setSize(w, h int) {
	p.w, p.h, p.footAt = w, h, 0
	p.t.widen(p.textWidth(w))
	p.changed()
	if p.picker != nil {
		p.picker.setSize(w, h)
	}
}

// changed drops what was drawn, and brings the cursor into sight.
func (p *spansPane) changed() {
	p.kept.drop()
	p.sight = true
}

func (p *spansPane) cursor() *tea.Cursor {
	switch {
	case p.picker != nil:
		return p.picker.cursor()
	case p.help || p.cursorY < 0 || len(p.t.words) == 0:
		return nil
	}
	return tea.NewCursor(p.cursorX, p.cursorY)
}

func (p *spansPane) bindsAlt(k tea.KeyPressMsg) bool {
	return p.picker != nil && p.picker.bindsAlt(k)
}

func (p *spansPane) update(m *model, msg tea.Msg) (tea.Cmd, bool) {
	if p.picker != nil {
		return p.pick(m, msg), false
	}
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return p.key(m, msg)
	case tea.MouseClickMsg:
		return p.click(m, msg), false
	case tea.MouseMotionMsg:
		p.dragTo(m, msg.X, msg.Y)
	case tea.MouseReleaseMsg:
		p.release(m)
	case tea.MouseWheelMsg:
		p.wheel(msg)
	}
	return nil, false
}

// pick gives a message to the label picker, whose choice comes back as the label
// of the card.
func (p *spansPane) pick(m *model, msg tea.Msg) tea.Cmd {
	cmd, done := p.picker.update(m, msg)
	if done {
		p.picker = nil
	}
	p.changed()
	return cmd
}

// answer is what the mode says of the sample.
func (p *spansPane) answer() review.Answer {
	a := p.base
	a.Spans = p.t.spans(p.t.marks)
	return a
}

// isChanged tells that something was changed in the mode.
func (p *spansPane) isChanged() bool { return len(p.steps) > 0 }

// leave keeps what was marked on the card, to be decided there.
func (p *spansPane) leave(m *model) {
	if p.isChanged() {
		m.propose(&p.item, p.answer())
		m.sayHere(levelInfo, "not decided yet: "+m.opts.Keys.of(actAccept)+" decides, esc drops it", m.opts.Keys.of(actAccept), "esc")
	}
	p.k.doubt(&p.item, p.t)
	m.stale()
}

// decide decides what stands in the mode.
func (p *spansPane) decide(m *model) (tea.Cmd, bool) {
	after := p.answer()
	dec, err := review.Decide(m.task, p.item.Sample, after)
	if err != nil {
		m.refused(err)
		return nil, false
	}
	m.propose(&p.item, after) // it stays on the card when it cannot be decided now
	p.k.doubt(&p.item, p.t)
	return m.decide(&p.item, dec), true
}
