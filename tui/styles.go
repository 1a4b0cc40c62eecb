package tui

import (
	"image/color"
	"strings"

	"charm.land/bubbles/v2/textarea"
	"charm.land/bubbles/v2/textinput"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
)

// paint is a style as the two strings that stand around a text, so that a row
// costs a concatenation and not a layout.
type paint struct{ on, off string }

func newPaint(s lipgloss.Style) paint {
	on, off, _ := strings.Cut(s.Render("\x00"), "\x00")
	return paint{on, off}
}

func (p paint) text(s string) string {
	if s == "" {
		return ""
	}
	return p.on + s + p.off
}

// styles are all paints of the screen. Colour is never the only carrier: what
// a colour says is said by a word, a sign or an attribute as well.
type styles struct {
	tokens
	dark    bool
	colours colorprofile.Profile // that the terminal shows
	plain   bool                 // it shows none: diffs get signs

	faint, strong, accent, good, warn, bad, bar paint
	head                                        paint // a heading of a field or pane
	selected                                    paint // the row under the cursor of a list
	key                                         paint // a key in a hint
	mark                                        paint // a replaced, otherwise invisible character
	inserted, deleted                           paint
	first, second                               paint // what one of two texts has, none of them the better one
	word, telling                               paint // a word that speaks for a change, and strongly
	hit, hitAt                                  paint // what was looked for, and the one jumped to
	title                                       paint
}

func newStyles(theme string, dark bool, colours colorprofile.Profile) *styles {
	t := tokensFor(theme, dark, colours)
	plain := colours <= colorprofile.ASCII
	fg := func(c color.Color) lipgloss.Style { return lipgloss.NewStyle().Foreground(c) }
	selected := fg(t.onSurface).Background(t.surface).Bold(true)
	hues := labelHues(theme, dark, colours)
	deleted := fg(t.bad).Strikethrough(true)
	if colours <= colorprofile.ANSI { // of 16 colours, bold black is grey in many terminals
		selected = lipgloss.NewStyle().Reverse(true)
	}
	if plain {
		deleted = lipgloss.NewStyle() // signs say it; a line through the words only hides them
	}
	return &styles{
		tokens: t, dark: dark, colours: colours, plain: plain,
		faint:    newPaint(fg(t.faint)),
		strong:   newPaint(lipgloss.NewStyle().Bold(true)),
		accent:   newPaint(fg(t.accent).Bold(true)),
		good:     newPaint(fg(t.good)),
		warn:     newPaint(fg(t.warn)),
		bad:      newPaint(fg(t.bad).Bold(true)),
		bar:      newPaint(fg(t.bar)),
		head:     newPaint(fg(t.faint)),
		selected: newPaint(selected),
		key:      newPaint(fg(t.accent).Bold(true)),
		mark:     newPaint(fg(t.warn).Reverse(true)),
		first:    newPaint(fg(hues[0]).Underline(true)),
		second:   newPaint(fg(hues[1]).Underline(true)),
		inserted: newPaint(fg(t.good).Underline(true)),
		deleted:  newPaint(deleted),
		word:     newPaint(fg(t.warn).Underline(true)),
		telling:  newPaint(fg(t.warn).Underline(true).Bold(true)),
		hit:      newPaint(fg(t.accent).Reverse(true)),
		hitAt:    newPaint(fg(t.good).Reverse(true).Bold(true).Underline(true)),
		title:    newPaint(fg(t.accent).Bold(true)),
	}
}

// textareaStyles takes the default's cursor line away: it would paint a black
// bar on any other theme.
func (s *styles) textareaStyles() textarea.Styles {
	st := textarea.DefaultStyles(s.dark)
	none := lipgloss.NewStyle()
	for _, state := range []*textarea.StyleState{&st.Focused, &st.Blurred} {
		state.CursorLine, state.Base, state.Text, state.EndOfBuffer = none, none, none, none
	}
	return st
}

func (s *styles) inputStyles() textinput.Styles {
	st := textinput.DefaultStyles(s.dark)
	st.Focused.Placeholder = lipgloss.NewStyle().Foreground(s.tokens.faint).Italic(true)
	st.Focused.Prompt = lipgloss.NewStyle().Foreground(s.tokens.accent).Bold(true)
	return st
}
