package tui

import (
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
)

// makingPane shows how samples are made while they come in: what was asked for
// and came, what it cost, what steers it, and the answers that became no
// sample, of which the one under the cursor opens.
type makingPane struct {
	still
	list  list                   // over the refused answers, 0 is the newest
	seen  []review.StreamRefused // what the cursor's place refers to, the newest last
	pager pager                  // over what stands above them
	n, h  int                    // rows that stand above, and those in sight
	raw   *rawView               // a refused answer that is looked at, nil: none
	idle  bool                   // nothing is being generated
	board *review.Board          // as of now, while nothing comes; nil: the stream's
}

// boardMsg brings what is asked for and became of it.
type boardMsg struct{ board *review.Board }

// askBoard asks for it where the stream itself tells it no more.
func (m *model) askBoard() tea.Cmd {
	p, open := m.pane.(*makingPane)
	s := m.news.Stream
	if !open || s == nil || m.opts.Board == nil {
		return nil
	}
	if s.Phase == review.StreamRunning || s.Phase == review.StreamWaiting {
		p.board = nil
		return nil
	}
	return func() tea.Msg { return boardMsg{m.opts.Board()} }
}

func (m *model) onBoard(msg boardMsg) {
	if p, open := m.pane.(*makingPane); open {
		p.board = msg.board
	}
}

// refusedLeast is how many rows the refused answers keep, with their heading,
// when all does not fit.
const refusedLeast = 4

func (p *makingPane) hints() []hint {
	goOn := hint{"G", "pause, resume"}
	switch {
	case p.raw != nil:
		return p.raw.hints()
	case p.idle:
		return []hint{{"esc", "back"}}
	case len(p.seen) == 0:
		return append(scrollHints(p.n, p.h), goOn)
	}
	out := []hint{{"↑ ↓", "choose"}, {"enter", "open"}, {"esc", "back"}}
	if p.n > p.h {
		out = append(out, hint{"pgup pgdn", "scroll"})
	}
	return append(out, goOn)
}

func (p *makingPane) update(m *model, msg tea.Msg) (tea.Cmd, bool) {
	k, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return nil, false
	}
	if p.raw != nil {
		if p.raw.update(k) {
			p.raw = nil
		}
		return nil, false
	}
	if p.choose(k) || p.pager.key(k, p.n, p.h) {
		return nil, false
	}
	switch k.String() {
	case "enter", "right":
		if i := len(p.seen) - 1 - p.list.at; i >= 0 {
			p.raw = &rawView{answer: p.seen[i]}
		}
	case "G":
		m.toggleStream()
	case "esc", "M", "q":
		return nil, true
	}
	return nil, false
}

// choose moves the cursor over the refused answers; without any the keys
// scroll.
func (p *makingPane) choose(k tea.KeyPressMsg) bool {
	switch k.String() {
	case "up", "down", "ctrl+p", "ctrl+n":
		return len(p.seen) > 0 && p.list.key(k, len(p.seen), 1)
	}
	return false
}

// follow takes over the refused answers of now. The cursor stays on its
// answer, which moves down as others come; on the newest it stays on the
// newest.
func (p *makingPane) follow(now []review.StreamRefused) {
	if p.list.at > 0 {
		p.list.at += arrived(p.seen, now)
	}
	p.seen = now
	p.list.clamp(len(now))
}

// arrived counts the answers that came since: was lost some at its front and
// now has others behind what is left.
func arrived(was, now []review.StreamRefused) int {
	for lost := range was {
		if left := was[lost:]; len(left) <= len(now) && slices.Equal(left, now[:len(left)]) {
			return len(now) - len(left)
		}
	}
	return len(now)
}

func (p *makingPane) rows(m *model, w, h int) []string {
	if p.raw != nil {
		return p.raw.rows(m, w, h)
	}
	s := m.news.Stream
	if p.idle = s == nil; p.idle {
		return m.nothingMadeRows(w)
	}
	if p.board != nil {
		now := *s
		now.Board, s = p.board, &now
	}
	p.follow(s.Refused)
	above := m.makingRows(s, w)
	if len(p.seen) == 0 {
		p.n, p.h, p.pager.keys = len(above), h, ""
		return p.pager.window(m.st, above, h)
	}
	need := len(p.seen) + 1
	least := min(need, refusedLeast, max(2, h/3))
	var gap []string
	if room := h - len(above); room > least {
		gap, least = []string{""}, min(need, room-1)
	}
	p.n, p.h, p.pager.keys = len(above), h-least-len(gap), "pgdn"
	rows := append(p.pager.window(m.st, above, p.h), gap...)
	return append(rows, p.refusedRows(m, s, w, least)...)
}

// nothingMadeRows say how a stream begins.
func (m *model) nothingMadeRows(w int) []string {
	project := oneLine(m.opts.Project, w)
	if project == "" {
		project = "P"
	}
	rows := []string{" " + m.st.head.text("HOW SAMPLES ARE MADE"), "", " Nothing is being generated. This starts it:", ""}
	for _, r := range wrap("winnow review "+project+" --generate N", w-4) {
		rows = append(rows, "   "+m.st.strong.text(r))
	}
	rows = append(rows, "")
	for _, r := range wrap("N is how many generated samples the project shall have. You decide while they come in, and what you decide changes what is asked for next.", min(w-2, measureMost)) {
		rows = append(rows, " "+m.st.faint.text(r))
	}
	return rows
}

// refusedRows are h rows: a heading and the refused answers around the cursor.
func (p *makingPane) refusedRows(m *model, s *review.Stream, w, h int) []string {
	count := fmt.Sprint(len(p.seen))
	if all := s.Rejected + s.Filtered; all > len(p.seen) {
		count += " of " + grouped(all)
	}
	rows := []string{" " + m.st.head.text(oneLine("REFUSED ANSWERS, THE NEWEST FIRST ("+count+")", w-1))}
	from, to := p.list.window(len(p.seen), max(1, h-1))
	for i := from; i < to; i++ {
		rows = append(rows, p.refusedRow(m, i, w))
	}
	return rows
}

const (
	refusedKind = 10 // cells for what refused an answer
	refusedText = 24 // cells of it that are worth showing behind the reason
)

func (p *makingPane) refusedRow(m *model, i, w int) string {
	r := p.seen[len(p.seen)-1-i]
	kind := r.Filter
	if kind == "" {
		kind = "unusable"
	}
	kind = fit(oneLine(kind, refusedKind), refusedKind)
	reason := oneLine(r.Reason, w-refusedKind-5)
	text := ""
	if room := w - refusedKind - 6 - cells(reason); room >= refusedText {
		text = "  " + oneLine(r.Raw, room-2)
	}
	if i == p.list.at {
		return m.st.selected.text(fit(" ▸ "+kind+" "+reason+text, w))
	}
	return "   " + m.st.warn.text(kind) + " " + reason + m.st.faint.text(text)
}
