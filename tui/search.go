package tui

import (
	"cmp"
	"context"
	"fmt"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"winnow/review"
)

// clearKey, in the search, takes the filter off the queue.
const clearKey = "ctrl+x"

// searchMost bounds the list of hits; a filter on the queue has no bound.
const searchMost = 500

// searchPane finds samples, decided or not, and can bind the queue to a
// filter.
type searchPane struct {
	in    textinput.Model
	list  list
	hits  []searchHit
	stop  context.CancelFunc // of the search under way, nil: none was made
	decs  []string           // what was decided on each, as a column
	words []string           // the answer of each, as a column
	more  bool
	asked string // the query that the hits answer
	busy  bool
	h     int
	err   error
	set   bool // a filter is on the queue
}

// searchHit is what the list shows of a sample, whose texts may be long.
type searchHit struct {
	seq        uint64
	confidence review.Confidence
	decision   string
	words      string // of the answer
	gist       string
}

// gistMost is the most cells that a list shows of a text.
const gistMost = 400

// searchedMsg brings the hits of a query.
type searchedMsg struct {
	query string
	hits  []searchHit
	more  bool
	err   error
}

func newSearchPane(m *model) *searchPane {
	_, f := m.session.Chosen()
	query := m.opts.query
	if !f.IsZero() {
		query = f.String()
	}
	return &searchPane{in: newInput("/ ", query), set: !f.IsZero()}
}

func (p *searchPane) setSize(w, h int)     { p.in.SetWidth(max(1, w-6)); p.h = h }
func (p *searchPane) setStyles(st *styles) { p.in.SetStyles(st.inputStyles()) }

func (p *searchPane) hints() []hint {
	back := []hint{{"esc", "back"}}
	if p.set {
		back = append(back, hint{clearKey, "remove the filter"})
	}
	switch query := p.in.Value(); {
	case query == "":
		return back
	case query != p.asked:
		return append([]hint{{"enter", "search"}}, back...)
	case len(p.hits) == 0:
		return back
	}
	out := []hint{{"enter", "open"}}
	if len(p.hits) > 1 {
		out = append(out, hint{"↑ ↓", "choose"})
	}
	return append(append(out, hint{"tab", "review only these"}, hint{"ctrl+t", "decide all"}), back...)
}

func (p *searchPane) cursor() *tea.Cursor {
	c := p.in.Cursor()
	if c != nil {
		c.X++
		c.Y++
	}
	return c
}

func (p *searchPane) update(m *model, msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case searchedMsg:
		if msg.query == p.asked {
			p.hits, p.more, p.err, p.busy, p.list = msg.hits, msg.more, msg.err, false, list{}
			p.arrange()
		}
		return nil, false
	case tea.KeyPressMsg:
		if cmd, done, mine := p.key(m, msg); mine {
			return cmd, done
		}
	}
	var cmd tea.Cmd
	p.in, cmd = p.in.Update(msg)
	return cmd, false
}

// key handles the keys that are not text; mine is false for text.
func (p *searchPane) key(m *model, msg tea.KeyPressMsg) (cmd tea.Cmd, done, mine bool) {
	query := p.in.Value()
	answered := query == p.asked && query != ""
	switch msg.String() {
	case "esc":
		p.halt()
		return nil, true, true
	case "enter":
		if answered && len(p.hits) > 0 {
			return m.visitItem(p.hits[p.list.at].seq), true, true
		}
		return p.search(m, query), false, true
	case "tab":
		cmd, done = p.bind(m, query)
		return cmd, done, true
	case clearKey:
		cmd, done = p.bind(m, "")
		return cmd, done, true
	case "ctrl+t":
		if f, err := review.ParseFilter(query); answered && err == nil {
			m.pane = nil
			return m.openBulk(f), false, true
		}
		return nil, false, true
	case "home", "end":
		return nil, false, false
	}
	return nil, false, answered && p.list.key(msg, len(p.hits), max(1, p.h-4))
}

// halt ends the search under way, which nobody waits for any more.
func (p *searchPane) halt() {
	if p.stop != nil {
		p.stop()
	}
}

func (p *searchPane) search(m *model, query string) tea.Cmd {
	p.halt()
	f, err := review.ParseFilter(query)
	p.asked, p.err, p.hits, p.more = query, err, nil, false
	if err != nil || query == "" {
		return nil
	}
	m.opts.query = query
	p.busy = true
	var ctx context.Context
	ctx, p.stop = context.WithCancel(context.Background())
	return func() tea.Msg {
		hits, more, err := review.SearchFor(ctx, m.session, f, searchMost, m.searchHit)
		if ctx.Err() != nil {
			return nil
		}
		return searchedMsg{query: query, hits: hits, more: more, err: err}
	}
}

// bind makes the query the filter of the queue; an empty one removes it.
func (p *searchPane) bind(m *model, query string) (tea.Cmd, bool) {
	f, err := review.ParseFilter(query)
	if err != nil {
		p.err = err
		return nil, false
	}
	p.halt()
	order, _ := m.session.Chosen()
	m.session.Choose(order, f)
	m.opts.query = query
	if f.IsZero() {
		m.status.say(levelInfo, "the filter is off")
	} else {
		m.status.say(levelInfo, "the filter lets through only what matches: "+query)
	}
	return m.restart(), true
}

func (p *searchPane) rows(m *model, w, h int) []string {
	rows := []string{"", " " + inputRow(p.in.View()), ""}
	switch {
	case p.err != nil:
		rows = append(rows, " "+m.st.bad.text("✗ "+oneLine(p.err.Error(), w-4)), "")
		return append(rows, queryHelp(m, w)...)
	case p.busy:
		return append(rows, " "+m.st.faint.text("searching…"))
	case p.asked == "":
		return append(rows, queryHelp(m, w)...)
	}
	count := fmt.Sprintf("%d found", len(p.hits))
	if p.more {
		count = fmt.Sprintf("more than %d found, the first of them:", len(p.hits))
	}
	rows = append(rows, " "+m.st.head.text(count))
	if len(p.hits) == 0 {
		rows = append(rows, " Nothing in the project matches all of that. Fewer words or terms find more.", "")
		return append(rows, queryHelp(m, w)...)
	}
	from, to := p.list.window(len(p.hits), max(1, h-len(rows)))
	for i := from; i < to; i++ {
		it := p.hits[i]
		told := p.decs[i] + p.words[i]
		row := fit(it.confidence.String(), 4) + "  " + told
		gist := oneLine(it.gist, w-cells(row)-4)
		if i == p.list.at {
			rows = append(rows, m.st.selected.text(fit(" ▸ "+row+gist, w)))
		} else {
			rows = append(rows, "   "+fit(m.confidence(it.confidence), 4)+"  "+m.st.faint.text(p.decs[i])+p.words[i]+gist)
		}
	}
	return rows
}

// searchHit says of a sample what the list shows of it. It runs beside the screen:
// it reads nothing that changes.
func (m *model) searchHit(it *review.Item) searchHit {
	return searchHit{
		seq: it.Sample.Seq, confidence: it.Confidence, decision: cmp.Or(past(it.State.Verdict), "undecided"),
		words: oneLine(m.wordsOn(it, it.Answer(), false), labelColumn), gist: oneLine(m.gist(*it), gistMost),
	}
}

// arrange lays out what stands before the texts of the hits.
func (p *searchPane) arrange() {
	p.decs, p.words = make([]string, len(p.hits)), make([]string, len(p.hits))
	for i, it := range p.hits {
		p.decs[i], p.words[i] = it.decision, it.words
	}
	p.decs, p.words = column(p.decs, labelColumn), column(p.words, labelColumn)
}

// queryTerms are what a query can be made of beside words.
func queryTerms(m *model) []hint {
	terms := []hint{
		{"decision:none", "not decided yet"},
		{"decision:reject", "rejected (also accept, edit, relabel, defer)"},
		{"conf:0.2-0.6", "of such a confidence (also conf:<0.4, conf:>0.9)"},
		{"conf:--", "of no known confidence"},
		{"flagged", "marked with a flag, by the key " + m.opts.Keys.of(actFlag)},
	}
	if len(m.task.Labels) > 0 {
		terms = append([]hint{{"label:NAME", "labelled so, by the model or by you"}}, terms...)
	}
	return terms
}

// queryHelp says what a query can be made of.
func queryHelp(m *model, w int) []string {
	var rows []string
	for _, r := range wrap("Type words to find the samples that hold them all. Terms find fewer:", min(w-2, measureMost)) {
		rows = append(rows, " "+m.st.faint.text(r))
	}
	for _, t := range queryTerms(m) {
		rows = append(rows, fit("   "+m.st.strong.text(fit(t.key, 15))+"  "+m.st.faint.text(t.does), w))
	}
	return rows
}
