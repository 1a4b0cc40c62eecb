package tui

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
)

// slowLine is the news where each commit waits to be let through, and a screen of
// it on which n2 was accepted.
func slowLine(t *testing.T) (b *bench, commit func(), typed func(raw string, words ...string)) {
	t.Helper()
	b = newBench(t, newsTask(), newsRows...)
	b.desk.Close()
	gate := make(chan error)
	b.open(t, failing{b.store, gate})
	s := b.screen(t, 120, 36)
	s.WaitFor(" n2 ")
	return b, func() { gate <- nil }, func(raw string, words ...string) {
		s.Send(raw)
		s.WaitFor(words...)
	}
}

func TestAhead_WhatIsTypedBehindAnUndoIsForTheSampleThatComesBack(t *testing.T) {
	t.Parallel()
	b, commit, typed := slowLine(t)
	typed("a", " n3 ")
	commit()
	typed("", "saved: n2 accepted")
	typed("ux", "saving…") // one packet of a slow line: n3 is still on the card
	commit()
	commit()
	typed("", "saved: n2 rejected", " n3 ")
	if v := b.item(t, "n3").State.Verdict; v != "" {
		t.Errorf("n3, which was on the card while the undo was saved, is decided: %q", v)
	}
}

func TestAhead_StepsBackAddUp(t *testing.T) {
	t.Parallel()
	b, commit, typed := slowLine(t)
	for _, next := range []string{" n3 ", " n5 ", " n4 "} {
		typed("a", next)
		commit()
	}
	typed("", "saved: n5 accepted")
	typed("\x1b[D\x1b[D\x1b[Dx")
	commit()
	typed("", "saved: n2 rejected")
	for _, id := range []string{"n3", "n5"} {
		if v := b.item(t, id).State.Verdict; v != review.Accept {
			t.Errorf("%s, which was stepped over, is %q", id, v)
		}
	}
}

func TestAhead_IsLetGoWhereNoSampleCame(t *testing.T) {
	t.Parallel()
	for says, key := range map[string]string{"there is no earlier decision": "left", "nothing to undo": "u"} {
		t.Run(says, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, newsTask(), newsRows...)
			m := newModel(b.desk, b.session, Options{})
			m.Update(tea.WindowSizeMsg{Width: 120, Height: 36})
			m.Update(m.refill()())
			_, brings := m.Update(pressOf(key))
			m.Update(pressOf("x"))
			m.Update(pressOf("a"))
			m.Update(brings())
			if want := says + "; 2 keys typed after it were not taken"; m.status.text != want {
				t.Errorf("it says %q, want %q", m.status.text, want)
			}
			if len(m.unanswered) > 0 || b.desk.News().Counts.Decided() > 0 {
				t.Error("decided a sample by keys that were meant for another one")
			}
			if m.Update(pressOf("x")); len(m.unanswered) != 1 {
				t.Error("the key after it was not taken")
			}
		})
	}
}
