package tui

import (
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"winnow/review"
)

// notePane writes a note on the status line, the card in sight.
type notePane struct {
	in  textinput.Model
	seq uint64
	was string
}

func newNotePane(it *review.Item) *notePane {
	p := &notePane{in: newInput(" note ", it.State.Note), seq: it.Sample.Seq}
	p.was = p.in.Value() // in which there are no controls
	return p
}

func (p *notePane) onStatusLine()        {}
func (p *notePane) setSize(w, _ int)     { p.in.SetWidth(max(1, w-8)) }
func (p *notePane) setStyles(st *styles) { p.in.SetStyles(st.inputStyles()) }
func (p *notePane) cursor() *tea.Cursor  { return p.in.Cursor() }
func (p *notePane) hints() []hint {
	return []hint{{"enter", "keep the note (empty removes it)"}, {"esc", "back"}}
}

func (p *notePane) isChanged() bool { return p.in.Value() != p.was }

func (p *notePane) update(m *model, msg tea.Msg) (tea.Cmd, bool) {
	if k, ok := msg.(tea.KeyPressMsg); ok {
		switch k.String() {
		case "esc":
			return nil, true
		case "enter":
			return m.submit(m.session.Note(p.seq, p.in.Value()), review.OpNote, p.seq), true
		}
	}
	var cmd tea.Cmd
	p.in, cmd = p.in.Update(msg)
	return cmd, false
}

func (p *notePane) rows(_ *model, _, _ int) []string { return []string{inputRow(p.in.View())} }
