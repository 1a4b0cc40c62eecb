package tui

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
)

func TestLeaving_AsksOnceWhenAnAnswerIsNotDecided(t *testing.T) {
	t.Parallel()
	b := demoBench(t, review.MultiLabel)
	out := b.read(t, "2", "q", "enter", "2", "q", "w", "q", "q", "a")
	says(t, out, "Not decided yet: ", "This is not decided yet: enter decides, q again leaves without it.",
		"Saved: ", "Not decided yet: ", "q again leaves without it.", "Order: ", "q again leaves without it.")
	if n := strings.Count(out, "q again leaves"); n != 3 {
		t.Errorf("asked %d times:\n%s", n, out)
	}
	if n := b.desk.News().Counts.Decided(); n != 1 {
		t.Errorf("%d decided", n)
	}
	if out = b.read(t, "2", "left", "2"); strings.Count(out, "was left undecided, and what you had begun is not kept") != 2 {
		t.Errorf("the end of the input does not say what was begun:\n%s", out)
	}
}

func TestLeaving_AsksOnTheScreenToo(t *testing.T) {
	t.Parallel()
	b := demoBench(t, review.MultiLabel)
	m := b.model(t, Options{})
	quits := func(key string) bool {
		cmd := m.onKey(pressOf(key))
		if cmd == nil {
			return false
		}
		_, quit := cmd().(tea.QuitMsg)
		return quit
	}
	keysInto(t, m, "2")
	if quits("q") {
		t.Error("it left at once")
	}
	sees(t, m, "! this is not decided yet: enter decides, q again leaves without it")
	keysInto(t, m, "g")
	if quits("q") || !quits("q") {
		t.Error("it is not asked anew, or does not leave")
	}
	if quits("q"); !m.leaving {
		t.Error("it does not ask")
	}
	clickOn(t, m, "1/") // an answer is changed by a click
	if quits("q") {
		t.Error("it is not asked anew after a click")
	}
	keysInto(t, m, "esc")
	if !quits("q") {
		t.Error("it asks where nothing would be lost")
	}
}

func TestLeaving_AsksWhileABulkActionGoesOn(t *testing.T) {
	t.Parallel()
	m := demoBench(t, review.MultiLabel).model(t, Options{})
	m.bulk = &bulkWork{done: "accepted"}
	m.open(&bulkRunPane{})
	if _, cmd := m.Update(pressOf("ctrl+c")); cmd != nil {
		t.Error("it left at once")
	}
	sees(t, m, "the bulk action is not done yet: ctrl+c again leaves without the rest of it")
	if _, cmd := m.Update(pressOf("ctrl+c")); cmd == nil {
		t.Error("it does not leave")
	}
}

func TestPlain_IsStoppedAndWokenWithTheTerminalGivenBack(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	var did []string
	note := func(what string) { did = append(did, what) }
	raw := func() (func() error, error) {
		note("raw")
		return func() error { note("as it was"); return nil }, nil
	}
	var out bytes.Buffer
	o := Options{Local: true, stops: func() bool { return true }, stop: func() {
		note("stopped")
		if b.item(t, "n2").State.Verdict != review.Accept {
			t.Error("stopped before all was saved")
		}
	}}
	if _, err := RunPlain(t.Context(), b.desk, b.session, o, Plain{In: strings.NewReader("a\x1aq"), Out: &out, Raw: raw}); err != nil {
		t.Fatal(err)
	}
	if want := []string{"raw", "as it was", "stopped", "raw", "as it was"}; !slices.Equal(did, want) {
		t.Errorf("%q", did)
	}
	if n := strings.Count(out.String(), "Sample n3."); n != 2 {
		t.Errorf("the card was read out %d times:\n%s", n, out.String())
	}
}

func TestPlain_SaysWhyItIsNotStopped(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	says(t, b.read(t, "ctrl+z", "q"), "No shell here could wake a stopped program: q quits")
}
