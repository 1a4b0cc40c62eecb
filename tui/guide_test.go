package tui

import (
	"fmt"
	"testing"

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
