package tui

import (
	"fmt"
	"strings"
	"testing"

	"winnow/review"
	"winnow/tui/screentest"
)

// bulkRows are five rows of news, hostile and wide ones, and many alike.
func bulkRows() []string {
	rows := append([]string{hostileRow}, newsRows...)
	for i := range 40 {
		rows = append(rows, fmt.Sprintf(`{"id":"t%02d","text":"The tram was late again on day %d 🚋 전차.","label":"neutral","confidence":%.2f}`, i, i, 0.4+float64(i)/100))
	}
	return rows
}

// bulkPaneFor opens the pane for what holds a word.
func bulkPaneFor(t *testing.T, s *screentest.Screen, word string) {
	t.Helper()
	s.WaitFor("suggestion", "accept")
	s.Type("/")
	s.WaitFor("Type words to find")
	s.TypeText(word)
	s.Type("tab")
	s.WaitFor("the filter lets through only what matches", "filter: "+word)
	s.Type("B")
}

func TestBulk_Screens(t *testing.T) {
	t.Parallel()
	for _, size := range []struct{ w, h int }{{120, 36}, {80, 24}, {200, 50}} {
		t.Run(fmt.Sprintf("%dx%d", size.w, size.h), func(t *testing.T) {
			t.Parallel()
			rows := append([]string{hostileRow, `{"id":"ar","text":"مرحبا بالعالم","label":"biased","confidence":0.6}`, newsRows[0]}, newsRows[2:]...)
			s := newBench(t, newsTask(), rows...).screen(t, size.w, size.h)
			bulkPaneFor(t, s, "label:neutral")
			s.WaitFor("4 undecided samples", "ALL OF THEM", "accept each as suggested", "label them", "␛]52;c;ZXZpbA")
			s.Golden()
		})
	}
}

func TestBulk_ConfirmScreen(t *testing.T) {
	t.Parallel()
	s := newBench(t, newsTask(), newsRows...).screen(t, 100, 30)
	bulkPaneFor(t, s, "label:neutral")
	s.WaitFor("4 undecided samples")
	s.Type("x")
	s.WaitFor("! All 4 will be rejected", "Type 4 and press enter:", "0-9 type the number")
	if s.Contains("the queue now holds") || s.Contains("enter do it") {
		t.Errorf("before the number is typed:\n%s", s.Text())
	}
	s.TypeText("4")
	s.WaitFor("enter do it")
	s.Type("backspace")
	s.TypeText("5")
	s.Type("enter")
	s.WaitFor("That is not 4: nothing was done.")
	s.Golden()
}

func TestBulk_SamplesStandInTheOrderOfTheQueue(t *testing.T) {
	t.Parallel()
	for order, want := range map[review.Order][]string{
		review.OrderQueue:  {"reckless", "Critics call the line a waste", "시의회는 화요일에 새 전차 노선을", "The council met on Tuesday"},
		review.OrderSurest: {"The council met on Tuesday", "시의회는 화요일에 새 전차 노선을", "Critics call the line a waste", "reckless"},
	} {
		b := newBench(t, newsTask(), newsRows...)
		f, err := review.ParseFilter("conf:>0.1")
		if err != nil {
			t.Fatal(err)
		}
		b.session.Choose(order, f)
		s := b.screen(t, 120, 36)
		s.WaitFor("suggestion")
		s.Type("B")
		s.WaitFor("ALL OF THEM")
		last := 0
		for _, text := range want {
			_, row, ok := s.Find(text)
			if !ok || row <= last {
				t.Fatalf("%s: %q is not behind the one before it:\n%s", order, text, s.Text())
			}
			last = row
		}
	}
}

func TestBulk_NothingByAccident(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), bulkRows()...)
	s := b.screen(t, 100, 30)
	s.WaitFor("suggestion")
	s.Type("B")
	s.WaitFor("works on a filter, never on the whole project")
	bulkPaneFor(t, s, "tram")
	s.WaitFor("41 undecided samples")
	for _, keys := range [][]string{{"x", "x", "x", "enter", "y", "enter", "esc"}, {"a", "enter", "esc"}, {"enter", "enter", "enter", "esc"}} {
		for _, k := range keys {
			s.Type(k)
		}
		s.WaitFor("WHAT SHALL BE DONE")
	}
	s.Type("esc")
	s.WaitGone("WHAT SHALL BE DONE")
	if n := b.desk.News().Counts.Decided(); n != 0 {
		t.Errorf("%d decided", n)
	}
}

func TestBulk_OneUndoOneRedoAndBothAfterARestart(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), bulkRows()...)
	s := b.screen(t, 100, 30)
	bulkPaneFor(t, s, "tram")
	s.WaitFor("41 undecided samples")
	s.Type("b") // the label's own key
	s.WaitFor("All 41 will be labelled biased")
	s.TypeText("41")
	s.Type("enter")
	s.WaitFor("saved: 41 labelled biased in bulk; u takes them all back", "41 of 46 decided")
	it := b.item(t, "t07")
	if e := it.Decision; it.State.Verdict != review.Relabel || it.Answer().Label != "biased" || e.Bulk == nil || e.Bulk.Filter != "tram" ||
		e.Bulk.Count != 41 || e.Decision.Shown.Suggestion {
		t.Fatalf("t07 is %+v, %+v", it.State, e)
	}
	s.Type("u")
	s.WaitFor("saved: 41 taken back", "0 of 46 decided")
	s.Type("ctrl+r")
	s.WaitFor("saved: 41 done again", "41 of 46 decided")
	s.Type("q")
	s.WaitEnd()

	b.session = b.desk.Session("ann")
	s = b.screen(t, 100, 30)
	s.WaitFor("suggestion", "41 of 46 decided")
	s.Type("u")
	s.WaitFor("saved: 41 taken back", "0 of 46 decided")
	if it := b.item(t, "t07"); it.State.Verdict != "" {
		t.Errorf("t07 is %+v", it.State)
	}
	report, err := b.store.Check()
	if err != nil || !report.OK() {
		t.Errorf("the log does not replay: %+v, %v", report, err)
	}
}

func TestBulk_HistoryAndWhySayIt(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	s := b.screen(t, 120, 36)
	bulkPaneFor(t, s, "council")
	s.WaitFor("2 undecided samples", "ALL OF THEM")
	s.Type("x")
	s.TypeText("2")
	s.Type("enter")
	s.WaitFor("saved: 2 rejected in bulk")
	s.Type("h")
	s.WaitFor("rejected ×", "decided in bulk, one of 2 that matched council: nobody looked at it by itself")
	s.Type("enter")
	s.WaitFor("● rejected")
	s.Type("w")
	s.WaitFor("decided in bulk, one of 2 that matched council")
}

func TestBulk_FromTheSearch(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	s := b.screen(t, 120, 36)
	s.WaitFor(" n2 ")
	s.Type("/")
	s.WaitFor("Type words to find")
	s.TypeText("council")
	s.Type("enter")
	s.WaitFor("2 found", "ctrl+t decide all")
	s.Type("ctrl+t")
	s.WaitFor("2 undecided samples")
	s.Type("f")
	s.WaitFor("All 2 will be flagged")
	s.TypeText("2")
	s.Type("enter")
	s.WaitFor("saved: 2 flagged in bulk")
	if it := b.item(t, "n1"); !it.State.Flag || it.State.Verdict != "" {
		t.Errorf("n1 is %+v", it.State)
	}
}

func TestBulk_AConfidenceAloneOffersNoAccept(t *testing.T) {
	t.Parallel()
	s := newBench(t, newsTask(), newsRows...).screen(t, 120, 36)
	bulkPaneFor(t, s, "conf:>0.5")
	s.WaitFor("3 undecided samples", "A confidence alone accepts nothing", "reject them")
	if _, _, ok := s.Find("accept each"); ok {
		t.Error("accepting by a confidence alone is offered")
	}
}

func TestBulk_WhatAnEndCutShortIsTold(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), bulkRows()...)
	f, err := review.ParseFilter("tram")
	if err != nil {
		t.Fatal(err)
	}
	g, err := b.session.Gather(t.Context(), f)
	if err != nil {
		t.Fatal(err)
	}
	run, err := b.session.Bulk(g, review.Deed{Verdict: review.Accept})
	if err != nil {
		t.Fatal(err)
	}
	if more, err := run.Step(); err != nil || !more {
		t.Fatal(more, err)
	}
	s := b.screen(t, 80, 24)
	s.WaitFor("a bulk action stopped at 32 of 41: u takes it back; / finds the rest: tram")
	s.Type("u")
	s.WaitFor("saved: 32 taken back", "0 of 46 decided")
	if strings.Contains(string(s.Bytes()), "\x1b]52") {
		t.Error("hostile text reached the terminal")
	}
}
