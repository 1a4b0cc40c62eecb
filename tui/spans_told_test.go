package tui

import (
	"strings"
	"testing"
)

func TestSpans_EdgesThatMoveAreToldInWords(t *testing.T) {
	t.Parallel()
	_, s := spansScreen(t, 100, 30, `{"id":"eu","text":"The last bus left.","spans":[]}`)
	s.WaitFor(" eu ")
	s.Type("enter")
	waitSelected(s, "The")
	s.Type("right", "4")
	s.WaitFor("last MISC")
	s.Type("[", "[")
	s.WaitUntil("the words of the span as it is", func(screen string) bool {
		rows := strings.Split(screen, "\n")
		return strings.HasPrefix(strings.TrimSpace(rows[len(rows)-3]), "la MISC")
	})
	s.Type("]", "]", "L")
	s.WaitFor("last bus MISC")
}

func TestSpans_AnEditThatDeletedASpanSaysWhich(t *testing.T) {
	t.Parallel()
	_, s := spansScreen(t, 80, 24, `{"id":"eu","text":"EU rejects it.","spans":[[0,2,"ORG"]]}`)
	s.WaitFor(" eu ")
	s.Type("e", "delete", "delete", "ctrl+s")
	s.WaitFor("✎ mark text", "! the edit deleted the text of EU ORG; enter decides both")
	if s.Contains("marked ?") {
		t.Errorf("nothing is marked ?:\n%s", s.Text())
	}
}

func TestSpans_AnEmptyTextOffersNoKeysThatMark(t *testing.T) {
	t.Parallel()
	_, s := spansScreen(t, 100, 30, `{"id":"none","text":"","spans":[]}`)
	s.WaitFor(" none ")
	s.Type("enter")
	s.WaitFor("there is nothing to mark in this text", "enter decide", "esc leave")
	if s.Contains("1-4 label") || s.Contains("move the edges") {
		t.Errorf("keys that do nothing are offered:\n%s", s.Text())
	}
}
