package tui

import (
	"fmt"
	"runtime"
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
	s.WaitFor(" n5 ", "filter: label:biased", "/ change filter", "1 of 5 left match")
	s.Type("/")
	s.WaitFor("ctrl+x remove the filter")
	s.TypeText("x") // another query, that is only looked at
	s.Type("enter")
	s.WaitFor("0 found")
	s.Type("esc")
	s.WaitFor(" n5 ", "filter: label:biased", "/ change filter", "1 of 5 left match")
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
	for order, want := range map[review.Order]string{
		review.OrderQueue: "n3 n5 n4 n1 n2", review.OrderSurest: "n1 n4 n5 n3 n2", review.OrderArrival: "n1 n3 n4 n5 n2",
	} {
		b.session.Choose(order, review.Filter{})
		for n := 1; n <= 5; n++ { // also when there is room for some of them only
			hits, more, err := b.session.Search(review.Filter{}, n)
			var ids []string
			for _, h := range hits {
				ids = append(ids, h.Sample.ID)
			}
			if got := strings.Join(ids, " "); err != nil || got != want[:3*n-1] || more != (n < 5) {
				t.Errorf("the first %d %s: %s, more %v, %v; want %s", n, order, got, more, err, want[:3*n-1])
			}
		}
	}
}

func TestSearch_OffersOnlyKeysThatDoSomething(t *testing.T) {
	t.Parallel()
	s := newBench(t, newsTask(), newsRows...).screen(t, 120, 36)
	s.WaitFor(" n2 ")
	s.Type("/")
	s.WaitFor("Type words to find", "decision:none    not decided yet")
	if s.Contains("enter search") || s.Contains("remove the filter") {
		t.Errorf("keys without an effect:\n%s", s.Text())
	}
	s.TypeText("council")
	s.WaitFor("enter search")
	s.Type("enter")
	s.WaitFor("2 found", "▸ 0.34  undecided  neutral  The reckless", "  0.93  undecided  neutral  The council", "enter open", "↑ ↓ choose")
	s.TypeText("zebra")
	s.Type("enter")
	s.WaitFor("0 found", "Nothing in the project matches all of that", "decision:none")
	if s.Contains("enter open") || s.Contains("decide all") {
		t.Errorf("keys without an effect:\n%s", s.Text())
	}
}

func TestHelp_ListsOnlyWhatWorksInTheTask(t *testing.T) {
	t.Parallel()
	b := recipes(t)
	m := b.model(t, Options{})
	drive(t, m, tea.WindowSizeMsg{Width: 120, Height: 80})
	keysInto(t, m, "?")
	sees(t, m, "edit in place", "decision:none")
	for _, no := range []string{"give this label", "label picker", "guidelines: to the next label", "guidelines", "$EDITOR", "label:NAME", "ctrl+z", "pause the generation"} {
		if strings.Contains(screenOf(m), no) {
			t.Errorf("the help lists %q", no)
		}
	}
	m = newBench(t, newsTask(), newsRows...).model(t, Options{Local: true, Stream: &control{}})
	drive(t, m, tea.WindowSizeMsg{Width: 120, Height: 80})
	keysInto(t, m, "?")
	sees(t, m, "1-3        give this label", "label picker", "$EDITOR", "pause the generation", "label:NAME", "ctrl+z")
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
		sees(t, m, "G resume")
	}
}

func TestSearch_AllItsKeysStandInTheLastRowOfANarrowTerminal(t *testing.T) {
	t.Parallel()
	m := newBench(t, newsTask(), newsRows...).model(t, Options{})
	drive(t, m, tea.WindowSizeMsg{Width: 80, Height: 24})
	keysInto(t, m, "/", "t", "enter")
	sees(t, m, "enter open  ↑ ↓ choose  tab review only these  ctrl+t decide all  esc back")
}

func TestFind_OffersTheNextHitOnlyWhereThereIsOne(t *testing.T) {
	t.Parallel()
	m := recipes(t).model(t, Options{})
	drive(t, m, tea.WindowSizeMsg{Width: 80, Height: 24})
	keysInto(t, m, "F", "z")
	sees(t, m, "not in these texts", "esc back")
	if strings.Contains(screenOf(m), "previous") {
		t.Errorf("there is no hit to go to:\n%s", screenOf(m))
	}
	keysInto(t, m, "backspace", "t")
	sees(t, m, "↑ previous")
}

// It runs alone, since it looks at the memory of all.
func TestSearch_KeepsNoLongTexts(t *testing.T) {
	rows := make([]string, 24)
	for i := range rows {
		rows[i] = fmt.Sprintf(`{"id":"%d","text":"long %d %s","label":"biased"}`, i, i, strings.Repeat("word ", 200_000))
	}
	m := newBench(t, newsTask(), rows...).model(t, Options{})
	used := func() uint64 {
		var stats runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&stats)
		return stats.HeapAlloc
	}
	before := used()
	keysInto(t, m, "/")
	drive(t, m, tea.PasteMsg{Content: "label:biased"})
	keysInto(t, m, "enter")
	sees(t, m, "24 found", "undecided  biased  long ", " word word")
	if grown := int(used()) - int(before); grown > 10<<20 {
		t.Errorf("the hits hold %d MB", grown>>20)
	}
	runtime.KeepAlive(m)
}

func TestSearch_EndsWhenNobodyWaitsForIt(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"esc", "tab"} {
		m := newBench(t, newsTask(), newsRows...).model(t, Options{})
		keysInto(t, m, "/", "t")
		p := m.pane.(*searchPane)
		under := p.search(m, "t")
		keysInto(t, m, key)
		if msg := under(); msg != nil {
			t.Errorf("after %s it goes on, and brings %T", key, msg)
		}
	}
}
