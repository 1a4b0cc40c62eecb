package tui

import (
	"fmt"
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
	"winnow/tui/visible"
)

// clipMost is how many bytes go to the clipboard: with base64 around them,
// what terminals are known to take (100 000 bytes).
const clipMost = 74_994

// copyCard asks the terminal to put the card's text on the clipboard (OSC 52).
// Whether it does so is not known: terminals do not answer.
func (m *model) copyCard() tea.Cmd {
	it := m.current()
	if it == nil {
		m.noSample()
		return nil
	}
	text := cardText(it)
	if text == "" {
		m.status.say(levelHint, "there is no text to copy")
		return nil
	}
	hidden := visible.Hidden(text)
	if hidden > 0 {
		text = visible.Text(text)
	}
	if len(text) > clipMost {
		m.status.say(levelWarn, fmt.Sprintf("not copied: %d kB are more than a terminal takes for its clipboard", len(text)/1000))
		return nil
	}
	n := utf8.RuneCountInString(text)
	said := fmt.Sprintf("sent to the terminal's clipboard: %d character%s, as stored", n, plural(n))
	if hidden > 0 {
		said = fmt.Sprintf("sent to the terminal's clipboard NOT as stored: %d hidden character%s became visible signs", hidden, plural(hidden))
	}
	m.status.say(levelInfo, said)
	return tea.SetClipboard(text)
}

// cardText is the text on the card as it stands, field after field.
func cardText(it *review.Item) string {
	var parts []string
	for _, f := range it.Sample.Fields {
		if t := it.Field(f.Name); t != "" {
			parts = append(parts, t)
		}
	}
	if turns := it.Answer().Turns; len(turns) > 0 {
		parts = append(parts, transcript(turns))
	} else if t := it.Answer().Prose(); t != "" {
		parts = append(parts, t)
	}
	return strings.Join(parts, "\n\n")
}
