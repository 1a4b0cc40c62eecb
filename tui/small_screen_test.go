package tui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"winnow/review"
)

func TestNext_SaysHowManyComeBehindTheList(t *testing.T) {
	t.Parallel()
	m := queueOf(t, 3*ahead)
	drive(t, m, tea.WindowSizeMsg{Width: 200, Height: 50})
	sees(t, m, fmt.Sprintf("and %d more", 3*ahead-1-ahead))
	keysInto(t, m, "a")
	m.news = m.desk.News()
	m.staleSides()
	sees(t, m, fmt.Sprintf("and %d more", 3*ahead-1-ahead)) // one card and one list row fewer
	keysInto(t, m, "<")
	if text := m.behindNext(ahead); m.win.end || text != "and more" {
		t.Errorf("under a filter, of which nothing is counted: %q", text)
	}
	m = newBench(t, newsTask(), newsRows...).model(t, Options{})
	drive(t, m, tea.WindowSizeMsg{Width: 200, Height: 50})
	if screen := screenOf(m); strings.Contains(screen, " more") {
		t.Errorf("all stand there:\n%s", screen)
	}
}

// Ensure that who edits one answer sees of the question what there is room for, and
// how to see the rest.
func TestEdit_ShowsOfTheOtherTextsWhatTheTextLeavesRoomFor(t *testing.T) {
	t.Parallel()
	question := func(words int) string {
		var b strings.Builder
		for i := range words {
			fmt.Fprintf(&b, "word%03d ", i)
		}
		return strings.TrimSpace(b.String())
	}
	open := func(words int) *model {
		row := fmt.Sprintf(`{"id":"p","prompt":"%s","chosen":"good","rejected":"poor","confidence":0.4}`, question(words))
		m := newBench(t, preferTask(), row).model(t, Options{})
		drive(t, m, tea.WindowSizeMsg{Width: 80, Height: 24})
		keysInto(t, m, "e", "tab")
		return m
	}
	m := open(50) // six rows
	sees(t, m, "┊ prompt: word000", "word049", "answer: ")
	if screen := screenOf(m); strings.Contains(screen, "shows all") {
		t.Errorf("nothing is cut:\n%s", screen)
	}
	keysInto(t, m, slices.Repeat([]string{"enter"}, 9)...) // the text outgrows its room
	sees(t, m, "┊ prompt: word000", "… tab shows all", "answer: ")
	if p := m.pane.(*editor); p.above > p.h/contextShare {
		t.Errorf("%d rows of %d are context of a long text", p.above, p.h)
	}
	m = open(200)
	sees(t, m, "┊ prompt: word000", "… tab shows all")
	keysInto(t, m, "tab", "tab")
	sees(t, m, "✎ prompt", "word070")
}

// Ensure that at 80 cells the words on what was decided in bulk are not cut by what
// stood beside the decision before.
func TestBulk_SaysWhatWasDoneWhereAGoalWasReachedBefore(t *testing.T) {
	t.Parallel()
	rows := slices.Clone(newsRows)
	for i := range 4 {
		rows = append(rows, fmt.Sprintf(`{"id":"t%d","text":"The tram %d.","label":"neutral","confidence":0.6}`, i, i))
	}
	task := newsTask()
	task.Labels[0].Name, task.Labels[2].Name = "biased", "not clear to anybody at all"
	m := newBench(t, task, rows...).model(t, Options{Goal: Goal{Decisions: 1}})
	drive(t, m, tea.WindowSizeMsg{Width: 80, Height: 24})
	keysInto(t, m, "y")
	sees(t, m, "saved: n2 relabelled neutral → not clear to any", "goal reached")
	keysInto(t, m, "/", "T", "h", "e", "space", "t", "r", "a", "m", "tab", "B", "y", "5", "enter")
	sees(t, m, "saved: 5 labelled not clear to anybody at all in bulk; u takes them all back")
	keysInto(t, m, "u")
	sees(t, m, "5 taken back")
}

// Ensure that no heading is the last row of a page, and that paging leaves nothing
// out.
func TestHelp_NoHeadingStandsAloneAtTheEndOfAPage(t *testing.T) {
	t.Parallel()
	heading := func(row string) bool {
		row = strings.TrimSpace(row)
		return row != "" && strings.ToUpper(row) == row && len(row) > 3 && !strings.Contains(row, "▼")
	}
	for h := minHeight; h < 40; h++ {
		m := newBench(t, newsTask(), newsRows...).model(t, Options{})
		drive(t, m, tea.WindowSizeMsg{Width: 80, Height: h})
		keysInto(t, m, "?")
		p, seen := m.pane.(*helpPane), map[string]bool{}
		for {
			m.frame()
			rows := strings.Split(ansi.Strip(m.frame()), "\n")[2 : h-3]
			for _, r := range rows {
				seen[strings.TrimSpace(r)] = true
			}
			last := len(rows) - 1
			if !strings.Contains(rows[last], "▼ more") {
				break
			}
			if heading(rows[last-1]) {
				t.Errorf("height %d: %q stands alone over %q", h, rows[last-1], rows[last])
			}
			at := p.pager.first
			if keysInto(t, m, "pgdown"); p.pager.first == at {
				t.Fatalf("height %d: no page follows row %d", h, at)
			}
		}
		for _, group := range m.helpGroups(80) {
			for _, r := range group {
				if r = strings.TrimSpace(ansi.Strip(r)); !seen[r] && r != "" {
					t.Errorf("height %d: %q is on no page", h, r)
				}
			}
		}
	}
}

func TestReading_TheKeysThatLeadUpwardsAreNamed(t *testing.T) {
	t.Parallel()
	m := reading(t, rowOf("long", 4000, benchSentence))
	drive(t, m, tea.WindowSizeMsg{Width: 80, Height: 24})
	if screen := screenOf(m); strings.Contains(screen, "pgup") {
		t.Errorf("nothing is above:\n%s", screen)
	}
	keysInto(t, m, "end")
	sees(t, m, "100%  ↑ pgup home")
	keysInto(t, m, "home")
	sees(t, m, "more below: ↓ pgdn end")
}

func TestWhy_WritesEveryMinusAlike(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), `{"id":"m","text":"Said.","label":"neutral","confidence":0.4,"signals":{"margin":-1.5}}`)
	m := b.model(t, Options{})
	s := newsStanding()
	m.open(&whyPane{it: *m.current(), chosen: review.OrderQueue, standing: &s})
	drive(t, m, tea.WindowSizeMsg{Width: 120, Height: 60})
	sees(t, m, "FOR IT (−)", " −1.500 ")
	for _, row := range strings.Split(screenOf(m), "\n") {
		for _, word := range strings.Fields(row) {
			if strings.HasPrefix(word, "-") && strings.Trim(word, "-.0123456789") == "" {
				t.Errorf("%q in %q", word, row)
			}
		}
	}
}
