package tui

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
)

func TestSearch_TheFilterSaysHowItIsRemoved(t *testing.T) {
	t.Parallel()
	s := newBench(t, newsTask(), newsRows...).screen(t, 120, 36)
	s.WaitFor(" n2 ")
	s.Type("/")
	s.WaitFor("back")
	s.TypeText("label:biased")
	s.Type("tab")
	s.WaitFor(" n5 ", "filter: label:biased (/ then ctrl+x removes it)")
	s.Type("/")
	s.WaitFor("ctrl+x remove the filter")
	s.TypeText("x") // another query, that is only looked at
	s.Type("enter")
	s.WaitFor("0 found")
	s.Type("esc")
	s.WaitFor(" n5 ", "filter: label:biased (/ then ctrl+x removes it)")
	s.Type("/", "ctrl+x")
	s.WaitFor(" n2 ", "the filter is off")
	if s.Contains("filter: ") {
		t.Errorf("a filter is shown:\n%s", s.Text())
	}
}

func TestSearch_HitsStandInTheOrderOfTheQueue(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	m := b.model(t, Options{})
	keysInto(t, m, "x") // n2, which is decided then
	hits, _, err := b.session.Search(review.Filter{}, searchMost)
	if err != nil {
		t.Fatal(err)
	}
	for order, want := range map[review.Order]string{
		review.OrderQueue: "n3 n5 n4 n1 n2", review.OrderSurest: "n1 n4 n5 n3 n2", review.OrderArrival: "n1 n3 n4 n5 n2",
	} {
		inQueueOrder(hits, review.OrderArrival)
		inQueueOrder(hits, order)
		var ids []string
		for _, h := range hits {
			ids = append(ids, h.Sample.ID)
		}
		if got := strings.Join(ids, " "); order != review.OrderArrival && got != want {
			t.Errorf("%s: %s, want %s", order, got, want)
		}
	}
}

func TestHelp_ListsOnlyWhatWorksInTheTask(t *testing.T) {
	t.Parallel()
	b := recipes(t)
	m := b.model(t, Options{})
	drive(t, m, tea.WindowSizeMsg{Width: 120, Height: 80})
	keysInto(t, m, "?")
	sees(t, m, "edit in place", "Search takes words and decision:edit")
	for _, no := range []string{"give this label", "label picker", "guidelines: to the next label", "$EDITOR", "pause the generation"} {
		if strings.Contains(screenOf(m), no) {
			t.Errorf("the help lists %q", no)
		}
	}
	m = newBench(t, newsTask(), newsRows...).model(t, Options{Local: true, Stream: &control{}})
	drive(t, m, tea.WindowSizeMsg{Width: 120, Height: 80})
	keysInto(t, m, "?")
	sees(t, m, "give this label", "label picker", "$EDITOR", "pause the generation")
}

func TestPace_IdleTimeIsNoWork(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	m := b.model(t, Options{})
	at := noon
	step := func(d time.Duration) time.Duration {
		at = at.Add(d)
		m.worked(at)
		return m.clock.read(at)
	}
	m.clock.restart(at)
	if got := step(time.Minute); got != time.Minute {
		t.Errorf("a minute is %s", got)
	}
	if got := step(time.Hour); got != time.Minute+idleMost {
		t.Errorf("a minute and an idle hour are %s", got)
	}
	if got := step(time.Second); got != time.Minute+idleMost+time.Second {
		t.Errorf("a second later it is %s", got)
	}
}

func TestStream_ItsEndIsToldInTheClosingWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		s    review.Stream
		want string
	}{
		{review.Stream{Phase: review.StreamFailed, Made: 79, Wanted: 80, Message: "cut\x1b[2J off"}, "the generation made 79 of 80 samples, then it stopped: cut␛[2J off"},
		{review.Stream{Phase: review.StreamDone, Made: 1, Wanted: 1}, "the generation made 1 of 1 sample"},
		{review.Stream{Phase: review.StreamPaused, Made: 1, Wanted: 2}, "the generation made 1 of 2 samples; it was paused"},
		{review.Stream{Phase: review.StreamRunning, Made: 1, Wanted: 2}, "the generation made 1 of 2 samples; it ended with the sitting"},
	} {
		b := newBench(t, newsTask(), newsRows...)
		b.desk.SetStream(c.s)
		r, err := b.model(t, Options{}).conclude(t.Context(), nil)
		if got := strings.Join(r.Findings(), "\n"); err != nil || got != c.want {
			t.Errorf("%q, want %q; %v", got, c.want, err)
		}
	}
}

func TestStream_TheKeyThatGoesOnStandsInTheLastRow(t *testing.T) {
	t.Parallel()
	for _, w := range []int{80, 100, 120} {
		b := newBench(t, newsTask(), newsRows...)
		m := b.model(t, Options{Stream: &control{}})
		drive(t, m, tea.WindowSizeMsg{Width: w, Height: 30})
		b.desk.SetStream(review.Stream{Phase: review.StreamFailed, Made: 1, Wanted: 2, Message: "cut", Hint: "try again"})
		m.onNews(newsMsg{b.desk.News()})
		sees(t, m, "G generate on")
	}
}
