package tui

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
)

// benchSizes are the lengths of the samples that the benchmarks show.
var benchSizes = []struct {
	name  string
	bytes int
}{{"200B", 200}, {"10KB", 10 << 10}, {"1MB", 1 << 20}}

const benchSentence = "The council met on Tuesday and voted nine to two for the new tram line. "

// rowOf is a record whose text has about n bytes.
func rowOf(id string, n int, sentence string) string {
	text, _ := json.Marshal(strings.Repeat(sentence, n/len(sentence)+1))
	return fmt.Sprintf(`{"id":%q,"text":%s,"label":"neutral","confidence":0.3,"probs":{"biased":0.6,"neutral":0.3,"unclear":0.1}}`, id, text)
}

// reading is a model at 120x40 that has read its queue.
func reading(tb testing.TB, rows ...string) *model {
	tb.Helper()
	b := newBench(tb, newsTask(), rows...)
	m := newModel(b.desk, b.session, Options{Project: "news.winnow"})
	drive(tb, m, tea.WindowSizeMsg{Width: 120, Height: 40})
	drive(tb, m, m.refill()())
	if m.current() == nil {
		tb.Fatal("there is no card")
	}
	return m
}

// BenchmarkView_NoChange is a frame after a message that changes nothing.
func BenchmarkView_NoChange(b *testing.B) {
	for _, size := range benchSizes {
		b.Run(size.name, func(b *testing.B) {
			m := reading(b, rowOf("one", size.bytes, benchSentence), newsRows[0])
			b.ReportAllocs()
			for b.Loop() {
				_ = m.View().Content
			}
		})
	}
}

// BenchmarkView_Status is a frame whose status line says something new.
func BenchmarkView_Status(b *testing.B) {
	for _, size := range benchSizes {
		b.Run(size.name, func(b *testing.B) {
			m := reading(b, rowOf("one", size.bytes, benchSentence), newsRows[0])
			texts := [2]string{"saving: one accepted…", "saved: one accepted"}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				m.status.say(levelGood, texts[i%2])
				_ = m.View().Content
			}
		})
	}
}

// BenchmarkView_Scroll moves the text by one row.
func BenchmarkView_Scroll(b *testing.B) {
	m := reading(b, rowOf("one", 10<<10, benchSentence), newsRows[0])
	by := [2]action{actDown, actUp}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		m.scroll(by[i%2])
		_ = m.View().Content
	}
}

// BenchmarkView_NextCard lays a new card out.
func BenchmarkView_NextCard(b *testing.B) {
	for _, size := range benchSizes {
		b.Run(size.name, func(b *testing.B) {
			m := reading(b, rowOf("one", size.bytes, benchSentence), newsRows[0])
			b.ReportAllocs()
			for b.Loop() {
				m.cameUp()
				_ = m.View().Content
			}
		})
	}
}

// BenchmarkView_JumpToEnd goes from a fresh card to the last row.
func BenchmarkView_JumpToEnd(b *testing.B) {
	for _, text := range []struct{ name, sentence string }{
		{"ascii", benchSentence}, {"cjk", "시의회는 화요일에 새 전차 노선을 승인했다. 議会は火曜日に新しい路線を承認した。"},
	} {
		b.Run(text.name, func(b *testing.B) {
			m := reading(b, rowOf("one", 1<<20, text.sentence), newsRows[0])
			b.ReportAllocs()
			for b.Loop() {
				m.cameUp()
				_ = m.View().Content
				m.scroll(actBottom)
				_ = m.View().Content
			}
		})
	}
}

// BenchmarkView_Lipgloss is the reference: the same card composed of plain
// lipgloss styles and joins.
func BenchmarkView_Lipgloss(b *testing.B) {
	m := reading(b, rowOf("one", 200, benchSentence), newsRows[0])
	b.ReportAllocs()
	for b.Loop() {
		_ = lipglossFrame(m)
	}
}

// lipglossFrame draws what m shows as lipgloss programs usually do.
func lipglossFrame(m *model) string {
	t := tokensFor("", true, colorprofile.TrueColor)
	faint, accent := lipgloss.NewStyle().Foreground(t.faint), lipgloss.NewStyle().Foreground(t.accent).Bold(true)
	bar, low := lipgloss.NewStyle().Foreground(t.bar), lipgloss.NewStyle().Foreground(t.bad).Bold(true)
	it, l := m.current(), m.lay
	between := func(left, right string, w int) string {
		return lipgloss.JoinHorizontal(lipgloss.Top,
			lipgloss.NewStyle().Width(w-lipgloss.Width(right)).Render(left), right)
	}
	header := between(" "+accent.Render("winnow")+"  news-bias"+faint.Render("  news.winnow"), faint.Render("least confident first · ann "), m.w)
	body := lipgloss.NewStyle().Width(l.card.w - 2).Height(l.card.h/3 + 8).Render(it.Field("text"))
	var shares []string
	for _, a := range it.Sample.Alternatives {
		full, rest := bar.Render(strings.Repeat("━", int(a.Share*28))), faint.Render(strings.Repeat("─", 28-int(a.Share*28)))
		shares = append(shares, lipgloss.JoinHorizontal(lipgloss.Top,
			lipgloss.NewStyle().Width(10).Render(a.Label), full, rest, fmt.Sprintf(" %.2f", a.Share)))
	}
	card := lipgloss.NewStyle().Width(l.card.w).Height(l.card.h).PaddingLeft(1).Render(lipgloss.JoinVertical(lipgloss.Left,
		between(faint.Render(it.Sample.ID), faint.Render("confidence ")+low.Render("0.30"), l.card.w-1), "", body,
		faint.Render("suggestion ")+accent.Render("neutral")+faint.Render("  probabilities of the labels"), lipgloss.JoinVertical(lipgloss.Left, shares...)))
	rows := []string{faint.Render("LABELS")}
	for i, label := range m.task.Labels {
		rows = append(rows, between(accent.Render(fmt.Sprint(i+1, " ", label.Key))+" "+label.Name, "", l.side.w-2))
	}
	rows = append(rows, "", faint.Render("PROGRESS"), "0 of 2 decided", faint.Render(strings.Repeat("─", l.side.w-3)), faint.Render("2 left"),
		"", faint.Render("NEXT"), low.Render("0.93")+" "+faint.Render(lipgloss.NewStyle().MaxWidth(l.side.w-8).Render(newsRows[0])))
	side := lipgloss.NewStyle().Width(l.side.w).Height(l.side.h).PaddingLeft(1).
		Border(lipgloss.NormalBorder(), false, false, false, true).BorderForeground(t.faint).
		Render(lipgloss.JoinVertical(lipgloss.Left, rows...))
	var keys []string
	for _, h := range m.footerHints() {
		keys = append(keys, accent.Render(h.key)+" "+faint.Render(h.does)+"  ")
	}
	rule := faint.Render(strings.Repeat("─", m.w))
	return lipgloss.JoinVertical(lipgloss.Left, header, rule,
		lipgloss.JoinHorizontal(lipgloss.Top, card, side), rule,
		lipgloss.NewStyle().Width(m.w).Render(" ✓ saved: one accepted"),
		lipgloss.NewStyle().Width(m.w).Render(lipgloss.JoinHorizontal(lipgloss.Top, keys...)))
}
