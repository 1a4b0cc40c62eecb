package tui

import (
	"testing"

	tea "charm.land/bubbletea/v2"
)

// Ensure that a key that deletes a character takes what is seen as one, from
// wherever in it the cursor stands, and never what is in the next line.
func TestEditor_DeletesWholeClusters(t *testing.T) {
	t.Parallel()
	const thumb, group = "👍🏽", "👨\u200d👩\u200d👧\u200d👦"
	del, back := tea.KeyPressMsg{Code: tea.KeyDelete}, tea.KeyPressMsg{Code: tea.KeyBackspace}
	ctrlD, ctrlH := tea.KeyPressMsg{Code: 'd', Mod: tea.ModCtrl}, tea.KeyPressMsg{Code: 'h', Mod: tea.ModCtrl}
	for _, c := range []struct {
		name, text string
		col        int
		key        tea.KeyPressMsg
		want       string
		at         int
	}{
		{"before a skin tone", "A " + thumb + " in Rome", 2, del, "A  in Rome", 2},
		{"inside of it", "A " + thumb + " in Rome", 3, del, "A  in Rome", 2},
		{"behind it", "A " + thumb + " in Rome", 4, back, "A  in Rome", 2},
		{"back from inside", "A " + thumb + " in Rome", 3, back, "A  in Rome", 2},
		{"a family", group + "x", 0, del, "x", 0},
		{"back over a family", "x" + group, 8, back, "x", 1},
		{"by ctrl+d", thumb, 0, ctrlD, "", 0},
		{"by ctrl+h", thumb, 2, ctrlH, "", 0},
		{"a letter with a mark", "Zu\u0308rich", 1, del, "Zrich", 1},
		{"a letter", "abc", 1, del, "ac", 1},
		{"back over a letter", "abc", 2, back, "ac", 1},
		{"the last of a line", "ab" + thumb + "\ncd", 2, del, "ab\ncd", 2},
		{"the last letter of a line", "ab\ncd", 1, del, "a\ncd", 1},
		{"the end of a line", "ab\n" + thumb, 2, del, "ab" + thumb, 2},
		{"the start of a text", thumb, 0, back, thumb, 0},
		{"the end of a text", thumb, 2, del, thumb, 2},
		{"of a spelled character only one sign", "‹U+202E›x", 0, del, "U+202E›x", 0},
	} {
		p := editor{area: newArea()}
		p.area.SetWidth(40)
		p.area.SetValue(c.text)
		p.area.MoveToBegin()
		p.area.SetCursorColumn(c.col)
		p.feed(c.key)
		if got := p.area.Value(); got != c.want || p.area.Column() != c.at {
			t.Errorf("%s: %q with the cursor at %d, want %q at %d", c.name, got, p.area.Column(), c.want, c.at)
		}
	}
	p := editor{area: newArea()}
	p.area.SetWidth(40)
	p.area.SetValue("ab\n" + thumb)
	p.area.SetCursorColumn(0)
	if p.feed(back); p.area.Value() != "ab"+thumb {
		t.Errorf("back at the start of a line: %q", p.area.Value())
	}
}
