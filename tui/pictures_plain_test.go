package tui

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"winnow/review"
	"winnow/tui/screentest"
)

// printed is a terminal in which lines were printed one after the other: the last
// of them are in sight.
type printed struct {
	text string
	w, h int
}

func (p *printed) Init() tea.Cmd { return nil }

func (p *printed) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if size, ok := msg.(tea.WindowSizeMsg); ok {
		p.w, p.h = size.Width, size.Height
	}
	return p, nil
}

func (p *printed) View() tea.View {
	if p.w == 0 {
		return tea.View{AltScreen: true}
	}
	rows := strings.Split(ansi.Hardwrap(strings.TrimRight(p.text, "\n"), p.w, true), "\n")
	v := tea.NewView(strings.Join(rows[max(0, len(rows)-p.h):], "\n"))
	v.AltScreen = true
	return v
}

// TestPictures_OfTheLines shows a review in plain lines, of each kind, as a terminal
// wraps them; no control stands in what is said.
func TestPictures_OfTheLines(t *testing.T) {
	t.Parallel()
	for _, sc := range []struct {
		name  string
		bench func(testing.TB) *bench
		keys  []string
		ends  string
	}{
		{"plain-classify", news, []string{"a", "w", "x", "u", "q"}, "Undone"},
		{"plain-spans", kindBench(review.Spans), []string{"enter", "", "q"}, "mark"},
		{"plain-chat", kindBench(review.Chat), []string{"a", "q"}, "Saved: c6"},
		{"plain-prefer", kindBench(review.Prefer), []string{"left", "q"}, "Saved: p6"},
		{"plain-rate", kindBench(review.Rate), []string{"4", "q"}, "rate"},
	} {
		for _, size := range [][2]int{{120, 36}, {80, 24}, {200, 50}} {
			t.Run(fmt.Sprintf("%s/%dx%d", sc.name, size[0], size[1]), func(t *testing.T) {
				t.Parallel()
				said := sc.bench(t).read(t, sc.keys...)
				if !strings.Contains(said, sc.ends) || strings.ContainsAny(said, "\x1b\r") {
					t.Errorf("said:\n%q", said)
				}
				lines := strings.Split(strings.TrimSpace(said), "\n")
				last := lines[len(lines)-1]
				for _, look := range looks {
					s := screentest.New(t, &printed{text: said}, size[0], size[1], look.opts...)
					s.WaitFor(last[:min(len(last), 20)])
					keepPicture(t, s, fmt.Sprintf("%s-%dx%d-%s", sc.name, size[0], size[1], look.name))
				}
			})
		}
	}
}
