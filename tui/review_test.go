package tui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"

	"winnow/review"
	"winnow/tui/screentest"
)

func TestReview_LeastConfidentFirst(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	s := b.screen(t, 120, 36)
	for _, id := range []string{"n2", "n3", "n5", "n4", "n1"} {
		s.WaitFor(" " + id + " ")
		s.Type("a")
	}
	s.WaitFor("Everything is decided: 5 samples.", "5 of 5 decided")
}

func TestReview_Screens(t *testing.T) {
	t.Parallel()
	for _, size := range []struct{ w, h int }{{120, 36}, {80, 24}, {200, 50}, {40, 12}} {
		t.Run(fmt.Sprintf("%dx%d", size.w, size.h), func(t *testing.T) {
			t.Parallel()
			b := newBench(t, newsTask(), newsRows...)
			s := b.screen(t, size.w, size.h)
			s.WaitFor(" n2 ")
			s.Type("space")
			s.WaitFor("saved: n2 deferred", " n3 ")
			if size.w >= wideWidth {
				s.WaitFor("--   Nobody asked") // at the end of what comes next
			}
			s.Golden()
		})
	}
}

func TestReview_TextKindScreens(t *testing.T) {
	t.Parallel()
	rows := []string{
		`{"id":"r1","instruction":"Give a recipe for rice.","input":"One pot only.","output":"Rinse the rice. Bring it to the boil in one and a half times its volume of water, cover, and leave it on the lowest heat for twelve minutes.","model":"small-1","confidence":0.4}`,
	}
	for _, size := range []struct{ w, h int }{{120, 36}, {80, 24}} {
		t.Run(fmt.Sprintf("%dx%d", size.w, size.h), func(t *testing.T) {
			t.Parallel()
			s := newBench(t, textTask(), rows...).screen(t, size.w, size.h)
			s.WaitFor("lowest heat")
			s.Golden()
		})
	}
}

func TestReview_TooSmallTerminalSaysSo(t *testing.T) {
	t.Parallel()
	s := newBench(t, newsTask(), newsRows...).screen(t, 20, 5)
	s.WaitFor("20×5")
	s.Resize(80, 24)
	s.WaitFor(" n2 ", "biased")
}

func TestReview_NoColorAndLightSayTheSame(t *testing.T) {
	t.Parallel()
	for name, opt := range map[string]screentest.Option{
		"light": screentest.Light(), "nocolor": screentest.Profile(colorprofile.Ascii),
		"16": screentest.Profile(colorprofile.ANSI), "256": screentest.Profile(colorprofile.ANSI256),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newBench(t, newsTask(), newsRows...).screen(t, 100, 30, opt)
			s.WaitFor(" n2 ")
			s.Type("space")
			s.WaitFor("saved: n2 deferred", " n3 ", "▸ neutral", "◂ model", "0.34")
		})
	}
}

func TestReview_EveryVerdictIsSavedAsPressed(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	s := b.screen(t, 120, 36)
	s.WaitFor(" n2 ")
	s.Type("a")
	s.WaitFor("saved: n2 accepted as neutral", " n3 ")
	s.Type("b") // the label's own key
	s.WaitFor("saved: n3 relabelled neutral → biased", " n5 ")
	s.Type("2") // by number
	s.WaitFor("saved: n5 relabelled biased → neutral", " n4 ")
	s.Type("x")
	s.WaitFor("saved: n4 rejected", " n1 ")
	s.Type("d") // the suggested label's key is an accept
	s.WaitFor("saved: n1 accepted as neutral")
	want := map[string]review.Verdict{
		"n2": review.Accept, "n3": review.Relabel, "n5": review.Relabel, "n4": review.Reject, "n1": review.Accept,
	}
	for id, v := range want {
		it := b.item(t, id)
		if it.State.Verdict != v {
			t.Errorf("%s is %q, want %q", id, it.State.Verdict, v)
		}
		if it.Decision.Reviewer != "ann" || !it.Decision.Decision.Shown.Suggestion {
			t.Errorf("%s was logged as %+v", id, it.Decision)
		}
	}
}

func TestReview_DeferredComesBackAtTheEnd(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows[0], newsRows[1])
	s := b.screen(t, 100, 30)
	s.WaitFor(" n2 ")
	s.Type("space")
	s.WaitFor("deferred", " n1 ")
	s.Type("a")
	s.WaitFor("n1 accepted", " n2 ", "● deferred")
	s.Type("a")
	s.WaitFor("Everything is decided")
}

func TestReview_UndoAndRedoOfAnyDepth(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	s := b.screen(t, 120, 36)
	s.WaitFor(" n2 ")
	s.Type("a")
	s.WaitFor("n2 accepted", " n3 ")
	s.Type("x")
	s.WaitFor("n3 rejected", " n5 ")
	s.Type("b")
	s.WaitFor("n5 accepted", "3 of 5 decided")
	for _, id := range []string{"n5", "n3", "n2"} {
		s.Type("u")
		s.WaitFor("undone and saved: "+id, " "+id+" ")
	}
	s.WaitFor("0 of 5 decided")
	s.Type("backspace")
	s.WaitFor("nothing to undo")
	s.Type("ctrl+r", "ctrl+r")
	s.WaitFor("done again and saved: n3", "2 of 5 decided")
	s.Type("u")
	s.WaitFor("undone and saved: n3", "1 of 5 decided")
	if v := b.item(t, "n2").State.Verdict; v != review.Accept {
		t.Errorf("n2 is %q after undo and redo, want accept", v)
	}
}

func TestReview_FlagAndNoteStay(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	s := b.screen(t, 120, 36)
	s.WaitFor(" n2 ")
	s.Type("f")
	s.WaitFor("⚑ flagged", "saved: n2 flagged")
	s.Type("n")
	s.WaitFor("note")
	s.TypeText("한글 note")
	s.Type("enter")
	s.WaitFor("saved: n2 with its note", "한글 note")
	st := b.item(t, "n2").State
	if !st.Flag || st.Note != "한글 note" || st.Verdict != "" {
		t.Errorf("state is %+v", st)
	}
	s.Type("u", "u")
	s.WaitGone("⚑ flagged", "한글 note")
}

func TestReview_OrdersTurn(t *testing.T) {
	t.Parallel()
	s := newBench(t, newsTask(), newsRows...).screen(t, 120, 36)
	s.WaitFor(" n2 ")
	s.Type("o")
	s.WaitFor("most confident first", " n1 ")
	s.Type("o")
	s.WaitFor("as they arrived", " n1 ")
	s.Type("o")
	s.WaitFor("by the given confidence", " n2 ")
	s.Type("o")
	s.WaitFor("least confident first", " n2 ")
}

func TestReview_WithoutSuggestionAcceptIsRefused(t *testing.T) {
	t.Parallel()
	s := newBench(t, newsTask(), `{"id":"bare","text":"no label yet"}`).screen(t, 100, 30)
	s.WaitFor("no suggestion: choose a label")
	s.Type("a")
	s.WaitFor("there is no suggestion to accept: choose a label")
	s.Type("y")
	s.WaitFor("saved: bare labelled unclear")
}

func TestReview_LongTextScrolls(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for i := range 200 {
		fmt.Fprintf(&b, "line %03d\\n", i)
	}
	s := newBench(t, newsTask(), `{"id":"long","text":"`+b.String()+`","label":"neutral"}`).screen(t, 80, 24)
	s.WaitFor("line 000", "▼ more below", "suggestion neutral")
	s.Type("pgdown")
	s.WaitGone("line 000")
	s.Type("end")
	s.WaitFor("line 199", "suggestion neutral")
	s.Type("home")
	s.WaitFor("line 000")
}

func TestReview_FilterBindsTheQueue(t *testing.T) {
	t.Parallel()
	s := newBench(t, newsTask(), newsRows...).screen(t, 120, 36)
	s.WaitFor(" n2 ")
	s.Type("/")
	s.WaitFor("conf:--")
	s.TypeText("label:biased")
	s.Type("enter")
	s.WaitFor("1 found", "Critics call")
	s.Type("tab")
	s.WaitFor(" n5 ", "filter: label:biased")
	s.Type("a")
	s.WaitFor("No undecided sample matches the filter", "saved: n5 accepted")
	s.Type("/", "ctrl+u", "tab")
	s.WaitFor(" n2 ", "the filter is off")
}

func TestKeys_ReservedAreThoseOfTheTable(t *testing.T) {
	t.Parallel()
	reserved := ReservedKeys()
	for _, b := range keyTable {
		for _, k := range b.keys {
			if len([]rune(k)) == 1 && reserved[k] == "" {
				t.Errorf("key %q of %q is not reserved", k, b.does)
			}
			if n := slices.IndexFunc(keyTable, func(o binding) bool { return o.action != b.action && slices.Contains(o.keys, k) }); n >= 0 {
				t.Errorf("key %q means both %q and %q", k, b.does, keyTable[n].does)
			}
		}
	}
	task := newsTask()
	task.Labels[0].Key = "x"
	if err := task.Validate(reserved); err == nil || !strings.Contains(err.Error(), "reject") {
		t.Errorf("a label with the key of reject gave %v", err)
	}
}

func TestHelp_ShowsEveryKeyOfTheTable(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	s := screentest.New(t, newModel(b.desk, b.session, Options{Project: "news-bias.winnow", Local: true, Stream: &control{}}), 100, 60)
	s.WaitFor(" n2 ")
	s.Type("?")
	for _, b := range keyTable {
		s.WaitFor(b.does)
	}
	s.WaitFor("label 1: biased", "1-3 ")
	s.Golden()
	s.Type("esc")
	s.WaitFor(" n2 ")
}

// What the keys of labels would be called while they are letters of a note is not
// said: neither in the list nor in the row of a narrow screen, where nothing moves.
func TestNote_LabelsHaveNoKeysWhileItIsTyped(t *testing.T) {
	t.Parallel()
	for _, w := range []int{120, 80} {
		s := newBench(t, newsTask(), newsRows...).screen(t, w, 24)
		s.WaitFor("1/b biased", "2/d neutral", "3/y unclear")
		s.Type("n")
		s.WaitFor("enter keep the note")
		s.WaitGone("1/b", "2/d", "3/y")
		if x, _, ok := s.Find("    biased"); !ok {
			t.Errorf("%d columns: the labels have moved (%d):\n%s", w, x, s.Text())
		}
		s.Type("esc")
		s.WaitFor("1/b biased")
	}
}
