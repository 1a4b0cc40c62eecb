package tui

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
)

// spansModel is a screen without a terminal, on the first of some rows.
func spansModel(t *testing.T, w, h int, rows ...string) (*bench, *model) {
	t.Helper()
	b := newBench(t, spansTask(), rows...)
	m := b.model(t, Options{})
	drive(t, m, tea.WindowSizeMsg{Width: w, Height: h})
	return b, m
}

// onText gives a cell of the screen on which a text begins, or so many behind.
func onText(t *testing.T, m *model, text string, behind int) (x, y int) {
	t.Helper()
	for y, row := range strings.Split(screenOf(m), "\n") {
		if before, _, ok := strings.Cut(row, text); ok {
			return cells(before) + behind, y
		}
	}
	t.Fatalf("no %q on the screen:\n%s", text, screenOf(m))
	return 0, 0
}

// clickWith presses and lets go a button on a text.
func clickWith(t *testing.T, m *model, button tea.MouseButton, text string) {
	t.Helper()
	x, y := onText(t, m, text, 0)
	drive(t, m, tea.MouseClickMsg{X: x, Y: y, Button: button})
	drive(t, m, tea.MouseReleaseMsg{X: x, Y: y, Button: button})
}

// dragWith goes from the beginning of one text to that of another with a button
// held down.
func dragWith(t *testing.T, m *model, button tea.MouseButton, from, to string) {
	t.Helper()
	x, y := onText(t, m, from, 0)
	drive(t, m, tea.MouseClickMsg{X: x, Y: y, Button: button})
	drive(t, m, tea.MouseMotionMsg{X: x + 1, Y: y, Button: button})
	x, y = onText(t, m, to, 0)
	drive(t, m, tea.MouseMotionMsg{X: x, Y: y, Button: button})
	drive(t, m, tea.MouseReleaseMsg{X: x, Y: y, Button: button})
}

func selectedWords(t *testing.T, m *model) string {
	t.Helper()
	p, ok := m.pane.(*spansPane)
	if !ok {
		t.Fatalf("the span mode is not open:\n%s", screenOf(m))
	}
	said := p.t.text[p.cur.sel().from:p.cur.sel().to]
	if p.focus != nil {
		said += " " + p.focus.label
	}
	return said
}

func TestSpansMouse_TheRightButtonRemovesASpanAtOnce(t *testing.T) {
	t.Parallel()
	for name, on := range map[string]string{"its text": "German", "its tag": "MISC╯"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, m := spansModel(t, 120, 36, spansRows[0])
			clickWith(t, m, tea.MouseRight, on)
			drive(t, m, keyPress("a"))
			wantSpans(t, b, "eu", review.Edit, review.Span{Start: 0, End: 2, Label: "ORG"})
		})
	}
}

func TestSpansMouse_TheRightButtonBesideTheTextDoesNothing(t *testing.T) {
	t.Parallel()
	_, m := spansModel(t, 120, 36, spansRows[0])
	x, y := onText(t, m, "lamb.", 30)
	for _, at := range [][2]int{{x, y}, {3, y + 4}, {110, 4}} {
		drive(t, m, tea.MouseClickMsg{X: at[0], Y: at[1], Button: tea.MouseRight})
		drive(t, m, tea.MouseReleaseMsg{X: at[0], Y: at[1], Button: tea.MouseRight})
		if m.pane != nil || m.pending != nil {
			t.Fatalf("a right click at %v did something", at)
		}
	}
}

func TestSpansMouse_AClickSelectsTheSpanAndALabelRelabelsIt(t *testing.T) {
	t.Parallel()
	b, m := spansModel(t, 120, 36, spansRows[0])
	clickWith(t, m, tea.MouseLeft, "German")
	if got := selectedWords(t, m); got != "German MISC" {
		t.Fatalf("%q is selected", got)
	}
	drive(t, m, keyPress("c"))
	drive(t, m, keyPress("a"))
	wantSpans(t, b, "eu", review.Relabel, review.Span{Start: 0, End: 2, Label: "ORG"}, review.Span{Start: 11, End: 17, Label: "LOC"})
}

func TestSpansMouse_ClicksGoFromTheInnermostSpanOutToTheWord(t *testing.T) {
	t.Parallel()
	_, m := spansModel(t, 120, 36, spansRows[1])
	for _, want := range []string{"China LOC", "Bank of China ORG", "China", "China LOC"} {
		clickWith(t, m, tea.MouseLeft, "China")
		if got := selectedWords(t, m); got != want {
			t.Fatalf("%q is selected, want %q", got, want)
		}
	}
	clickWith(t, m, tea.MouseLeft, "ORG─")
	if got := selectedWords(t, m); got != "Bank of China ORG" {
		t.Fatalf("a click on a tag selects %q", got)
	}
	clickWith(t, m, tea.MouseLeft, "said")
	if got := selectedWords(t, m); got != "said" {
		t.Fatalf("%q is selected, want the word", got)
	}
}

func TestSpansMouse_ASpanThatIsSelectedIsTheOneThatIsRemoved(t *testing.T) {
	t.Parallel()
	b, m := spansModel(t, 120, 36, spansRows[1])
	clickWith(t, m, tea.MouseLeft, "Bank")
	clickWith(t, m, tea.MouseRight, "China") // inside both
	drive(t, m, keyPress("enter"))
	wantSpans(t, b, "bank", review.Edit, review.Span{Start: 12, End: 17, Label: "LOC"})
}

func TestSpansMouse_WordsThatAreDraggedOverGetTheLabelOfAKey(t *testing.T) {
	t.Parallel()
	b, m := spansModel(t, 120, 36, spansRows[0])
	dragWith(t, m, tea.MouseLeft, "German", "boycott") // from inside a span, on the card
	if got := selectedWords(t, m); got != "German call to boycott" {
		t.Fatalf("%q is selected", got)
	}
	dragWith(t, m, tea.MouseLeft, "lamb", "boycott")
	drive(t, m, tea.MouseClickMsg{X: m.lay.side.x + 4, Y: m.lay.side.y + 2, Button: tea.MouseLeft}) // the second label
	drive(t, m, keyPress("a"))
	wantSpans(t, b, "eu", review.Edit, review.Span{Start: 0, End: 2, Label: "ORG"},
		review.Span{Start: 11, End: 17, Label: "MISC"}, review.Span{Start: 26, End: 46, Label: "PER"})
}

func TestSpansMouse_TheRightButtonGivesWordsTheLabelUsedLast(t *testing.T) {
	t.Parallel()
	b, m := spansModel(t, 120, 36, spansRows[0], spansRows[1])
	clickWith(t, m, tea.MouseLeft, "lamb")
	drive(t, m, keyPress("p"))
	clickWith(t, m, tea.MouseRight, "rejects")
	dragWith(t, m, tea.MouseRight, "boycott", "British")
	drive(t, m, keyPress("a"))
	wantSpans(t, b, "eu", review.Edit, review.Span{Start: 0, End: 2, Label: "ORG"}, review.Span{Start: 3, End: 10, Label: "PER"},
		review.Span{Start: 11, End: 17, Label: "MISC"}, review.Span{Start: 26, End: 41, Label: "PER"}, review.Span{Start: 42, End: 46, Label: "PER"})
	clickWith(t, m, tea.MouseRight, "Frankfurt") // on the next card too
	drive(t, m, keyPress("a"))
	wantSpans(t, b, "bank", review.Edit, review.Span{Start: 4, End: 17, Label: "ORG"},
		review.Span{Start: 12, End: 17, Label: "LOC"}, review.Span{Start: 27, End: 36, Label: "PER"})
}

func TestSpansMouse_WideAndHostileTextIsHitWhereItStands(t *testing.T) {
	t.Parallel()
	_, m := spansModel(t, 120, 36, spansRows[2])
	clickWith(t, m, tea.MouseLeft, "議")
	if got := selectedWords(t, m); got != "議" {
		t.Fatalf("%q is selected, want 議", got)
	}
	_, m = spansModel(t, 120, 36, hostileSpansRow)
	clickWith(t, m, tea.MouseLeft, "‹U+202E›")
	if got := selectedWords(t, m); got != "Evil\u202eCorp ORG" {
		t.Fatalf("%q is selected", got)
	}
}

// Ensure that no gesture is lost on a program of the real thing: what a terminal
// sends for it is understood.
func TestSpansMouse_ThroughATerminal(t *testing.T) {
	t.Parallel()
	b, s := spansScreen(t, 120, 36, spansRows[0])
	s.WaitFor(" eu ")
	s.Send("\x1b[<0;28;5M\x1b[<32;40;5M\x1b[<0;40;5m") // boycott British
	waitSelected(s, "boycott British")
	s.Click(90, 4) // the second label beside it
	s.WaitFor("+ boycott British PER")
	s.Send("\x1b[<2;3;5M\x1b[<2;3;5m") // EU, with the right button
	s.WaitFor("- EU ORG")
	s.Type("enter")
	s.WaitFor("saved: eu edited to 2 spans")
	wantSpans(t, b, "eu", review.Edit, review.Span{Start: 11, End: 17, Label: "MISC"}, review.Span{Start: 26, End: 41, Label: "PER"})
}

func TestSpansMouse_AnywhereOfAnySizeLeavesValidSpansAndFullFrames(t *testing.T) {
	t.Parallel()
	buttons := []tea.MouseButton{tea.MouseLeft, tea.MouseRight, tea.MouseMiddle}
	for i, row := range append([]string{hostileSpansRow}, spansRows...) {
		for _, size := range [][2]int{{40, 12}, {57, 20}, {120, 36}} {
			_, m := spansModel(t, size[0], size[1], row)
			for y := range size[1] - 2 {
				for x := 0; x < size[0]; x += 3 {
					button := buttons[(x/3+y)%3]
					drive(t, m, tea.MouseClickMsg{X: x, Y: y, Button: button})
					drive(t, m, tea.MouseMotionMsg{X: (x * 7) % size[0], Y: y + 1, Button: button})
					drive(t, m, tea.MouseReleaseMsg{X: x, Y: y, Button: button})
					what := fatal{t, fmt.Sprintf("row %d at %v, %v at %d,%d", i, size, button, x, y)}
					checkFrame(what, m)
					wantValidSpans(what, m)
				}
			}
		}
	}
}

// wantValidSpans wants what stands in the span mode to be an answer, in order.
func wantValidSpans(t fatal, m *model) {
	t.t.Helper()
	p, open := m.pane.(*spansPane)
	if !open {
		return
	}
	if _, err := review.Decide(m.task, p.item.Sample, p.answer()); err != nil {
		t.Fatalf("%v", err)
	}
	for i := 1; i < len(p.t.marks); i++ {
		if !p.t.marks[i-1].less(p.t.marks[i]) {
			t.Fatalf("spans out of order: %v", p.t.marks)
		}
	}
}
