package tui

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"winnow/review"
	"winnow/review/measure"
	"winnow/review/rank"
	"winnow/tui/screentest"
)

// statsTask has labels that are wide, and one that is hostile.
func statsTask() review.Task {
	t := newsTask()
	t.Labels = []review.Label{
		{Name: "편향된 문장", Key: "b"}, {Name: "neutral", Key: "d"}, {Name: "un\x1b[2J\u202eclear", Key: "y"},
	}
	return t
}

// statsBench holds 120 samples of three labels and sources of which 100 are
// decided, over an hour, by two people.
func statsBench(t testing.TB) *bench {
	t.Helper()
	b := newBench(t, statsTask())
	labels := b.desk.Task().LabelNames()
	var samples []review.Sample
	for i := range 120 {
		row := fmt.Sprintf(`{"id":"s%03d","text":"text %d","label":%s,"confidence":%.4f}`, i, i, quoted(labels[i*i%7%3]), 0.4+0.6*float64(i*7%120)/119)
		s, err := review.ParseRecord(b.desk.Task(), []byte(row))
		if err != nil {
			t.Fatal(err)
		}
		s.Provenance = review.Provenance{Source: "openai", Origin: "local\x1b]0;x\x07host", Model: "m", Strategy: []string{"zerogen", "진화 evolve"}[i%2], Tokens: 40 + i%13}
		samples = append(samples, s)
	}
	if _, err := b.desk.Add(t.Context(), samples); err != nil {
		t.Fatal(err)
	}
	b.decideAll(t, samples[:100])
	return b
}

func quoted(s string) string {
	return `"` + strings.NewReplacer("\x1b", `\u001b`, "\u202e", `\u202e`).Replace(s) + `"`
}

// decideAll decides samples with a clock of its own.
func (b *bench) decideAll(t testing.TB, samples []review.Sample) {
	t.Helper()
	now := noon
	desk, err := review.NewDesk(b.store, rank.Given{}, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	defer desk.Close()
	who := []*review.Session{desk.Session("ann"), desk.Session("지은\x1b[31m")}
	for i, s := range samples {
		it := b.item(t, s.ID)
		dec := review.Decision{Before: it.Sample.Suggestion, Verdict: review.Reject}
		if i%11 != 0 {
			after := it.Sample.Suggestion
			if i%4 == 0 {
				after.Label = desk.Task().Labels[i/4%3].Name
			}
			if dec, err = review.Decide(desk.Task(), it.Sample, after); err != nil {
				t.Fatal(err)
			}
		}
		dec.Seconds = 5 + float64(i*i%37)
		dec.Shown = review.Shown{Suggestion: true, Confidence: it.Confidence}
		now = now.Add(time.Duration(dec.Seconds+float64(i%50/49*1200)) * time.Second)
		if _, err := who[i%3/2].Decide(it.Sample.Seq, dec).Result(); err != nil {
			t.Fatal(err)
		}
	}
}

// stats shows the statistics of the bench, with its figures there.
func (b *bench) stats(t testing.TB, w, h int, opts ...screentest.Option) *screentest.Screen {
	t.Helper()
	// A desk counts when it opens: this one shall see what was decided.
	b.desk.Close()
	b.open(t, b.store)
	s := b.screen(t, w, h, opts...)
	s.WaitFor("text 1")
	s.Type("s")
	s.WaitFor("STATISTICS", "120 samples, 100 decided")
	s.WaitGone("Reading the samples")
	return s
}

// statsMarks are what only one page says, in the order of the pages.
var statsMarks = []string{
	"accepted", "on average, and", "How many decided samples had the label", "Rows: what was", "The bar is the share", "Seconds per decision",
}

func TestStats_Screens(t *testing.T) {
	t.Parallel()
	for _, size := range []struct{ w, h int }{{120, 36}, {80, 24}, {200, 50}} {
		t.Run(fmt.Sprintf("%dx%d", size.w, size.h), func(t *testing.T) {
			t.Parallel()
			s := statsBench(t).stats(t, size.w, size.h)
			for i, mark := range statsMarks {
				s.Type(fmt.Sprint(i + 1))
				s.WaitFor(mark)
				s.Golden(fmt.Sprint("page", i+1))
			}
		})
	}
}

func TestStats_ScrollKeysAreShownOnlyWhereThereIsMore(t *testing.T) {
	t.Parallel()
	s := statsBench(t).stats(t, 80, 24)
	s.WaitFor("▼ more", "↑ ↓ pgdn scroll", "1 h")
	s.Type("6")
	s.WaitFor("Seconds per decision", "25 s")
	s.WaitGone("scroll")
}

func TestStats_SharesOfTheDecisionsStandUnderThatOfTheSamples(t *testing.T) {
	t.Parallel()
	s := statsBench(t).stats(t, 120, 36)
	s.WaitFor("100 decided", "accepted")
	at := map[string]int{}
	for row := range strings.Lines(s.Text()) {
		row, _, _ = strings.Cut(row, "│")
		for _, what := range []string{" 83%", " 75%", " 15%", " 10%"} {
			if before, _, has := strings.Cut(row, what); has && strings.Contains(row, "━") {
				begin, _, _ := strings.Cut(before, "━")
				at[what] = 1000*cells(begin) + cells(before)
			}
		}
	}
	for what, place := range at {
		if len(at) != 4 || place != at[" 83%"] {
			t.Errorf("the bar of %s of four stands at %d, not at %d, in\n%s", what, place, at[" 83%"], s.Text())
		}
	}
}

func TestStats_ConfusionHasTheOrderOfTheTask(t *testing.T) {
	t.Parallel()
	b := newBench(t, statsTask())
	m := newModel(b.desk, b.session, Options{})
	names := m.task.LabelNames()
	if got := m.inTaskOrder([]string{names[2], "gone", names[0], names[1]}); !slices.Equal(got, []int{2, 3, 0, 1}) {
		t.Errorf("the places in the task's order are %v", got)
	}
}

func TestStats_ReadsOnTheSmallestScreen(t *testing.T) {
	t.Parallel()
	s := statsBench(t).stats(t, 120, 36) // on a small one the end of the reading is not in sight
	s.Resize(40, 12)
	s.WaitFor(" of 6")
	for i, mark := range []string{"1 Progress", "2 Confidence", "3 Labels", "4 Confusion", "5 Sources", "6 Time"} {
		s.Type(fmt.Sprint(i + 1))
		s.WaitFor(mark+"  of 6", "▼ more")
		s.Type("end")
		s.WaitGone("▼ more")
	}
}

func TestStats_TheMouseTurnsPagesAndScrolls(t *testing.T) {
	t.Parallel()
	s := statsBench(t).stats(t, 80, 24)
	s.WaitFor("per decision (median)")
	s.Message(tea.MouseWheelMsg{Button: tea.MouseWheelDown})
	s.WaitGone("relabelled ")
	x, y, _ := s.Find("4 Confusion")
	s.Click(x+3, y)
	s.WaitFor("Rows: what was")
	x, _, _ = s.Find("1 Progress")
	s.Click(x, y)
	s.WaitFor("relabelled ")
}

func TestStats_FillAnyTerminalExactly(t *testing.T) {
	t.Parallel()
	b := statsBench(t)
	b.desk.Close()
	b.open(t, b.store)
	m := newModel(b.desk, b.session, Options{Project: "프로젝트.winnow"})
	drive(t, m, tea.WindowSizeMsg{Width: 120, Height: 36})
	drive(t, m, m.refill()())
	drive(t, m, keyPress("s"))
	rapid.Check(t, func(rt *rapid.T) {
		w, h := rapid.IntRange(1, 300).Draw(rt, "w"), rapid.IntRange(1, 100).Draw(rt, "h")
		drive(t, m, tea.WindowSizeMsg{Width: w, Height: h})
		drive(t, m, keyPress(rapid.SampledFrom([]string{"1", "2", "3", "4", "5", "6", "left", "tab"}).Draw(rt, "page")))
		for range 3 {
			checkFrame(rt, m)
			drive(t, m, keyPress(rapid.SampledFrom([]string{"down", "end", "pgdown"}).Draw(rt, "key")))
		}
	})
}

func TestStats_ReadsWithoutColoursAndOnLightBackgrounds(t *testing.T) {
	t.Parallel()
	b := statsBench(t)
	dark := b.stats(t, 120, 36)
	light := b.stats(t, 120, 36, screentest.Light())
	plain := b.stats(t, 120, 36, screentest.Env("NO_COLOR=1"))
	for i, mark := range statsMarks {
		for _, s := range []*screentest.Screen{dark, light, plain} {
			s.Type(fmt.Sprint(i + 1))
			s.WaitFor(mark)
		}
		if dark.Text() != plain.Text() || dark.Text() != light.Text() {
			t.Errorf("without colours, or in light ones, page %d says something else", i+1)
		}
	}
}

func TestStats_NothingHostileReachesTheTerminal(t *testing.T) {
	t.Parallel()
	s := statsBench(t).stats(t, 120, 36)
	for i, mark := range []string{"accepted", "on average", "un␛[2J‹U+202E›clear", "un␛[2J‹U", "openai local␛]0;x␇host", "지은␛[31m"} {
		s.Type(fmt.Sprint(i + 1))
		s.WaitFor(mark)
	}
	out := string(s.Bytes())
	for _, bad := range []string{"\x1b[2J\u202e", "\u202e", "\x1b]0;x", "지은\x1b"} {
		if strings.Contains(out, bad) {
			t.Errorf("%q reached the terminal", bad)
		}
	}
}

// slowWalk is a store whose walk over all samples stands still at the 31st
// until it is let go.
type slowWalk struct {
	review.Store
	seen  atomic.Int64
	goOn  chan struct{}
	ended chan struct{} // closed at the end of the walk, nil: nobody waits
}

func (s *slowWalk) Walk(o review.Order, visit func(review.Item) bool) error {
	if o != review.OrderAll {
		return s.Store.Walk(o, visit)
	}
	if s.ended != nil {
		defer close(s.ended)
	}
	return s.Store.Walk(o, func(it review.Item) bool {
		if s.seen.Add(1) > 30 {
			<-s.goOn
		}
		return visit(it)
	})
}

func TestStats_CountsAndKeysDoNotWaitForTheFigures(t *testing.T) {
	t.Parallel()
	b := statsBench(t)
	b.desk.Close()
	slow := &slowWalk{Store: b.store, goOn: make(chan struct{})}
	b.open(t, slow)
	s := b.screen(t, 120, 36)
	s.WaitFor("text 1")
	s.Type("s")
	s.WaitFor("120 samples, 100 decided", "relabel", "Reading the samples: 30 of 120")
	s.Type("2", "3", "esc")
	s.WaitGone("STATISTICS")
	s.Type("a")
	s.WaitFor("saved: ")
	s.Type("s")
	s.WaitFor("120 samples, 101 decided")
	close(slow.goOn)
	s.WaitFor("101 decided", "PACE: DECISIONS PER HOUR")
}

func TestStats_LeavingThemEndsTheReading(t *testing.T) {
	t.Parallel()
	b := statsBench(t)
	b.desk.Close()
	slow := &slowWalk{Store: b.store, goOn: make(chan struct{}), ended: make(chan struct{})}
	b.open(t, slow)
	s := b.screen(t, 120, 36)
	s.WaitFor("text 1")
	s.Type("s")
	s.WaitFor("Reading the samples: 30 of 120")
	s.Type("esc")
	s.WaitGone("STATISTICS")
	close(slow.goOn)
	<-slow.ended
	if n := slow.seen.Load(); n != 31 {
		t.Errorf("%d samples were read, want none after the pane was left", n)
	}
}

func TestStats_TaskWithoutLabelsHasNoPagesAboutThem(t *testing.T) {
	t.Parallel()
	b := newBench(t, textTask(), `{"id":"r1","instruction":"Say hello.","output":"hi"}`)
	s := b.screen(t, 80, 24)
	s.WaitFor("Say hello.")
	s.Type("s")
	s.WaitFor("1 Progress  2 Confidence  3 Sources  4 Time", "Nothing is decided yet")
	s.Type("left")
	s.WaitFor("No decision was timed yet")
	s.Type("right", "right")
	s.WaitFor("No sample that came with a confidence")
}

func TestPlot_LineAndMarksStandWhereTheyShould(t *testing.T) {
	t.Parallel()
	c := newCanvas(4, 3, paint{})
	c.line(0, 0, 1, 1, 1, paint{})
	c.sign(0, 1, '●', paint{})
	if got, want := strings.Join(c.rows(), "|"), "● ⢀⠤| ⡠⠊ |⠔⠁──"; got != want {
		t.Errorf("drew %q, want %q", got, want)
	}
	if got := scale(evenly("0", "middle", "100"), 20); got != "0      middle    100" {
		t.Errorf("the scale is %q", got)
	}
	c = newCanvas(4, 3, paint{})
	for i, p := range []float64{0, 0.01, 0.5, 1} {
		c.column(i, 1, p, paint{})
	}
	// The axis is the middle of the last row, the end of the scale that of the first.
	if got, want := strings.Join(c.rows(), "|"), "   ▄|  ▄█|─▀▀▀"; got != want {
		t.Errorf("columns %q, want %q", got, want)
	}
	if got := stroke(0.25, 10); got != "━━╸" {
		t.Errorf("a stroke of a quarter of 10 is %q", got)
	}
}

func TestPlot_ManyStretchesBecomeFewerThatLoseNothing(t *testing.T) {
	t.Parallel()
	var s []measure.Stretch
	for range 101 {
		s = append(s, measure.Stretch{ActiveSeconds: 600, Decisions: 3})
	}
	n := 0
	for _, p := range paired(s, 40) {
		n += p.Decisions
	}
	if got := len(paired(s, 40)); got > 40 || n != 303 {
		t.Errorf("%d stretches with %d decisions", got, n)
	}
}

func TestStats_AHeadIsNeverCutInsideTheNameOfACharacter(t *testing.T) {
	t.Parallel()
	for w, want := range map[int]string{14: "un␛[2J…", 19: "un␛[2J‹U+202E›clear", 17: "un␛[2J‹U+202E›cl…"} {
		if got := heatHead("un\x1b[2J\u202eclear", w); strings.TrimRight(got, " ") != want {
			t.Errorf("on %d cells the head is %q, not %q", w, got, want)
		}
	}
}
