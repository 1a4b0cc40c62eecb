package tui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"winnow/review"
)

// again opens the project anew, as the next sitting does.
func (b *bench) again(t *testing.T) *model {
	t.Helper()
	b.desk.Close()
	b.open(t, b.store)
	m := b.model(t, Options{})
	m.draftRest = time.Microsecond
	return m
}

func (b *bench) noteDraft(t *testing.T, id string) string {
	t.Helper()
	if d := b.item(t, id).Draft; d != nil && d.Note != nil {
		return *d.Note
	}
	return ""
}

// Ensure that a note which is being typed when the terminal goes away is offered when
// the sample is shown again, with the half-written edit that it has, and that it is a
// draft no more when it is kept.
func TestNote_HalfTypedComesBackAfterAHangUp(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	m := b.model(t, Options{})
	m.draftRest = time.Microsecond
	keysInto(t, m, "e", "X", "esc")
	m.draftRest = time.Hour // so that only the end keeps it
	p := newNotePane(m, m.current())
	m.open(p)
	p.in.SetValue("ask the d")
	r, err := m.conclude(t.Context(), nil)
	want := []string{
		"a draft of sample n2 is kept: editing it goes on where you left",
		"a half-typed note of sample n2 is kept: it goes on where you left",
	}
	if err != nil || !slices.Equal(r.Findings(), want) {
		t.Errorf("the end says %q, %v", r.Findings(), err)
	}

	m = b.again(t)
	sees(t, m, "✎ your half-typed note  not kept yet: n goes on with it", "ask the d", "✎ your draft of text")
	says(t, b.read(t, "q"), "A half-typed note, which is not kept yet: ask the d\n", "There is a half-written edit")
	keysInto(t, m, "n", "e", "s", "k")
	sees(t, m, " note ask the desk", "esc drop what was typed")
	keysInto(t, m, "enter")
	sees(t, m, "saved: n2 with its note")
	if it := b.item(t, "n2"); it.State.Note != "ask the desk" || it.Draft == nil || it.Draft.Note != nil || it.Draft.Texts["text"] == "" {
		t.Errorf("the note is %q, the draft %+v", it.State.Note, it.Draft)
	}
	if strings.Contains(screenOf(m), "half-typed note") {
		t.Errorf("what was kept is still half typed:\n%s", screenOf(m))
	}
	keysInto(t, m, "e", "ctrl+x")
	if d := b.item(t, "n2").Draft; d != nil {
		t.Errorf("the draft stays: %+v", d)
	}
}

// Ensure that a note is kept while it is typed, for an end that nobody can prepare
// for, and that it goes where it is given up.
func TestNote_IsKeptWhereKeysRestAndGoesWhenGivenUp(t *testing.T) {
	t.Parallel()
	for name, keys := range map[string][]string{
		"esc":        {"esc"},
		"by hand":    {"backspace", "backspace"},
		"ctrl+c":     {"ctrl+c", "ctrl+c"},
		"enter":      {"enter"},
		"other card": {"esc", "a"},
	} {
		b := newBench(t, newsTask(), newsRows...)
		m := b.again(t)
		keysInto(t, m, "n", "w", "h")
		if got := b.noteDraft(t, "n2"); got != "wh" {
			t.Errorf("%s: while it is typed %q is kept", name, got)
		}
		keysInto(t, m, keys...)
		r, err := m.conclude(t.Context(), nil)
		m = b.again(t)
		if d := b.item(t, "n2").Draft; d != nil || err != nil || len(r.Notes) > 0 {
			t.Errorf("%s: the draft stays: %+v, %v, %v", name, d, r.Notes, err)
		}
		if strings.Contains(screenOf(m), "half-typed") {
			t.Errorf("%s: it is offered again:\n%s", name, screenOf(m))
		}
	}
}

// Ensure that a decision ends a half-written edit only, and that an edit which is
// dropped leaves the note.
func TestNote_HalfTypedOutlivesDecisionsAndEdits(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	m := b.again(t)
	keysInto(t, m, "n", "w", "h")
	m = b.again(t)
	keysInto(t, m, "e", "X", "esc", "e", "ctrl+x")
	if got := b.noteDraft(t, "n2"); got != "wh" {
		t.Fatalf("an edit that was dropped leaves %q of the note", got)
	}
	f, err := review.ParseFilter("how sure")
	if err != nil {
		t.Fatal(err)
	}
	got, err := m.session.Gather(t.Context(), f)
	if err != nil || len(got.Seqs) != 1 || got.Drafted != 0 {
		t.Errorf("a bulk action would take %d and leave out %d, %v", len(got.Seqs), got.Drafted, err)
	}
	keysInto(t, m, "e", "X", "ctrl+s")
	it := b.item(t, "n2")
	if it.State.Verdict != review.Edit || b.noteDraft(t, "n2") != "wh" || len(it.Draft.Texts) > 0 {
		t.Errorf("after the decision %q the draft is %+v", it.State.Verdict, it.Draft)
	}
	keysInto(t, m, "left")
	sees(t, m, " n2 ", "✎ your half-typed note  not kept yet: n goes on with it")
	keysInto(t, m, "n", "y", "enter")
	if it := b.item(t, "n2"); it.State.Note != "why" || it.Draft != nil {
		t.Errorf("the note is %q, the draft %+v", it.State.Note, it.Draft)
	}
}
