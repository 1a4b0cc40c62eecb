package tui

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"winnow/review/rank"
)

func TestChat_FindGoesThroughTheTurnsAndUnfoldsThem(t *testing.T) {
	t.Parallel()
	var said []string
	for i := range 60 {
		said = append(said, "user", fmt.Sprintf("Question %d about 기차 and trains.", i), "assistant", fmt.Sprintf("Answer %d is short.", i))
	}
	b := newBench(t, chatTask(), chatRow("long", said...))
	s := b.screen(t, 100, 30)
	s.WaitFor(" long ", "Answer 59")
	s.Type("z")
	s.Type("F")
	s.TypeText("QUESTION 3")
	s.WaitFor("from the other end: 1 of 11", "Question 3 about")
	s.Type("enter")
	s.WaitFor("2 of 11", "Question 30 about", "Answer 30 is short.")
	s.Type("up", "up")
	s.WaitFor("11 of 11", "Question 39 about")
	s.Type("esc", "F", "ctrl+u")
	s.TypeText("기차")
	s.WaitFor(" of 60")
}

func TestChat_WordsAreMarkedInTheTurnsTheyStandIn(t *testing.T) {
	t.Parallel()
	b := newBench(t, chatTask(), chatRow("c", "user", "A train?", "assistant", "No train 기차 today.", "user", "Then a bus."))
	prose := b.item(t, "c").Sample.Suggestion.Prose()
	m := newModel(b.desk, b.session, Options{Telling: func(uint64) ([]rank.Telling, bool) {
		return append(places("messages", prose, true, "기차"), places("messages", prose, false, "bus", "No")...), true
	}})
	drive(t, m, tea.WindowSizeMsg{Width: 100, Height: 30})
	drive(t, m, m.refill()())
	drive(t, m, keyPress("I"))
	for _, want := range []string{m.st.telling.text("기차"), m.st.word.text("bus"), m.st.word.text("No")} {
		if !strings.Contains(m.frame(), want) {
			t.Errorf("%q is not marked on\n%s", want, m.frame())
		}
	}
	checkFresh(t, m, "marking")
}

func TestChat_TurnsAreRenderedAndRawAgain(t *testing.T) {
	t.Parallel()
	s := newBench(t, chatTask(), chatRow("c", "user", "How?", "assistant", "Like **this**:\n\n```python\nprint(1)\n```")).screen(t, 100, 30)
	s.WaitFor(" c ", "**this**")
	s.Type("R")
	s.WaitFor("Markdown rendered: R raw text", "Like this:", "┃ print(1)")
	s.Type("R")
	s.WaitFor("**this**", "```python")
}

func preferRow(id, one, two string) string {
	raw, _ := json.Marshal(map[string]string{"id": id, "prompt": "Which?", "chosen": one, "rejected": two})
	return string(raw)
}

// Ensure that the frame is right and fresh after any keys of reading, on tasks
// of every kind.
func TestReading_FramesAreRightAfterAnyKeys(t *testing.T) {
	t.Parallel()
	words := func(uint64) ([]rank.Telling, bool) {
		return append(places("text", wideText, true, "reckless"), rank.Telling{Part: "text", From: 1 << 20, To: 1<<20 + 4, Word: "gone"}), true
	}
	tasks := map[string]*bench{
		"classify": newBench(t, newsTask(), append([]string{hostileRow, rowOf("long", 30000, benchSentence)}, newsRows...)...),
		"text":     newBench(t, textTask(), record("t1", "Do **it**.", markdownText, markdownText), record("t2", strings.Repeat("long ", 900), "in", "out")),
		"chat":     newBench(t, chatTask(), chatRows...),
		"spans":    newBench(t, spansTask(), spansRows...),
		"prefer":   newBench(t, preferTask(), preferRow("p1", markdownText, "a **short** one"), preferRow("p2", "one\x1b[2J", wideText)),
	}
	keys := []string{"I", "F", "Z", "R", "g", "}", "]", "[", "esc", "enter", "down", "up", "pgdown", "end", "space", "e", "u", "left", "tab", "o", "ctrl+u"}
	for name, b := range tasks {
		m := newModel(b.desk, b.session, Options{Telling: words})
		m.draftRest = 1
		rapid.Check(t, func(rt *rapid.T) {
			drive(t, m, tea.WindowSizeMsg{Width: rapid.IntRange(1, 200).Draw(rt, "w"), Height: rapid.IntRange(1, 60).Draw(rt, "h")})
			drive(t, m, m.refill()())
			for range 5 {
				k := rapid.SampledFrom(keys).Draw(rt, "key")
				drive(t, m, keyPress(k))
				checkFrame(rt, m)
				checkFresh(rt, m, name+" "+k)
			}
		})
	}
}

func TestSpans_FindAndWordsAreMarkedInTheTextWithLabels(t *testing.T) {
	t.Parallel()
	b := newBench(t, spansTask(), spansRows...)
	m := newModel(b.desk, b.session, Options{Telling: func(uint64) ([]rank.Telling, bool) {
		return places("text", b.item(t, "eu").Sample.Field("text"), true, "boycott"), true
	}})
	drive(t, m, tea.WindowSizeMsg{Width: 100, Height: 30})
	drive(t, m, m.refill()())
	for id := ""; id != "eu"; id = m.current().Sample.ID {
		if id != "" {
			drive(t, m, keyPress("space"))
		}
	}
	drive(t, m, keyPress("I"))
	if !strings.Contains(m.frame(), m.st.telling.text("boycott")) {
		t.Errorf("the word is not marked on\n%s", m.frame())
	}
	drive(t, m, keyPress("F"))
	typeInto(t, m, "GERMAN c")
	if !strings.Contains(m.frame(), m.st.hitAt.text("German c")) {
		t.Errorf("the hit is not marked on\n%s", m.frame())
	}
	drive(t, m, keyPress("esc"))
	drive(t, m, keyPress("R"))
	if !strings.Contains(m.frame(), "not rendered") {
		t.Errorf("nothing says why spans are raw:\n%s", m.frame())
	}
}

func TestPrefer_AnswersSideBySideAreSearchedAndRendered(t *testing.T) {
	t.Parallel()
	s := newBench(t, preferTask(), preferRow("p1", "The **first** answer.", "The *second* answer, and more.")).screen(t, 120, 36)
	s.WaitFor(" p1 ", "**first**")
	s.Type("F")
	s.TypeText("answer")
	s.WaitFor("1 of 2")
	s.Type("enter")
	s.WaitFor("2 of 2")
	s.Type("esc", "R")
	s.WaitFor("The first answer.", "The second answer, and more.", "Markdown rendered: R raw text")
}
