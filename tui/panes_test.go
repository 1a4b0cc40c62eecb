package tui

import (
	"errors"
	"strings"
	"testing"

	"winnow/review"
)

func TestEdit_SavesAWordDiff(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows[2], newsRows[0])
	s := b.screen(t, 120, 36)
	s.WaitFor("reckless")
	s.Type("e")
	s.WaitFor("✎ text", "ctrl+s")
	s.Type("end")
	s.TypeText(" 그렇다.")
	s.WaitFor("그렇다.")
	x, y, visible := s.Cursor()
	if ex, ey, ok := s.Find("그렇다."); !ok || !visible || x != ex+7 || y != ey {
		t.Errorf("the cursor is at %d,%d (visible %v), the typed text ends at %d,%d", x, y, visible, ex+7, ey)
	}
	s.Type("ctrl+s")
	s.WaitFor("saved: n3 edited", " n1 ")
	it := b.item(t, "n3")
	if got := it.Field("text"); got != it.Sample.Field("text")+" 그렇다." || it.State.Verdict != review.Edit {
		t.Errorf("the edit is %q (%s)", got, it.State.Verdict)
	}
	s.Type("left")
	s.WaitFor("● edited neutral", "그렇다.")
	s.Golden()
}

func TestEdit_LeavingKeepsADraftAndGoesOn(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	s := b.screen(t, 100, 30)
	s.WaitFor(" n2 ")
	s.Type("e")
	s.WaitFor("✎ text")
	s.TypeText("half ")
	s.WaitFor("half Nobody")
	s.Type("esc")
	s.WaitFor("✎ draft", "saved: n2 as a draft")
	if d := b.item(t, "n2").Draft; d == nil || !strings.HasPrefix(d.Texts["text"], "half Nobody") {
		t.Fatalf("the draft is %+v", d)
	}
	s.Type("e")
	s.WaitFor("half Nobody")
	s.Type("ctrl+x")
	s.WaitGone("✎ draft")
	s.WaitFor("the changes were dropped")
	s.Type("f") // is saved behind what was dropped
	s.WaitFor("saved: n2 flagged")
	if d := b.item(t, "n2").Draft; d != nil {
		t.Errorf("the draft is still there: %+v", d)
	}
}

func TestEdit_RestingKeysKeepADraft(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	s := b.screen(t, 100, 30)
	s.WaitFor(" n2 ")
	s.Type("e")
	s.WaitFor("✎ text")
	s.TypeText("typing")
	s.WaitUntil("a draft without leaving the editor", func(string) bool {
		d := b.item(t, "n2").Draft
		return d != nil && strings.HasPrefix(d.Texts["text"], "typing")
	})
}

func TestEdit_QuittingFromTheEditorKeepsADraft(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	s := b.screen(t, 100, 30)
	s.WaitFor(" n2 ")
	s.Type("e")
	s.WaitFor("✎ text")
	s.TypeText("x")
	s.WaitFor("xNobody")
	s.Type("ctrl+c")
	s.WaitEnd()
	if d := b.item(t, "n2").Draft; d == nil {
		t.Error("quitting lost the half-typed edit")
	}
}

func TestEdit_UntouchedTextIsNoEditAndStaysExact(t *testing.T) {
	t.Parallel()
	row := `{"id":"odd","text":"tab\there, CR\r\nESC \u001b]0;x\u0007 C1 \u009b bidi \u202e end\n\n","label":"neutral"}`
	b := newBench(t, newsTask(), row)
	want := b.item(t, "odd").Sample.Field("text")
	s := b.screen(t, 100, 30)
	s.WaitFor("odd", "hidden character")
	s.Type("e")
	s.WaitFor("✎ text", "tab␉here", "␛]0;x␇")
	s.Type("ctrl+s")
	s.WaitFor("nothing was changed; a accepts")
	s.Type("e")
	s.WaitFor("✎ text")
	s.TypeText("new ")
	s.WaitFor("new tab")
	s.Type("ctrl+s")
	s.WaitFor("saved: odd edited")
	if got := b.item(t, "odd").Field("text"); got != "new "+want {
		t.Errorf("the edit is %q, want %q", got, "new "+want)
	}
}

func TestEdit_TabReachesEveryText(t *testing.T) {
	t.Parallel()
	b := newBench(t, textTask(), `{"id":"r1","instruction":"Say hello.","input":"loud","output":"hi"}`)
	s := b.screen(t, 100, 30)
	s.WaitFor("Say hello.")
	s.Type("e")
	s.WaitFor("✎ output")
	s.Type("end")
	s.TypeText(" there")
	s.Type("tab")
	s.WaitFor("✎ instruction")
	s.TypeText("Please: ")
	s.WaitFor("Please: Say")
	s.Type("ctrl+s")
	s.WaitFor("saved: r1 edited")
	a := b.item(t, "r1").Answer()
	if a.Text != "hi there" || a.Fields["instruction"] != "Please: Say hello." || len(a.Fields) != 1 {
		t.Errorf("the answer is %+v", a)
	}
}

func TestPicker_TypeToFilter(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	s := b.screen(t, 100, 30)
	s.WaitFor(" n2 ")
	s.Type("l")
	s.WaitFor("Takes a side")
	s.TypeText("uncl")
	s.WaitGone("Takes a side")
	s.Type("enter")
	s.WaitFor("saved: n2 relabelled neutral → unclear")
}

func TestHistory_ShowsChangesAndDecidesAgain(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	s := b.screen(t, 120, 36)
	s.WaitFor(" n2 ")
	s.Type("b")
	s.WaitFor("n2 relabelled", " n3 ")
	s.Type("x")
	s.WaitFor("n3 rejected", " n5 ")
	s.Type("h")
	s.WaitFor("YOUR DECISIONS", "reject", "neutral → biased")
	s.Type("down", "enter")
	s.WaitFor("● relabelled biased", " n2 ")
	s.Type("a")
	s.WaitFor("your answer stands (biased); the same key again accepts the model's instead")
	if it := b.item(t, "n2"); it.Answer().Label != "biased" {
		t.Errorf("one key has replaced the answer on the card: %+v", it.Answer())
	}
	s.Type("a")
	s.WaitFor("saved: n2 accepted as neutral", " n5 ")
	if it := b.item(t, "n2"); it.State.Verdict != review.Accept {
		t.Errorf("n2 is %q after deciding again", it.State.Verdict)
	}
	s.Type("u")
	s.WaitFor("undone and saved: n2", "● relabelled biased")
	if it := b.item(t, "n2"); it.Answer().Label != "biased" {
		t.Errorf("undoing a re-decision left %+v", it.Answer())
	}
}

func TestHistory_ArrowsStepBackAndForward(t *testing.T) {
	t.Parallel()
	s := newBench(t, newsTask(), newsRows...).screen(t, 120, 36)
	s.WaitFor(" n2 ")
	s.Type("a")
	s.WaitFor("n2 accepted", " n3 ")
	s.Type("a")
	s.WaitFor("n3 accepted", " n5 ")
	s.Type("left")
	s.WaitFor(" n3 ", "● accepted")
	s.Type("left")
	s.WaitFor(" n2 ", "● accepted")
	s.Type("left")
	s.WaitFor("there is no earlier decision")
	s.Type("right")
	s.WaitFor(" n3 ", "● accepted")
	s.Type("right")
	s.WaitFor(" n5 ", "least confident first")
}

func TestWhyAndStatisticsAndGuidelines(t *testing.T) {
	t.Parallel()
	s := newBench(t, newsTask(), newsRows...).screen(t, 120, 36)
	s.WaitFor(" n2 ")
	s.Type("x")
	s.WaitFor(" n3 ")
	s.Type("w")
	s.WaitFor("WHY THIS IS HERE", "votes", "news.jsonl")
	s.Type("esc", "s")
	s.WaitFor("STATISTICS", "5 samples, 1 decided", "neutral")
	s.Type("esc", "g")
	s.WaitFor("GUIDELINES", "Takes a side by its choice", " n3 ")
	s.Golden()
}

// failing lets a test decide when a commit returns, and with what.
type failing struct {
	review.Store
	gate chan error
}

func (f failing) Commit(b review.Batch) (review.Receipt, error) {
	if len(b.Actions) == 0 {
		return f.Store.Commit(b)
	}
	if err := <-f.gate; err != nil {
		return review.Receipt{}, err
	}
	return f.Store.Commit(b)
}

func TestSaved_IsSaidOnlyAfterTheCommit(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	b.desk.Close()
	gate := make(chan error)
	b.open(t, failing{b.store, gate})
	s := b.screen(t, 120, 36)
	s.WaitFor(" n2 ")
	s.Type("a")
	s.WaitFor("saving: n2 accepted…", "1 unsaved", " n3 ") // the eye moves on at once
	if s.Contains("saved:") {
		t.Fatal("said saved before the commit")
	}
	gate <- nil
	s.WaitFor("saved: n2 accepted")
	s.WaitGone("unsaved")
}

func TestSaved_FailureBringsTheSampleBack(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	b.desk.Close()
	gate := make(chan error, 1)
	b.open(t, failing{b.store, gate})
	s := b.screen(t, 120, 36)
	s.WaitFor(" n2 ")
	s.Type("a")
	gate <- errors.New("no space left on device")
	s.WaitFor("NOT saved", "no space left on device", " n2 ")
	s.Type("x")
	gate <- nil
	s.WaitFor("saved: n2 rejected")
}

func TestPaste_InvisibleCharactersDoNotReachTheTerminal(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	s := b.screen(t, 100, 30)
	s.WaitFor(" n2 ")
	for _, key := range []string{"/", "n", "e"} {
		s.Type(key)
		s.WaitFor("esc")
		s.Paste("one\u202etwo\u2066 👩‍👩‍👧 한글")
		s.WaitFor("한글")
		s.Type("esc")
		s.WaitFor("accept")
	}
	if out := string(s.Bytes()); strings.ContainsAny(out, "\u202e\u2066") {
		t.Error("a pasted bidi control reached the terminal")
	}
}

func TestDraft_StandsAsFarInAsTheTextThatItChanges(t *testing.T) {
	t.Parallel()
	s := recipes(t).screen(t, 80, 24)
	s.WaitFor("lowest heat")
	s.Type("e")
	s.WaitFor("ctrl+s")
	s.TypeText("Always ")
	s.Type("esc")
	s.WaitFor("✎ your draft", "Always Rinse")
	was, _, _ := s.Find("Rinse the rice")
	if is, _, ok := s.Find("Always "); !ok || is != was {
		t.Errorf("the draft begins in column %d, the text in %d:\n%s", is, was, s.Text())
	}
}
