package tui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
)

// renderMost is the longest text that is rendered, in bytes; longer ones are
// looked at row by row.
const renderMost = 64 << 10

// rendered are the rendered texts of one card.
type rendered struct {
	of   renderedFor
	rows map[renderedText][]string // nil rows: cannot be rendered
}

// renderedFor is what the rows depend on.
type renderedFor struct {
	seq uint64
	w   int
	st  *styles
}

type renderedText struct {
	text string
	w    int
}

// renderedMsg brings the rendered texts of a card.
type renderedMsg rendered

func (m *model) toggleRender() {
	r := &m.read
	r.render = !r.render
	r.rendered = rendered{}
	m.relaid()
	m.card.top()
	if r.render {
		m.status.say(levelInfo, "Markdown and code are rendered on every card; the raw text is what is saved")
		return
	}
	m.status.say(levelInfo, "the raw text")
}

// askRendered renders the card's texts beside the screen: what a model writes
// may take its time.
func (m *model) askRendered(it *review.Item) tea.Cmd {
	r := &m.read
	of := renderedFor{it.Sample.Seq, m.lay.card.w, m.st}
	if !r.render || r.rendered.of == of || of.w < minWidth/2 {
		return nil
	}
	r.rendered = rendered{of: of}
	m.relaid()
	var texts []renderedText
	for _, l := range m.rawLeaves(it, of.w-2) {
		if t := l.text.Text(); len(t) <= renderMost {
			texts = append(texts, renderedText{t, l.text.Width()})
		}
	}
	return func() tea.Msg {
		msg := renderedMsg{of: of, rows: map[renderedText][]string{}}
		for _, t := range texts {
			rows, _ := markdownRows(t.text, t.w, of.st)
			msg.rows[t] = rows
		}
		return msg
	}
}

// rawLeaves are the card's texts as the kind lays them out.
func (m *model) rawLeaves(it *review.Item, w int) []leaf {
	m.read.laid.begin()
	c := card{sections: m.kind.sections(m, it, w)}
	out := c.leaves()
	if v, ok := m.kind.(reader); ok {
		out = append(out, v.turnLeaves(m)...)
	}
	return out
}

// relaid lays the card out anew.
func (m *model) relaid() {
	if v, ok := m.kind.(reader); ok {
		v.relay()
	}
	m.stale()
}

func (m *model) onRendered(msg renderedMsg) {
	if m.read.render && msg.of == m.read.rendered.of {
		m.read.rendered = rendered(msg)
		m.relaid()
	}
}

// renderedRows are the rows of a rendered text, nil for one that is not.
func (m *model) renderedRows(text string, w int) []string {
	if !m.read.render {
		return nil
	}
	return m.read.rendered.rows[renderedText{text, w}]
}

// putRendered puts the rendered rows in the place of the texts. Texts that are
// not rendered (yet) stay raw, and long ones say why.
func (m *model) putRendered(sections []section) {
	for i := range sections {
		s := &sections[i]
		switch {
		case s.cols != nil:
			m.putRendered(s.cols.of)
		case s.text == nil:
		case len(s.text.Text()) > renderMost:
			if s.head != "" {
				s.head += "  "
			}
			s.head += m.st.warn.text(fmt.Sprintf("raw: texts over %d KB are not rendered", renderMost>>10))
		default:
			if rows := m.renderedRows(s.text.Text(), s.text.Width()); rows != nil {
				s.rows, s.text, s.marks = rows, nil, nil
			}
		}
	}
}
