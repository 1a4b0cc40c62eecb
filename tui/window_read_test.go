package tui

import (
	"fmt"
	"testing"

	"winnow/review"
)

// queueOf is a model over n samples that has read its queue.
func queueOf(t *testing.T, n int) *model {
	t.Helper()
	var rows []string
	for i := range n {
		rows = append(rows, rowOf(fmt.Sprintf("s%02d", i), 100, fmt.Sprintf("%s %d. ", benchSentence, i)))
	}
	return reading(t, rows...)
}

func (w *window) holds(seq uint64) bool {
	if w.cur != nil && w.cur.Sample.Seq == seq {
		return true
	}
	for _, it := range w.next {
		if it.Sample.Seq == seq {
			return true
		}
	}
	return false
}

func TestWindow_AReadFromBeforeADecisionDoesNotBringTheSampleBack(t *testing.T) {
	t.Parallel()
	m := queueOf(t, 6)
	before := m.refill()()
	seq := m.current().Sample.Seq
	drive(t, m, keyPress("a"))
	drive(t, m, before)
	if m.win.holds(seq) || len(m.win.next) != 4 {
		t.Errorf("the window holds the decided sample: %v, and %d behind the card", m.win.holds(seq), len(m.win.next))
	}
}

func TestWindow_ReadsOnlyWhenLittleIsLeft(t *testing.T) {
	t.Parallel()
	m := queueOf(t, 3*ahead)
	for len(m.win.next) > low {
		epoch := m.win.epoch
		drive(t, m, keyPress("a"))
		if m.win.epoch != epoch {
			t.Fatalf("read with %d samples left", len(m.win.next))
		}
	}
	drive(t, m, keyPress("a"))
	if len(m.win.next) != ahead {
		t.Errorf("%d samples in the window, want %d", len(m.win.next), ahead)
	}
	for m.current() != nil {
		drive(t, m, keyPress("a"))
	}
	if n := m.desk.News().Counts.Decided(); n != 3*ahead {
		t.Errorf("the queue ended after %d of %d samples", n, 3*ahead)
	}
}

func TestWindow_NewsReadOneAtATimeAndMissNothing(t *testing.T) {
	t.Parallel()
	m := queueOf(t, 2)
	first := m.refresh()
	late := []review.Sample{{ID: "late", Fields: []review.Field{{Name: "text", Text: "came late"}}, Raw: []byte(`{"id":"late","text":"came late"}`)}}
	msg := first()
	if _, err := m.desk.Add(t.Context(), late); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if m.refresh() != nil {
			t.Fatal("a second read beside the first")
		}
	}
	drive(t, m, msg)
	if len(m.win.next) != 2 {
		t.Errorf("%d samples behind the card, want the late one too", len(m.win.next))
	}
}
