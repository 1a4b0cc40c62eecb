package tui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
)

// historyOf is the pane of decisions that were made at some times, the newest
// first: a relabelled sample, a rejected one, and again.
func historyOf(t *testing.T, at ...time.Time) (m *model, p *historyPane) {
	t.Helper()
	b := newBench(t, newsTask(), newsRows...)
	m = b.model(t, Options{})
	drive(t, m, tea.WindowSizeMsg{Width: 80, Height: 24})
	p = &historyPane{}
	var page []decided
	for i, when := range at {
		it := b.item(t, "n1")
		d := review.Decision{Verdict: review.Relabel, Before: review.Answer{Label: "neutral"}, After: review.Answer{Label: "biased"}}
		if i%2 == 1 {
			it, d = b.item(t, "n5"), review.Decision{Verdict: review.Reject}
		}
		page = append(page, decided{review.Entry{N: uint64(9 - i), Action: review.Action{At: when, Decision: d}}, it})
	}
	p.update(m, historyReadMsg{of: p, page: page, end: true})
	return m, p
}

func TestHistory_WhatChangedAndTheTextsStandInColumns(t *testing.T) {
	t.Parallel()
	m, p := historyOf(t, noon, noon)
	rows := p.rows(m, 80, 20)
	if _, changed, ok := strings.Cut(rows[1], "neutral → biased"); !ok || !strings.HasPrefix(changed, "  The council") {
		t.Errorf("no change before the text: %q", rows[1])
	}
	text := func(row, begins string) int {
		before, _, ok := strings.Cut(row, begins)
		if !ok {
			t.Fatalf("no %q in %q", begins, row)
		}
		return cells(before)
	}
	if a, b := text(rows[1], "The council"), text(rows[2], "Critics"); a != b {
		t.Errorf("the texts begin at %d and %d", a, b)
	}
}

func TestHistory_SaysTheDayWhereNotAllIsOfToday(t *testing.T) {
	t.Parallel()
	today := noon.Local().Format("15:04:05")
	m, p := historyOf(t, noon, noon)
	if row := p.rows(m, 80, 20)[1]; !strings.Contains(row, "▸ "+today+"  relabelled") {
		t.Errorf("%q does not say %s", row, today)
	}
	before := noon.AddDate(0, 0, -3)
	m, p = historyOf(t, noon, before)
	for i, at := range []time.Time{noon, before} {
		if row, want := p.rows(m, 80, 20)[1+i], at.Local().Format("_2 Jan 15:04"); !strings.Contains(row, want) {
			t.Errorf("%q does not say %s", row, want)
		}
	}
}

func TestHistory_OffersToChooseOnlyAmongSeveral(t *testing.T) {
	t.Parallel()
	m := newBench(t, newsTask(), newsRows...).model(t, Options{})
	drive(t, m, tea.WindowSizeMsg{Width: 80, Height: 24})
	keysInto(t, m, "x", "h")
	sees(t, m, "enter look at it, decide again")
	if strings.Contains(screenOf(m), "choose") {
		t.Errorf("there is one row:\n%s", screenOf(m))
	}
	keysInto(t, m, "esc", "x", "h")
	sees(t, m, "↑ ↓ choose")
}

// asksPages gives a key and keeps what it asks for instead of running it.
func asksPages(t *testing.T, m *model, keys ...string) (pages []tea.Cmd) {
	t.Helper()
	for _, key := range keys {
		if _, cmd := m.Update(keyPress(key)); cmd != nil {
			pages = append(pages, cmd)
		}
	}
	return pages
}

func TestHistory_APageIsReadOnceAndForOnePane(t *testing.T) {
	t.Parallel()
	m := newBench(t, newsTask(), newsRows...).model(t, Options{})
	keysInto(t, m, "x", "x", "x")
	pages := asksPages(t, m, "h", "down", "down")
	pages = append(pages, asksPages(t, m, "esc", "h", "down")...)
	if len(pages) < 2 {
		t.Fatalf("%d reads of two panes", len(pages))
	}
	for _, read := range pages {
		drive(t, m, read())
	}
	sees(t, m, "YOUR DECISIONS, THE NEWEST FIRST (3)")
	p := m.pane.(*historyPane)
	p.end = false // as if there were more
	before := len(p.all)
	pages = asksPages(t, m, "down", "down", "down", "end", "pgdown")
	if len(pages) != 1 {
		t.Errorf("the next page is read %d times", len(pages))
	}
	for _, read := range pages {
		drive(t, m, read())
	}
	if n := len(p.all); n != before || !p.end {
		t.Errorf("%d decisions, want %d; the end: %v", n, before, p.end)
	}
}

func TestHistory_AClickOutsideTheListChoosesNothing(t *testing.T) {
	t.Parallel()
	m := newBench(t, newsTask(), pairsOfNews(20)...).model(t, Options{})
	drive(t, m, tea.WindowSizeMsg{Width: 80, Height: 24})
	for range 20 {
		keysInto(t, m, "x")
	}
	keysInto(t, m, "h")
	sees(t, m, "(20)", "WHAT WAS CHANGED")
	clickOn(t, m, "WHAT WAS CHANGED")
	clickOn(t, m, "the sample was rejected")
	if p := m.pane.(*historyPane); p.list.at != 0 {
		t.Errorf("entry %d is chosen, out of sight", p.list.at)
	}
}

func pairsOfNews(n int) []string {
	var out []string
	for i := range n {
		out = append(out, fmt.Sprintf(`{"id":"h%02d","text":"Text %02d.","label":"neutral","confidence":0.5}`, i, i))
	}
	return out
}

func TestKeysRow_LeadsOutOnTheSmallestScreen(t *testing.T) {
	t.Parallel()
	for key, want := range map[string]string{
		"h": " enter look at it  esc back", "s": " ← → 1–6 page  esc back", "n": " enter keep the note  esc back",
		"l": "esc back", "?": "esc back", "w": "esc back", "e": "esc leave", "/": "esc back", "F": "esc back", "M": "esc back",
	} {
		m := newBench(t, newsTask(), newsRows...).model(t, Options{})
		keysInto(t, m, "x", "x")
		drive(t, m, tea.WindowSizeMsg{Width: minWidth, Height: minHeight})
		keysInto(t, m, key)
		if row := lastRowOf(m); !strings.Contains(row, want) {
			t.Errorf("%s shows no %q: %q", key, want, row)
		}
		clickOn(t, m, "esc ")
		if m.pane != nil {
			t.Errorf("a click on esc does not leave what %s opens", key)
		}
	}
}

func TestHistory_SaysThatThereIsMoreAndReadsLargeSamplesAFewAtATime(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ samples, bytes, first int }{
		{historyPage + 1, 0, historyPage},
		{2*historyStep + 1, 1 + historyBytes/historyStep, historyStep},
	} {
		rows := make([]string, c.samples)
		for i := range rows {
			rows[i] = fmt.Sprintf(`{"id":"%d","text":"%d %s"}`, i, i, strings.Repeat("x", c.bytes))
		}
		b := newBench(t, newsTask(), rows...)
		for i := range rows {
			if _, err := b.session.Decide(uint64(i+1), review.Decision{Verdict: review.Reject}).Result(); err != nil {
				t.Fatal(err)
			}
		}
		m := b.model(t, Options{})
		keysInto(t, m, "h")
		p := m.pane.(*historyPane)
		sees(t, m, fmt.Sprintf("THE NEWEST FIRST (%d, and more)", c.first))
		for !p.end {
			keysInto(t, m, "end")
		}
		sees(t, m, fmt.Sprintf("THE NEWEST FIRST (%d)", c.samples))
		if last := p.all[len(p.all)-1].seq; len(p.all) != c.samples || last != 1 {
			t.Errorf("%d of %d decisions, the last of them on sample %d", len(p.all), c.samples, last)
		}
	}
}

// Ensure that of large samples a list holds few, and that what was changed is shown
// of all, whether a key or a click goes there.
func TestHistory_HoldsFewLargeSamplesAndShowsTheChangeOfEach(t *testing.T) {
	t.Parallel()
	const samples, bytes = 12, 400 << 10
	rows := make([]string, samples)
	for i := range rows {
		rows[i] = fmt.Sprintf(`{"id":"%d","text":"Old-%d.","label":"neutral","page":"%s"}`, i, i, strings.Repeat("x", bytes))
	}
	b := newBench(t, newsTask(), rows...)
	for i := range rows {
		after := review.Answer{Label: "biased", Fields: map[string]string{"text": fmt.Sprintf("new-%d", i)}}
		d := review.Decision{Verdict: review.Edit, Before: review.Answer{Label: "neutral"}, After: after}
		if _, err := b.session.Decide(uint64(i+1), d).Result(); err != nil {
			t.Fatal(err)
		}
	}
	m := b.model(t, Options{})
	drive(t, m, tea.WindowSizeMsg{Width: 80, Height: 40})
	keysInto(t, m, "h")
	p := m.pane.(*historyPane)
	held := 0
	for _, l := range p.all {
		if l.whole != nil {
			held += l.whole.size()
		}
	}
	if len(p.all) != samples || held == 0 || held > historyKept {
		t.Errorf("%d lines hold %d bytes, want %d of them and at most %d", len(p.all), held, samples, historyKept)
	}
	for i := range rows {
		sees(t, m, fmt.Sprintf("Old new-%d.", samples-1-i))
		keysInto(t, m, "down")
	}
	for row := 1; row <= samples; row++ {
		drive(t, m, tea.MouseClickMsg{X: 5, Y: m.lay.card.y + row, Button: tea.MouseLeft})
		sees(t, m, fmt.Sprintf("Old new-%d.", samples-row))
		keysInto(t, m, "end")
	}
}
