package tui

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
	"winnow/tui/visible"
)

// rateKind gives a level. Without requirements one key decides; with them the
// keys rate one after the other, the whole last, and all are confirmed together.
type rateKind struct {
	plain
	levels []review.Label
	// letters: the levels are single letters, and each is the key of its level.
	letters bool
	seq     uint64
	at      int // the requirement whose turn it is; as many as there are: the whole
}

// keys looks whether the levels can be their own keys. To rate with the letters a
// to d and to find that a accepts would be a trap, so a level takes the key of
// accept, which enter does then; it takes no other action's.
func (k *rateKind) keys(keys Keymap) Keymap {
	k.letters = true
	for _, l := range k.levels {
		a := keys.action(l.Name)
		isLetter := len(l.Name) == 1 && l.Name[0] >= 'A' // digits are keys anyway
		if !isLetter || l.Key != "" || a != actNone && a != actAccept {
			k.letters = false
			return keys
		}
	}
	for _, b := range keys.bindings() {
		if b.action != actAccept {
			continue
		}
		rest := slices.DeleteFunc(slices.Clone(b.keys), func(key string) bool { return len(key) == 1 })
		if !slices.Contains(rest, "enter") && keys.free("enter") {
			rest = append(rest, "enter")
		}
		if len(rest) == 0 { // accept would have no key at all
			k.letters = false
			return keys
		}
		keys = keys.set(b.name, rest)
	}
	return keys
}

// turn is the requirement to rate next on the card.
func (k *rateKind) turn(m *model, it *review.Item) int {
	if k.seq != it.Sample.Seq {
		k.seq, k.at = it.Sample.Seq, 0
		if m.unconfirmed(it) { // it was left half rated
			k.at = max(0, k.open(m, m.pending.answer))
		}
	}
	return min(k.at, len(m.task.Requirements))
}

// ofPart names what is rated next, where that is one of several parts.
func (k *rateKind) ofPart(m *model, it *review.Item) string {
	if it == nil || len(m.task.Requirements) == 0 {
		return ""
	}
	return ": " + k.partAt(m, k.turn(m, it))
}

// partAt names the i-th requirement, or the whole.
func (k *rateKind) partAt(m *model, i int) string {
	name := m.task.Target
	if i < len(m.task.Requirements) {
		name = m.task.Requirements[i].Name
	}
	return oneLine(name, labelMost)
}

// unrated says what an answer in the making leaves open.
func (k *rateKind) unrated(m *model, it *review.Item) string {
	var names []string
	for i := range len(m.task.Requirements) + 1 {
		if k.level(m, m.standing(it), i) == "" {
			names = append(names, k.partAt(m, i))
		}
	}
	switch n := len(names); n {
	case 0:
		return ""
	case 1:
		return names[0] + " is still to be rated"
	case 2:
		return names[0] + " and " + names[1] + " are still to be rated"
	default:
		return fmt.Sprintf("%s and %d more are still to be rated", names[0], n-1)
	}
}

// level is what an answer says of the i-th requirement, or of the whole.
func (k *rateKind) level(m *model, a review.Answer, i int) string {
	if i < len(m.task.Requirements) {
		return a.Ratings[m.task.Requirements[i].Name]
	}
	return a.Label
}

// labels say what the levels mean, and which of them what is rated has.
func (k *rateKind) labels(m *model, it *review.Item) []tag {
	var suggested, standing string
	if it != nil {
		at := k.turn(m, it)
		suggested, standing = k.level(m, it.Sample.Suggestion, at), k.level(m, m.standing(it), at)
	}
	out := m.tags([]string{suggested}, []string{standing})
	for i := range out {
		out[i].note = visible.Line(m.task.Labels[i].Description)
		if k.letters {
			out[i].key = out[i].name
		}
	}
	return out
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
	key := msg.String()
	if k.letters {
		if i := slices.Index(m.task.LabelNames(), key); i >= 0 {
			return k.label(m, it, i), true
		}
	}
	n := len(m.task.Requirements) + 1
	switch {
	case n == 1:
		return nil, false
	case key == "tab":
		k.at = (k.turn(m, it) + 1) % n
	case key == "shift+tab":
		k.at = (k.turn(m, it) + n - 1) % n
	case key == "enter" && m.decidesByEnter(), m.opts.Keys.action(key) == actAccept:
		return k.decide(m, it), true
	default:
		return nil, false
	}
	m.stale()
	return nil, true
}

// decide decides what stands on the card, or goes to what is not rated yet.
func (k *rateKind) decide(m *model, it *review.Item) tea.Cmd {
	a := it.Sample.Suggestion
	if m.unconfirmed(it) {
		a = m.pending.answer
	}
	i := k.open(m, a)
	if i < 0 {
		return m.confirm(it)
	}
	k.turn(m, it)
	k.at = i
	m.sayHere(levelWarn, fmt.Sprintf("not decided: %s is not rated yet; %s rates it", k.partAt(m, i), k.rates(m)))
	m.stale()
	return nil
}

// open is the first requirement that an answer does not rate, or the whole; -1:
// all is rated.
func (k *rateKind) open(m *model, a review.Answer) int {
	for i := range len(m.task.Requirements) + 1 {
		if k.level(m, a, i) == "" {
			return i
		}
	}
	return -1
}

// rates are the keys that give a level.
func (k *rateKind) rates(m *model) string {
	if names := m.task.LabelNames(); k.letters {
		return names[0] + "-" + names[len(names)-1]
	}
	return m.digits()
}

func (k *rateKind) hints(m *model, it *review.Item) []hint {
	if it == nil {
		return nil
	}
	var out []hint
	if k.letters {
		out = append(out, hint{k.rates(m), "rate"})
	}
	if len(m.task.Requirements) == 0 {
		return out
	}
	if m.unconfirmed(it) {
		out = append(out, m.confirmHints(it)...)
		if !m.lay.wide && k.open(m, m.pending.answer) < 0 {
			return out // all is rated: tab leads round, and a short row has better keys
		}
	}
	return append(out, hint{"tab", "next"})
}

func (k *rateKind) help(m *model) []hint {
	out := []hint{{k.rates(m), "give this level"}}
	if len(m.task.Requirements) == 0 {
		return out
	}
	out = append(out, hint{"tab", "to the next requirement (shift+tab: back); the whole comes last"})
	return append(out, m.confirmHelp()...)
}

func (k *rateKind) foot(m *model, it *review.Item, w, most int) []string {
	if len(m.task.Requirements) == 0 {
		rows := m.suggestionRows(it, w, most)
		if !it.Sample.Suggested {
			rows[0] = m.st.warn.text("no suggestion: " + k.rates(m) + " rates it")
		}
		if l, ok := m.task.Label(it.Sample.Suggestion.Label); ok && l.Description != "" {
			rows = append(rows, m.st.faint.text(oneLine(l.Description, w)))
		}
		return append(rows, m.alternativeRows(it, w, min(altsAtMost, most-1-len(rows)))...)
	}
	rows := []string{m.reasonRow(it, w)}
	switch {
	case m.unconfirmed(it) && k.open(m, m.pending.answer) < 0:
		rows[0] = m.st.warn.text("✎ all is rated but not decided yet: " + m.confirmKey() + " decides")
	case m.unconfirmed(it):
		rows[0] = m.st.warn.text(oneLine("✎ not decided yet: "+k.unrated(m, it), w))
	case !it.Sample.Suggested:
		rows[0] = m.st.warn.text("no suggestion: " + k.rates(m) + " rates one after the other")
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
	if i < len(m.task.Requirements) {
		name, does = m.task.Requirements[i].Name, m.task.Requirements[i].Description
	}
	was, now := k.level(m, it.Sample.Suggestion, i), k.level(m, m.standing(it), i)
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
	row := sign + shown + " " + level + blank(len("1 → 2")-cells(level))
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
			rows = append(rows, strings.TrimSpace(visible.Line(name)+": "+m.st.deleted.text(visible.Line(was))+" → "+m.st.inserted.text(visible.Line(now))))
		}
	}
	change(m.task.Target, before.Label, after.Label)
	for _, r := range m.task.Requirements {
		change(r.Name, before.Ratings[r.Name], after.Ratings[r.Name])
	}
	return rows
}
