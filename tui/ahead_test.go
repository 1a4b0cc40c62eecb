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

func TestAhead_WhatIsTypedBehindAnEditorIsForWhatStandsThereThen(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir()) // for the editor's file
	for name, c := range map[string]struct {
		change      func(string) string
		first, next review.Verdict // of the sample that was edited, and of the one behind it
	}{
		"an edit":   {func(s string) string { return "New. " + s }, review.Edit, review.Reject},
		"no change": {func(s string) string { return s }, review.Reject, ""},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, newsTask(), newsRows...)
			m := newModel(b.desk, b.session, Options{Local: true})
			drive(t, m, tea.WindowSizeMsg{Width: 120, Height: 36})
			drive(t, m, m.refill()())
			it := b.item(t, "n2")
			file, _ := m.outside(&it)
			path, err := writeTemp(c.change(file.content()))
			if err != nil {
				t.Fatal(err)
			}
			m.Update(pressOf(m.opts.Keys.of(actEditor)))
			m.Update(pressOf("x"))
			if len(m.unanswered) > 0 {
				t.Fatal("decided before the editor's text was there")
			}
			drive(t, m, editedMsg{item: it, file: file, path: path})
			for id, want := range map[string]review.Verdict{"n2": c.first, "n3": c.next} {
				if v := b.item(t, id).State.Verdict; v != want {
					t.Errorf("%s is %q, want %q", id, v, want)
				}
			}
		})
	}
}
