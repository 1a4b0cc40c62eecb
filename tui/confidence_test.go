package tui

import (
	"testing"

	"winnow/review"
	"winnow/tui/screentest"
)

func TestConfidence_LearnedAndGivenHaveNamesOfTheirOwn(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	b.learn(t, &lesson{ids: []string{"n5", "n2", "n3", "n4", "n1"}})
	s := b.screen(t, 120, 36)
	s.WaitFor("likely wrong first · learned")
	s.WaitUntil("the learned head of the queue", func(string) bool { return b.item(t, "n5").Confidence == review.Known(float64(float32(0.1))) })
	s.Type("o", "o", "o", "o") // round to the queue again, read anew
	s.WaitFor(" n5 ", "learned 0.10 · given 0.52", "given 0.52 with the record", "order: likely wrong first")
	s.Type("a")
	s.WaitFor(" n2 ", "learned 0.20 · given --", fromDecisions)
	if s.Contains(noEvidence) {
		t.Errorf("a number stands beside no evidence:\n%s", s.Text())
	}
	s.Type("w")
	s.WaitFor("Confidence: 0.20 learned, -- given with the record")
}

func TestConfidence_OneThatWasNotLearnedIsJustThat(t *testing.T) {
	t.Parallel()
	s := newBench(t, newsTask(), newsRows...).screen(t, 120, 36)
	s.WaitFor(" n2 ", "confidence --", noEvidence, "least confident first")
	s.Type("x")
	s.WaitFor(" n3 ", "confidence 0.34")
}

func TestConfidence_TheBulkListSaysTheNumbersOfTheQueue(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	s := b.screen(t, 120, 36)
	s.WaitFor(" n2 ")
	s.Type("/")
	s.WaitFor("back")
	s.TypeText("Nobody")
	s.Type("tab")
	s.WaitFor("only what matches")
	s.Type("B")
	s.WaitFor("ALL OF THEM", "--    neutral")
	b.learn(t, &lesson{ids: []string{"n2", "n1", "n3", "n4", "n5"}})
	s.WaitFor("0.10  neutral")
}

func TestReason_IsReadWholeWhereThereIsRoomForIt(t *testing.T) {
	t.Parallel()
	b := demoBench(t, review.MultiLabel)
	for _, w := range []int{80, 120} {
		s := b.screen(t, w, 24, screentest.Mute())
		s.WaitFor("suggestion ", `least certain label: "economy", probability 0.49, left out`)
		s.Quit()
	}
}

func TestWhy_SaysWhatElseTheTaskLetsCount(t *testing.T) {
	t.Parallel()
	got := orderSettings(review.Ordering{Audits: 5, StepBack: 0.5, Representative: 10})
	if want := "some early samples are drawn at random, as a check; the first 10 are typical of many; what reads like the last decided waits"; got != want {
		t.Errorf("got %q", got)
	}
	if got := orderSettings(review.Ordering{}); got != "" {
		t.Errorf("got %q", got)
	}
}
