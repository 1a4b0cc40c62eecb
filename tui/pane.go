package tui

import (
	tea "charm.land/bubbletea/v2"
)

// pane is what stands in place of the card (or of the status line) and takes
// the keys while it is open. Panes are imperative: the root calls them and
// passes itself, so they need no messages to reach it.
type pane interface {
	// update handles a message; done closes the pane.
	update(m *model, msg tea.Msg) (cmd tea.Cmd, done bool)
	// rows draws at most h rows of at most w cells.
	rows(m *model, w, h int) []string
	// cursor is where the real cursor stands inside the pane, nil for none.
	cursor() *tea.Cursor
	// hints are the keys of this moment for the last line.
	hints() []hint
	setSize(w, h int)
	setStyles(st *styles)
}

// linePane is a pane that needs only the status line and leaves the card in
// sight.
type linePane interface {
	pane
	onStatusLine()
}

// widePane is a pane over the whole width: nothing beside it would help to read
// it.
type widePane interface {
	pane
	overAll()
}

// overAll tells whether such a pane is open.
func (m *model) overAll() bool {
	_, ok := m.pane.(widePane)
	return ok
}

// still is embedded by panes without a cursor or sizes of their own.
type still struct{}

func (still) cursor() *tea.Cursor { return nil }
func (still) setSize(int, int)    {}
func (still) setStyles(*styles)   {}

// paneRect is where an open pane stands.
func (m *model) paneRect() rect {
	if _, ok := m.pane.(linePane); ok {
		return m.lay.status
	}
	r := m.lay.card
	r.h += m.lay.strip.h
	if m.overAll() {
		r.w = m.w
	}
	return r
}

func (m *model) paneSize() (w, h int) {
	r := m.paneRect()
	return r.w, r.h
}

func (m *model) open(p pane) {
	m.pane = p
	p.setStyles(m.st)
	p.setSize(m.paneSize())
}

func (m *model) updatePane(msg tea.Msg) tea.Cmd {
	p := m.pane
	if k, ok := msg.(tea.KeyPressMsg); ok {
		again := m.askedBefore()
		if key := k.String(); key == "ctrl+c" {
			return m.leave(key, again)
		}
		if k, ok := escaped(p, k); ok {
			return m.leaveWith(k)
		}
	}
	cmd, done := p.update(m, msg)
	if done && m.pane == p {
		m.pane = nil
	}
	return cmd
}

// openPane opens what a key asks for.
func (m *model) openPane(a action) tea.Cmd {
	switch a {
	case actHelp:
		m.open(newHelp(m))
		return nil
	case actStats:
		return m.openStats()
	case actMaking:
		m.open(&makingPane{})
		return m.askBoard()
	case actHistory:
		p := &historyPane{}
		m.open(p)
		return p.read(m)
	case actSearch:
		p := newSearchPane(m)
		m.open(p)
		return nil
	}
	switch a {
	case actBulk, actEdit, actEditor, actNote, actPicker:
		if m.refusesToSave() {
			return nil
		}
	}
	if a == actBulk {
		_, filter := m.session.Chosen()
		return m.openBulk(filter)
	}
	it := m.current()
	if it == nil {
		m.noSample()
		return nil
	}
	switch a {
	case actEdit:
		return m.edit(it)
	case actEditor:
		return m.editOutside(it)
	case actNote:
		m.open(newNotePane(m, it))
	case actPicker:
		if len(m.task.Labels) == 0 {
			m.status.say(levelHint, "this task has no labels")
			return nil
		}
		m.open(newPicker(m))
	case actWhy:
		return m.openWhy(it)
	}
	return nil
}
