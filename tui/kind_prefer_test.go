package tui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"winnow/review"
	"winnow/tui/screentest"
)

// preferTask compares an answer that the record prefers with one that it does
// not.
func preferTask() review.Task {
	return review.Task{
		Name: "pairs", Kind: review.Prefer, Fields: []string{"prompt", "chosen", "rejected"}, Answers: []string{"chosen", "rejected"},
		Target: "chosen", Labels: []review.Label{{Name: "chosen"}, {Name: "rejected"}, {Name: review.Tie}, {Name: review.BothBad}},
	}
}

// judgedTask compares answers of which a member of its own says which is better.
func judgedTask(answers ...string) review.Task {
	t := review.Task{Name: "judged", Kind: review.Prefer, Fields: append([]string{"question"}, answers...), Answers: answers, Target: "label"}
	for i := range answers {
		t.Labels = append(t.Labels, review.Label{Name: fmt.Sprint(i + 1)})
	}
	t.Labels = append(t.Labels, review.Label{Name: "same"}, review.Label{Name: "neither"})
	return t
}

const (
	rowSky   = `{"id":"sky","prompt":"What colour is the sky?","chosen":"Blue, by day and in fair weather.","rejected":"Blue, by day and in every weather.","confidence":0.4}`
	rowWide  = `{"id":"wide","prompt":"하늘은 무슨 색인가요? 🌤","chosen":"맑은 날에는 파랗고, 해가 질 때는 붉게 물듭니다. 空は青い。","rejected":"السماء زرقاء في النهار 🌈","confidence":0.5}`
	rowEvil  = `{"id":"evil","prompt":"before \u001b[2J","chosen":"a \u001b]52;c;ZXZpbA==\u0007 b \u202e c","rejected":"\u009b31m red \r over","confidence":0.6}`
	rowTurns = `{"id":"turns","prompt":[{"role":"user","content":"One?"},{"role":"assistant","content":"Yes."}],"chosen":[{"role":"assistant","content":"Two."}],"rejected":[{"role":"assistant","content":"Three."},{"role":"user","content":"Why?"}]}`
)

// pairs are short records to decide in numbers.
func pairs(n int) []string {
	var out []string
	for i := range n {
		out = append(out, fmt.Sprintf(`{"id":"p%02d","prompt":"Question %02d?","chosen":"good %02d","rejected":"poor %02d","confidence":0.%02d}`, i, i, i, i, 10+i))
	}
	return out
}

// columnOf is where a text stands, in cells from the left.
func columnOf(t *testing.T, s *screentest.Screen, text string) int {
	t.Helper()
	x, _, ok := s.Find(text)
	if !ok {
		t.Fatalf("%q is not on the screen:\n%s", text, s.Text())
	}
	return x
}

func TestPrefer_ArrowsPreferWhatStandsThere(t *testing.T) {
	t.Parallel()
	rows := pairs(12)
	b := newBench(t, preferTask(), rows...)
	s := b.screen(t, 120, 36)
	chosenLeft := 0
	for i := range rows {
		id := fmt.Sprintf("p%02d", i)
		s.WaitFor(" "+id+" ", "Question "+id[1:])
		good, poor := columnOf(t, s, "good "+id[1:]), columnOf(t, s, "poor "+id[1:])
		key, want := []string{"left", "right", "1", "2"}[i%4], "chosen"
		if onLeft := key == "left" || key == "1"; onLeft != (good < poor) {
			want = "rejected"
		}
		if good < poor {
			chosenLeft++
		}
		s.Type(key)
		s.WaitFor("saved: " + id)
		it := b.item(t, id)
		if it.Answer().Label != want {
			t.Errorf("%s on %s prefers %q, want %q", key, id, it.Answer().Label, want)
		}
		order := []string{"chosen", "rejected"}
		if good > poor {
			slices.Reverse(order)
		}
		if got := it.Decision.Decision.Shown.Answers; !slices.Equal(got, order) {
			t.Errorf("%s: the log says %v stood there, it was %v", id, got, order)
		}
	}
	if chosenLeft == 0 || chosenLeft == len(rows) {
		t.Errorf("the preferred answer stood left %d times of %d", chosenLeft, len(rows))
	}
}

func TestPrefer_OrderIsTheReviewersOwnAndStays(t *testing.T) {
	t.Parallel()
	b := newBench(t, preferTask(), pairs(24)...)
	k, m := newPreferKind(b.desk.Task()), newModel(b.desk, b.session, Options{})
	other := newModel(b.desk, b.desk.Session("bob"), Options{})
	again := newModel(b.desk, b.desk.Session("ann"), Options{})
	differ := 0
	for i := range 24 {
		it := b.item(t, fmt.Sprintf("p%02d", i))
		mine := k.order(m, &it)
		if !slices.Equal(mine, k.order(again, &it)) {
			t.Errorf("%s stands otherwise the second time", it.Sample.ID)
		}
		if !slices.Equal(mine, k.order(other, &it)) {
			differ++
		}
	}
	if differ == 0 || differ == 24 {
		t.Errorf("the order differs between reviewers on %d of 24 samples", differ)
	}
}

func TestPrefer_NamesOfTheRecordAreNotOnTheCard(t *testing.T) {
	t.Parallel()
	b := newBench(t, preferTask(), rowSky, rowWide)
	s := b.screen(t, 120, 36)
	s.WaitFor(" sky ", "model prefers", "◂ model")
	clean := func(where string) {
		t.Helper()
		if text := s.Text(); strings.Contains(text, "chosen") || strings.Contains(text, "rejected ") {
			t.Errorf("%s tells which answer is which:\n%s", where, text)
		}
	}
	clean("the card")
	s.Type("l")
	s.WaitFor("enter choose")
	clean("the picker")
	s.Type("esc", "e")
	s.WaitFor("left answer", "right answer")
	clean("the editor")
	s.Type("esc", "1")
	s.WaitFor("saved: sky", " wide ")
	clean("the status line")
	s.Type("h")
	s.WaitFor("prefers left (")
}

func TestPrefer_TieAndNoneOfThem(t *testing.T) {
	t.Parallel()
	b := newBench(t, preferTask(), pairs(4)...)
	s := b.screen(t, 120, 36)
	for i, step := range []struct{ key, label, words string }{
		{"=", review.Tie, "→ tie"}, {"0", review.BothBad, "→ both bad"}, {"b", review.BothBad, "→ both bad"},
	} {
		id := fmt.Sprintf("p%02d", i)
		s.WaitFor(" " + id + " ")
		s.Type(step.key)
		s.WaitFor("saved: "+id, step.words)
		if it := b.item(t, id); it.Answer().Label != step.label || it.State.Verdict != review.Relabel {
			t.Errorf("%s gave %q (%s)", step.key, it.Answer().Label, it.State.Verdict)
		}
	}
	s.Type("3")
	s.WaitFor("there are 2 answers")
	s.Type("a")
	s.WaitFor("p03 accepted as", "Everything is decided")
	if it := b.item(t, "p03"); it.Answer().Label != "chosen" {
		t.Errorf("accepting gave %q", it.Answer().Label)
	}
}

// Ensure that a label's own key chooses that label wherever its answer stands,
// and takes the place of a key of this kind.
func TestPrefer_OwnKeysChooseByLabel(t *testing.T) {
	t.Parallel()
	task := preferTask()
	task.Labels[0].Key, task.Labels[1].Key, task.Labels[2].Key = "c", "b", "d"
	b := newBench(t, task, pairs(5)...)
	s := b.screen(t, 120, 36)
	for i, step := range []struct{ key, label string }{{"c", "chosen"}, {"b", "rejected"}, {"d", review.Tie}, {"0", review.BothBad}, {"b", "rejected"}} {
		id := fmt.Sprintf("p%02d", i)
		s.WaitFor(" " + id + " ")
		s.Type(step.key)
		s.WaitFor("saved: " + id)
		if it := b.item(t, id); it.Answer().Label != step.label {
			t.Errorf("%s gave %q, want %q", step.key, it.Answer().Label, step.label)
		}
	}
}

func TestPrefer_UndoHistoryAndAWayBack(t *testing.T) {
	t.Parallel()
	b := newBench(t, preferTask(), pairs(3)...)
	s := b.screen(t, 120, 36)
	s.WaitFor(" p00 ")
	s.Type("left")
	s.WaitFor("saved: p00", " p01 ")
	s.Type("=")
	s.WaitFor("saved: p01", " p02 ")
	s.Type("u")
	s.WaitFor("undone and saved: p01", "1 of 3 decided")
	s.Type("0")
	s.WaitFor("saved: p01", " p02 ")
	s.Type(",")
	s.WaitFor(" p01 ", "● relabelled both bad", ". goes back to it")
	s.Type(",")
	s.WaitFor(" p00 ", "left", "● you")
	s.Type("right") // decides again
	s.WaitFor("saved: p00", " p02 ")
	s.Type("h")
	s.WaitFor("YOUR DECISIONS", "prefers right (", "both bad", "(replaced)")
	b.desk.Close()
	b.open(t, b.store)
	s = b.screen(t, 120, 36)
	s.WaitFor(" p02 ", "2 of 3 decided")
	s.Type("u")
	s.WaitFor("undone and saved: p00")
	it := b.item(t, "p00")
	if order := it.Decision.Decision.Shown.Answers; it.Answer().Label != order[0] {
		t.Errorf("after the undo p00 prefers %q, the left one was %q", it.Answer().Label, order[0])
	}
}

func TestPrefer_AnEditKeepsThePreference(t *testing.T) {
	t.Parallel()
	b := newBench(t, preferTask(), rowSky)
	s := b.screen(t, 120, 36)
	s.WaitFor(" sky ")
	s.Type("e")
	s.WaitFor("✎ prompt")
	s.Type("tab")
	s.WaitFor("✎ left answer")
	s.Type("end")
	s.TypeText(" Indeed.")
	s.WaitFor("Indeed.")
	s.Type("ctrl+s")
	s.WaitFor("saved: sky edited")
	it := b.item(t, "sky")
	left := map[string]string{"chosen": "chosen", "rejected": "rejected"}[it.Decision.Decision.Shown.Answers[0]]
	if got := it.Field(left); !strings.HasSuffix(got, "weather. Indeed.") || it.Answer().Label != "chosen" || it.State.Verdict != review.Edit {
		t.Errorf("%s is %q, preferred is %q (%s)", left, got, it.Answer().Label, it.State.Verdict)
	}
	s.Type(",")
	s.WaitFor(" sky ", "Indeed.", "● edited left") // the chosen one stands left or right
}

func TestPrefer_AnEditWithoutAPreferenceAsksForOne(t *testing.T) {
	t.Parallel()
	b := newBench(t, judgedTask("x", "y"), `{"id":"open","question":"Which?","x":"One thing","y":"Another thing"}`)
	s := b.screen(t, 120, 36)
	s.WaitFor(" open ", "no suggestion: ← or → prefers one")
	s.Type("a")
	s.WaitFor("there is no suggestion to accept")
	s.Type("e", "tab", "end")
	s.TypeText("!")
	s.WaitFor("thing!")
	s.Type("ctrl+s")
	s.WaitFor("not decided yet", "✎ edited: choose", "thing!")
	if it := b.item(t, "open"); it.State.Verdict != "" {
		t.Fatalf("the edit alone decided: %+v", it.State)
	}
	s.Type("right")
	s.WaitFor("saved: open edited")
	it := b.item(t, "open")
	order := it.Decision.Decision.Shown.Answers
	left := map[string]string{"1": "x", "2": "y"}[order[0]]
	if it.Answer().Label != order[1] || !strings.HasSuffix(it.Field(left), "thing!") {
		t.Errorf("prefers %q of %v, %s is %q", it.Answer().Label, order, left, it.Field(left))
	}
	if it.Draft != nil {
		t.Errorf("the draft stays: %+v", it.Draft)
	}
}

func TestPrefer_MessagesCannotBeEditedAsText(t *testing.T) {
	t.Parallel()
	b := newBench(t, preferTask(), rowTurns)
	s := b.screen(t, 120, 36)
	s.WaitFor(" turns ", "user: One?", "assistant: Yes.", "user: Why?")
	s.Type("e")
	s.WaitFor("given as messages, which cannot be edited as text: prompt, ", "Two.")
	s.Type("end")
	s.TypeText(" Or more.")
	s.WaitFor("Or more.")
	s.Type("ctrl+s")
	s.WaitFor("saved: turns edited")
	if it := b.item(t, "turns"); len(it.Answer().Fields) != 1 || it.Field("chosen") != "Two. Or more." {
		t.Errorf("edited %v", it.Answer().Fields)
	}

	all := preferTask()
	all.Fields = []string{"chosen", "rejected"}
	s = newBench(t, all, `{"id":"none","chosen":[{"role":"user","content":"A?"},{"role":"assistant","content":"B."}],"rejected":[{"role":"assistant","content":[{"type":"text","text":"C."}]}]}`).screen(t, 100, 30)
	s.WaitFor(" none ", "B.", "C.")
	s.Type("e")
	s.WaitFor("given as messages, which cannot be edited as text")
	s.WaitGone("✎")
}

func TestPrefer_AClickChoosesInTheListOnly(t *testing.T) {
	t.Parallel()
	b := newBench(t, preferTask(), pairs(2)...)
	s := b.screen(t, 120, 36)
	s.WaitFor(" p00 ")
	x, y, _ := s.Find("good 00")
	s.Click(x, y)
	s.Type("f")
	s.WaitFor("saved: p00 flagged")
	if it := b.item(t, "p00"); it.State.Verdict != "" {
		t.Fatalf("a click on an answer decided: %s", it.State.Verdict)
	}
	x, y, _ = s.Find("2/→ right")
	if x < 86 { // the heading of the card comes first
		x, y = 95, 3
	}
	s.Click(x, y)
	s.WaitFor("saved: p00", " p01 ")
	if it := b.item(t, "p00"); it.Answer().Label != it.Decision.Decision.Shown.Answers[1] {
		t.Errorf("the click on right preferred %q of %v", it.Answer().Label, it.Decision.Decision.Shown.Answers)
	}
}

func TestPrefer_HelpAndVimKeys(t *testing.T) {
	t.Parallel()
	vim, _ := ProfileKeys("vim")
	b := newBench(t, preferTask(), pairs(2)...)
	s := screentest.New(t, newModel(b.desk, b.session, Options{Keys: vim}), 120, 60)
	s.WaitFor(" p00 ", "← → prefer", "= tie", "both bad", "d difference")
	s.Type("?")
	s.WaitFor("prefer the left answer, the right one", "tie: one is as good as the other", "the difference between the answers", "one decision back")
	s.Type("esc", "right")
	s.WaitFor("saved: p00", " p01 ")
	s.Type("h") // back, in vim's keys
	s.WaitFor(" p00 ", "l goes back to it")
}
