package screentest

import (
	"bytes"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
)

// Text returns the screen as plain text: one line per row of the terminal,
// without the spaces at its end, each ended by a line feed.
func (s *Screen) Text() string { return strings.Join(s.Rows(), "\n") + "\n" }

// Rows returns the rows of the screen as plain text, without the spaces at
// their ends.
func (s *Screen) Rows() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	rows := make([]string, s.em.Height())
	for y := range rows {
		var row strings.Builder
		for x := 0; x < s.em.Width(); {
			c := s.cell(x, y)
			row.WriteString(c.Content)
			x += c.Width
		}
		rows[y] = strings.TrimRight(row.String(), " ")
	}
	return rows
}

// Cell returns the cell at column x and row y, from 0. The second column of a
// wide character, and what lies outside, is a blank of width 1.
func (s *Screen) Cell(x, y int) uv.Cell {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.cell(x, y)
}

// cell is Cell under the lock.
func (s *Screen) cell(x, y int) uv.Cell {
	c := uv.Cell{Content: " ", Width: 1}
	if at := s.em.CellAt(x, y); at != nil {
		c.Style, c.Link = at.Style, at.Link
		if at.Width > 0 && at.Content != "" {
			c.Content, c.Width = at.Content, at.Width
		}
	}
	return c
}

// Find returns the column and the row of the first cell of text, which has to
// stand on one row; ok is false when the screen does not show it.
func (s *Screen) Find(text string) (x, y int, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for y := range s.em.Height() {
		var row strings.Builder
		var columns []int // of each byte of row
		for x := 0; x < s.em.Width(); {
			c := s.cell(x, y)
			row.WriteString(c.Content)
			for range len(c.Content) {
				columns = append(columns, x)
			}
			x += c.Width
		}
		if i := strings.Index(row.String(), text); i >= 0 && text != "" {
			return columns[i], y, true
		}
	}
	return 0, 0, false
}

// Contains reports whether the screen shows text now, on one row.
func (s *Screen) Contains(text string) bool { return strings.Contains(s.Text(), text) }

// Size returns the columns and rows of the terminal.
func (s *Screen) Size() (w, h int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.em.Width(), s.em.Height()
}

// Cursor returns where the cursor is, from 0, and whether it can be seen.
func (s *Screen) Cursor() (x, y int, visible bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.em.CursorPosition()
	return at.X, at.Y, s.cursor
}

// Title returns the title of the window.
func (s *Screen) Title() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.title
}

// AltScreen reports whether the program is on the alternate screen.
func (s *Screen) AltScreen() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.em.IsAltScreen()
}

// Bytes returns everything that the program wrote so far.
func (s *Screen) Bytes() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return bytes.Clone(s.written.Bytes())
}
