package tui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
	"winnow/tui/visible"
)

// A page is how many decisions are read at a time, in steps: where records are
// large it ends with the step in which they are more than historyBytes.
const (
	historyPage  = 200
	historyStep  = 20
	historyBytes = 8 << 20
	// historyKept is how many bytes of samples a pane holds; of others it reads the
	// one under the cursor again.
	historyKept = 4 << 20
)

const (
	historyVerdict = 24 // cells: "relabelled (replaced) ×"
	historyRoomy   = 12 // rows from which on an empty one sets the change apart
)

// decided is a decision with its sample as it stands now.
type decided struct {
	entry review.Entry
	item  review.Item
}

// size is about how much memory it takes: its texts stand in the record, in the
// fields and in the answers before and after.
func (d decided) size() int {
	const bare, copies = 2 << 10, 4
	return bare + copies*len(d.item.Sample.Raw)
}

// historyLine is what the list shows of a decision, whose sample may be long.
type historyLine struct {
	n, seq uint64 // of the log entry, and of the sample
	at     time.Time
	deed   string // what was decided
	turn   string // what changed, as long as it is
	gist   string
	whole  *decided // nil where it is read again to be looked at
}

// historyPane lists this reviewer's decisions, the newest first, with the
// change of the one under the cursor.
type historyPane struct {
	still
	list  list
	all   []historyLine
	when  []string // when each was decided, as a column
	deeds []string // what was decided, as a column
	wide  int      // cells of the widest change
	kept  int      // bytes of the samples that are held
	ready bool
	// looked is the one that was read again last, looking: one is being read.
	looked  *decided
	looking bool
	// reading: a page is on its way. end: there is none behind the last one.
	reading, end bool
	h            int
}

// historyReadMsg brings a page of the history to the pane that asked for it.
type historyReadMsg struct {
	of   *historyPane
	page []decided
	end  bool
	err  error
}

// historyLookedMsg brings a decision that was read again.
type historyLookedMsg struct {
	of   *historyPane
	what decided
	err  error
}

func (p *historyPane) hints() []hint {
	if len(p.all) == 0 {
		return []hint{{"esc", "back"}}
	}
	out := []hint{{"enter", "look at it, decide again"}, {"esc", "back"}}
	if len(p.all) > 1 {
		out = append([]hint{{"↑ ↓", "choose"}}, out...)
	}
	return out
}

func (p *historyPane) read(m *model) tea.Cmd {
	session, before := m.session, uint64(0)
	if n := len(p.all); n > 0 {
		before = p.all[n-1].n
	}
	p.reading = true
	return func() tea.Msg {
		msg := historyReadMsg{of: p}
		for size := 0; !msg.end && len(msg.page) < historyPage && size < historyBytes; {
			entries, err := session.History(before, historyStep)
			if err != nil {
				return historyReadMsg{of: p, err: err}
			}
			msg.end = len(entries) < historyStep
			for _, e := range entries {
				it, err := session.Item(e.Seq)
				if err != nil {
					return historyReadMsg{of: p, err: err}
				}
				msg.page = append(msg.page, decided{e, it})
				before, size = e.N, size+len(it.Sample.Raw)
			}
		}
		return msg
	}
}

// under is the decision under the cursor, nil where it has to be read first.
func (p *historyPane) under() *decided {
	line := p.all[p.list.at]
	if line.whole == nil && p.looked != nil && p.looked.entry.N == line.n {
		return p.looked
	}
	return line.whole
}

// look reads the decision under the cursor, unless it is there.
func (p *historyPane) look(m *model) tea.Cmd {
	if p.looking || len(p.all) == 0 || p.under() != nil {
		return nil
	}
	p.looking = true
	line, session := p.all[p.list.at], m.session
	return func() tea.Msg {
		entries, err := session.History(line.n+1, 1)
		if err == nil && len(entries) == 0 {
			err = fmt.Errorf("reading log entry %d: %w", line.n, review.ErrNotFound)
		}
		if err != nil {
			return historyLookedMsg{of: p, err: err}
		}
		it, err := session.Item(line.seq)
		return historyLookedMsg{of: p, what: decided{entries[0], it}, err: err}
	}
}

func (p *historyPane) update(m *model, msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case historyReadMsg:
		switch {
		case msg.of != p: // a pane that was left
		case msg.err != nil:
			m.status.say(levelBad, msg.err.Error())
			return nil, true
		default:
			for _, d := range msg.page {
				p.all = append(p.all, p.line(m, d))
			}
			p.end, p.ready, p.reading = msg.end, true, false
			p.arrange(m)
			return p.look(m), false
		}
	case historyLookedMsg:
		switch {
		case msg.of != p:
		case msg.err != nil:
			m.status.say(levelBad, msg.err.Error())
			return nil, true
		default:
			p.looked, p.looking = &msg.what, false
			return p.look(m), false // the cursor may have gone on
		}
	case rowClickedMsg:
		return p.look(m), false
	case tea.KeyPressMsg:
		if p.list.key(msg, len(p.all), max(1, p.h/2)) {
			if !p.end && !p.reading && p.list.at >= len(p.all)-1 {
				return tea.Batch(p.look(m), p.read(m)), false
			}
			return p.look(m), false
		}
		switch msg.String() {
		case "esc", "h", "q":
			return nil, true
		case "enter":
			if len(p.all) > 0 {
				return m.visitItem(p.all[p.list.at].seq), true
			}
		}
	}
	return nil, false
}

func (p *historyPane) rows(m *model, w, h int) []string {
	p.h = h
	if !p.ready {
		return []string{"", " " + m.st.faint.text("Reading the history…")}
	}
	if len(p.all) == 0 {
		return []string{"", " " + m.st.faint.text("You have decided nothing yet.")}
	}
	count := fmt.Sprint(len(p.all))
	if !p.end {
		count += ", and more"
	}
	rows := []string{" " + m.st.head.text("YOUR DECISIONS, THE NEWEST FIRST ("+count+")")}
	below := max(3, h/3)
	from, to := p.list.window(len(p.all), max(1, h-below-3))
	for i := from; i < to; i++ {
		rows = append(rows, p.row(m, i, w))
	}
	if h >= historyRoomy {
		rows = append(rows, "")
	}
	rows = append(rows, " "+m.st.head.text("WHAT WAS CHANGED"))
	changed := []string{m.st.faint.text("Reading it…")}
	if d := p.under(); d != nil {
		changed = m.changeRows(*d, min(w-2, measureMost))
	}
	for _, r := range firstRows(changed, max(1, h-len(rows))) {
		rows = append(rows, " "+r)
	}
	return rows
}

// line is what the list shows of a decision.
func (p *historyPane) line(m *model, d decided) historyLine {
	l := historyLine{
		n: d.entry.N, seq: d.entry.Seq, at: d.entry.At, deed: pastOf(d.entry.Decision),
		turn: strings.Clone(m.changeWords(d)), gist: oneLine(m.gist(d.item), gistMost),
	}
	switch {
	case d.item.State.Decision == d.entry.N:
	case d.item.State.Decision > d.entry.N:
		l.deed += " (replaced)"
	default:
		l.deed += " (undone)"
	}
	if d.entry.Bulk != nil {
		l.deed += " ×" // one of many
	}
	if p.kept+d.size() <= historyKept {
		p.kept += d.size()
		l.whole = &d
	}
	return l
}

// arrange lays out what stands before the texts of the samples.
func (p *historyPane) arrange(m *model) {
	n := len(p.all)
	p.when, p.deeds, p.wide = make([]string, n), make([]string, n), 0
	clock := "15:04:05"
	today := m.desk.Now().Local().Format(time.DateOnly)
	if slices.ContainsFunc(p.all, func(l historyLine) bool { return l.at.Local().Format(time.DateOnly) != today }) {
		clock = "_2 Jan 15:04"
	}
	for i, l := range p.all {
		p.when[i], p.deeds[i] = l.at.Local().Format(clock), l.deed
		p.wide = max(p.wide, cells(l.turn))
	}
	p.deeds = column(p.deeds, historyVerdict)
}

// row has what changed in a column of its own, which leaves the text enough room to
// be known by.
func (p *historyPane) row(m *model, i, w int) string {
	head, turn := p.when[i]+"  "+p.deeds[i], ""
	const before, known = 3, 20 // cells of the cursor, and of a text
	if room := w - before - cells(head); p.wide > 0 && room > 0 {
		room = min(p.wide, max(room/2, room-known))
		turn = p.all[i].turn
		if _, after, ok := strings.Cut(turn, " → "); ok && cells(turn) > room {
			turn = "→ " + after // what it is now says more than what it was
		}
		turn = fit(turn, room) + "  "
	}
	text := turn + oneLine(p.all[i].gist, w-before-cells(head+turn)-1)
	if i == p.list.at {
		return m.st.selected.text(fit(" ▸ "+head+text, w))
	}
	return fit("   "+m.st.faint.text(head)+text, w)
}

// changeWords says a change of label in words.
func (m *model) changeWords(d decided) string {
	dec := d.entry.Decision
	if said := m.said(dec); said != "" {
		return said
	}
	if !dec.Verdict.Final() || dec.Verdict == review.Reject {
		return ""
	}
	before, after := m.wordsOn(&d.item, dec.Before, true), m.wordsOn(&d.item, dec.After, true)
	switch {
	case after == "":
		return ""
	case before == after || before == "":
		return after
	}
	return before + " → " + after
}

// changeRows show what a decision changed, word by word.
func (m *model) changeRows(d decided, w int) []string {
	dec := d.entry.Decision
	var rows []string
	if text := bulkWords(&d.entry); text != "" {
		rows = wrap(text, w)
	}
	for _, f := range d.item.Sample.Fields {
		if after, ok := dec.After.Fields[f.Name]; ok {
			rows = append(rows, m.st.head.text(visible.Line(f.Name)))
			rows = append(rows, m.diffRows(f.Text, after, w)...)
		}
	}
	if dec.Verdict == review.Edit || dec.Verdict == review.Relabel {
		rows = append(rows, m.changesOn(&d.item, dec.Before, dec.After, w)...)
	}
	if len(rows) == 0 {
		text := "nothing was changed: " + past(dec.Verdict)
		if dec.Verdict == review.Reject {
			text = "the sample was rejected as it stood"
		}
		rows = append(rows, m.st.faint.text(text))
	}
	return rows
}
