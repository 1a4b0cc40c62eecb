package tui

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
)

// longGuide is a task whose labels are described far below the fold.
func longGuide() review.Task {
	task := newsTask()
	for i := range 60 {
		task.Guidelines += fmt.Sprintf("\n\nRule %d.", i)
	}
	return task
}

func TestGuidelines_OpenAtTheLabelThatIsSuggestedAndRememberTheirPlace(t *testing.T) {
	t.Parallel()
	s := newBench(t, longGuide(), newsRows...).screen(t, 120, 30)
	s.WaitFor(" n2 ")
	s.Type("g")
	s.WaitFor("d neutral", "Says what happened")
	s.WaitGone("GUIDELINES", "Rule 1.")
	s.Type("[", "[")
	s.WaitFor("Rule 58.", "▼ ] down · [ up · } next label")
	s.Type("space")
	s.WaitFor(" n3 ", "Says what happened") // another sample, the same label
	for range 40 {
		s.Type("[")
	}
	s.WaitFor("GUIDELINES")
	s.Type("}")
	s.WaitFor("b biased", "Takes a side")
	s.WaitGone("GUIDELINES")
	s.Golden()
}

func TestGuidelines_InTheNarrowPaneLabelsKeysJumpAndItRemembersItsPlace(t *testing.T) {
	t.Parallel()
	b := newBench(t, longGuide(), newsRows...)
	s := b.screen(t, 80, 24)
	s.WaitFor(" n2 ")
	s.Type("g")
	s.WaitFor("Says what happened", "to that label")
	s.Type("home")
	s.WaitFor("GUIDELINES", "Rule 1.")
	s.Type("b")
	s.WaitFor("Takes a side")
	s.WaitGone("GUIDELINES")
	s.Type("home", "tab")
	s.WaitFor("Takes a side")
	s.Type("up", "up", "up", "esc")
	s.WaitFor(" n2 ", "suggestion")
	s.Type("g")
	s.WaitFor("Rule 59.", "Takes a side", "Says what happened") // the suggested label is in sight: nothing moves
	if v := b.item(t, "n2").State.Verdict; v != "" {
		t.Errorf("a label's key in the guidelines decided: %s", v)
	}
}

func TestGuidelines_AreLaidOutOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t, longGuide(), newsRows...)
	m := newModel(b.desk, b.session, Options{})
	v := &m.guide.side
	v.lay(m, 30)
	first := &v.all.rows[0]
	if v.lay(m, 30); first != &v.all.rows[0] {
		t.Error("the guidelines were laid out again")
	}
	if v.lay(m, 20); first == &v.all.rows[0] || v.all.w != 20 {
		t.Error("another width does not lay them out again")
	}
}

// The guidelines call answers as the card does, in the order of the card: neither
// names, nor their order, nor what is written on one tell which is which.
func TestGuidelines_DoNotTellWhichAnswerIsWhich(t *testing.T) {
	t.Parallel()
	task := preferTask()
	task.Guidelines = "Say which one is true."
	task.Labels[0].Description, task.Labels[1].Description = "from the new model", "from the old model"
	task.Labels[3].Description = "Both are wrong."
	for _, width := range []int{120, 80} {
		m := newBench(t, task, pairs(6)...).model(t, Options{})
		drive(t, m, tea.WindowSizeMsg{Width: width, Height: 30})
		for range 6 {
			keysInto(t, m, "g")
			text := screenOf(m)
			left, right := strings.LastIndex(text, "← left"), strings.LastIndex(text, "→ right")
			if left < 0 || right < left {
				t.Errorf("left does not stand before right:\n%s", text)
			}
			for _, tells := range []string{"chosen", "rejected ", "new model", "old model"} {
				if strings.Contains(text, tells) {
					t.Errorf("%q tells which answer is which:\n%s", tells, text)
				}
			}
			sees(t, m, "GUIDELINES", "0/b both bad", "Both are wrong.")
			keysInto(t, m, "g", "l")
			if text := screenOf(m); strings.Contains(text, "new model") || !strings.Contains(text, "Both are wrong.") {
				t.Errorf("the picker tells which answer is which:\n%s", text)
			}
			keysInto(t, m, "esc", "x")
		}
	}
}
