package tui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
)

// footerHints are the keys of the last row, the most important first: those that
// can do something now. All keys of the task are in the help.
func (m *model) footerHints() []hint {
	own := m.ownHints()
	head := append(m.firstHints(), own...)
	var rest, tail []hint
	for _, b := range m.opts.Keys.footer() {
		h, ok := m.footerHint(b)
		if !ok || !m.canNow(b) || slices.ContainsFunc(own, func(o hint) bool { return o.key == h.key }) {
			continue
		}
		switch b.action {
		case actAccept, actReject, actDefer, actLabel, actEdit, actUndo:
			head = append(head, h)
		case actHelp, actQuit:
			tail = append(tail, h)
		default:
			rest = append(rest, h)
		}
	}
	head, tail = m.inFewerWords(head, tail)
	return moveUp(slices.Concat(head, rest, tail), len(head)+len(rest), m.w)
}

// firstHints are the keys out of a state that one may not know how one got into.
func (m *model) firstHints() []hint {
	var out []hint
	k := m.opts.Keys
	if goesOn(m.news.Stream) && m.opts.Stream != nil {
		out = append(out, hint{k.of(actStream), "resume"})
	}
	if m.isFiltered() {
		out = append(out, hint{k.of(actSearch), "change filter"})
	}
	if m.card.folded && m.current() != nil {
		out = append(out, hint{k.of(actFold), "unfold"})
	}
	return out
}

func (m *model) isFiltered() bool {
	_, filter := m.session.Chosen()
	return !filter.IsZero()
}

// footerHint says in a word what a key does; false: another key says it better.
func (m *model) footerHint(b binding) (hint, bool) {
	h := hint{b.show, b.does}
	switch b.action {
	case actLabel:
		if len(m.task.Labels) == 0 || m.task.Kind == review.Prefer { // which has better keys
			return h, false
		}
		h = hint{m.digits(), "label"}
		if m.task.Kind == review.Rate {
			r, ok := m.kind.(*rateKind)
			h.does = "rate"
			return h, !ok || !r.letters // they rate, which their own hint says
		}
	case actGuidelines:
		if m.guide.open && m.lay.wide {
			h.does = "close guidelines"
		}
	case actFlag:
		if h.does = "flag"; m.flagged() {
			h.does = "unflag"
		}
	case actSearch:
		h.does = b.name
		return h, !m.isFiltered() // which says so first
	case actDefer, actEdit, actUndo, actWhy, actHistory, actOrder, actQuit:
		h.does = b.name
	}
	return h, true
}

func (m *model) flagged() bool {
	it := m.current()
	return it != nil && it.State.Flag
}

// canNow tells whether a key of the last row has something to work on.
func (m *model) canNow(b binding) bool {
	card := m.current() != nil
	switch {
	case m.opts.ReadOnly && b.saves(), !card && b.needsCard():
		return false
	}
	switch b.action {
	case actAccept:
		it := m.current()
		return m.decides(it) && !m.confirmsAs(it)
	case actUndo:
		return m.earlier || m.undoable > 0
	case actHistory:
		return hasDecisions(m.news.Counts) || len(m.tally.stands) > 0 // of which news is on its way
	case actSearch, actStats:
		return card || m.news.Counts.Samples > 0
	}
	return m.works(b.action)
}

// hasDecisions tells whether a history has something to show.
func hasDecisions(c review.Counts) bool { return c.Decided()+c.ByVerdict[review.Defer] > 0 }

// decides tells whether what stands on the card is an answer that can be decided
// as it is: there is a suggestion, or something was put together, and it is whole.
func (m *model) decides(it *review.Item) bool {
	a := it.Sample.Suggestion
	if m.unconfirmed(it) {
		a = m.pending.answer
	}
	_, err := review.Decide(m.task, it.Sample, a)
	return err == nil
}

// confirmsAs tells that an answer is put together on the card and that the hints
// of its kind say what decides it: a second key for it would look like another
// choice.
func (m *model) confirmsAs(it *review.Item) bool {
	switch m.task.Kind {
	case review.MultiLabel, review.Spans:
		return m.unconfirmed(it)
	case review.Rate:
		return m.unconfirmed(it) && len(m.task.Requirements) > 0
	}
	return false
}

// ownHints are the keys of the task's kind, as far as they can do something now.
func (m *model) ownHints() []hint {
	own := m.kind.hints(m, m.current())
	if !m.opts.ReadOnly {
		return own
	}
	return slices.DeleteFunc(slices.Clone(own), func(h hint) bool {
		for _, name := range strings.Fields(h.key) {
			if k, ok := keyNamed([]string{name}); !ok || m.wouldSave(k) {
				return true
			}
		}
		return false
	})
}

// refusesToSave says, where nothing can be saved, what would help.
func (m *model) refusesToSave() bool {
	if m.opts.ReadOnly {
		m.status.say(levelWarn, "nothing can be saved: make the file writable, or copy it with winnow backup")
	}
	return m.opts.ReadOnly
}

// wouldSave tells whether a key on the card changes the project, or puts an answer
// together.
func (m *model) wouldSave(msg tea.KeyPressMsg) bool {
	key := msg.String()
	for _, b := range m.opts.Keys.bindings() {
		if slices.Contains(b.keys, key) && b.saves() && m.works(b.action) {
			return true
		}
	}
	if m.labelFor(msg) >= 0 {
		return true
	}
	switch k := m.kind.(type) {
	case *spansKind:
		return key == "enter" || key == "tab" || key == "shift+tab"
	case multiLabelKind:
		return key == "enter" || key == noneKey
	case *preferKind:
		return k.mine(m, key) && slices.Contains([]string{"left", "right", "=", "b"}, key)
	case *rateKind:
		return key == "enter" || k.letters && slices.Contains(m.task.LabelNames(), key)
	case *chatKind:
		return key == "X"
	}
	return false
}
