package tui

import (
	"errors"
	"fmt"
	"strings"
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

// manyRows are n news that are decided in this order.
func manyRows(n int) []string {
	rows := make([]string, n)
	for i := range rows {
		rows[i] = fmt.Sprintf(`{"id":"k%02d","text":"news %d","label":"neutral","confidence":0.%03d}`, i, i, i+100)
	}
	return rows
}

// Ensure that keys which come faster than the disk saves, or than the queue is
// read, are done in their order: the one behind thirty others is for the sample
// behind thirty others.
func TestAhead_ABurstOfKeysDecidesOneSampleEach(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), manyRows(40)...)
	s := b.screen(t, 120, 36)
	s.WaitFor(" k00 ")
	s.Send(strings.Repeat("a", 30) + "x" + strings.Repeat("a", 3) + "f")
	s.WaitFor("34 of 40 decided", " k34 ", "⚑ flagged")
	for i := range 40 {
		want := review.Accept
		switch {
		case i == 30:
			want = review.Reject
		case i > 33:
			want = ""
		}
		it := b.item(t, fmt.Sprintf("k%02d", i))
		if it.State.Verdict != want || it.State.Flag != (i == 34) {
			t.Errorf("k%02d is %q, flagged %t", i, it.State.Verdict, it.State.Flag)
		}
	}
}

// Ensure that while the disk is behind a reviewer can look around, and that what
// was typed for samples further on is not done to the one that comes back when the
// disk fails.
func TestAhead_WhatIsTypedWhileTheDiskIsBehind(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), manyRows(40)...)
	b.desk.Close()
	gate := make(chan error)
	b.open(t, failing{b.store, gate})
	s := b.screen(t, 120, 36)
	s.WaitFor(" k00 ")
	s.Send(strings.Repeat("a", maxUnsaved))
	s.WaitFor(fmt.Sprint(maxUnsaved, " unsaved"), " k08 ")
	s.Type("w")
	s.WaitFor("WHY THIS IS HERE")
	s.Type("esc")
	s.WaitGone("WHY THIS IS HERE")
	s.Send("xxa")
	s.WaitFor("waiting for the disk: what is typed is done when it has caught up", " k08 ")
	gate <- errors.New("no such luck")
	s.WaitFor("NOT saved, decide k0") // one or more, as they came together
	gate <- nil                       // for those behind it
	s.WaitGone("unsaved")
	for _, id := range []string{"k00", "k08", "k09", "k10"} {
		if v := b.item(t, id).State.Verdict; v != "" {
			t.Errorf("%s is %q", id, v)
		}
	}
}

func TestAhead_MoreThanCanWaitIsToldAndNotDone(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	m := b.model(t, Options{})
	keysInto(t, m, "a")
	_, brings := m.Update(pressOf("u"))
	for range aheadMost + 3 {
		m.Update(pressOf("f"))
	}
	drive(t, m, brings())
	if want := "3 keys were not taken: too many waited"; m.status.text != want {
		t.Errorf("it says %q, want %q", m.status.text, want)
	}
	if n := b.item(t, "n2").State.Flag; n != (aheadMost%2 == 1) {
		t.Errorf("after %d keys that flag it or do not, the flag is %t", aheadMost, n)
	}
}
