package screentest

import (
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// Type presses keys one after the other, named as Bubble Tea names them: "a",
// "enter", "esc", "space", "backspace", "left", "ctrl+r", "shift+enter",
// "f1". What names no key is typed as text.
func (s *Screen) Type(keys ...string) {
	for _, key := range keys {
		s.Send(encode(key))
	}
}

// TypeText types text as it is, also where it is the name of a key.
func (s *Screen) TypeText(text string) { s.Send(text) }

// Paste pastes text, in brackets as a terminal does.
func (s *Screen) Paste(text string) {
	s.Send(ansi.BracketedPasteStart + text + ansi.BracketedPasteEnd)
}

// Send sends bytes as they are, such as a mouse report.
func (s *Screen) Send(raw string) { _, _ = s.in.Write([]byte(raw)) }

// Click presses and releases the left button on cell x, y, from 0.
func (s *Screen) Click(x, y int) {
	s.Send(ansi.MouseSgr(0, x, y, false))
	s.Send(ansi.MouseSgr(0, x, y, true))
}

// Message sends msg to the model.
func (s *Screen) Message(msg tea.Msg) { s.prog.Send(msg) }

// Resize makes the terminal w columns and h rows large.
func (s *Screen) Resize(w, h int) {
	s.mu.Lock()
	s.em.Resize(w, h)
	s.mu.Unlock()
	s.prog.Send(tea.WindowSizeMsg{Width: w, Height: h})
}
