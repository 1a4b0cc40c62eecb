package tui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"winnow/review"
	"winnow/tui/visible"
)

// View composes the frame from rows that are exactly as wide as their place.
func (m *model) View() tea.View {
	v := tea.NewView(strings.Join(m.frame(), "\n"))
	v.AltScreen = true
	v.MouseMode = tea.MouseModeCellMotion
	v.WindowTitle = "winnow: " + oneLine(m.task.Name, 60)
	if m.pane != nil && !m.lay.tooSmall {
		if c := m.pane.cursor(); c != nil {
			r := m.paneRect()
			c.X += r.x
			c.Y += r.y
			v.Cursor = c
		}
	}
	return v
}

// frame returns exactly m.h rows of m.w cells.
func (m *model) frame() []string {
	if m.w <= 0 || m.h <= 0 {
		return nil
	}
	if m.lay.tooSmall {
		return block(m.tooSmallRows(), m.w, m.h)
	}
	l := m.lay
	rows := []string{m.headerRow(m.w), m.ruleRow("┬")}
	rows = append(rows, m.bodyRows()...)
	rows = append(rows, m.ruleRow("┴"))
	if p, ok := m.pane.(linePane); ok {
		rows = append(rows, p.rows(m, m.w, 1)...)
	} else {
		rows = append(rows, m.statusRow(l.status.w))
	}
	rows = append(rows, m.keysRow(l.keys.w))
	return block(rows, m.w, m.h)
}

func (m *model) tooSmallRows() []string {
	return wrap(fmt.Sprintf("This terminal has %d×%d cells; winnow needs %d×%d. Everything is saved. q quits.",
		m.w, m.h, minWidth, minHeight), m.w)
}

// bodyRows is what stands between the two rules.
func (m *model) bodyRows() []string {
	l := m.lay
	_, line := m.pane.(linePane)
	var left []string
	switch {
	case m.pane != nil && !line:
		r := m.paneRect()
		left = block(m.pane.rows(m, r.w, r.h), r.w, r.h)
	case l.wide:
		left = m.cardRows(l.card.w, l.card.h)
	default:
		left = append(m.cardRows(l.card.w, l.card.h), m.stripRows(l.strip.w)...)
	}
	if !l.wide {
		return left
	}
	var side []string
	if m.guide.open {
		side = m.sideGuide(l.side.w, l.side.h)
	} else {
		side = m.sideRows(l.side.w, l.side.h)
	}
	rule := m.st.faint.text("│")
	for i := range left {
		left[i] += rule + side[i]
	}
	return left
}

// ruleRow is a line across the screen with a joint where the side pane begins.
func (m *model) ruleRow(joint string) string {
	if !m.lay.wide {
		return m.st.faint.text(strings.Repeat("─", m.w))
	}
	return m.st.faint.text(strings.Repeat("─", m.lay.card.w) + joint + strings.Repeat("─", m.lay.side.w))
}

func (m *model) headerRow(w int) string {
	left := " " + m.st.title.text("winnow") + "  " + m.st.strong.text(oneLine(m.task.Name, 30))
	if m.opts.Project != "" {
		left += m.st.faint.text("  " + oneLine(m.opts.Project, 40))
	}
	return both(left, m.st.faint.text("  "+m.placeText(w))+" ", w)
}

// placeText says which way through the samples this is.
func (m *model) placeText(w int) string {
	order, filter := m.session.Chosen()
	text := string(order)
	if !filter.IsZero() {
		text += " · filter: " + oneLine(m.opts.query, w/4)
	}
	if m.visit != nil {
		text = "not the queue: → goes back to it"
	}
	if m.lay.wide {
		return text + fmt.Sprintf(" · %s", m.session.Reviewer())
	}
	return text
}

// stripRows are labels and progress on one row each, for narrow terminals.
func (m *model) stripRows(w int) []string {
	c := m.news.Counts
	progress := fmt.Sprintf("%d of %d decided · %s", c.Decided(), c.Samples, m.paceText())
	stream := ""
	if s := m.news.Stream; s != nil {
		stream = fmt.Sprintf("%s %d/%d ", s.Source, s.Made, s.Wanted)
		if s.Phase == review.StreamFailed {
			stream = "✗ stream stopped: G goes on "
		}
	}
	rows := []string{both(m.st.faint.text(" "+progress), m.st.faint.text(" "+oneLine(stream, w/2))+" ", w)}
	if len(m.task.Labels) > 0 {
		rows = append([]string{" " + m.labelLine(w-2)}, rows...)
	}
	return rows
}

// labelLine is all labels with keys on one row; where they do not fit, the
// picker has the rest.
func (m *model) labelLine(w int) string {
	suggested := ""
	if it := m.current(); it != nil {
		suggested = it.Sample.Suggestion.Label
	}
	const gap, more = 2, 10
	var b strings.Builder
	used := 0
	for i, l := range m.task.Labels {
		keys := strings.Join(strings.Fields(ansi.Strip(m.labelKeys(i))), "/")
		name := oneLine(l.Name, labelMost)
		n := ansi.StringWidth(keys + " " + name)
		last := i == len(m.task.Labels)-1
		if used+n > w || !last && used+n+gap+more > w {
			b.WriteString(m.st.key.text("l") + m.st.faint.text(fmt.Sprintf(" %d more", len(m.task.Labels)-i)))
			break
		}
		used += n + gap
		paint := paint{}
		if l.Name == suggested {
			paint = m.st.accent
		}
		b.WriteString(m.st.key.text(keys) + " " + paint.text(name) + strings.Repeat(" ", gap))
	}
	return b.String()
}

// keysRow shows the keys of this moment, the most important first.
func (m *model) keysRow(w int) string {
	var hints []hint
	if m.pane != nil {
		hints = m.pane.hints()
	} else {
		hints = m.footerHints()
	}
	row, used := " ", 1
	for _, h := range hints {
		n := ansi.StringWidth(h.key+" "+h.does) + 2
		if used+n > w {
			break
		}
		used += n
		row += m.st.key.text(h.key) + " " + m.st.faint.text(visible.Line(h.does)) + "  "
	}
	return row
}

func (m *model) footerHints() []hint {
	var out []hint
	quit := 0
	for _, b := range footerBindings() {
		does, key := b.does, b.show
		switch b.action {
		case actLabel:
			if len(m.task.Labels) == 0 {
				continue
			}
			key, does = fmt.Sprintf("1-%d", min(10, len(m.task.Labels))), "label"
			if len(m.task.Labels) >= 10 {
				key = "1-0"
			}
		case actDefer:
			does = "defer"
		case actEdit:
			does = "edit"
		case actUndo:
			does = "undo"
		case actWhy:
			does = "why"
		case actSearch:
			does = "search"
		case actQuit:
			does = "quit"
		}
		if b.action == actHelp {
			quit = len(out)
		}
		out = append(out, hint{key, does})
	}
	return moveUp(out, quit, m.w)
}

// moveUp keeps the last two keys (help, quit) in sight on narrow terminals by
// dropping those before them.
func moveUp(hints []hint, last, w int) []hint {
	width := func(hs []hint) int {
		n := 1
		for _, h := range hs {
			n += ansi.StringWidth(h.key+" "+h.does) + 2
		}
		return n
	}
	head, tail := hints[:last], hints[last:]
	for len(head) > 0 && width(head)+width(tail)-1 > w {
		head = head[:len(head)-1]
	}
	return append(append([]hint{}, head...), tail...)
}
