package tui

import (
	"fmt"
	"strings"
	"testing"

	"winnow/tui/screentest"
)

func TestPrefer_Screens(t *testing.T) {
	t.Parallel()
	for _, size := range []struct{ w, h int }{{120, 36}, {80, 24}, {200, 50}} {
		t.Run(fmt.Sprintf("%dx%d", size.w, size.h), func(t *testing.T) {
			t.Parallel()
			b := newBench(t, preferTask(), rowSky, rowWide, rowEvil)
			s := b.screen(t, size.w, size.h)
			s.WaitFor(" sky ")
			s.Type("left")
			s.WaitFor("saved: sky", " wide ", "해가 질", "السماء")
			s.Golden()
		})
	}
}

func TestPrefer_ThreeAnswersScreen(t *testing.T) {
	t.Parallel()
	row := `{"id":"tri","question":"Which is the shortest?","a":"` + strings.Repeat("A long answer goes on. ", 12) + `","b":"Short.","c":"","label":"2","votes":["2","2","same"]}`
	s := newBench(t, judgedTask("a", "b", "c"), row).screen(t, 200, 50)
	s.WaitFor("model prefers", "tie", "0.67", "(empty)")
	s.Golden()
	s.Resize(120, 36)
	s.WaitFor("1 answer 1")
	s.WaitUntil("the answers to stand under one another", func(string) bool {
		x1, y1, ok1 := s.Find("1 answer 1")
		x2, y2, ok2 := s.Find("2 answer 2")
		return ok1 && ok2 && x1 == x2 && y1 < y2
	})
}

func TestPrefer_DifferenceScreen(t *testing.T) {
	t.Parallel()
	b := newBench(t, preferTask(), rowSky, `{"id":"twin","prompt":"Same?","chosen":"The same.","rejected":"The same."}`)
	s := b.screen(t, 120, 36, screentest.Env("NO_COLOR=1"))
	s.WaitFor(" twin ", "the answers say the same")
	s.Type("d")
	s.WaitFor("They say the same")
	s.Type("=")
	s.WaitFor(" sky ", "saved: twin", "1/← left")
	s.Type("d")
	s.WaitFor("1[only left]", "2[only right]")
	s.WaitFor("Blue, by day and in")
	s.Golden()
	s.Type("d")
	s.WaitFor("1/← left", "2/→ right")
}

func TestPrefer_LongAnswersScrollTogether(t *testing.T) {
	t.Parallel()
	var left, right strings.Builder
	for i := range 300 {
		fmt.Fprintf(&left, "first %03d\\n", i)
		if i < 100 {
			fmt.Fprintf(&right, "second %03d\\n", i)
		}
	}
	row := `{"id":"long","question":"Which?","x":"` + left.String() + `","y":"` + right.String() + `","label":"1"}`
	s := newBench(t, judgedTask("x", "y"), row).screen(t, 120, 36)
	s.WaitFor("first 000", "second 000", "▼ more below", "model prefers")
	s.Type("pgdown")
	s.WaitGone("first 000", "second 000")
	_, y1, _ := s.Find("first 040")
	if _, y2, ok := s.Find("second 040"); !ok || y1 != y2 {
		t.Errorf("the answers came apart:\n%s", s.Text())
	}
	s.Type("end")
	s.WaitFor("first 299", "model prefers")
	s.WaitGone("second 099")
	s.Type("home")
	s.WaitFor("first 000", "second 000")
}

// Ensure that of very long answers only a stretch is compared, the one that
// differs, and that this is said.
func TestPrefer_DifferenceOfLongAnswersIsAStretch(t *testing.T) {
	t.Parallel()
	same, end := strings.Repeat("한 문장이 반복된다. ", 20_000), strings.Repeat("And so on it goes. ", 20_000)
	row := fmt.Sprintf(`{"id":"long","question":"Which?","x":%q,"y":%q,"label":"1"}`, same+"red "+end, same+"blue "+end)
	s := newBench(t, judgedTask("x", "y"), row).screen(t, 120, 36, screentest.Env("NO_COLOR=1"))
	s.WaitFor(" long ")
	s.Type("d")
	s.WaitFor("characters before this are the same", "red", "blue", "1[", "2[")
	s.Type("end")
	s.WaitFor("what follows is not compared")
}

func TestPrefer_AnswersHaveNoKeysWhileANoteIsTypedNorToReadOnly(t *testing.T) {
	t.Parallel()
	b := outsideBench(t, "A short answer.", "Another one.")
	for _, w := range []int{120, 80} {
		s := b.screen(t, w, 30)
		s.WaitFor("1/← left", "2/→ right")
		before, _, _ := s.Find("left")
		s.Type("n")
		s.WaitFor("enter keep the note")
		s.WaitGone("1/←", "2/→")
		if now, _, _ := s.Find("left"); now != before {
			t.Errorf("%d columns: the name of an answer has moved from %d to %d:\n%s", w, before, now, s.Text())
		}
		s.Type("esc")
		s.WaitFor("1/← left", "2/→ right")
	}
	s := screentest.New(t, newModel(b.desk, b.session, Options{ReadOnly: true}), 120, 30)
	s.WaitFor("A short answer.", "Another one.")
	if s.Contains("1/←") || s.Contains("2/→") {
		t.Errorf("keys that decide, on a project that is read only:\n%s", s.Text())
	}
}
