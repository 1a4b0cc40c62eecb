package tui

import (
	"fmt"
	"path/filepath"
	"strings"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
)

// View composes the frame from rows that are exactly as wide as their place.
func (m *model) View() tea.View {
	v := tea.NewView(m.frame())
	v.AltScreen = true
	v.MouseMode = tea.MouseModeCellMotion
	v.WindowTitle = m.title
	v.ReportFocus = true
	v.ProgressBar = m.terminalBar()
	if m.pane != nil && !m.lay.tooSmall && !m.asksOverPane() {
		if c := m.pane.cursor(); c != nil {
			r := m.paneRect()
			c.X += r.x
			c.Y += r.y
			v.Cursor = c
		}
	}
	return v
}

// ruleRow is a line across the screen with a joint where the side pane begins, if
// there is one.
func (m *model) ruleRow(joint string) string {
	if !m.lay.wide || joint == "" {
		return m.st.faint.text(strings.Repeat("─", m.w))
	}
	return m.st.faint.text(strings.Repeat("─", m.lay.card.w) + joint + strings.Repeat("─", m.lay.side.w))
}

func (m *model) headerRow(w int) string {
	left, right := " "+m.st.title.text("winnow"), m.st.faint.text("  "+m.placeText(w))+" "
	if m.opts.Banner != "" {
		left += m.st.warn.text("  ! " + oneLine(m.opts.Banner, w*2/3))
	}
	left += "  " + m.st.strong.text(oneLine(m.task.Name, 30))
	if must := left + right; m.opts.Banner != "" {
		if !m.lay.wide && m.visit == nil && !m.isFiltered() { // the name of the file says more than the order
			must += "  " + oneLine(filepath.Base(m.opts.Project), w)
		}
		if cells(must) > w {
			right = "" // there is no room for both
		}
	}
	// A name that is cut says nothing: the folder goes first, then all of it.
	for _, name := range []string{m.opts.Project, filepath.Base(m.opts.Project)} {
		const most = 40
		if file := "  " + oneLine(name, w); m.opts.Project != "" && cells(file) <= most && cells(left+file+right) <= w {
			left += m.st.faint.text(file)
			break
		}
	}
	return both(left, right, w)
}

// placeText says which way through the samples this is.
func (m *model) placeText(w int) string {
	order, filter := m.session.Chosen()
	text := m.orderText(order)
	if !filter.IsZero() {
		text += " · filter: " + oneLine(filter.String(), w/4)
	}
	if m.visit != nil {
		text = "not the queue: " + m.opts.Keys.of(actForward) + " goes back to it"
	}
	if m.lay.wide {
		return text + fmt.Sprintf(" · %s", m.session.Reviewer())
	}
	return text
}

// stripRows are labels and progress on one row each, for narrow terminals.
func (m *model) stripRows(w int) []string {
	c := m.news.Counts
	progress := fmt.Sprintf("%s of %s decided · %s", grouped(c.Decided()), grouped(c.Samples), m.paceText())
	if c.Samples == 0 {
		progress = "no samples yet"
	}
	if goal := m.goalText(); goal != "" {
		progress += " · " + goal
	}
	stream := ""
	if s := m.news.Stream; s != nil {
		stream = fmt.Sprintf("%s: %d of %d made ", s.Source, s.Made, s.Wanted)
	}
	right := m.st.faint.text(" "+oneLine(stream, w/2)) + " "
	if s := m.news.Stream; stands(s) || s != nil && s.Phase == review.StreamWaiting {
		right = m.stoppedText(s, max(w/2, w-4-cells(progress)))
	}
	rows := []string{both(m.st.faint.text(" "+progress), right, w)}
	if len(m.task.Labels) > 0 {
		labels := ""
		if m.current() != nil {
			labels = " " + m.labelLine(w-stripEdges)
		}
		rows = append([]string{labels}, rows...)
	}
	return rows
}

// stoppedText says that a generation stands, how it goes on, and why it stands as far
// as w cells have room.
func (m *model) stoppedText(s *review.Stream, w int) string {
	key, resumes := m.opts.Keys.of(actStream), " resumes"
	sign, between := "✗ stream stopped", ", "
	if !goesOn(s) { // whatever is done
		between, key, resumes = "", "", ""
	}
	why, look := "", m.st.bad
	switch s.Phase {
	case review.StreamPaused:
		sign, look = "stream paused", m.st.warn
	case review.StreamWaiting: // goes on by itself
		return " " + m.st.warn.text("stream waiting") + m.st.faint.text(oneLine(": "+s.Message, w-len(" stream waiting "))) + " "
	}
	if room := w - cells(sign+between+key+resumes+": "); s.Message != "" && room > 12 {
		why = ": " + oneLine(s.Message, room)
	}
	return " " + look.text(sign) + m.st.faint.text(between) + m.st.key.text(key) + m.st.faint.text(resumes+why) + " "
}

// stripEdges are the cells on both sides of the labels on the strip.
const stripEdges = 2

// labelGap stands between two labels on one row.
const labelGap = 2

// labelPlace is a label on the strip.
type labelPlace struct {
	tag
	keys, name string
	cells      int // with the gap behind it
}

// labelPlaces are the labels as the strip says them, and how many cells all of them
// take.
func (m *model) labelPlaces() (places []labelPlace, all int) {
	all = -labelGap
	for _, t := range m.kind.labels(m, m.current()) {
		p := labelPlace{tag: t}
		p.keys, p.name = m.onStrip(t)
		switch p.keys += " "; {
		case p.name == "": // the label is its own key
		case m.opts.ReadOnly || m.isPicking():
			p.keys = ""
		case !m.labelKeysWork():
			p.keys = blank(cells(p.keys)) // for as long as a pane is open: nothing moves
		}
		p.cells = cells(p.keys+p.name) + labelGap
		places = append(places, p)
		all += p.cells
	}
	return places, all
}

// labelLine is the labels with keys on one row; where they do not fit, the picker has
// the rest, but for those that are ticked: nobody decides what is not in sight.
func (m *model) labelLine(w int) string {
	const more = 10
	places, all := m.labelPlaces()
	ticked := 0
	for _, p := range places {
		if p.stands {
			ticked += p.cells
		}
	}
	var b strings.Builder
	used, rest := 0, 0
	for _, p := range places {
		pick, kept := paint{}, ticked // cells of those that come behind it
		if p.stands {
			ticked -= p.cells
			pick, kept = m.st.accent, 0
		}
		if all > w && (used+p.cells+kept+more > w || rest > 0 && !p.stands) {
			rest++
			continue
		}
		used += p.cells
		b.WriteString(m.st.key.text(p.keys) + pick.text(p.name) + blank(labelGap))
	}
	if rest > 0 {
		key := m.pickerKey()
		if !m.labelKeysWork() {
			key = blank(cells(key))
		}
		b.WriteString(m.st.key.text(key) + m.st.faint.text(fmt.Sprintf(" %d more", rest)))
	}
	return b.String()
}
