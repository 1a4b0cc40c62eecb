package tui

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"winnow/review"
	"winnow/tui/screentest"
)

func gradesTask(scale string, requirements ...string) review.Task {
	t := review.Task{Name: "grades", Kind: review.Rate, Fields: []string{"instruction", "output"}, Scale: scale}
	for _, r := range requirements {
		t.Requirements = append(t.Requirements, review.Requirement{Name: r, Description: "it is " + r})
	}
	return t.WithDefaults()
}

var gradesRows = []string{
	`{"id":"g1","instruction":"Greet.","output":"Good day to you.","rating":"b","confidence":0.2}`,
	`{"id":"g2","instruction":"인사하세요.","output":"안녕하세요 🙏 مرحبا \u001b[2J","rating":"d","confidence":0.3}`,
	`{"id":"g3","instruction":"Greet.","output":"Go away."}`,
}

var partRows = []string{
	`{"id":"q1","instruction":"Why?","output":"Because of the wind.","rating":3,"ratings":{"true":4,"short":5},"confidence":0.2}`,
	`{"id":"q2","instruction":"왜?","output":"바람 때문에 🌬 \u202e x","ratings":{"true":2},"confidence":0.3}`,
	`{"id":"q3","instruction":"Why?","output":"Nobody knows."}`,
}

func TestRate_Screens(t *testing.T) {
	t.Parallel()
	for _, size := range []struct{ w, h int }{{120, 36}, {80, 24}, {200, 50}} {
		t.Run(fmt.Sprintf("letters-%dx%d", size.w, size.h), func(t *testing.T) {
			t.Parallel()
			s := newBench(t, gradesTask("a-d"), gradesRows[:2]...).screen(t, size.w, size.h)
			s.WaitFor(" g1 ")
			s.Type("c")
			s.WaitFor("g1 relabelled b → c", " g2 ", "suggestion d", "beside the point")
			s.Golden()
		})
		t.Run(fmt.Sprintf("requirements-%dx%d", size.w, size.h), func(t *testing.T) {
			t.Parallel()
			s := newBench(t, gradesTask("1-5", "true", "short"), partRows[:2]...).screen(t, size.w, size.h)
			s.WaitFor(" q1 ")
			s.Type("a")
			s.WaitFor("q1 accepted as 3 (true 4, short 5)", " q2 ")
			s.Type("1", "5")
			s.WaitFor("2 → 1", "▸ rating")
			s.Golden()
		})
	}
}

func TestRate_OneKeyRates(t *testing.T) {
	t.Parallel()
	b := newBench(t, gradesTask("1-5"), `{"id":"n1","instruction":"x","output":"y","rating":"4.0","confidence":0.5}`, `{"id":"n2","instruction":"x","output":"z"}`)
	s := b.screen(t, 120, 36)
	s.WaitFor(" n2 ", "no suggestion: 1-5 rates it")
	s.Type("a")
	s.WaitFor("there is no suggestion to accept")
	s.Type("5")
	s.WaitFor("n2 labelled 5", " n1 ", "suggestion 4")
	s.Type("2")
	s.WaitFor("n1 relabelled 4 → 2")
	if a, c := b.item(t, "n1").Answer().Label, b.item(t, "n2").Answer().Label; a != "2" || c != "5" {
		t.Errorf("rated %q and %q", a, c)
	}
}

// Ensure that on a scale of letters a is the level, and enter accepts.
func TestRate_LettersAreLevels(t *testing.T) {
	t.Parallel()
	for profile, wants := range map[string]string{"prodigy": "enter accept", "argilla": "enter accept"} {
		t.Run(profile, func(t *testing.T) {
			t.Parallel()
			keys, _ := ProfileKeys(profile)
			b := newBench(t, gradesTask("a-d"), gradesRows...)
			s := screentest.New(t, newModel(b.desk, b.session, Options{Keys: keys}), 120, 36)
			s.WaitFor(" g3 ", "a-d rate")
			s.Type("a")
			s.WaitFor("g3 labelled a", " g1 ", wants)
			s.Type("a")
			s.WaitFor("g1 relabelled b → a", " g2 ")
			s.Type("enter")
			s.WaitFor("g2 accepted as d")
			for id, want := range map[string]string{"g1": "a", "g2": "d", "g3": "a"} {
				if got := b.item(t, id).Answer().Label; got != want {
					t.Errorf("%s is rated %q, want %q", id, got, want)
				}
			}
		})
	}
}

// Ensure that levels leave keys alone that mean something else.
func TestRate_LevelsTakeNoOtherActionsKey(t *testing.T) {
	t.Parallel()
	task := gradesTask("")
	task.Labels = []review.Label{{Name: "a"}, {Name: "x"}}
	b := newBench(t, task, `{"id":"k1","instruction":"x","output":"y","rating":"x"}`)
	s := b.screen(t, 120, 36)
	s.WaitFor(" k1 ", "a accept")
	s.Type("x")
	s.WaitFor("k1 rejected")
}

// Ensure that accept keeps a key where enter is somebody else's.
func TestRate_LettersDoNotLeaveAcceptWithoutAKey(t *testing.T) {
	t.Parallel()
	keys, err := DefaultKeys().With("defer", []string{"enter"})
	if err != nil {
		t.Fatal(err)
	}
	b := newBench(t, gradesTask("a-d"), gradesRows[:2]...)
	s := screentest.New(t, newModel(b.desk, b.session, Options{Keys: keys}), 120, 36)
	s.WaitFor(" g1 ", "a accept")
	s.Type("a")
	s.WaitFor("g1 accepted as b", " g2 ")
	s.Type("2")
	s.WaitFor("g2 relabelled d → b")
}

func TestRate_RequirementsOneAfterTheOther(t *testing.T) {
	t.Parallel()
	b := newBench(t, gradesTask("1-5", "true", "short"), partRows...)
	s := b.screen(t, 120, 36)
	s.WaitFor(" q3 ", "▸ true", "no suggestion: 1-5 rates one after the other", "LEVELS: true")
	s.Type("4")
	s.WaitFor("▸ short", "not decided yet")
	s.Type("enter")
	s.WaitFor("not decided: short is not rated yet")
	s.Type("5")
	s.WaitFor("▸ rating")
	s.Type("a")
	s.WaitFor("not decided: rating is not rated yet; 1-5 rates it")
	if it := b.item(t, "q3"); it.State.Verdict != "" {
		t.Fatalf("an incomplete rating was decided: %+v", it.State)
	}
	s.Type("3")
	s.WaitFor("✎ all is rated but not decided yet: enter decides")
	s.Type("shift+tab", "shift+tab", "1") // the first again
	s.WaitFor("▸ short")
	s.Type("enter")
	s.WaitFor("q3 labelled 3 (true 1, short 5)", " q1 ")
	a := b.item(t, "q3").Answer()
	if a.Label != "3" || !maps.Equal(a.Ratings, map[string]string{"true": "1", "short": "5"}) {
		t.Errorf("q3 is %+v", a)
	}
	s.Type("tab", "1") // which is short: true stays as the model has it
	s.WaitFor("LEVELS: rating")
	s.Type("tab")
	s.WaitFor("LEVELS: true", "◂ model")
	if s.Contains("● you") {
		t.Errorf("a part that was not changed is called the reviewer's:\n%s", s.Text())
	}
	s.Type("esc")
	s.WaitFor("dropped: nothing was decided")
	s.Type("a")
	s.WaitFor("q1 accepted as 3 (true 4, short 5)", " q2 ")
	s.Type("a") // the model has rated one of three
	s.WaitFor("not decided: short is not rated yet", "▸ short")
}

func TestRate_UndoHistoryAndRestart(t *testing.T) {
	t.Parallel()
	b := newBench(t, gradesTask("1-5", "true", "short"), partRows[:2]...)
	s := b.screen(t, 120, 36)
	s.WaitFor(" q1 ")
	s.Type("2", "enter")
	s.WaitFor("q1 relabelled 3 (true 4, short 5) → 3 (true 2, short 5)", " q2 ")
	s.Type("u")
	s.WaitFor("undone and saved: q1", "0 of 2 decided")
	s.Type("ctrl+r")
	s.WaitFor("done again and saved: q1")
	s.Type("h")
	s.WaitFor("YOUR DECISIONS", "true: 4 → 2")
	b.desk.Close()
	b.open(t, b.store)
	s = b.screen(t, 120, 36)
	s.WaitFor(" q2 ", "1 of 2 decided")
	s.Type("left")
	s.WaitFor(" q1 ", "4 → 2", "● relabelled 3 (true 2, short 5)")
	s.Type("tab", "1", "enter")
	s.WaitFor("→ 3 (true 2, short 1)")
	if got := b.item(t, "q1").Answer().Ratings; !maps.Equal(got, map[string]string{"true": "2", "short": "1"}) {
		t.Errorf("q1 has %v", got)
	}
}

func TestRate_AnEditOfAnUnratedSampleIsKept(t *testing.T) {
	t.Parallel()
	b := newBench(t, gradesTask("a-d", "true"), partRows[2])
	s := b.screen(t, 120, 36)
	s.WaitFor(" q3 ")
	s.Type("e", "tab")
	s.WaitFor("✎ output")
	s.TypeText("Alas! ")
	s.WaitFor("Alas! Nobody")
	s.Type("ctrl+s")
	s.WaitFor("not decided yet", "▸ true")
	s.Type("b", "c", "enter")
	s.WaitFor("saved: q3 edited")
	it := b.item(t, "q3")
	if !strings.HasPrefix(it.Field("output"), "Alas! Nobody") || it.Answer().Label != "c" || it.Answer().Ratings["true"] != "b" {
		t.Errorf("q3 is %q, %+v", it.Field("output"), it.Answer())
	}
}

func TestRate_WhatComesNextIsKnownByWhatIsRated(t *testing.T) {
	t.Parallel()
	s := newBench(t, gradesTask("a-d"), gradesRows...).screen(t, 120, 36)
	s.WaitFor(" g3 ", "0.20 Good day to you.")
	rows := s.Rows()
	if slices.ContainsFunc(rows, func(r string) bool { return strings.Contains(r, "0.20 Greet.") }) {
		t.Error("the list shows what all have in common")
	}
}
