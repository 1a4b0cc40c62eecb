package tui

import (
	"strings"
	"testing"
)

// Finding needs the texts as they are and in full; what was folded and rendered is so
// again behind it.
func TestFind_LeavesTheTextsAsTheyWere(t *testing.T) {
	t.Parallel()
	m := newBench(t, textTask(), record("m1", strings.Repeat("Write *it*. ", 90), "", "Here is **bold**.\n\nThe end.")).model(t, Options{})
	keysInto(t, m, "R", "Z")
	sees(t, m, "Markdown rendered: R raw text", "Here is bold.", "▸ Write", "Z unfold")
	keysInto(t, m, "F", "e", "n", "d")
	sees(t, m, "Here is **bold**.", "Write *it*. Write *it*.", "1 of 1")
	keysInto(t, m, "esc")
	sees(t, m, "Markdown rendered: R raw text", "Here is bold.", "▸ Write", "Z unfold")
	checkFresh(t, m, "finding")

	chat := newBench(t, chatTask(), chatRows...).model(t, Options{})
	keysInto(t, chat, "z", "F", "e")
	if chatOf(chat).folded {
		t.Error("folded turns are looked through")
	}
	keysInto(t, chat, "esc")
	if !chatOf(chat).folded {
		t.Error("the turns are not folded any more")
	}
}
