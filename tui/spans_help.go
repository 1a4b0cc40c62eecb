package tui

import (
	"fmt"
	"slices"
	"strings"
)

// In the span mode the keys of labels come first, then its own, then those of the
// key table: what is said of a key here is what is left of its meaning.

// notLabels are those of the keys that no label has.
func (m *model) notLabels(keys ...string) []string {
	return slices.DeleteFunc(keys, func(key string) bool { return m.ownKey(key) })
}

// spanOwn are the keys that the span mode takes for itself, beside those that move
// the cursor.
var spanOwn = strings.Fields("esc enter ctrl+s tab shift+tab [ ] { } o v d x backspace delete u ctrl+z space")

// spanKeyOf is a key by which the span mode leaves an action, "" for none.
func spanKeyOf(m *model, a action) string {
	for _, key := range m.opts.Keys.keysOf(a) {
		if _, moves := spanMoves[key]; !moves && !m.ownKey(key) && !slices.Contains(spanOwn, key) {
			return shown([]string{key})
		}
	}
	return ""
}

// undoKey takes the last step back, "" where labels have the key.
func undoKey(m *model) string {
	if !m.ownKey("u") {
		return "u"
	}
	return spanKeyOf(m, actUndo)
}

// removeKey is a key that removes a span: the first that no label has.
func removeKey(m *model) string {
	return m.notLabels("x", "d", "backspace")[0] // the last is longer than any of a label
}

// edgeKeys move the edges of what is selected.
func edgeKeys(m *model) string { return strings.Join(m.notLabels("[", "]", "{", "}"), " ") }

// spanHelp are all keys of the mode.
func spanHelp(m *model) []hint {
	var out []hint
	add := func(does string, keys ...string) {
		if keys = m.notLabels(keys...); len(keys) > 0 && keys[0] != "" {
			out = append(out, hint{strings.Join(keys, " "), does})
		}
	}
	with := func(keys ...string) string {
		if keys = m.notLabels(keys...); len(keys) > 0 {
			return "with shift (" + strings.Join(keys, " ") + ")"
		}
		return "with shift"
	}
	add("word by word; "+with("H", "L")+" take words in, or leave them out", "←", "→", "h", "l")
	add("row by row, pgup pgdn by half a page; "+with("J", "K")+" extend", "↑", "↓", "j", "k")
	add("first and last word of the row; ctrl+home ctrl+end: of the text", "home", "end")
	add("all keys that move extend, until v again; on a span: another label", "v")
	add("move the other edge of what is selected", "o")
	add("label the word or the selection, relabel a span (or its own key)", m.digits())
	if !m.ownKey(" ") {
		add("label picker, type to filter", "space")
	}
	add("next span; shift+tab the one before", "tab")
	add("pick a span: each gets a sign before its label, type it", jumpKey(m))
	add("move the end by one character", "[", "]")
	add("move the start by one character", "{", "}")
	removes := m.notLabels("x", "d", "backspace", "delete")
	add("remove the span, also under the cursor; "+strings.Join(removes[1:], ", ")+" too", removes[0])
	add("undo the last step", undoKey(m))
	decides := "ctrl+s"
	if key := spanKeyOf(m, actAccept); key != "" {
		decides += " and " + key
	}
	add("decide; "+decides+" too", "enter")
	add("leave; what is marked stays on the card, not decided", "esc")
	add("select the span there, then what is around it; drag over words", "click")
	add("with the right button: remove a span; words get the last label", "click")
	return out
}

// meansNothing is said of a key that the mode has no use for, with the keys that it
// names.
func (p *spansPane) meansNothing(key string) (text string, keys []string) {
	if p.helps == "" {
		return key + " means nothing here; esc leaves", []string{"esc"}
	}
	return fmt.Sprintf("%s means nothing here; %s shows the keys, esc leaves", key, p.helps), []string{p.helps, "esc"}
}
