package screentest

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// checked is a model whose frames are measured.
type checked struct {
	model   tea.Model
	w, h    int
	measure ansi.Method // of the terminal
	fail    func(why string)
}

// Init starts the model.
func (c *checked) Init() tea.Cmd { return c.model.Init() }

// Update passes msg on.
func (c *checked) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if size, ok := msg.(tea.WindowSizeMsg); ok {
		c.w, c.h = size.Width, size.Height
	}
	var cmd tea.Cmd
	c.model, cmd = c.model.Update(msg)
	return c, cmd
}

// View returns the model's frame, measured once the size is known.
func (c *checked) View() tea.View {
	v := c.model.View()
	if c.w > 0 && c.h > 0 {
		if why := overflow(v.Content, c.w, c.h, c.measure); why != "" {
			c.fail(why)
		}
	}
	return v
}

// overflow says where a frame does not fit a terminal of w columns and h rows,
// or "" if it does.
func overflow(frame string, w, h int, measure ansi.Method) string {
	rows := strings.Split(frame, "\n")
	for i, row := range rows {
		if got := measure.StringWidth(row); got > w {
			return fmt.Sprintf("row %d has %d cells, the terminal %d: %q", i, got, w, row)
		}
	}
	if len(rows) > h {
		return fmt.Sprintf("%d rows, the terminal has %d", len(rows), h)
	}
	return ""
}

// overflowed fails the test for a frame that does not fit.
func (s *Screen) overflowed(why string) {
	if !s.opts.overflow {
		s.t.Errorf("a frame does not fit: %s", why)
	}
}
