package tui

import tea "charm.land/bubbletea/v2"

// scroll moves through the card's text.
func (m *model) scroll(a action) {
	if v, ok := m.kind.(viewer); ok {
		v.scroll(m, a)
		return
	}
	c := &m.card
	page := max(1, c.rowsSeen-1)
	switch a {
	case actUp:
		c.scroll--
	case actDown:
		if c.more {
			c.scroll++
		}
	case actPageUp:
		c.scroll -= page
	case actPageDown:
		if c.more {
			c.scroll += page
		}
	case actTop:
		c.scroll = 0
	case actBottom:
		c.scroll = c.height() - c.rowsSeen
	}
	c.scroll = max(0, c.scroll)
}

func (m *model) onWheel(msg tea.MouseWheelMsg) {
	by := actDown
	if msg.Button == tea.MouseWheelUp {
		by = actUp
	}
	for range 3 {
		m.scroll(by)
	}
}

// onClick gives the label that was clicked in the side pane, or on the strip.
func (m *model) onClick(msg tea.MouseClickMsg) tea.Cmd {
	side := m.lay.side
	if c := m.lay.card; msg.Button == tea.MouseLeft && msg.X >= c.x && msg.X < c.x+c.w && msg.Y >= c.y && msg.Y < c.y+c.h {
		if it := m.current(); it != nil {
			return m.kind.click(m, it, msg.X-c.x, msg.Y-c.y)
		}
	}
	if msg.Button == tea.MouseLeft && !m.lay.wide && msg.Y == m.lay.strip.y {
		return m.clickStrip(msg.X - m.lay.strip.x)
	}
	if msg.Button != tea.MouseLeft || !m.lay.wide || m.guide.open || msg.X < side.x || len(m.task.Labels) == 0 {
		return nil
	}
	i := msg.Y - side.y - 1 // the heading stands above the first label
	if i < 0 || i >= m.labelsShown() {
		return nil
	}
	return m.label(m.kind.labels(m, m.current())[i].at)
}

// clickStrip gives the label at a column of the strip, where all of them stand there.
func (m *model) clickStrip(x int) tea.Cmd {
	if !m.labelsInSight() {
		return nil
	}
	at := stripEdges / 2
	places, _ := m.labelPlaces()
	for _, p := range places {
		if x >= at && x < at+p.cells-labelGap {
			return m.label(p.at)
		}
		at += p.cells
	}
	return nil
}
