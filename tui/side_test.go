package tui

import (
	"testing"

	tea "charm.land/bubbletea/v2"
)

// Ensure that all numbers of the progress are written alike, however it is shown.
func TestProgress_GroupsLargeNumbers(t *testing.T) {
	t.Parallel()
	m := newBench(t, newsTask(), manyRows(1234)...).model(t, Options{})
	sees(t, m, "0 of 1,234 decided", "1,234 left")
	drive(t, m, tea.WindowSizeMsg{Width: 80, Height: 24})
	sees(t, m, "0 of 1,234 decided", "1,234 left")
}
