package tui

import (
	"maps"
	"slices"
	"time"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"winnow/review"
)

// notePane writes a note on the status line, the card in sight.
type notePane struct {
	in    textinput.Model
	item  review.Item
	was   string
	rest  time.Duration
	left  bool // it was given up, and the program is about to end
	dirty int  // counts changes, so that a late timer is recognised
}

func newNotePane(m *model, it *review.Item) *notePane {
	p := &notePane{in: newInput(" note ", it.State.Note), item: *it, rest: m.draftRest}
	p.was = p.in.Value() // in which there are no controls
	if note, half := halfTyped(it); half {
		p.in.SetValue(note)
		p.in.CursorEnd()
	}
	return p
}

// halfTyped is the note of a sample that its reviewer began and did not keep; false:
// there is none.
func halfTyped(it *review.Item) (note string, ok bool) {
	if it.Draft == nil || it.Draft.Note == nil || *it.Draft.Note == it.State.Note {
		return "", false
	}
	return *it.Draft.Note, true
}

func (p *notePane) onStatusLine()        {}
func (p *notePane) setSize(w, _ int)     { p.in.SetWidth(max(1, w-8)) }
func (p *notePane) setStyles(st *styles) { p.in.SetStyles(st.inputStyles()) }
func (p *notePane) cursor() *tea.Cursor  { return p.in.Cursor() }
func (p *notePane) hints() []hint {
	back := "back"
	if _, half := halfTyped(&p.item); half {
		back = "drop what was typed"
	}
	return []hint{{"enter", "keep the note (empty removes it)"}, {"esc", back}}
}

func (p *notePane) isChanged() bool { return !p.left && p.in.Value() != p.was }

func (p *notePane) update(m *model, msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		switch msg.String() {
		case "esc":
			return m.dropNote(&p.item), true
		case "enter":
			seq := p.item.Sample.Seq
			return m.submit(m.session.Note(seq, p.in.Value()), review.OpNote, seq), true
		}
	case draftDueMsg:
		if msg.n == p.dirty {
			return m.keepDraft(), false
		}
		return nil, false
	}
	before := p.in.Value()
	var cmd tea.Cmd
	if p.in, cmd = p.in.Update(msg); p.in.Value() == before {
		return cmd, false
	}
	p.dirty++
	n := p.dirty
	return tea.Batch(cmd, tea.Tick(p.rest, func(time.Time) tea.Msg { return draftDueMsg{n} })), false
}

func (p *notePane) rows(_ *model, _, _ int) []string { return []string{inputRow(p.in.View())} }

// noteOf is the sample's draft with the note as it stands in the pane.
func (m *model) noteOf(p *notePane) review.Draft {
	d := review.Draft{Seq: p.item.Sample.Seq, Reviewer: m.session.Reviewer()}
	if was := m.draftOn(&p.item); was != nil {
		d = *was
	}
	note := p.in.Value()
	d.Note = &note
	return d
}

// keepNote saves what was typed of a note. The card shows it when it comes up again,
// not while it is typed.
func (m *model) keepNote(p *notePane) tea.Cmd {
	d := m.noteOf(p)
	m.leftBehind(d)
	wait := m.desk.KeepDraft(d)
	return func() tea.Msg { return draftKeptMsg{wait(), true} }
}

// dropNote removes what was typed of a note, where that is kept.
func (m *model) dropNote(it *review.Item) tea.Cmd {
	was := m.draftOn(it)
	if !m.notes[it.Sample.Seq] && (was == nil || was.Note == nil) {
		return nil
	}
	d := review.Draft{Seq: it.Sample.Seq, Reviewer: m.session.Reviewer()}
	if was != nil {
		d = *was
	}
	d.Note = nil
	m.showDraft(d.Seq, &d)
	wait := m.desk.KeepDraft(d)
	return func() tea.Msg { return draftKeptMsg{wait(), true} }
}

// notesLeft are the ids of the samples of which this sitting leaves a half-typed note.
func (m *model) notesLeft() []string {
	var out []string
	for _, seq := range slices.Sorted(maps.Keys(m.notes)) {
		it, err := m.session.Item(seq)
		if _, half := halfTyped(&it); err == nil && m.notes[seq] && half {
			out = append(out, it.Sample.ID)
		}
	}
	return out
}
