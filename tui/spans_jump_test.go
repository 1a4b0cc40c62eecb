package tui

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
)

// manySpans is a sample with n names, and those as they are suggested.
func manySpans(n int) (row string, spans []review.Span) {
	var text, at []string
	from := 0
	for i := range n {
		name := fmt.Sprintf("Name%02d", i+1)
		text = append(text, name)
		at = append(at, fmt.Sprintf(`[%d,%d,"PER"]`, from, from+len(name)))
		spans = append(spans, review.Span{Start: from, End: from + len(name), Label: "PER"})
		from += len(name) + len(" and ")
	}
	return fmt.Sprintf(`{"id":"many","text":%q,"spans":[%s],"confidence":0.1}`, strings.Join(text, " and "), strings.Join(at, ",")), spans
}

func TestSpansJump_AnySpanIsRelabelledOrRemovedWithThreeKeys(t *testing.T) {
	t.Parallel()
	for sign, k := range map[string]int{"1": 1, "7": 7, "9": 9, "b": 11} {
		row, want := manySpans(12)
		b, s := spansScreen(t, 120, 36, row)
		s.WaitFor(" many ", "' pick a span")
		s.Type("'")
		s.WaitFor("1-9 a-c pick the span", "9PER", "aPER", "cPER")
		s.Type(sign)
		waitSelected(s, fmt.Sprintf("Name%02d", k))
		s.Type("c")
		s.WaitFor(fmt.Sprintf("~ Name%02d PER → LOC", k))
		s.Type("enter")
		s.WaitFor("saved: many relabelled")
		want[k-1].Label = "LOC"
		wantSpans(t, b, "many", review.Relabel, want...)
	}
	row, want := manySpans(12)
	b, s := spansScreen(t, 120, 36, row)
	s.WaitFor(" many ")
	s.Type("'", "8", "x", "enter")
	s.WaitFor("saved: many edited")
	wantSpans(t, b, "many", review.Edit, append(want[:7:7], want[8:]...)...)
}

func TestSpansJump_AnotherKeyPicksNothingAndChangesNothing(t *testing.T) {
	t.Parallel()
	_, s := spansScreen(t, 120, 36, spansRows[0], spansRows[3])
	s.WaitFor(" none ")
	s.Type("'")
	s.WaitFor("there is no span in sight")
	s.Type("esc", "space")
	s.WaitFor(" eu ")
	s.Type("enter", "'")
	s.WaitFor("1ORG", "2MISC", "1-2 pick the span")
	s.Type("c") // the key of a label
	s.WaitFor("no span in sight has the sign c", "╰ORG", "2 spans")
	s.Type("'", "esc")
	s.WaitGone("2MISC")
	s.WaitFor("✎ mark text", "' pick a span")
}

func TestSpansJump_ItsKeyIsOneThatNoLabelHas(t *testing.T) {
	t.Parallel()
	task := spansTask()
	task.Labels[3].Key = "'"
	b := newBench(t, task, spansRows[0])
	s := b.screen(t, 120, 36)
	s.WaitFor(" eu ", "; pick a span")
	s.Type(";", "2", "'")
	s.WaitFor("German MISC already")
}

// Ensure that the list of the spans stands where the card has it, near a short
// text on a high terminal.
func TestSpansMode_TheListStandsWhereTheCardHasIt(t *testing.T) {
	t.Parallel()
	for _, h := range []int{36, 50} {
		_, s := spansScreen(t, 200, h, spansRows[0])
		s.WaitFor(" eu ", "German MISC")
		_, card, _ := s.Find("German MISC")
		s.Type("enter")
		s.WaitFor("✎ mark text", "SPANS")
		if _, mode, ok := s.Find("German MISC"); !ok || mode != card {
			t.Errorf("at %d rows the list stands on row %d, on the card on row %d:\n%s", h, mode, card, s.Text())
		}
	}
}

// Ensure that no label has a key on the screen while the signs pick spans.
func TestSpansJump_TheKeysOfLabelsAreAway(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{120, 36}, {80, 24}} {
		m := newBench(t, spansTask(), spansRows[0]).model(t, Options{})
		drive(t, m, tea.WindowSizeMsg{Width: size[0], Height: size[1]})
		keysInto(t, m, "enter")
		if screen := screenOf(m); strings.Contains(screen, "u undo") || !strings.Contains(screen, "x remove") {
			t.Errorf("nothing was done here yet:\n%s", screen)
		}
		row := labelRowOf(m, "LOC")
		if !strings.Contains(row, "3") {
			t.Errorf("the label has no key: %q", row)
		}
		keysInto(t, m, "'")
		sees(t, m, "1-2 pick spans now, not labels", "2MISC")
		if row := labelRowOf(m, "LOC"); row == "" || strings.ContainsAny(row, "1234") {
			t.Errorf("labels have keys: %q", row)
		}
		keysInto(t, m, "esc")
		if labelRowOf(m, "LOC") != row {
			t.Errorf("the keys are not back:\n%s", screenOf(m))
		}
	}
}

// labelRowOf is the part of the row on which a label stands among all labels.
func labelRowOf(m *model, name string) string {
	for r := range strings.Lines(screenOf(m)) {
		if _, side, ok := strings.Cut(r, "│"); ok {
			r = side
		}
		if strings.Contains(r, name) && !strings.Contains(r, "╰") {
			return r
		}
	}
	return ""
}
