package tui

import (
	"image/color"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"winnow/review"
)

// checkFresh fails when the frame is not the one that is composed from
// nothing.
func checkFresh(t interface{ Fatalf(string, ...any) }, m *model, after string) {
	kept := m.frame()
	m.stale()
	if fresh := m.frame(); kept != fresh {
		t.Fatalf("after %s the frame is stale:\n%s\nwant:\n%s", after, kept, fresh)
	}
}

func typeInto(t testing.TB, m *model, text string) {
	t.Helper()
	for _, r := range text {
		drive(t, m, keyPress(string(r)))
	}
}

// Ensure that whatever changes the screen changes the rows that are kept.
func TestKeptRows_AreNeverStale(t *testing.T) {
	t.Parallel()
	for _, width := range []int{120, 80} {
		b := newBench(t, newsTask(), append([]string{hostileRow}, newsRows...)...)
		m := newModel(b.desk, b.session, Options{Project: "news.winnow"})
		m.draftRest = time.Microsecond
		drive(t, m, tea.WindowSizeMsg{Width: width, Height: 30})
		checkFresh(t, m, "the start")
		drive(t, m, m.refill()())
		checkFresh(t, m, "reading the queue")
		news := func() {
			t.Helper()
			if _, cmd := m.Update(newsMsg{b.desk.News()}); cmd == nil {
				t.Fatal("news are not waited for again")
			}
			m.win.reading = false // that command, which waits for news too, is not run
			drive(t, m, m.refill()())
		}
		before := m.frame()
		for _, step := range []struct {
			name string
			do   func()
		}{
			{"a smaller terminal", func() { drive(t, m, tea.WindowSizeMsg{Width: width - 1, Height: 26}) }},
			{"a light background", func() { drive(t, m, tea.BackgroundColorMsg{Color: color.White}) }},
			{"a flag", func() { drive(t, m, keyPress("f")) }},
			{"the next card", func() { drive(t, m, keyPress("space")) }},
			{"a label", func() { drive(t, m, keyPress("b")) }},
			{"counts", news},
			{"a stream", func() {
				b.desk.SetStream(review.Stream{Source: "offline", Phase: review.StreamRunning, Wanted: 9})
				news()
			}},
			{"new samples", func() { b.add(t, `{"id":"new","text":"a new one","label":"biased","confidence":0.01}`); news() }},
			{"a note", func() {
				drive(t, m, keyPress("n"))
				typeInto(t, m, "why")
				drive(t, m, keyPress("enter"))
			}},
			{"a draft", func() { drive(t, m, keyPress("e")); drive(t, m, keyPress("Z")); drive(t, m, keyPress("esc")) }},
			{"an edit", func() { drive(t, m, keyPress("e")); drive(t, m, keyPress("Q")); drive(t, m, keyPress("ctrl+s")) }},
			{"a step back", func() { drive(t, m, keyPress("left")) }},
			{"the queue again", func() { drive(t, m, keyPress("right")) }},
			{"another order", func() { drive(t, m, keyPress("o")) }},
			{"undo", func() { drive(t, m, keyPress("u")) }},
			{"a filter", func() {
				drive(t, m, keyPress("/"))
				typeInto(t, m, "label:biased")
				drive(t, m, keyPress("tab"))
			}},
		} {
			step.do()
			if now := m.frame(); now == before {
				t.Errorf("%s changes nothing at %d cells", step.name, width)
			} else {
				before = now
			}
			checkFresh(t, m, step.name)
		}
	}
}

func TestKeptRows_AreNeverStaleAfterAnyKeys(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), append([]string{hostileRow, rowOf("long", 9000, benchSentence)}, newsRows...)...)
	m := newModel(b.desk, b.session, Options{Project: "news.winnow"})
	m.draftRest = time.Microsecond
	keys := []string{
		"space", "e", "esc", "l", "g", "]", "[", "w", "h", "/", "n", "left", "right", "f", "down", "up", "pgdown",
		"end", "enter", "a", "b", "x", "u", "ctrl+r", "o", "tab", "ctrl+s", "ctrl+x", "Z",
	}
	rapid.Check(t, func(rt *rapid.T) {
		drive(t, m, tea.WindowSizeMsg{Width: rapid.IntRange(40, 160).Draw(rt, "w"), Height: rapid.IntRange(12, 50).Draw(rt, "h")})
		drive(t, m, m.refill()())
		for range 8 {
			k := rapid.SampledFrom(keys).Draw(rt, "key")
			drive(t, m, keyPress(k))
			checkFresh(rt, m, k)
			m.frame()
		}
	})
}

// Ensure that a frame which changes only its status line costs next to
// nothing: it is drawn after every message.
func TestFrame_OfAnUnchangedCardAllocatesLittle(t *testing.T) {
	m := reading(t, rowOf("one", 10<<10, benchSentence), newsRows[0])
	m.View()
	texts, i := [2]string{"saving: one accepted…", "saved: one accepted"}, 0
	if n := testing.AllocsPerRun(100, func() {
		i++
		m.status.say(levelGood, texts[i%2])
		m.View()
	}); n > 100 {
		t.Errorf("%.0f allocations, at most 100", n)
	}
}
