package tui

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
	"winnow/review/rank"
)

// readState is how the texts are read: what a reviewer has chosen, for this
// card and the next ones of the sitting.
type readState struct {
	words  bool // words that speak for a change are marked
	fold   bool // all texts but the last stand on one row
	whole  bool // none of them is folded to save room either
	render bool // Markdown and code are rendered
	query  string

	texts int // of the card, as the kind lays them out
	// asked is the sample whose words were asked for, 0: none. answered are those
	// that came, of the sample toldOf.
	asked, toldOf uint64
	telling       []rank.Telling
	learned       bool
	lessons       int // how much was learned when they were asked for
	sayIt         bool
	rendered      rendered
	laid          laid
}

// wordsReadMsg brings the words of a sample that speak for a change.
type wordsReadMsg struct {
	seq     uint64
	words   []rank.Telling
	learned bool
}

// askRead asks for what the card on screen needs and has not: its words, and
// its rendered texts.
func (m *model) askRead() tea.Cmd {
	it := m.current()
	if it == nil {
		return nil
	}
	return tea.Batch(m.askWords(it), m.askRendered(it))
}

func (m *model) askWords(it *review.Item) tea.Cmd {
	r := &m.read
	seq, telling := it.Sample.Seq, m.opts.Telling
	known := r.asked == seq && (r.learned || r.lessons == m.news.Lessons)
	if !r.words || telling == nil || known {
		return nil
	}
	r.asked, r.lessons = seq, m.news.Lessons
	return func() tea.Msg {
		words, ok := telling(seq)
		return wordsReadMsg{seq, words, ok}
	}
}

func (m *model) onWords(msg wordsReadMsg) {
	r := &m.read
	if !r.words || msg.seq != r.asked {
		return
	}
	r.toldOf, r.telling, r.learned = msg.seq, msg.words, msg.learned
	if it := m.current(); it != nil && it.Sample.Seq == msg.seq {
		m.markWords(it)
		m.card.rows.drop()
		if r.sayIt {
			m.sayWords()
		}
	}
	r.sayIt = false
}

// sayWords tells what the marks mean, or why there are none.
func (m *model) sayWords() {
	r := &m.read
	key := m.opts.Keys.of(actWords)
	off := "; " + key + " unmarks"
	switch n := wordsOf(r.telling); {
	case !r.learned:
		m.status.say(levelHint, "nothing is learned yet: words will be marked after some more decisions"+off, key)
	case n == 0:
		m.status.say(levelHint, "none of these words speaks for a change"+off, key)
	default:
		say := fmt.Sprintf("%d words speak for a change, the strongest bold", n)
		if n == 1 {
			say = "1 word speaks for a change"
		}
		if places := len(r.telling); places > n {
			say = strings.Replace(say, " for a change", fmt.Sprintf(" for a change, in %d places", places), 1)
		}
		m.status.say(levelInfo, say+off, key)
	}
}

// wordsOf counts the words among places.
func wordsOf(places []rank.Telling) int {
	seen := map[string]bool{}
	for _, t := range places {
		seen[t.Word] = true
	}
	return len(seen)
}

// readKey does what the keys of reading mean.
func (m *model) readKey(a action) {
	r := &m.read
	it := m.current()
	switch {
	case it == nil:
		m.noSample()
	case a == actFind:
		m.find(it.Sample.Seq)
	case a == actFold:
		m.toggleFold()
	case a == actRender && m.task.Kind == review.Spans:
		m.status.say(levelHint, "spans are marked in the text as it is: it is not rendered")
	case a == actRender:
		m.toggleRender()
	case r.words:
		*r = readState{fold: r.fold, whole: r.whole, render: r.render, rendered: r.rendered, laid: r.laid, query: r.query, texts: r.texts}
		m.markWords(it)
		m.card.rows.drop()
		m.status.say(levelInfo, "no word is marked")
	case m.opts.Telling == nil:
		m.status.say(levelHint, "nothing learns from these decisions, so no word speaks for a change")
	default:
		r.words, r.sayIt = true, true
		m.status.say(levelInfo, "looking for the words that speak for a change…")
	}
}

// markTexts marks texts that were laid out anew.
func (m *model) markTexts(it *review.Item) {
	m.markWords(it)
	if p, ok := m.pane.(*findPane); ok {
		p.collect(m)
		p.at = max(0, min(p.at, len(p.hits)-1))
		p.mark(m)
	}
}

// markWords puts the words on the texts whose names are known.
func (m *model) markWords(it *review.Item) {
	r := &m.read
	marks := map[string][]sourceMark{}
	if r.words && r.toldOf == it.Sample.Seq {
		for _, t := range r.telling {
			as := penWord
			if t.Strong {
				as = penTelling
			}
			marks[t.Part] = append(marks[t.Part], sourceMark{t.From, t.To, as})
		}
	}
	inTurns(marks, m.task.Target, it.Sample.Suggestion.Turns)
	for _, l := range m.leaves() {
		l.marks.words = nil
		if l.part != "" {
			l.marks.words = apart(marks[l.part])
		}
	}
}

// apart sorts marks and cuts those that lie over one another: the stronger one
// stays whole.
func apart(marks []sourceMark) []sourceMark {
	type edge struct {
		at, by int
		as     pen
	}
	edges := make([]edge, 0, 2*len(marks))
	for _, m := range marks {
		edges = append(edges, edge{m.from, 1, m.as}, edge{m.to, -1, m.as})
	}
	slices.SortFunc(edges, func(a, b edge) int { return a.at - b.at })
	var out []sourceMark
	var open [penAt + 1]int
	for i, e := range edges {
		open[e.as] += e.by
		if i+1 == len(edges) || edges[i+1].at == e.at {
			continue
		}
		as := penAt
		for as > penNone && open[as] == 0 {
			as--
		}
		last := len(out) - 1
		switch {
		case as == penNone:
		case last >= 0 && out[last].to == e.at && out[last].as == as:
			out[last].to = edges[i+1].at
		default:
			out = append(out, sourceMark{e.at, edges[i+1].at, as})
		}
	}
	return out
}
