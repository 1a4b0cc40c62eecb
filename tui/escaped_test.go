package tui

import (
	"strings"
	"testing"

	"winnow/review"
)

// Ensure that esc and a letter that arrive together are two keys, as they were
// pressed.
func TestEscape_FollowedAtOnceByAKeyIsBoth(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	s := b.screen(t, 120, 36)
	s.WaitFor(" n2 ")
	s.Type("w")
	s.WaitFor("WHY THIS IS HERE")
	s.Send("\x1ba")
	s.WaitFor("saved: n2 accepted", " n3 ")
	s.WaitGone("WHY THIS IS HERE")
	s.Type("/")
	s.WaitFor("conf:--")
	s.Send("\x1b?")
	s.WaitFor("label picker", "DECIDE")
	s.Send("\x1b ")
	s.WaitFor("saved: n3 deferred")
	s.Type("l")
	s.WaitFor("Takes a side")
	s.Send("\x1bG")
	s.WaitFor("nothing is being generated")
	if v := b.item(t, "n3").State.Verdict; v != review.Defer {
		t.Errorf("n3 is %q", v)
	}
}

func TestEscape_InTheEditorKeepsTheDraftAndItsOwnKeys(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	s := b.screen(t, 120, 36)
	s.WaitFor(" n2 ")
	s.Type("e")
	s.WaitFor("✎ text")
	s.Send("\x1bd") // deletes the next word, as in every text area
	s.WaitGone("Nobody asked how")
	s.WaitFor("✎ text")
	s.Send("\x1bx")
	s.WaitFor("it has a draft: e goes on with it, the same key again decides without it")
	s.WaitGone("✎ text")
	it := b.item(t, "n2")
	if it.State.Verdict != "" || it.Draft == nil {
		t.Errorf("n2 is %q, its draft %+v", it.State.Verdict, it.Draft)
	}
	s.Type("x")
	s.WaitFor("saved: n2 rejected")
	it = b.item(t, "n2")
	if it.State.Verdict != review.Reject {
		t.Errorf("n2 is %q", it.State.Verdict)
	}
	if it.Draft != nil && strings.HasPrefix(it.Draft.Texts["text"], "Nobody") {
		t.Errorf("the draft is %+v", it.Draft)
	}
}
