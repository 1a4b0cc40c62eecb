package tui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
	"winnow/review/measure"
)

// statsPane shows how the review is going, on pages. What the project counts
// anyway is there at once; what needs a pass over all samples comes when it is
// computed.
type statsPane struct {
	still
	read    *statsRead
	figures *measure.Figures // nil until they are there
	page    int
	pager   pager
	n, h    int
	drawn   statsDrawn
}

// statsDrawn is a page as it was drawn, for frames in which nothing that it
// shows is another: a task may have thousands of labels.
type statsDrawn struct {
	of   statsOf
	rows []string
}

// statsOf is what a page depends on.
type statsOf struct {
	figures    *measure.Figures
	st         *styles
	page, w, h int
	flagged    int
	verdicts   [5]int
}

// statsPage is one page of the statistics.
type statsPage struct {
	name string
	rows func(m *model, f *measure.Figures, w, h int) []string
}

// statsPages are the pages that mean something for the task.
func (m *model) statsPages() []statsPage {
	pages := []statsPage{
		{"Progress", (*model).progressPage},
		{"Confidence", (*model).confidencePage},
	}
	if len(m.task.Labels) > 0 {
		pages = append(pages, statsPage{"Labels", (*model).labelsPage}, statsPage{"Confusion", (*model).confusionPage})
	}
	return append(pages, statsPage{"Sources", (*model).originsPage}, statsPage{"Time", (*model).timePage})
}

// openStats opens the pane and begins to compute.
func (m *model) openStats() tea.Cmd {
	read, cmd := m.readStats()
	m.open(&statsPane{read: read})
	return cmd
}

func (p *statsPane) hints() []hint {
	return append([]hint{{"← → 1–6", "page"}}, scrollHints(p.n, p.h)...)
}

// scrollHints are the keys of n rows of which h are in sight at once.
func scrollHints(n, h int) []hint {
	if n <= h {
		return []hint{{"esc", "back"}}
	}
	return []hint{{"↑ ↓ pgdn", "scroll"}, {"esc", "back"}}
}

func (p *statsPane) update(m *model, msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case statsReadMsg:
		switch {
		case msg.read != p.read: // of a pane that was left
		case msg.err != nil:
			m.status.say(levelBad, msg.err.Error())
			return nil, true
		default:
			p.figures = &msg.figures
		}
	case statsUnderWayMsg:
		if msg.read == p.read {
			return msg.read.await, false
		}
	case tea.MouseWheelMsg:
		key := tea.KeyPressMsg{Code: tea.KeyDown}
		if msg.Button == tea.MouseWheelUp {
			key.Code = tea.KeyUp
		}
		for range 3 {
			p.pager.key(key, p.n, p.h)
		}
	case tea.MouseClickMsg:
		p.click(m, msg)
	case tea.KeyPressMsg:
		if p.turn(m, msg.String()) || p.pager.key(msg, p.n, p.h) {
			return nil, false
		}
		if k := msg.String(); k == "esc" || k == "q" || k == "enter" || m.opts.Keys.action(k) == actStats {
			p.read.stop()
			return nil, true
		}
	}
	return nil, false
}

// turn goes to another page.
func (p *statsPane) turn(m *model, key string) bool {
	n := len(m.statsPages())
	switch key {
	case "right", "tab":
		p.page = (p.page + 1) % n
	case "left", "shift+tab":
		p.page = (p.page + n - 1) % n
	default:
		if len(key) != 1 || key[0] < '1' || int(key[0]-'0') > n {
			return false
		}
		p.page = int(key[0] - '1')
	}
	p.pager.first = 0
	return true
}

// click goes to the page whose name was clicked.
func (p *statsPane) click(m *model, msg tea.MouseClickMsg) {
	r, pages := m.paneRect(), m.statsPages()
	if msg.Button != tea.MouseLeft || msg.Y != r.y || !tabsFit(pages, r.w) {
		return
	}
	x := r.x + cells(statsTitle)
	for i := range pages {
		if x += cells(tabName(pages, i)); msg.X < x {
			if msg.X >= r.x+cells(statsTitle) {
				p.page, p.pager.first = i, 0
			}
			return
		}
	}
}

// statsTitle is the heading in front of the pages' names.
const statsTitle = " STATISTICS "

// tabName is the name of a page with its key.
func tabName(pages []statsPage, i int) string { return fmt.Sprintf(" %d %s ", i+1, pages[i].name) }

// tabsFit tells whether the names of all pages fit on one row.
func tabsFit(pages []statsPage, w int) bool {
	n := cells(statsTitle)
	for i := range pages {
		n += cells(tabName(pages, i))
	}
	return n <= w
}

// statsRoomy is the height from which on an empty row stands under the names of
// the pages.
const statsRoomy = 24

func (p *statsPane) rows(m *model, w, h int) []string {
	pages := m.statsPages()
	p.page = min(p.page, len(pages)-1)
	rows := []string{m.statsTabs(pages, p.page, w)}
	if h >= statsRoomy {
		rows = append(rows, "")
	}
	rows = append(rows, m.statsCounts(w))
	if p.figures != nil && p.figures.Bulk > 0 {
		rows = append(rows, m.statsBulk(p.figures.Bulk, w))
	}
	rows = append(rows, "")
	room := max(1, h-len(rows))
	var body []string
	if p.figures != nil {
		body = p.body(m, pages[p.page], w, room)
	} else {
		body = m.statsUnderWay(p.read, w)
	}
	p.n, p.h = len(body), room
	return append(rows, p.pager.window(m.st, body, room)...)
}

// body are all rows of a page, drawn anew only when they change.
func (p *statsPane) body(m *model, page statsPage, w, h int) []string {
	of := statsOf{figures: p.figures, st: m.st, page: p.page, w: w, h: h, flagged: m.news.Counts.Flagged}
	for i, v := range review.Verdicts {
		of.verdicts[i] = m.news.Counts.ByVerdict[v]
	}
	if p.drawn.of != of {
		p.drawn = statsDrawn{of, page.rows(m, p.figures, w, h)}
	}
	return p.drawn.rows
}

// statsTabs is the heading with the names of the pages, as far as they fit.
func (m *model) statsTabs(pages []statsPage, at, w int) string {
	row := m.st.head.text(statsTitle)
	if !tabsFit(pages, w) {
		return row + m.st.selected.text(tabName(pages, at)) + m.st.faint.text(fmt.Sprintf(" of %d", len(pages)))
	}
	for i := range pages {
		if i == at {
			row += m.st.selected.text(tabName(pages, i))
		} else {
			row += m.st.faint.text(tabName(pages, i))
		}
	}
	return row
}

// countsText and countsBar are what the project counts anyway, and how many
// cells are left for a bar beside it and beside the verdicts.
func (m *model) countsText() string {
	c := m.news.Counts
	return fmt.Sprintf(" %s samples, %s decided", grouped(c.Samples), grouped(c.Decided()))
}

func (m *model) countsBar(w int) int {
	return max(0, min(progressMost, w-cells(m.countsText()+"   100% ")))
}

// statsCounts is what the project counts anyway.
func (m *model) statsCounts(w int) string {
	c := m.news.Counts
	percent := fmt.Sprintf("%.0f%% ", 100*share(c.Decided(), c.Samples))
	if n := 100 * c.Decided(); n > 0 && n < c.Samples {
		percent = "<1% "
	}
	full, rest := bar(share(c.Decided(), c.Samples), m.countsBar(w))
	return m.countsText() + "  " + m.st.bar.text(full) + m.st.faint.text(rest) + rightOf(percent, 6)
}

// statsBulk says how many of the decided were decided in bulk. It stands under
// their number on every page: shares are of fewer.
func (m *model) statsBulk(n, w int) string {
	return " " + m.st.faint.text(oneLine(grouped(n)+" of them in bulk: no share and no time counts them", w-2))
}

// statsUnderWay says how far the reading is, under what is known already.
func (m *model) statsUnderWay(r *statsRead, w int) []string {
	rows := append(m.verdictRows(nil, w), "")
	text := "Reading the samples…"
	if n := int(r.seen.Load()); n > 0 && m.news.Counts.Samples > 0 {
		text = fmt.Sprintf("Reading the samples: %s of %s", grouped(min(n, m.news.Counts.Samples)), grouped(m.news.Counts.Samples))
	}
	return append(rows, " "+m.st.faint.text(text))
}

// verdictRows say what was decided how often, with its share of what was decided
// one by one in a bar under that of the samples. Without figures it is not known
// what was decided in bulk, so there are no shares.
func (m *model) verdictRows(f *measure.Figures, w int) []string {
	c := m.news.Counts
	const name = 10
	number := cells(m.countsText()) - name - 1
	row := func(what string, n int) string { return " " + fit(what, name) + rightOf(grouped(n), number) }
	var rows []string
	for _, v := range review.Verdicts {
		n := c.ByVerdict[v]
		var part *float64
		if f != nil && v.Final() && n > 0 {
			part = f.Share(v)
		}
		switch {
		case part != nil:
			full, rest := bar(*part, m.countsBar(w))
			rows = append(rows, row(past(v), n)+"  "+m.verdictPaint(v).text(full)+m.st.faint.text(rest+rightOf(percentOf(part), 5)))
		case n > 0 || v == review.Accept:
			rows = append(rows, row(past(v), n))
		}
	}
	if c.Flagged > 0 {
		rows = append(rows, row("flagged", c.Flagged))
	}
	return rows
}

func (m *model) verdictPaint(v review.Verdict) paint {
	switch v {
	case review.Accept:
		return m.st.good
	case review.Reject:
		return m.st.bad
	case review.Defer:
		return m.st.faint
	}
	return m.st.warn
}

// note are rows of a faint sentence.
func (m *model) note(text string, w int) []string {
	var rows []string
	for _, r := range wrap(text, min(measureMost, w-2)) {
		rows = append(rows, " "+m.st.faint.text(r))
	}
	return rows
}

// statsHeading is a heading with an empty row above it.
func (m *model) statsHeading(text string, w int) []string {
	return []string{"", " " + m.st.head.text(oneLine(text, w-2))}
}

func share(part, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(part) / float64(of)
}

// percentOf writes a share, or "--" where there is none.
func percentOf(p *float64) string {
	if p == nil {
		return "--"
	}
	return fmt.Sprintf("%.0f%%", 100**p)
}

// stroke is a bar of up to w cells in halves of a cell; more than nothing
// shows.
func stroke(p float64, w int) string {
	halves := int(p*float64(2*w) + 0.5)
	if p > 0 {
		halves = max(1, halves)
	}
	halves = min(max(halves, 0), 2*w)
	return strings.Repeat("━", halves/2) + strings.Repeat("╸", halves%2)
}
