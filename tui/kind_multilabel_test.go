package tui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"winnow/review"
	"winnow/tui/screentest"
)

func moodsTask() review.Task {
	return review.Task{
		Name: "moods", Kind: review.MultiLabel, Fields: []string{"text"}, Target: "labels",
		Labels: []review.Label{{Name: "joy", Key: "j"}, {Name: "anger", Key: "r"}, {Name: "기쁨 🎉", Key: "y"}, {Name: "fear"}},
	}
}

var moodsRows = []string{
	`{"id":"m1","text":"I won, and I am afraid of what comes next.","labels":["joy"],"probs":{"joy":0.9,"fear":0.55,"anger":0.1},"confidence":0.2}`,
	`{"id":"m2","text":"이겼다! مرحبا 🎉 \u001b[2J \u202e x","labels":["기쁨 🎉","joy"],"confidence":0.3}`,
	`{"id":"m3","text":"The bus leaves at nine.","labels":[],"confidence":0.4}`,
	`{"id":"m4","text":"Nobody has looked at this one yet."}`,
}

func TestMultiLabel_Screens(t *testing.T) {
	t.Parallel()
	for _, size := range []struct{ w, h int }{{120, 36}, {80, 24}, {200, 50}} {
		t.Run(fmt.Sprintf("%dx%d", size.w, size.h), func(t *testing.T) {
			t.Parallel()
			s := newBench(t, moodsTask(), moodsRows[0], moodsRows[1]).screen(t, size.w, size.h)
			s.WaitFor(" m1 ", "✓ joy")
			s.Type("a")
			s.WaitFor("m1 accepted as joy", " m2 ", "✓ 기쁨 🎉")
			s.Type("r", "y")
			s.WaitFor("✎ joy, anger", "enter decide", "esc drop")
			s.Golden()
		})
	}
}

func TestMultiLabel_KeysPutInAndTakeOutUntilConfirmed(t *testing.T) {
	t.Parallel()
	b := newBench(t, moodsTask(), moodsRows[:3]...)
	s := b.screen(t, 120, 36)
	s.WaitFor(" m1 ", "✓ joy", "◂ model")
	s.Type("4", "r", "r")
	s.WaitFor("✎ joy, fear", "✓ fear")
	if it := b.item(t, "m1"); it.State.Verdict != "" {
		t.Fatalf("choosing alone decided: %+v", it.State)
	}
	s.Type("enter")
	s.WaitFor("m1 relabelled joy → joy, fear", " m2 ")
	if got := b.item(t, "m1").Answer().Labels; !slices.Equal(got, []string{"joy", "fear"}) {
		t.Errorf("m1 has %q", got)
	}
	s.Type("j", "esc")
	s.WaitFor("dropped: nothing was decided", "✓ joy")
	s.Type("enter") // nothing was changed: the suggestion is accepted
	s.WaitFor("saved: m2 accepted", " m3 ")
	if it := b.item(t, "m2"); it.State.Verdict != review.Accept || len(it.Answer().Labels) != 2 {
		t.Errorf("m2 is %s as %q", it.State.Verdict, it.Answer().Labels)
	}
}

func TestMultiLabel_NoneOfThemIsAnAnswer(t *testing.T) {
	t.Parallel()
	b := newBench(t, moodsTask(), moodsRows...)
	s := b.screen(t, 120, 36)
	s.WaitFor(" m4 ", "no suggestion: choose labels, enter decides", "enter none fits")
	s.Type("a")
	s.WaitFor("there is no suggestion to accept: choose labels, or - for none of them")
	s.Type("enter")
	s.WaitFor("m4 labelled none of the labels", " m1 ")
	s.Type("-")
	s.WaitFor("✎ none of the labels")
	s.Type("a")
	s.WaitFor("m1 relabelled joy → none of the labels", " m2 ")
	s.Type("-", "j", "enter")
	s.WaitFor("→ joy", " m3 ", "suggestion none of the labels")
	s.Type("a")
	s.WaitFor("m3 accepted as none of the labels")
	for id, want := range map[string]review.Verdict{"m4": review.Relabel, "m1": review.Relabel, "m2": review.Relabel, "m3": review.Accept} {
		it := b.item(t, id)
		if labels := it.Answer().Labels; it.State.Verdict != want || labels == nil || len(labels) != map[string]int{"m2": 1}[id] {
			t.Errorf("%s is %s as %#v", id, it.State.Verdict, labels)
		}
	}
}

func TestMultiLabel_UndoHistoryAndRestart(t *testing.T) {
	t.Parallel()
	b := newBench(t, moodsTask(), moodsRows[:3]...)
	s := b.screen(t, 120, 36)
	s.WaitFor(" m1 ")
	s.Type("j", "r", "4", "enter")
	s.WaitFor("m1 relabelled joy → anger, fear", " m2 ")
	s.Type("u")
	s.WaitFor("undone and saved: m1", "✓ joy")
	if it := b.item(t, "m1"); it.State.Decided() {
		t.Errorf("after the undo m1 is %s", it.State.Verdict)
	}
	s.Type("ctrl+r")
	s.WaitFor("done again and saved: m1", " m2 ")
	s.Type("h")
	s.WaitFor("YOUR DECISIONS", "joy → anger, fear", "-joy  +anger  +fear")
	s.Type("enter")
	s.WaitFor(" m1 ", "✓ anger", "● relabelled anger, fear")
	b.desk.Close()
	b.open(t, b.store)
	s = b.screen(t, 120, 36)
	s.WaitFor(" m2 ", "1 of 3 decided")
	s.Type("left")
	s.WaitFor(" m1 ", "✓ anger")
	s.Type("r", "enter") // on from what was decided
	s.WaitFor("m1 relabelled joy → fear")
	if got := b.item(t, "m1").Answer().Labels; !slices.Equal(got, []string{"fear"}) {
		t.Errorf("m1 has %q", got)
	}
}

func TestMultiLabel_EnterAcceptsInArgillasKeys(t *testing.T) {
	t.Parallel()
	argilla, _ := ProfileKeys("argilla")
	b := newBench(t, moodsTask(), moodsRows...)
	s := screentest.New(t, newModel(b.desk, b.session, Options{Keys: argilla}), 120, 36)
	s.WaitFor(" m4 ")
	s.Type("j", "enter")
	s.WaitFor("m4 labelled joy", " m1 ")
	s.Type("enter")
	s.WaitFor("m1 accepted as joy", " m2 ")
	s.Type("u", "u")
	s.WaitFor("undone and saved: m4", "enter none fits")
	s.Type("enter")
	s.WaitFor("m4 labelled none of the labels")
}

func TestMultiLabel_AnEditWithoutASuggestionIsKept(t *testing.T) {
	t.Parallel()
	b := newBench(t, moodsTask(), moodsRows[3])
	s := b.screen(t, 100, 30)
	s.WaitFor(" m4 ")
	s.Type("e")
	s.WaitFor("✎ text")
	s.TypeText("Well. ")
	s.WaitFor("Well. Nobody")
	s.Type("ctrl+s")
	s.WaitFor("Well.", "not decided yet")
	s.Type("4", "enter")
	s.WaitFor("saved: m4 edited")
	it := b.item(t, "m4")
	if !strings.HasPrefix(it.Field("text"), "Well. Nobody") || !slices.Equal(it.Answer().Labels, []string{"fear"}) || it.Draft != nil {
		t.Errorf("m4 is %q as %q, draft %v", it.Field("text"), it.Answer().Labels, it.Draft)
	}
}

func TestMultiLabel_AClickTogglesAndHelpTellsTheKeys(t *testing.T) {
	t.Parallel()
	b := newBench(t, moodsTask(), moodsRows[0])
	s := b.screen(t, 120, 60)
	s.WaitFor(" m1 ")
	x, y, _ := s.Find("fear  ")
	s.Click(x, y)
	s.WaitFor("✎ joy, fear")
	s.Type("?")
	s.WaitFor("put a label in, or take it out", "take all labels out", "decide what is put together")
}
