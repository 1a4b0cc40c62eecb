package tui

import (
	tea "charm.land/bubbletea/v2"
)

// hasProgressBar tells whether the terminal is known to draw OSC 9;4 as a
// progress bar. Others take any OSC 9 for a notification and would pop one up
// with each decision.
func hasProgressBar(getenv func(string) string) bool {
	if getenv("WT_SESSION") != "" || getenv("ConEmuANSI") == "ON" {
		return true
	}
	program := getenv("TERM_PROGRAM")
	return program == "ghostty" || program == "WezTerm"
}

// terminalBar is the share decided for the terminal's own progress bar, nil
// where there is none.
func (m *model) terminalBar() *tea.ProgressBar {
	c := m.news.Counts
	if !m.termBar || c.Samples == 0 {
		return nil
	}
	return tea.NewProgressBar(tea.ProgressBarDefault, 100*c.Decided()/c.Samples)
}
