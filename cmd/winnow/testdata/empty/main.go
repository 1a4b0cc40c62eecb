// Command empty is what benchmarks of the screen compare with: a program that
// counts keys and does nothing else.
package main

import (
	"fmt"
	"os"

	tea "charm.land/bubbletea/v2"
)

type empty struct{ keys int }

func (empty) Init() tea.Cmd { return nil }

func (e empty) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if _, ok := msg.(tea.KeyPressMsg); ok {
		e.keys++
	}
	return e, nil
}

// View shows the number where winnow shows the id of a sample.
func (e empty) View() tea.View {
	v := tea.NewView(fmt.Sprintf("\n\n %08d keys in an empty program", e.keys))
	v.AltScreen = true
	return v
}

func main() {
	if _, err := tea.NewProgram(empty{}, tea.WithFPS(120)).Run(); err != nil {
		os.Exit(1)
	}
}
