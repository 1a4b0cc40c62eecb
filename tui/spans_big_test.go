package tui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"
)

// bigSpans is a record of about a megabyte with so many spans.
func bigSpans(n int) string {
	const sentence = "The council of Springfield met Ada Lovelace in 東京 on Tuesday. "
	points := len([]rune(sentence))
	var spans []string
	times := (1 << 20) / len(sentence)
	for i := 0; len(spans) < n && i < times; i++ {
		for _, at := range []struct {
			word, label string
		}{{"Springfield", "LOC"}, {"Ada Lovelace", "PER"}} {
			from := i*points + len([]rune(sentence[:strings.Index(sentence, at.word)]))
			spans = append(spans, fmt.Sprintf(`[%d,%d,"%s"]`, from, from+len(at.word), at.label))
		}
	}
	return fmt.Sprintf(`{"id":"big","text":"%s","spans":[%s],"confidence":0.01}`, strings.Repeat(sentence, times), strings.Join(spans[:n], ","))
}

func TestSpans_OfALongTextOnlyWhatIsSeenIsLaidOut(t *testing.T) {
	t.Parallel()
	b := newBench(t, spansTask(), bigSpans(10_000), spansRows[0])
	m := newModel(b.desk, b.session, Options{})
	drive(t, m, tea.WindowSizeMsg{Width: 120, Height: 40})
	drive(t, m, m.refill()())
	m.View()
	k := m.kind.(*spansKind)
	if n := len(k.laid.tops); n == 0 || n > 100 {
		t.Errorf("the first view laid out %d rows", n)
	}
	drive(t, m, keyPress("end"))
	checkFrame(t, m)
	if got := strings.Join(m.mainRows(), "\n"); !strings.Contains(got, "Springfield") || strings.Contains(got, "▼ more below") {
		t.Errorf("the end of the text is not in sight:\n%s", got)
	}
	for _, key := range []string{"tab", "right", "p", "down", "r", "esc", "a"} {
		drive(t, m, keyPress(key))
		checkFrame(t, m)
	}
	if n := len(b.item(t, "big").Decision.Decision.After.Spans); n != 10_002 {
		t.Errorf("%d spans are decided", n)
	}
}

func TestSpans_TheModeOpensWhereTheCardStands(t *testing.T) {
	t.Parallel()
	var text []string
	for i := range 80 {
		text = append(text, fmt.Sprintf("Line%d is here.", i))
	}
	b, s := spansScreen(t, 80, 24, fmt.Sprintf(`{"id":"long","text":"%s","spans":[]}`, strings.Join(text, `\n`)))
	s.WaitFor(" long", "Line0 ")
	s.Type("pgdown", "enter")
	s.WaitFor("▲ more above", "✎ mark text")
	s.Type("p", "enter")
	s.WaitFor("saved: long edited to 1 span: Line")
	if from := b.item(t, "long").Decision.Decision.After.Spans[0].Start; from < 100 {
		t.Errorf("the word at %d was marked: it was not in sight", from)
	}
}

func TestSpans_AnySequenceOfKeysKeepsTheLogReplayable(t *testing.T) {
	t.Parallel()
	keys := append([]string{"enter", "enter", "a", "e", "ctrl+s", "Z", "ctrl+r", "ctrl+x", "left", "right", "f"}, spanKeys...)
	rapid.Check(t, func(rt *rapid.T) {
		b := newBench(t, spansTask(), append([]string{hostileSpansRow}, spansRows...)...)
		m := newModel(b.desk, b.session, Options{})
		m.draftRest = time.Microsecond
		drive(t, m, tea.WindowSizeMsg{Width: 100, Height: 30})
		drive(t, m, m.refill()())
		for _, k := range rapid.SliceOfN(rapid.SampledFrom(keys), 1, 30).Draw(rt, "keys") {
			switch k {
			case "enter2":
				k = "enter"
			case "resize":
				k = "esc"
			}
			drive(t, m, keyPress(k))
			checkFrame(rt, m)
		}
		if err := m.finish(); err != nil {
			rt.Fatal(err)
		}
		report, err := b.store.Check()
		if err != nil || !report.OK() {
			rt.Fatalf("the log does not replay to the same state: %+v, %v", report, err)
		}
	})
}

func BenchmarkSpans_Key(b *testing.B) {
	bench := newBench(b, spansTask(), bigSpans(10_000))
	m := newModel(bench.desk, bench.session, Options{})
	drive(b, m, tea.WindowSizeMsg{Width: 120, Height: 40})
	drive(b, m, m.refill()())
	drive(b, m, keyPress("enter"))
	for _, key := range []string{"right", "down", "tab", "p"} {
		b.Run(key, func(b *testing.B) {
			for b.Loop() {
				drive(b, m, keyPress(key))
				if key == "p" {
					drive(b, m, keyPress("right"))
				}
				m.View()
			}
		})
	}
	b.Run("open", func(b *testing.B) {
		for b.Loop() {
			drive(b, m, keyPress("esc"))
			drive(b, m, keyPress("enter"))
			m.View()
		}
	})
}

// crowdedSpans is a record whose tags leave a small terminal no room for a list.
const crowdedSpans = `{"id":"crowd","text":"The House of Commons Foreign Affairs Committee of the United Kingdom met Baroness Smith of Newnham in Westminster Hall on Monday, and nobody objected to the motion of Lord Frost of Allenton.",` +
	`"spans":[[4,68,"ORG"],[4,20,"ORG"],[21,46,"ORG"],[54,68,"LOC"],[73,98,"PER"],[82,87,"PER"],[91,98,"LOC"],[102,118,"LOC"],[167,189,"PER"],[172,177,"PER"],[181,189,"LOC"]],"confidence":0.1}`

func TestSpans_OnASmallTerminalTheTextComesBeforeTheList(t *testing.T) {
	t.Parallel()
	_, m := spansModel(t, 80, 20, crowdedSpans)
	shows := func(want ...string) {
		t.Helper()
		for _, w := range want {
			if !strings.Contains(screenOf(m), w) {
				t.Fatalf("%q is not in sight:\n%s", w, screenOf(m))
			}
		}
	}
	shows("11 spans", "of Allenton.")
	for _, key := range []string{"tab", "shift+tab", "shift+tab", "x"} {
		drive(t, m, keyPress(key))
	}
	shows("Lord Frost of Allenton", "╰PER───", "- Frost PER", "and 10 more")
	drive(t, m, keyPress("esc"))
	shows("not decided yet", "- Frost PER")
}

func TestSpans_TagsThatAreCutAreBelow(t *testing.T) {
	t.Parallel()
	_, m := spansModel(t, 80, 15, crowdedSpans)
	drive(t, m, keyPress("tab"))
	if got := screenOf(m); !strings.Contains(got, "▼ more below") {
		t.Errorf("nothing says that there is more:\n%s", got)
	}
}
