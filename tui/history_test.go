package tui

import (
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
	p.update(m, historyReadMsg{page: page, end: true})
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
