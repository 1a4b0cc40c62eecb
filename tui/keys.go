package tui

import (
	"slices"

	tea "charm.land/bubbletea/v2"
)

// action is something that a reviewer can do by key.
type action int

const (
	actNone action = iota
	actAccept
	actReject
	actDefer
	actLabel
	actPicker
	actEdit
	actEditor
	actUndo
	actRedo
	actFlag
	actNote
	actWhy
	actGuidelines
	actGuidelinesUp
	actGuidelinesDown
	actHistory
	actBack
	actForward
	actSearch
	actOrder
	actStats
	actMaking
	actStream
	actUp
	actDown
	actPageUp
	actPageDown
	actTop
	actBottom
	actHelp
	actQuit
)

// binding is one line of the key table: the table drives the dispatch, the
// help overlay, the footer and the check of label keys.
type binding struct {
	action action
	keys   []string // as tea.KeyPressMsg.String names them
	show   string   // how the keys are written for people
	does   string
	group  string
	footer int // place in the footer by importance, 0: not there
}

var keyTable = []binding{
	{actAccept, []string{"a"}, "a", "accept", "Decide", 1},
	{actReject, []string{"x"}, "x", "reject", "Decide", 2},
	{actDefer, []string{"space"}, "space", "defer: comes back at the end", "Decide", 3},
	{actLabel, []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "0"}, "1-9 0", "give this label (or the label's own key)", "Decide", 4},
	{actPicker, []string{"l"}, "l", "label picker, type to filter", "Decide", 0},
	{actEdit, []string{"e"}, "e", "edit in place", "Change", 5},
	{actEditor, []string{"E"}, "E", "edit in $EDITOR", "Change", 0},
	{actFlag, []string{"f"}, "f", "flag on or off", "Change", 0},
	{actNote, []string{"n"}, "n", "note", "Change", 0},
	{actUndo, []string{"u", "backspace"}, "u", "undo (backspace too)", "Change", 6},
	{actRedo, []string{"ctrl+r"}, "ctrl+r", "redo", "Change", 0},
	{actWhy, []string{"w"}, "w", "why this is here", "Look", 9},
	{actGuidelines, []string{"g"}, "g", "guidelines", "Look", 8},
	{actGuidelinesUp, []string{"["}, "[", "guidelines up", "Look", 0},
	{actGuidelinesDown, []string{"]"}, "]", "guidelines down", "Look", 0},
	{actStats, []string{"s"}, "s", "statistics", "Look", 0},
	{actMaking, []string{"M"}, "M", "how samples are made, and what was refused", "Look", 0},
	{actUp, []string{"up"}, "↑", "scroll up", "Look", 0},
	{actDown, []string{"down"}, "↓", "scroll down", "Look", 0},
	{actPageUp, []string{"pgup", "ctrl+b"}, "pgup", "page up", "Look", 0},
	{actPageDown, []string{"pgdown", "ctrl+f"}, "pgdn", "page down", "Look", 0},
	{actTop, []string{"home"}, "home", "to the top of the text", "Look", 0},
	{actBottom, []string{"end"}, "end", "to the end of the text", "Look", 0},
	{actHistory, []string{"h"}, "h", "history of decisions", "Move", 0},
	{actBack, []string{"left"}, "←", "one decision back", "Move", 0},
	{actForward, []string{"right"}, "→", "one decision forward, then the queue", "Move", 0},
	{actSearch, []string{"/"}, "/", "search and filter", "Move", 7},
	{actOrder, []string{"o"}, "o", "change the order", "Move", 0},
	{actStream, []string{"G"}, "G", "pause the generation, or go on", "Program", 0},
	{actHelp, []string{"?"}, "?", "all keys", "Program", 10},
	{actQuit, []string{"q", "ctrl+c"}, "q", "quit (all is saved)", "Program", 11},
}

// actionOf returns what a key does, actNone for a free key.
func actionOf(key string) action {
	for _, b := range keyTable {
		if slices.Contains(b.keys, key) {
			return b.action
		}
	}
	return actNone
}

// ReservedKeys returns the single-character keys that the screen uses, with
// what they do: a task's labels cannot have them.
func ReservedKeys() map[string]string {
	out := map[string]string{" ": "defer"}
	for _, b := range keyTable {
		for _, k := range b.keys {
			if len([]rune(k)) == 1 {
				out[k] = b.does
			}
		}
	}
	return out
}

// footerBindings are the keys of the footer, the most important first.
func footerBindings() []binding {
	var out []binding
	for _, b := range keyTable {
		if b.footer > 0 {
			out = append(out, b)
		}
	}
	slices.SortFunc(out, func(a, b binding) int { return a.footer - b.footer })
	return out
}

// labelFor returns the index of the label that a key chooses in the task:
// digits count the labels from 1 (0 is the tenth), other keys are the labels'
// own. It is -1 when no label has the key.
func (c *common) labelFor(msg tea.KeyPressMsg) int {
	key := msg.String()
	if len(key) == 1 && key[0] >= '0' && key[0] <= '9' {
		i := (int(key[0]-'0') + 9) % 10
		if i < len(c.task.Labels) {
			return i
		}
		return -1
	}
	for i, l := range c.task.Labels {
		if l.Key != "" && l.Key == msg.Text {
			return i
		}
	}
	return -1
}
