package tui

import "winnow/tui/lines"

// laidMost bounds the texts of one card that are kept laid out.
const laidMost = 64

// laid keeps the texts of the card as far as they are laid out, so that what
// composes the card anew (a flag, a note, another size and back) does not lay
// a megabyte out again.
type laid struct {
	texts []*lines.Lines
	used  []bool // in the composition under way: two texts may say the same
}

// begin starts a composition.
func (l *laid) begin() { clear(l.used) }

// of is text in rows of w cells.
func (l *laid) of(text string, w int) *lines.Lines {
	for i, t := range l.texts {
		if !l.used[i] && t.Width() == w && t.Text() == text {
			l.used[i] = true
			return t
		}
	}
	if len(l.texts) >= laidMost {
		*l = laid{}
	}
	t := lines.New(text, w)
	l.texts, l.used = append(l.texts, t), append(l.used, true)
	return t
}
