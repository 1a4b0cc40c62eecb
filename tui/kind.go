package tui

import (
	"errors"
	"fmt"
	"maps"
	"strings"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
	"winnow/tui/visible"
)

// kind is what the screen does for the task's kind. [plain] does what most kinds
// have in common; the others embed it and do some of it their own way.
type kind interface {
	// sections are the texts of the card, each at most w cells wide.
	sections(m *model, it *review.Item, w int) []section
	// foot are at most most rows under the texts: the suggestion and what the
	// reviewer makes of it.
	foot(m *model, it *review.Item, w, most int) []string
	// key does what only this kind has a key for; mine is false for other keys.
	key(m *model, it *review.Item, k tea.KeyPressMsg) (cmd tea.Cmd, mine bool)
	// hints are its own keys, for the last line.
	hints(m *model, it *review.Item) []hint
	// label does what the key of the i-th label means.
	label(m *model, it *review.Item, i int) tea.Cmd
	// labels are the labels in the order in which they are listed beside the
	// card; it is nil where there is none.
	labels(m *model, it *review.Item) []tag
	// help are all of its own keys, for the help overlay, and keys takes those
	// from the table that mean something else in this kind.
	help(m *model) []hint
	keys(k Keymap) Keymap
	// parts are the names of the texts that can be edited, partName is what one of
	// them is called on screen, texts are they as they
	// stand in an answer, and put brings edited ones into one. edited looks at
	// the outcome; done tells that it sees to the rest itself.
	parts(m *model, it *review.Item) []string
	partName(m *model, it *review.Item, part string) string
	texts(m *model, it *review.Item, a review.Answer) map[string]string
	put(m *model, it *review.Item, a *review.Answer, texts map[string]string)
	edited(m *model, it *review.Item, a *review.Answer) (cmd tea.Cmd, done bool)
	// words say an answer in one row, safe to show; "" where there is nothing
	// short to say.
	words(m *model, a review.Answer) string
	// changes show what became of the suggestion, fields aside.
	changes(m *model, before, after review.Answer, w int) []string
	// shown completes what is recorded of what the reviewer saw.
	shown(m *model, it *review.Item, s *review.Shown)
	// click does what a click on a cell of the card means, counted from its left
	// upper corner.
	click(m *model, it *review.Item, x, y int) tea.Cmd
}

func kindFor(task review.Task) kind {
	switch task.Kind {
	case review.MultiLabel:
		return multiLabelKind{}
	case review.Spans:
		return &spansKind{}
	case review.Text:
		return textKind{}
	case review.Chat:
		return &chatKind{}
	case review.Prefer:
		return newPreferKind(task)
	case review.Rate:
		return &rateKind{levels: task.Labels}
	}
	return plain{}
}

// pending is an answer that the reviewer is putting together on the card. It is
// not decided and not saved yet.
type pending struct {
	seq      uint64
	answer   review.Answer
	decision uint64 // what stood decided of the sample when it was begun
}

// standing is what the card says of the sample: the answer that is being put
// together, else the one that was decided, else the suggestion.
func (m *model) standing(it *review.Item) review.Answer {
	if m.pending != nil && m.pending.seq == it.Sample.Seq {
		return m.pending.answer
	}
	return it.Answer()
}

// open tells whether an answer is being put together on the card.
func (m *model) unconfirmed(it *review.Item) bool {
	return m.pending != nil && m.pending.seq == it.Sample.Seq
}

// propose puts an answer on the card, to be confirmed.
func (m *model) propose(it *review.Item, a review.Answer) {
	m.pending = &pending{it.Sample.Seq, a, it.State.Decision}
	m.begun[it.Sample.Seq] = m.pending
	m.stale()
}

// confirm decides what is being put together on the card, else what was suggested.
// Where another answer stands already, that is asked for first.
func (m *model) confirm(it *review.Item) tea.Cmd {
	if m.unconfirmed(it) {
		return m.decideAs(it, m.pending.answer)
	}
	if it.State.Decided() && it.State.Verdict != review.Reject && !it.Answer().Equal(it.Sample.Suggestion) && it.Sample.Suggested {
		text := "your answer stands"
		if who := m.whose(it); who != "you" {
			text = "the answer of " + who + " stands"
		}
		if words := m.wordsOn(it, it.Answer(), false); words != "" {
			text += " (" + words + ")"
		}
		if m.asksFirst(it, text+"; the same key again accepts the model's instead") {
			return nil
		}
	}
	return m.decideAs(it, it.Sample.Suggestion)
}

// takeBack drops what is being put together.
func (m *model) takeBack() bool {
	had := m.pending != nil
	if had {
		delete(m.begun, m.pending.seq)
		m.pending = nil
		m.stale()
		m.status.say(levelInfo, "dropped: nothing was decided")
	}
	return had
}

// plain is what kinds have in common, and all of kind classify.
type plain struct{}

func (plain) sections(m *model, it *review.Item, w int) []section {
	return m.fieldSections(it, w, len(m.task.Fields) > 1, it.Sample.Fields)
}

// fieldSections lays out the fields; named puts their names above them.
func (m *model) fieldSections(it *review.Item, w int, named bool, fields []review.Field) []section {
	var out []section
	answer := m.standing(it)
	for _, f := range fields {
		after, edited := answer.Fields[f.Name]
		if f.Text == "" && len(fields) > 1 && after == "" {
			continue
		}
		name := ""
		if named {
			name = f.Name
		}
		head := m.heading(name, m.hidden.in(it.Sample.Seq, f.Name, f.Text))
		sec := m.textSection(head, f.Text, after, edited, false, w)
		sec.part = f.Name
		out = append(out, sec)
	}
	return out
}

func (plain) foot(m *model, it *review.Item, w, most int) []string {
	rows := m.suggestionRows(it, w, most)
	return append(rows, m.alternativeRows(it, w, min(altsAtMost, most-1-len(rows)))...)
}

func (plain) key(*model, *review.Item, tea.KeyPressMsg) (tea.Cmd, bool) { return nil, false }

func (plain) hints(*model, *review.Item) []hint { return nil }

func (plain) label(m *model, it *review.Item, i int) tea.Cmd {
	after := m.standing(it)
	after.Label = m.task.Labels[i].Name
	return m.decideAs(it, after)
}

func (plain) help(*model) []hint { return nil }

func (plain) keys(k Keymap) Keymap { return k }

func (plain) parts(m *model, _ *review.Item) []string { return m.task.Parts() }

func (plain) partName(_ *model, _ *review.Item, part string) string { return visible.Line(part) }

func (plain) texts(m *model, it *review.Item, a review.Answer) map[string]string {
	out := map[string]string{}
	for _, f := range it.Sample.Fields {
		out[f.Name] = f.Text
	}
	maps.Copy(out, a.Fields)
	return out
}

func (plain) put(_ *model, it *review.Item, a *review.Answer, texts map[string]string) {
	a.Fields = nil
	for _, f := range it.Sample.Fields {
		if t := texts[f.Name]; t != f.Text {
			if a.Fields == nil {
				a.Fields = map[string]string{}
			}
			a.Fields[f.Name] = t
		}
	}
}

func (plain) edited(m *model, it *review.Item, a *review.Answer) (tea.Cmd, bool) {
	return m.keepEdit(it, a)
}

func (plain) words(_ *model, a review.Answer) string {
	return visible.Line(strings.Join(a.LabelNames(), ", "))
}

func (plain) changes(m *model, before, after review.Answer, _ int) []string {
	from, to := visible.Line(before.Label), visible.Line(after.Label)
	if from == to {
		return nil
	}
	return []string{m.st.deleted.text(from) + " → " + m.st.inserted.text(to)}
}

func (plain) shown(*model, *review.Item, *review.Shown) {}

func (plain) click(*model, *review.Item, int, int) tea.Cmd { return nil }

// refused says why an answer cannot stand.
func (m *model) refused(err error) {
	switch {
	case errors.Is(err, review.ErrNoSuggestion) && m.task.Kind.OneLabel():
		m.sayHere(levelWarn, "there is no suggestion to accept: choose a label")
	case errors.Is(err, review.ErrNoSuggestion) && m.task.Kind == review.MultiLabel:
		m.sayHere(levelWarn, "there is no suggestion to accept: choose labels, or "+noneKey+" for none of them", noneKey)
	case errors.Is(err, review.ErrNoSuggestion) && m.task.Kind == review.Spans:
		m.refusedSpans()
	case errors.Is(err, review.ErrNoSuggestion):
		m.sayHere(levelWarn, "there is no suggestion to accept: "+m.opts.Keys.of(actEdit)+" writes one", m.opts.Keys.of(actEdit))
	case errors.Is(err, review.ErrNotWhole):
		m.sayHere(levelWarn, err.Error())
	default:
		m.sayHere(levelBad, err.Error())
	}
}

// describe says in a few words what a decision did.
func (m *model) describe(e review.Entry, it review.Item) string {
	d := e.Decision
	name := shortID(it.Sample.ID)
	before, after := m.wordsOn(&it, d.Before, false), m.wordsOn(&it, d.After, false)
	if said := m.said(d); said != "" {
		return name + " " + said
	}
	switch {
	case d.Verdict == review.Relabel && before == "":
		return fmt.Sprintf("%s labelled %s", name, after)
	case d.Verdict == review.Relabel:
		return fmt.Sprintf("%s relabelled %s → %s", name, before, after)
	case d.Verdict == review.Accept && after != "":
		return fmt.Sprintf("%s accepted as %s", name, after)
	}
	if m.task.Kind == review.Spans && d.Verdict == review.Edit {
		return fmt.Sprintf("%s edited to %s", name, after)
	}
	return name + " " + past(d.Verdict)
}

// past says what became of a sample: "accepted".
func past(v review.Verdict) string {
	return map[review.Verdict]string{
		review.Accept: "accepted", review.Edit: "edited", review.Relabel: "relabelled",
		review.Reject: "rejected", review.Defer: "deferred",
	}[v]
}
