package tui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
)

// Ensure that a draft which was written while its sample was looked at is there
// when the sample comes up from the queue.
func TestDraft_OfAVisitedSampleIsThereInTheQueue(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	m := b.model(t, Options{})
	keysInto(t, m, "/")
	for _, k := range "how sure" {
		drive(t, m, tea.KeyPressMsg{Code: k, Text: string(k)})
	}
	keysInto(t, m, "enter", "enter")
	sees(t, m, " n2 ", "Nobody asked")
	keysInto(t, m, "e", "F", "i", "esc")
	keysInto(t, m, "right")
	sees(t, m, " n2 ", "✎ draft", "FiNobody asked")
	keysInto(t, m, "e", "S", "esc")
	if d := b.item(t, "n2").Draft; d == nil || !strings.HasPrefix(d.Texts["text"], "SFiNobody") {
		t.Errorf("the draft is %+v", d)
	}
}

// Ensure that taking a change back by hand takes the draft away, too.
func TestDraft_EndsWhereTheTextIsAsItWas(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	m := b.model(t, Options{})
	keysInto(t, m, "e", "X", "esc")
	sees(t, m, "✎ draft")
	keysInto(t, m, "e", "delete", "esc")
	if d := b.item(t, "n2").Draft; d != nil {
		t.Errorf("the draft stays: %+v", d)
	}
	if strings.Contains(m.frame(), "✎ draft") {
		t.Error("the card has a draft that is not there")
	}
}

// Ensure that what somebody else has half written is neither shown nor gone on
// with, nor dropped.
func TestDraft_IsItsReviewersOwn(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	n2 := b.item(t, "n2").Sample.Seq
	bobs := review.Draft{Seq: n2, Reviewer: "bob", Texts: map[string]string{"text": "bob's half"}, Field: "text"}
	if err := b.desk.KeepDraft(bobs)(); err != nil {
		t.Fatal(err)
	}
	m := b.model(t, Options{})
	keysInto(t, m, "e")
	if frame := m.frame(); strings.Contains(frame, "bob's half") || strings.Contains(frame, "draft is back") {
		t.Errorf("ann goes on with bob's words:\n%s", frame)
	}
	keysInto(t, m, "X", "ctrl+x")
	if it, err := b.desk.Session("bob").Item(n2); err != nil || it.Draft == nil || it.Draft.Texts["text"] != "bob's half" {
		t.Errorf("bob's draft is %+v, %v", it.Draft, err)
	}
}

// Ensure that $EDITOR goes on with a draft, and that what it leaves is a draft
// while the sample still lacks its label.
func TestDraft_OfAnOutsideEditor(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), `{"id":"bare","text":"No label yet."}`)
	m := b.model(t, Options{})
	keysInto(t, m, "e", "X", "esc")
	it := m.current()
	f, ok := m.outside(it)
	if !ok || f.content() != "XNo label yet." {
		t.Fatalf("$EDITOR gets %q", f.content())
	}
	path := filepath.Join(t.TempDir(), "edited.txt")
	if err := os.WriteFile(path, []byte("Y"+f.content()), 0o600); err != nil {
		t.Fatal(err)
	}
	_ = m.bringing(nil)
	drive(t, m, editedMsg{item: *it, file: f, path: path})
	sees(t, m, "the edit is kept on the card")
	if d := b.item(t, "bare").Draft; d == nil || d.Texts["text"] != "YXNo label yet." {
		t.Errorf("the draft is %+v", d)
	}
	keysInto(t, m, "b")
	if it := b.item(t, "bare"); it.Field("text") != "YXNo label yet." || it.Answer().Label != "biased" || it.Draft != nil {
		t.Errorf("decided as %q, %q, draft %+v", it.Field("text"), it.Answer().Label, it.Draft)
	}
}

// Ensure that pasted lines are lines, however the terminal ends them.
func TestEdit_PastedLinesAreLines(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	m := b.model(t, Options{})
	keysInto(t, m, "e")
	drive(t, m, tea.PasteMsg{Content: "one\rtwo\r\nthree\n"})
	keysInto(t, m, "ctrl+s")
	if text := b.item(t, "n2").Field("text"); !strings.HasPrefix(text, "one\ntwo\nthree\nNobody") {
		t.Errorf("stored %q", text)
	}
}
