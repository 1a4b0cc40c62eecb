package tui

import (
	"cmp"
	"fmt"
	"slices"

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
	hits  []review.Item
	more  bool
	asked string // the query that the hits answer
	busy  bool
	h     int
	err   error
	set   bool // a filter is on the queue
}

// searchedMsg brings the hits of a query.
type searchedMsg struct {
	query string
	hits  []review.Item
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
	if p.asked == "" || p.asked != p.in.Value() {
		h := []hint{{"enter", "search"}, {"esc", "back"}}
		if p.set {
			h = append(h, hint{clearKey, "remove the filter"})
		}
		return h
	}
	h := []hint{{"enter", "look at it"}, {"tab", "review only these"}, {"ctrl+t", "decide all"}, {"esc", "back"}, {"↑ ↓", "choose"}}
	if p.set {
		h = append(h, hint{clearKey, "remove the filter"})
	}
	return h
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
		return nil, true, true
	case "enter":
		if answered && len(p.hits) > 0 {
			return m.visitItem(p.hits[p.list.at].Sample.Seq), true, true
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

func (p *searchPane) search(m *model, query string) tea.Cmd {
	f, err := review.ParseFilter(query)
	p.asked, p.err, p.hits, p.more = query, err, nil, false
	if err != nil || query == "" {
		return nil
	}
	m.opts.query = query
	p.busy = true
	session := m.session
	order, _ := session.Chosen()
	return func() tea.Msg {
		hits, more, err := session.Search(f, searchMost)
		inQueueOrder(hits, order)
		return searchedMsg{query: query, hits: hits, more: more, err: err}
	}
}

// inQueueOrder sorts what was found as the queue has it by the confidences shown,
// the decided behind those to decide, else as they arrived.
func inQueueOrder(hits []review.Item, order review.Order) {
	slices.SortStableFunc(hits, func(a, b review.Item) int {
		x, y := a.State.Decided(), b.State.Decided()
		switch {
		case x && !y:
			return 1
		case y && !x:
			return -1
		case x:
			return 0
		}
		deferred := cmp.Compare(deferredAt(a), deferredAt(b))
		switch order {
		case review.OrderQueue:
			return cmp.Or(deferred, a.Confidence.Compare(b.Confidence))
		case review.OrderGiven:
			return cmp.Or(deferred, a.Sample.Confidence.Compare(b.Sample.Confidence))
		case review.OrderSurest:
			return cmp.Or(deferred, b.Confidence.Compare(a.Confidence))
		case review.OrderArrival, review.OrderAll:
		}
		return 0
	})
}

// deferredAt is the log entry that put a sample back, 0 if none did.
func deferredAt(it review.Item) uint64 {
	if it.State.Verdict == review.Defer {
		return it.State.Decision
	}
	return 0
}

// bind makes the query the filter of the queue; an empty one removes it.
func (p *searchPane) bind(m *model, query string) (tea.Cmd, bool) {
	f, err := review.ParseFilter(query)
	if err != nil {
		p.err = err
		return nil, false
	}
	order, _ := m.session.Chosen()
	m.session.Choose(order, f)
	m.opts.query = query
	if f.IsZero() {
		m.status.say(levelInfo, "the filter is off")
	} else {
		m.status.say(levelInfo, "the queue now holds only what matches: "+query)
	}
	return m.restart(), true
}

func (p *searchPane) rows(m *model, w, h int) []string {
	rows := []string{"", " " + inputRow(p.in.View()), ""}
	switch {
	case p.err != nil:
		return append(rows, " "+m.st.bad.text("✗ "+oneLine(p.err.Error(), w-4)))
	case p.busy:
		return append(rows, " "+m.st.faint.text("searching…"))
	case p.asked == "":
		for _, r := range wrap("Words, and any of  label:NAME  decision:accept|edit|relabel|reject|defer|none  conf:0.2-0.6  conf:<0.4  conf:--  flagged", w-2) {
			rows = append(rows, " "+m.st.faint.text(r))
		}
		return rows
	}
	count := fmt.Sprintf("%d found", len(p.hits))
	if p.more {
		count = fmt.Sprintf("the first %d", len(p.hits))
	}
	rows = append(rows, " "+m.st.head.text(count))
	from, to := p.list.window(len(p.hits), max(1, h-len(rows)))
	for i := from; i < to; i++ {
		it := p.hits[i]
		verdict := past(it.State.Verdict)
		if verdict == "" {
			verdict = "undecided"
		}
		text := fmt.Sprintf(" %s  %s  ", fit(it.Confidence.String(), 4), fit(verdict, 10))
		gist := ""
		if l := m.wordsOn(&it, it.Answer(), false); l != "" {
			gist = fit(oneLine(l, 16), 16) + "  "
		}
		gist += oneLine(m.gist(it), w-cells(text+gist)-1)
		if i == p.list.at {
			rows = append(rows, m.st.selected.text(fit(text+gist, w)))
		} else {
			rows = append(rows, m.st.faint.text(text)+gist)
		}
	}
	return rows
}
