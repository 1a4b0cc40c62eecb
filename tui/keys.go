package tui

import (
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
	actGuidelinesLabel
	actHistory
	actBack
	actForward
	actSearch
	actNarrow
	actWiden
	actBulk
	actOrder
	actWords
	actFind
	actFold
	actRender
	actStats
	actMaking
	actStream
	actCopy
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
	name   string   // in the configuration file
	keys   []string // as tea.KeyPressMsg.String names them
	show   string   // how the keys are written for people
	does   string
	group  string
	footer int // place in the footer by importance, 0: not there
}

var keyTable = []binding{
	{actAccept, "accept", []string{"a"}, "a", "accept", "Decide", 1},
	{actReject, "reject", []string{"x"}, "x", "reject", "Decide", 2},
	{actDefer, "defer", []string{"space"}, "space", "defer: comes back at the end", "Decide", 3},
	{actLabel, "label", []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "0"}, "1-9 0", "give this label (or the label's own key)", "Decide", 4},
	{actPicker, "picker", []string{"l"}, "l", "label picker, type to filter", "Decide", 0},
	{actEdit, "edit", []string{"e"}, "e", "edit in place", "Change", 5},
	{actEditor, "editor", []string{"E"}, "E", "edit in $EDITOR", "Change", 0},
	{actFlag, "flag", []string{"f"}, "f", "flag on or off", "Change", 12},
	{actNote, "note", []string{"n"}, "n", "note", "Change", 13},
	{actUndo, "undo", []string{"u", "backspace"}, "u", "undo (backspace too)", "Change", 6},
	{actRedo, "redo", []string{"ctrl+r"}, "ctrl+r", "redo", "Change", 0},
	{actWhy, "why", []string{"w"}, "w", "why this is here", "Look", 9},
	{actGuidelines, "guidelines", []string{"g"}, "g", "guidelines", "Look", 8},
	{actGuidelinesUp, "guidelines_up", []string{"["}, "[", "guidelines up", "Look", 0},
	{actGuidelinesDown, "guidelines_down", []string{"]"}, "]", "guidelines down", "Look", 0},
	{actGuidelinesLabel, "guidelines_label", []string{"}"}, "}", "guidelines: to the next label", "Look", 0},
	{actWords, "words", []string{"I"}, "I", "mark the words that speak for a change", "Look", 0},
	{actFind, "find", []string{"F"}, "F", "find in the texts of the card", "Look", 0},
	{actFold, "fold", []string{"Z"}, "Z", "fold all texts but the last, or unfold", "Look", 0},
	{actRender, "render", []string{"R"}, "R", "Markdown and code rendered, or raw", "Look", 0},
	{actStats, "statistics", []string{"s"}, "s", "statistics", "Look", 11},
	{actMaking, "making", []string{"M"}, "M", "how samples are made, and what was refused", "Look", 0},
	{actUp, "up", []string{"up"}, "↑", "scroll up", "Look", 0},
	{actDown, "down", []string{"down"}, "↓", "scroll down", "Look", 0},
	{actPageUp, "page_up", []string{"pgup", "ctrl+b"}, "pgup", "page up", "Look", 0},
	{actPageDown, "page_down", []string{"pgdown", "ctrl+f"}, "pgdn", "page down", "Look", 0},
	{actTop, "top", []string{"home"}, "home", "to the top of the text", "Look", 0},
	{actBottom, "bottom", []string{"end"}, "end", "to the end of the text", "Look", 0},
	{actHistory, "history", []string{"h"}, "h", "history of decisions", "Move", 10},
	{actBack, "back", []string{"left"}, "←", "one decision back", "Move", 0},
	{actForward, "forward", []string{"right"}, "→", "one decision forward, then the queue", "Move", 0},
	{actSearch, "search", []string{"/"}, "/", "search and filter", "Move", 7},
	{actBulk, "bulk", []string{"B"}, "B", "decide all that matches the filter", "Move", 0},
	{actNarrow, "narrow", []string{"<"}, "<", "only lower confidences, a step at a time", "Move", 0},
	{actWiden, "widen", []string{">"}, ">", "higher confidences again", "Move", 0},
	{actOrder, "order", []string{"o"}, "o", "change the order", "Move", 14},
	{actStream, "stream", []string{"G"}, "G", "pause the generation, or resume it", "Program", 0},
	{actCopy, "copy", []string{"Y"}, "Y", "copy the text to the clipboard", "Program", 0},
	{actHelp, "help", []string{"?"}, "?", "all keys", "Program", 15},
	{actQuit, "quit", []string{"q", "ctrl+c"}, "q", "quit (all is saved)", "Program", 16},
}

// needsCard tells that the action does nothing where no sample is on the card.
func (b binding) needsCard() bool {
	switch b.action {
	case actAccept, actReject, actDefer, actLabel, actEdit, actFlag, actNote, actWhy, actOrder:
		return true
	}
	return false
}

// saves tells that the action changes the project.
func (b binding) saves() bool {
	return b.group == "Decide" || b.group == "Change" || b.action == actBulk
}

// ReservedKeys returns the single-character keys that the screen uses unless a
// configuration says otherwise, with what they do: a task's labels cannot have
// them.
func ReservedKeys() map[string]string { return DefaultKeys().Reserved() }

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
