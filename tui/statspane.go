package tui

import (
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"winnow/review/measure"
)

// statsPane shows how the review is going.
type statsPane struct {
	still
	stats *measure.Stats
	pager pager
	n, h  int
}

// statsReadMsg brings the figures.
type statsReadMsg struct {
	stats measure.Stats
	err   error
}

func (p *statsPane) read(m *model) tea.Cmd {
	session := m.session
	return func() tea.Msg {
		st, err := measure.Of(session.Walk)
		return statsReadMsg{st, err}
	}
}

func (p *statsPane) hints() []hint { return []hint{{"↑ ↓", "scroll"}, {"esc", "back"}} }

func (p *statsPane) update(m *model, msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case statsReadMsg:
		if msg.err != nil {
			m.status.say(levelBad, msg.err.Error())
			return nil, true
		}
		p.stats = &msg.stats
	case tea.KeyPressMsg:
		if p.pager.key(msg, p.n, p.h) {
			return nil, false
		}
		switch msg.String() {
		case "esc", "s", "q", "enter":
			return nil, true
		}
	}
	return nil, false
}

func (p *statsPane) rows(m *model, w, h int) []string {
	if p.stats == nil {
		return []string{"", " " + m.st.faint.text("Counting…")}
	}
	s := p.stats
	rows := []string{" " + m.st.head.text("STATISTICS"), ""}
	full, rest := bar(share(s.Decided, s.Samples), min(40, max(4, w-40)))
	rows = append(rows, fmt.Sprintf(" %d samples, %d decided  ", s.Samples, s.Decided)+m.st.bar.text(full)+m.st.faint.text(rest))
	if s.Pace.MedianSeconds != nil {
		line := fmt.Sprintf(" %.1f s per decision (median), %s at it", *s.Pace.MedianSeconds, spell(time.Duration(s.Pace.ActiveSeconds*float64(time.Second))))
		if s.Pace.PerHour != nil {
			line += fmt.Sprintf(", %.0f decisions an hour", *s.Pace.PerHour)
		}
		rows = append(rows, line)
	}
	if len(s.Labels) > 0 {
		rows = append(rows, "", " "+m.st.head.text("ACCEPTED UNCHANGED, BY SUGGESTED LABEL"))
		rows = append(rows, m.groupRows(s.Labels, w)...)
	}
	rows = append(rows, "", " "+m.st.head.text("ACCEPTED UNCHANGED, BY CONFIDENCE"))
	rows = append(rows, m.groupRows(s.Confidence, w)...)
	p.n, p.h = len(rows), h
	return p.pager.window(m.st, rows, h)
}

// groupRows show the acceptance of each group that has samples.
func (m *model) groupRows(groups []measure.Group, w int) []string {
	const name = 18
	size := min(24, max(4, w-name-36))
	var rows []string
	for _, g := range groups {
		if g.Samples == 0 {
			continue
		}
		row := " " + fit(oneLine(g.Name, name), name) + " "
		if g.Acceptance == nil {
			rows = append(rows, row+m.st.faint.text(fmt.Sprintf("%d samples, none decided", g.Samples)))
			continue
		}
		full, rest := bar(*g.Acceptance, size)
		rows = append(rows, row+m.st.bar.text(full)+m.st.faint.text(rest)+
			fmt.Sprintf(" %3.0f%%", 100**g.Acceptance)+m.st.faint.text(fmt.Sprintf("  %d of %d decided", g.Decided, g.Samples)))
	}
	return rows
}

func share(part, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(part) / float64(of)
}
