package tui

import (
	"fmt"
	"maps"
	"strings"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
	"winnow/tui/visible"
)

// rateKind gives a level. Without requirements one key decides; with them the
// keys rate one after the other, the whole last, and all are confirmed together.
type rateKind struct {
	plain
	seq uint64
	at  int // the requirement whose turn it is; as many as there are: the whole
}

// turn is the requirement to rate next on the card.
func (k *rateKind) turn(m *model, it *review.Item) int {
	if k.seq != it.Sample.Seq {
		k.seq, k.at = it.Sample.Seq, 0
	}
	return min(k.at, len(m.task.Requirements))
}

func (k *rateKind) label(m *model, it *review.Item, i int) tea.Cmd {
	if len(m.task.Requirements) == 0 {
		return k.plain.label(m, it, i)
	}
	a, level := m.standing(it), m.task.Labels[i].Name
	at := k.turn(m, it)
	if at == len(m.task.Requirements) {
		a.Label = level
	} else {
		a.Ratings = maps.Clone(a.Ratings)
		if a.Ratings == nil {
			a.Ratings = map[string]string{}
		}
		a.Ratings[m.task.Requirements[at].Name] = level
		k.at = at + 1
	}
	m.propose(it, a)
	return nil
}

func (k *rateKind) key(m *model, it *review.Item, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	n := len(m.task.Requirements) + 1
	if n == 1 {
		return nil, false
	}
	switch msg.String() {
	case "tab":
		k.at = (k.turn(m, it) + 1) % n
	case "shift+tab":
		k.at = (k.turn(m, it) + n - 1) % n
	case "enter":
		if !m.opts.Keys.free("enter") {
			return nil, false
		}
		return m.confirm(it), true
	default:
		return nil, false
	}
	m.stale()
	return nil, true
}

func (k *rateKind) hints(m *model, it *review.Item) []hint {
	if it == nil || len(m.task.Requirements) == 0 {
		return nil
	}
	next := hint{"tab", "next"}
	if !m.unconfirmed(it) {
		return []hint{next}
	}
	return append(m.confirmHints(), next)
}

func (k *rateKind) foot(m *model, it *review.Item, w, most int) []string {
	if len(m.task.Requirements) == 0 {
		rows := []string{m.suggestionRow(it, w)}
		if l, ok := m.task.Label(it.Sample.Suggestion.Label); ok && l.Description != "" {
			rows = append(rows, m.st.faint.text(oneLine(l.Description, w)))
		}
		return append(rows, m.alternativeRows(it, w, min(altsAtMost, most-1-len(rows)))...)
	}
	rows := []string{m.st.faint.text(oneLine(m.reason(it), w))}
	if m.unconfirmed(it) {
		rows[0] = m.st.warn.text("✎ not decided yet")
	}
	all := len(m.task.Requirements) + 1
	room := max(1, most-1)
	at := k.turn(m, it)
	first := min(max(0, at-room/2), max(0, all-room))
	for i := first; i < min(all, first+room); i++ {
		rows = append(rows, k.levelRow(m, it, i, i == at, w))
	}
	return rows
}

// levelRow is one requirement, or the whole, with the level that it has.
func (k *rateKind) levelRow(m *model, it *review.Item, i int, here bool, w int) string {
	const nameMost = 20
	name, does := m.task.Target, "the whole"
	was, now := it.Sample.Suggestion.Label, m.standing(it).Label
	if i < len(m.task.Requirements) {
		r := m.task.Requirements[i]
		name, does = r.Name, r.Description
		was, now = it.Sample.Suggestion.Ratings[r.Name], m.standing(it).Ratings[r.Name]
	}
	sign, shown := "  ", fit(oneLine(name, nameMost), nameMost)
	if here {
		sign, shown = m.st.accent.text("▸ "), m.st.selected.text(shown)
	}
	level := m.st.warn.text("--")
	switch {
	case now != was && was != "":
		level = m.st.deleted.text(visible.Line(was)) + " → " + m.st.inserted.text(visible.Line(now))
	case now != "":
		level = m.st.strong.text(visible.Line(now))
	}
	row := sign + shown + " " + level
	return row + m.st.faint.text("  "+oneLine(does, max(0, w-2-cells(row))))
}

func (k *rateKind) words(m *model, a review.Answer) string {
	var parts []string
	for _, r := range m.task.Requirements {
		if level := a.Ratings[r.Name]; level != "" {
			parts = append(parts, r.Name+" "+level)
		}
	}
	words := a.Label
	if len(parts) > 0 {
		words = strings.TrimSpace(fmt.Sprintf("%s (%s)", words, strings.Join(parts, ", ")))
	}
	return visible.Line(words)
}

func (k *rateKind) changes(m *model, before, after review.Answer, _ int) []string {
	var rows []string
	change := func(name, was, now string) {
		if was != now {
			rows = append(rows, visible.Line(name)+": "+m.st.deleted.text(visible.Line(was))+" → "+m.st.inserted.text(visible.Line(now)))
		}
	}
	change(m.task.Target, before.Label, after.Label)
	for _, r := range m.task.Requirements {
		change(r.Name, before.Ratings[r.Name], after.Ratings[r.Name])
	}
	return rows
}
