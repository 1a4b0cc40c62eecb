package tui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
	"winnow/tui/lines"
)

// guide shows the task's guidelines: beside the card where there is room, in
// place of it elsewhere. Where one was is remembered for the sitting.
type guide struct {
	open       bool // beside the card
	side, pane guideView
}

// guideView is one of the two places where the guidelines are shown, of
// different widths.
type guideView struct {
	first int    // row in sight
	seen  uint64 // the sample for whose label it was looked last

	all guideRows
}

// guideRows are the guidelines laid out: they change with the width and the
// styles only.
type guideRows struct {
	w      int
	st     *styles
	rows   []string
	labels []int // the row of each label, in the order in which they are listed
}

// guideStep is how far the keys beside the card scroll.
const guideStep = 5

func (m *model) guidelinesKey(a action) tea.Cmd {
	m.side.drop()
	m.foot.drop()
	g := &m.guide.side
	switch {
	case !m.hasGuidelines():
		m.status.say(levelHint, "the task has no guidelines")
	case !m.lay.wide:
		m.open(&guidePane{})
	case a == actGuidelines:
		m.guide.open = !m.guide.open
		g.seen = 0
	case !m.guide.open:
		m.guide.open = true
	case a == actGuidelinesLabel:
		g.toNextLabel()
	case a == actGuidelinesUp:
		g.first = max(0, g.first-guideStep)
	default:
		g.first += guideStep
	}
	return nil
}

// hasGuidelines tells that the task says something of how to decide.
func (m *model) hasGuidelines() bool {
	if m.task.Guidelines != "" {
		return true
	}
	for i := range m.task.Labels {
		if m.described(i) != "" {
			return true
		}
	}
	return false
}

// lay lays the guidelines and the labels' descriptions out.
func (v *guideView) lay(m *model, w int) {
	g := &v.all
	if g.st == m.st && g.w == w {
		return
	}
	*g = guideRows{w: w, st: m.st, rows: []string{m.st.head.text("GUIDELINES")}}
	text := lines.New(m.task.Guidelines, w)
	for _, r := range text.Window(0, text.All()) {
		g.rows = append(g.rows, paintRow(m.st, r))
	}
	for _, t := range m.kind.labels(m, nil) {
		g.rows = append(g.rows, "")
		g.labels = append(g.labels, len(g.rows))
		g.rows = append(g.rows, "") // drawn anew for each sample
		if text := m.described(t.at); text != "" {
			g.rows = append(g.rows, wrap(text, w)...)
		}
	}
}

// described is what is written on the i-th label of the task. What is written on an
// answer to compare could tell which of them stands where.
func (m *model) described(i int) string {
	if m.task.Kind == review.Prefer && i < len(m.task.Answers) {
		return ""
	}
	return m.task.Labels[i].Description
}

// mark writes the rows of the labels: their keys, what they are called on the card,
// and who has given them there.
func (g *guideRows) mark(m *model, w int) {
	it := m.current()
	for i, t := range m.kind.labels(m, it) {
		g.rows[g.labels[i]] = both(m.labelKeys(t)+" "+m.st.strong.text(t.name), m.whoSays(it, t), w)
	}
}

// ofKey is the row of the label that a key chooses.
func (g *guideRows) ofKey(m *model, key string) (row int, ok bool) {
	for i, t := range m.kind.labels(m, m.current()) {
		if (t.digit == key || t.key == key) && key != "" && i < len(g.labels) {
			return g.labels[i], true
		}
	}
	return 0, false
}

// toNextLabel goes to the first label below the first row, behind the last to
// the beginning.
func (v *guideView) toNextLabel() {
	for _, row := range v.all.labels {
		if row > v.first {
			v.first = row
			return
		}
	}
	v.first = 0
}

// follow brings what is written on the label that stands on the card into
// sight, the first time that the sample is seen with the guidelines open.
func (v *guideView) follow(m *model, h int) {
	it := m.current()
	if it == nil || v.seen == it.Sample.Seq {
		return
	}
	v.seen = it.Sample.Seq
	names := m.standing(it).LabelNames()
	if len(names) == 0 {
		return
	}
	at := slices.IndexFunc(m.kind.labels(m, it), func(t tag) bool { return m.task.Labels[t.at].Name == names[0] })
	if at < 0 {
		return
	}
	from, to := v.all.labels[at], len(v.all.rows)
	if at+1 < len(v.all.labels) {
		to = v.all.labels[at+1] - 1
	}
	inSight := h - 1 // the last row may say that there is more
	if to == len(v.all.rows) {
		inSight = h
	}
	if from < v.first || to > v.first+inSight {
		v.first = from
	}
}

// sideGuide draws the guidelines beside the card.
func (m *model) sideGuide(w, h int) []string {
	g := &m.guide.side
	g.lay(m, w-2)
	rows := g.all.rows
	g.follow(m, h)
	g.first = min(g.first, max(0, len(rows)-h))
	g.all.mark(m, w-2)
	var out []string
	for _, r := range rows[g.first:min(len(rows), g.first+h)] {
		out = append(out, " "+r)
	}
	const room = 8 // rows from which on the progress stands under it
	switch k := m.opts.Keys; {
	case g.first+h < len(rows):
		out[len(out)-1] = m.st.faint.text(" ▼ " + k.of(actGuidelinesDown) + " down · " + k.of(actGuidelinesUp) + " up · " + k.of(actGuidelinesLabel) + " next label")
	case len(out)+room <= h:
		out = append(out, "")
		for _, r := range m.flowRows(w, h-len(out)) {
			out = append(out, " "+r)
		}
	}
	return block(out, w, h)
}

// guidePane is the narrow form.
type guidePane struct {
	still
	pager pager
	laid  bool
	n, h  int
}

func (p *guidePane) hints() []hint {
	out := scrollHints(p.n, p.h)
	if p.n > p.h {
		out = slices.Insert(out, 1, hint{"tab", "next label"}, hint{"a label's key", "to that label"})
	}
	return out
}

func (p *guidePane) update(m *model, msg tea.Msg) (tea.Cmd, bool) {
	k, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return nil, false
	}
	g := &m.guide.pane
	if p.pager.key(k, p.n, p.h) {
		g.first = p.pager.first
		return nil, false
	}
	if row, ok := g.all.ofKey(m, k.String()); ok {
		g.first = row
		p.pager.first = g.first
		return nil, false
	}
	switch a := m.opts.Keys.action(k.String()); {
	case k.String() == "tab", a == actGuidelinesLabel:
		g.toNextLabel()
		p.pager.first = g.first
	case k.String() == "esc", k.String() == "enter", a == actGuidelines, a == actQuit:
		return nil, true
	}
	return nil, false
}

func (p *guidePane) rows(m *model, w, h int) []string {
	g := &m.guide.pane
	g.lay(m, min(w-2, measureMost))
	laid := g.all.rows
	if !p.laid {
		p.laid = true
		g.seen = 0
		g.follow(m, h)
		p.pager.first = g.first
	}
	g.all.mark(m, min(w-2, measureMost))
	rows := make([]string, len(laid))
	for i, r := range laid {
		rows[i] = " " + r
	}
	p.n, p.h = len(rows), h
	return p.pager.window(m.st, rows, h)
}
