package tui

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
	"winnow/tui/visible"
)

// tag is one of the task's labels as it stands on the screen.
type tag struct {
	at     int    // its place among the labels of the task
	name   string // safe to show
	digit  string // what chooses it, "" for nothing
	key    string // its own key, or another sign that chooses it
	sign   string // in front of the name, "" where the kind has no signs
	note   string // what it means, where the list says that
	model  bool   // the suggestion says it
	stands bool   // the answer as it stands says it
}

func (plain) labels(m *model, it *review.Item) []tag {
	var suggested, standing []string
	if it != nil {
		suggested, standing = it.Sample.Suggestion.LabelNames(), m.standing(it).LabelNames()
	}
	return m.tags(suggested, standing)
}

// tags are the labels in the task's order, with those marked that the model and
// the answer as it stands say.
func (m *model) tags(suggested, standing []string) []tag {
	out := make([]tag, 0, len(m.task.Labels))
	for i, l := range m.task.Labels {
		t := tag{at: i, name: oneLine(l.Name, labelMost), key: visible.Line(l.Key)}
		if i < 10 {
			t.digit = fmt.Sprint((i + 1) % 10)
		}
		t.model, t.stands = slices.Contains(suggested, l.Name), slices.Contains(standing, l.Name)
		out = append(out, t)
	}
	return out
}

// labelKeys are what chooses a label, in three cells: "1/b", "  v"; nothing where
// they choose nothing now.
func (m *model) labelKeys(t tag) string {
	if !m.labelKeysWork() {
		return blank(3)
	}
	digit, between := t.digit, " "
	switch {
	case digit == "":
		digit = " "
	case t.key != "":
		between = m.st.faint.text("/")
	}
	return fit(m.st.key.text(digit)+between+m.st.key.text(t.key), 3)
}

// labelKeysWork tells whether the keys of labels mean something at this moment.
// A pane over the card takes them, but for the span mode, where they mark, and
// the guidelines, where they lead to what is written on a label.
func (m *model) labelKeysWork() bool {
	if m.current() == nil || m.opts.ReadOnly || m.isPicking() {
		return false
	}
	switch p := m.pane.(type) {
	case nil, *guidePane:
		return true
	case *spansPane:
		return p.picker == nil
	}
	return false
}

// byName is the key by which a label is picked that has none of its own. Where more
// than most labels are to be listed, the last row of the list says it.
func (m *model) byName(most int) string {
	if len(m.task.Labels) > most || !m.labelKeysWork() ||
		!slices.ContainsFunc(m.kind.labels(m, m.current()), func(t tag) bool { return t.digit == "" && t.key == "" }) {
		return ""
	}
	return m.st.key.text(m.pickerKey()) + m.st.faint.text(" pick by name ")
}

// cardCovered tells that what is open shows something else than the sample on the
// card: who has given that sample which label would be taken for what is said of
// what is in sight.
func (m *model) cardCovered() bool {
	switch m.pane.(type) {
	case nil, linePane, *spansPane, *guidePane, *picker, *editor, *whyPane:
		return false
	}
	return true
}

// labelText is what the list says behind the keys: a name that is one of them is
// not said twice.
func (m *model) labelText(t tag) string {
	note := m.st.faint.text(t.note)
	if t.name == t.key || t.name == t.digit {
		return note
	}
	return strings.TrimRight(t.name+"  "+note, " ")
}

// onStrip is what the strip under the card says: what chooses the label, and
// behind it the name, or a sign for one that is its own key.
func (m *model) onStrip(t tag) (keys, name string) {
	switch {
	case t.name != t.key && t.name != t.digit:
		return strings.Join(strings.Fields(t.digit+" "+t.key), "/"), strings.TrimLeft(t.sign+t.name, " ")
	case m.isGiven(m.current(), t):
		return t.name, "●"
	case t.model:
		return t.name, "◂"
	}
	return t.name, ""
}

// labelWord is how a label is called on the screen, or another answer that some
// witness named.
func (m *model) labelWord(it *review.Item, label string) string {
	if i := m.task.Answer(label); m.task.Kind == review.Prefer && i < 0 {
		if i = slices.Index(m.task.Answers, label); i >= 0 {
			label = m.task.Labels[i].Name
		}
	}
	for _, t := range m.kind.labels(m, it) {
		if m.task.Labels[t.at].Name == label {
			return t.name
		}
	}
	return oneLine(label, labelMost)
}

// wordsOn say an answer as [kind].words do, in terms of where things stand on
// the card for kinds in which that matters; full says what stands there, too.
func (m *model) wordsOn(it *review.Item, a review.Answer, full bool) string {
	if k, ok := m.kind.(interface {
		wordsOn(m *model, it *review.Item, a review.Answer, full bool) string
	}); ok {
		return k.wordsOn(m, it, a, full)
	}
	return m.kind.words(m, a)
}

// ownKey tells that a label of the task has the key for its own.
func (m *model) ownKey(key string) bool {
	return slices.ContainsFunc(m.task.Labels, func(l review.Label) bool { return l.Key == key })
}

// digits are the digits that choose labels, for the last line: "1-4", and
// "1-9 0" where the tenth label has one.
func (m *model) digits() string {
	n := 0
	for _, t := range m.kind.labels(m, nil) {
		if t.digit == fmt.Sprint((n+1)%10) {
			n++
		}
	}
	if n == 10 {
		return "1-9 0"
	}
	return fmt.Sprintf("1-%d", n)
}

// keepEdit keeps edited texts on the card where their sample has no whole answer
// yet.
func (m *model) keepEdit(it *review.Item, a *review.Answer) (cmd tea.Cmd, kept bool) {
	_, err := review.Decide(m.task, it.Sample, *a)
	if !errors.Is(err, review.ErrNoSuggestion) && !errors.Is(err, review.ErrNotWhole) {
		return nil, false
	}
	m.propose(it, *a)
	does := "give the answer"
	if m.task.Kind.HasLabels() {
		does = "choose a label"
	}
	m.status.say(levelInfo, "the edit is kept on the card and decided with the answer: now "+does)
	return nil, true
}
