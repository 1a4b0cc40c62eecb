package tui

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"winnow/review"
	"winnow/review/rank"
)

// movable is a clock that stands until it is moved.
type movable struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *movable { return &movable{now: noon} }

func (c *movable) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func (c *movable) read() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// newClockBench is a bench whose time the test moves.
func newClockBench(t *testing.T, clock *movable, rows ...string) *bench {
	t.Helper()
	b := newBench(t, newsTask(), rows...)
	b.desk.Close()
	desk, err := review.NewDesk(b.store, rank.Given{}, clock.read)
	if err != nil {
		t.Fatal(err)
	}
	b.desk, b.session = desk, desk.Session("ann")
	return b
}

// model is the screen of the bench at 120x30 with its first card, without a
// program around it.
func (b *bench) model(t *testing.T, o Options) *model {
	t.Helper()
	m := newModel(b.desk, b.session, o)
	t.Cleanup(m.watch.Stop)
	drive(t, m, tea.WindowSizeMsg{Width: 120, Height: 30})
	drive(t, m, m.refill()())
	return m
}

// screenOf are the rows left of the side pane, then those of the side pane.
func screenOf(m *model) string {
	rows := strings.Split(ansi.Strip(m.frame()), "\n")
	for i, r := range rows {
		left, _, _ := strings.Cut(r, "│")
		rows[i] = strings.TrimRight(left, " ")
		if _, side, ok := strings.Cut(r, "│"); ok {
			rows = append(rows, strings.TrimSpace(side))
		}
	}
	return strings.Join(rows, "\n")
}

func sees(t *testing.T, m *model, want ...string) {
	t.Helper()
	for _, w := range want {
		if got := screenOf(m); !strings.Contains(got, w) {
			t.Errorf("no %q on the screen:\n%s", w, got)
		}
	}
}

func TestFocus_LostStopsTheClockOfTheCard(t *testing.T) {
	t.Parallel()
	clock := newClock()
	b := newClockBench(t, clock, newsRows...)
	m := b.model(t, Options{})
	seconds := func(id string) float64 { return b.item(t, id).Decision.Decision.Seconds }

	clock.pass(4 * time.Second)
	drive(t, m, tea.BlurMsg{})
	clock.pass(10 * time.Minute)
	drive(t, m, tea.BlurMsg{}) // said twice
	drive(t, m, tea.FocusMsg{})
	clock.pass(3 * time.Second)
	drive(t, m, keyPress("a"))
	if s := seconds("n2"); s != 7 {
		t.Errorf("n2 was read for 7 s, logged %v", s)
	}
	drive(t, m, tea.BlurMsg{})
	clock.pass(time.Minute)
	drive(t, m, keyPress("f")) // a terminal that does not tell of the focus coming back
	clock.pass(2 * time.Second)
	drive(t, m, keyPress("a"))
	if s := seconds("n3"); s != 2 {
		t.Errorf("n3 was read for 2 s, logged %v", s)
	}
	if v := m.View(); !v.ReportFocus {
		t.Error("the terminal is not asked to tell of its focus")
	}
}

func TestGoal_ReachingItIsSaidOnceAndNothingStops(t *testing.T) {
	t.Parallel()
	b := newClockBench(t, newClock(), newsRows...)
	m := b.model(t, Options{Goal: Goal{Decisions: 2}})
	sees(t, m, "goal: 0 of 2 ────")
	drive(t, m, keyPress("a"))
	drive(t, m, keyPress("space"))
	sees(t, m, "goal: 1 of 2 ━━━━") // a deferred one is not decided
	drive(t, m, keyPress("a"))
	sees(t, m, "saved: n5 accepted", "goal reached (2 decided): time to stop?", "goal: 2 of 2 ━━━━")
	drive(t, m, keyPress("a"))
	sees(t, m, "saved: n4 accepted")
	if got := screenOf(m); strings.Contains(got, "goal reached") {
		t.Errorf("said again:\n%s", got)
	}
	drive(t, m, tea.WindowSizeMsg{Width: 80, Height: 24})
	sees(t, m, "goal: 3 of 2")
}

func TestGoal_TimeIsActiveTime(t *testing.T) {
	t.Parallel()
	clock := newClock()
	b := newClockBench(t, clock, newsRows...)
	m := b.model(t, Options{Goal: Goal{Time: 5 * time.Minute}})
	clock.pass(3 * time.Minute)
	drive(t, m, keyPress("a"))
	sees(t, m, "goal: 3 of 5 min")
	clock.pass(time.Hour) // lunch
	drive(t, m, keyPress("down"))
	sees(t, m, "goal: 3 of 5 min")
	drive(t, m, tea.BlurMsg{})
	clock.pass(4 * time.Minute)
	drive(t, m, tea.FocusMsg{})
	sees(t, m, "goal: 3 of 5 min")
	clock.pass(2 * time.Minute)
	drive(t, m, keyPress("down"))
	sees(t, m, "goal: 5 of 5 min")
	drive(t, m, keyPress("a"))
	sees(t, m, "goal reached (5 min): time to stop?")
}

// at it for some minutes, with a key each.
func (s *stamina) work(now time.Time, minutes int) time.Time {
	for range minutes {
		now = now.Add(time.Minute)
		s.sign(now, false)
	}
	return now
}

func TestBreak_After25MinutesWithoutAPause(t *testing.T) {
	t.Parallel()
	s := &stamina{}
	s.sign(noon, false)
	now := s.work(noon, 24)
	if a := s.advice(now); a != "" {
		t.Errorf("after 24 minutes: %q", a)
	}
	now = s.work(now, 1)
	if a := s.advice(now); a != "25 min without a pause: take one?" {
		t.Errorf("after 25 minutes: %q", a)
	}
	now = s.work(now, 14)
	if a := s.advice(now); a != "" {
		t.Errorf("repeated within 15 minutes: %q", a)
	}
	now = s.work(now, 1)
	if a := s.advice(now); a == "" {
		t.Error("not said again after 15 minutes")
	}
	now = now.Add(5 * time.Minute) // a pause
	s.sign(now, false)
	now = s.work(now, 24)
	if a := s.advice(now); a != "" {
		t.Errorf("24 minutes after a pause: %q", a)
	}
}

func TestBreak_WhenDecisionsGetSlower(t *testing.T) {
	t.Parallel()
	for last, want := range map[float64]string{5.9: "", 6: "slower than at first: take a break?"} {
		s := &stamina{}
		for i, secs := range slices.Concat(slices.Repeat([]float64{4}, 20), slices.Repeat([]float64{last}, 20)) {
			if a := s.advice(noon); a != "" {
				t.Errorf("said after %d decisions: %q", i, a)
			}
			s.decided(secs)
		}
		if a := s.advice(noon); a != want {
			t.Errorf("%v s after 4 s: %q, want %q", last, a, want)
		}
	}
}

func TestBreak_IsSaidBesideWhatWasSavedUnlessSwitchedOff(t *testing.T) {
	t.Parallel()
	for _, off := range []bool{false, true} {
		clock := newClock()
		b := newClockBench(t, clock, newsRows...)
		m := b.model(t, Options{NoBreaks: off})
		for range 7 {
			clock.pass(4 * time.Minute)
			drive(t, m, keyPress("down"))
		}
		drive(t, m, keyPress("a"))
		sees(t, m, "saved: n2 accepted as neutral")
		if said := strings.Contains(screenOf(m), "28 min without a pause"); said == off {
			t.Errorf("switched off %v, said %v:\n%s", off, said, screenOf(m))
		}
		drive(t, m, keyPress("a"))
		sees(t, m, "saved: n3 accepted")
		if strings.Contains(screenOf(m), "without a pause") {
			t.Errorf("still there:\n%s", screenOf(m))
		}
	}
}

func TestTerminalBar_OnlyWhereItIsKnownToBeDrawn(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, value string
		want        bool
	}{
		{"WT_SESSION", "1", true},
		{"ConEmuANSI", "ON", true},
		{"TERM_PROGRAM", "ghostty", true},
		{"TERM_PROGRAM", "WezTerm", true},
		{"TERM_PROGRAM", "iTerm.app", false},
		{"TERM", "xterm-256color", false},
	} {
		b := newClockBench(t, newClock(), newsRows...)
		m := b.model(t, Options{Getenv: func(k string) string {
			if k == c.name {
				return c.value
			}
			return ""
		}})
		drive(t, m, keyPress("a"))
		m.news = b.desk.News()
		p := m.View().ProgressBar
		if (p != nil) != c.want || p != nil && (p.Value != 20 || p.State != tea.ProgressBarDefault) {
			t.Errorf("%s=%s: %+v", c.name, c.value, p)
		}
	}
}
