package tui

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"winnow/review"
)

// bulkPane decides everything undecided that matches a filter: it shows how many
// samples that are and five of them, asks what is to be done, and has the number
// typed before it is.
type bulkPane struct {
	filter review.Filter
	cancel context.CancelFunc // of the gathering
	got    *review.Gathered   // nil: under way
	err    error
	deeds  []bulkDeed
	list   list
	chosen *bulkDeed // to be confirmed
	in     textinput.Model
	wrong  bool // another number was typed
	h      int
	row    int // of the text field
}

// bulkDeed is one line of what can be done.
type bulkDeed struct {
	key  string
	does string // with "them" for the samples
	done string // as a participle
	deed review.Deed
}

// gatheredMsg brings what matches.
type gatheredMsg struct {
	pane *bulkPane
	got  review.Gathered
	err  error
}

// openBulk opens the pane for a filter, or says why it cannot.
func (m *model) openBulk(f review.Filter) tea.Cmd {
	if m.refusesToSave() {
		return nil
	}
	if m.bulk != nil {
		m.status.say(levelWarn, "a bulk action is under way")
		return nil
	}
	ctx, cancel := context.WithCancel(context.Background())
	p := &bulkPane{filter: f, cancel: cancel, deeds: m.bulkDeeds(f), in: newInput("", "")}
	if len(p.deeds) == 0 {
		cancel()
		m.status.say(levelHint, "a bulk action works on a filter, never on the whole project: "+m.opts.Keys.of(actSearch)+" sets one", m.opts.Keys.of(actSearch))
		return nil
	}
	m.status.say(levelInfo, "") // which told of the filter or of another sample
	m.open(p)
	session := m.session
	return func() tea.Msg {
		got, err := session.Gather(ctx, f)
		return gatheredMsg{p, got, err}
	}
}

// bulkShownMsg brings the samples shown as they stand now.
type bulkShownMsg struct{ items []review.Item }

// readAgain reads the samples of the pane again after a lesson: the list of what
// comes next is, too, and they may be the same.
func (p *bulkPane) readAgain(m *model) tea.Cmd {
	if p.got == nil {
		return nil
	}
	session, shown := m.session, p.got.Shown
	return func() tea.Msg {
		items := make([]review.Item, len(shown))
		for i, was := range shown {
			it, err := session.Item(was.Sample.Seq)
			if err != nil {
				it = was // it was readable; what is wrong shows where it is decided
			}
			items[i] = it
		}
		session.Arrange(items)
		return bulkShownMsg{items}
	}
}

// bulkDeeds are what may be done with what the filter chooses.
func (m *model) bulkDeeds(f review.Filter) []bulkDeed {
	all := []bulkDeed{
		{m.opts.Keys.of(actAccept), "accept each as suggested", "accepted", review.Deed{Verdict: review.Accept}},
		{m.opts.Keys.of(actReject), "reject them", "rejected", review.Deed{Verdict: review.Reject}},
		{m.opts.Keys.of(actFlag), "flag them", "flagged", review.Deed{Flag: true}},
	}
	if m.task.Kind.OneLabel() {
		for i, l := range m.task.Labels {
			key := l.Key
			if key == "" && i < 10 {
				key = strconv.Itoa((i + 1) % 10)
			}
			name := oneLine(l.Name, labelMost)
			all = append(all, bulkDeed{oneLine(key, 3), "label them " + name, "labelled " + name, review.Deed{Label: l.Name}})
		}
	}
	var out []bulkDeed
	for _, d := range all {
		if m.session.Allows(f, d.deed) == nil {
			out = append(out, d)
		}
	}
	return out
}

func (p *bulkPane) setSize(w, h int)     { p.in.SetWidth(max(1, min(12, w-4))); p.h = h }
func (p *bulkPane) setStyles(st *styles) { p.in.SetStyles(st.inputStyles()) }

func (p *bulkPane) cursor() *tea.Cursor {
	if p.chosen == nil || p.row >= p.h {
		return nil
	}
	c := p.in.Cursor()
	if c != nil {
		c.X += bulkIndent
		c.Y += p.row
	}
	return c
}

func (p *bulkPane) hints() []hint {
	switch {
	case p.chosen != nil && p.isTyped():
		return []hint{{"enter", "do it"}, {"esc", "choose something else"}}
	case p.chosen != nil:
		return []hint{{"0-9", "type the number"}, {"esc", "choose something else"}}
	case p.got == nil || len(p.got.Seqs) == 0:
		return []hint{{"esc", "back"}}
	}
	return []hint{{"↑ ↓", "choose"}, {"enter", "this one, or its own key"}, {"esc", "back: nothing is done"}}
}

func (p *bulkPane) update(m *model, msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case bulkShownMsg:
		if p.got != nil {
			p.got.Shown = msg.items
		}
	case gatheredMsg:
		if msg.pane == p {
			p.got, p.err = &msg.got, msg.err
		}
		return nil, false
	case tea.KeyPressMsg:
		if p.chosen != nil {
			return p.confirmKey(m, msg)
		}
		return p.chooseKey(m, msg)
	}
	return nil, false
}

func (p *bulkPane) chooseKey(m *model, k tea.KeyPressMsg) (tea.Cmd, bool) {
	if k.String() == "esc" {
		p.cancel()
		return nil, true
	}
	if p.got == nil || len(p.got.Seqs) == 0 || p.list.key(k, len(p.deeds), max(1, p.h/3)) {
		return nil, false
	}
	if k.String() == "enter" {
		p.choose(p.deeds[p.list.at])
		return nil, false
	}
	want := review.Deed{}
	switch i, a := m.labelFor(k), m.opts.Keys.action(k.String()); {
	case i >= 0:
		want.Label = m.task.Labels[i].Name
	case a == actAccept:
		want.Verdict = review.Accept
	case a == actReject:
		want.Verdict = review.Reject
	case a == actFlag:
		want.Flag = true
	}
	for i, d := range p.deeds {
		if d.deed == want {
			p.list.at = i
			p.choose(d)
		}
	}
	return nil, false
}

func (p *bulkPane) choose(d bulkDeed) {
	p.chosen, p.wrong = &d, false
	p.in.SetValue("")
}

// isTyped tells that the number was typed.
func (p *bulkPane) isTyped() bool {
	typed := strings.NewReplacer(",", "", " ", "").Replace(p.in.Value())
	return typed == strconv.Itoa(len(p.got.Seqs))
}

// confirmKey asks for the number: nobody types that by accident.
func (p *bulkPane) confirmKey(m *model, k tea.KeyPressMsg) (tea.Cmd, bool) {
	switch k.String() {
	case "esc":
		p.chosen = nil
		return nil, false
	case "enter":
		if !p.isTyped() {
			p.wrong = true
			p.in.SetValue("")
			return nil, false
		}
		run, err := m.session.Bulk(*p.got, p.chosen.deed)
		if err != nil {
			p.err = err
			return nil, false
		}
		m.pane = nil
		if !p.chosen.deed.Flag {
			m.tally.beginBulk(run.ID())
		}
		return m.workOn(run, p.chosen.done+" in bulk", bulkForward), false
	}
	p.wrong = false
	var cmd tea.Cmd
	p.in, cmd = p.in.Update(k)
	return cmd, false
}

const bulkIndent = 3

func (p *bulkPane) rows(m *model, w, h int) []string {
	name := oneLine(p.filter.String(), max(8, w-4))
	rows := []string{" " + m.st.head.text("ALL AT ONCE: WHAT MATCHES"), "   " + m.st.accent.text(name), ""}
	switch {
	case p.err != nil:
		for _, r := range wrap("✗ "+p.err.Error(), w-2) {
			rows = append(rows, " "+m.st.bad.text(r))
		}
		return rows
	case p.got == nil:
		return append(rows, " "+m.st.faint.text("Counting what matches…"))
	}
	n := len(p.got.Seqs)
	rows = append(rows, " "+m.st.strong.text(fmt.Sprintf("%s undecided sample%s", grouped(n), plural(n)))+m.st.faint.text(p.leftOut()))
	if n == 0 {
		return rows
	}
	rows = append(rows, p.sampleRows(m, w, h)...)
	if p.chosen != nil {
		return append(rows, p.confirmRows(m, w, len(rows))...)
	}
	rows = append(rows, "", " "+m.st.head.text("WHAT SHALL BE DONE WITH ALL OF THEM?"))
	from, to := p.list.window(len(p.deeds), max(1, h-len(rows)-1))
	wide := 0
	for _, d := range p.deeds {
		wide = max(wide, cells(d.key))
	}
	for i := from; i < to; i++ {
		d := p.deeds[i]
		sign, does := "  ", d.does
		if i == p.list.at {
			sign, does = m.st.accent.text("▸ "), m.st.selected.text(does)
		}
		rows = append(rows, " "+sign+fit(m.st.key.text(d.key), wide)+"  "+does)
	}
	if m.session.Allows(p.filter, review.Deed{Verdict: review.Accept}) != nil {
		rows = append(rows, " "+m.st.faint.text("A confidence alone accepts nothing: choose by words or a label as well."))
	}
	return rows
}

// leftOut says what matches too and is not touched.
func (p *bulkPane) leftOut() string {
	text := ""
	if n := p.got.Leased; n > 0 {
		text += fmt.Sprintf("; %s more with another reviewer", grouped(n))
	}
	if n := p.got.Drafted; n > 0 {
		text += fmt.Sprintf("; %s more with a half-written edit", grouped(n))
	}
	if text != "" {
		text += ", left out"
	}
	return text
}

// sampleRows are the samples drawn, as many as there is room for.
func (p *bulkPane) sampleRows(m *model, w, h int) []string {
	shown := p.got.Shown[:min(len(p.got.Shown), max(1, h-12))]
	title := "ALL OF THEM"
	switch {
	case len(shown) < len(p.got.Shown):
		title = fmt.Sprintf("%d OF THEM", len(shown))
	case len(shown) < len(p.got.Seqs):
		title = fmt.Sprintf("%d OF THEM, DRAWN AT RANDOM", len(shown))
	}
	rows := []string{"", " " + m.st.head.text(title)}
	names := make([]string, len(shown))
	for i, it := range shown {
		names[i] = m.kind.words(m, it.Answer())
	}
	names = column(names, labelColumn)
	for i, it := range shown {
		row := "   " + fit(m.confidence(it.Confidence), 6) + names[i]
		rows = append(rows, row+m.st.faint.text(oneLine(m.gist(it), w-cells(row)-1)))
	}
	return rows
}

// confirmRows ask for the number; at is how many rows stand above them.
func (p *bulkPane) confirmRows(m *model, w, at int) []string {
	n := len(p.got.Seqs)
	rows := []string{""}
	sign, named := "! ", []string{m.opts.Keys.of(actUndo)}
	for _, r := range wrap(fmt.Sprintf("All %s will be %s, as one step that %s takes back.", grouped(n), p.chosen.done, named[0]), w-4) {
		row, rest := m.st.keyed(m.st.warn, sign+r, named)
		named = rest
		rows = append(rows, " "+row)
		sign = "  "
	}
	rows = append(rows, fmt.Sprintf(" Type %d and press enter:", n))
	p.row = at + len(rows)
	rows = append(rows, strings.Repeat(" ", bulkIndent)+inputRow(p.in.View()))
	if p.wrong {
		rows = append(rows, " "+m.st.bad.text(fmt.Sprintf("✗ That is not %d: nothing was done.", n)))
	}
	return rows
}
