package tui

import (
	"maps"
	"slices"

	"winnow/review"
)

// What is being put together stays with its sample: to look at another one, or to
// have one back that could not be saved, costs nothing that was typed. It goes when
// it is decided or dropped, or when something else is decided of the sample.

// followCard brings back what was begun on the card that is on screen by now, and
// takes away what was said of another one.
func (m *model) followCard() {
	it := m.current()
	if at := m.status.about; at != 0 && (it == nil || it.Sample.Seq != at) {
		m.status.say(levelInfo, "")
	}
	if it == nil || m.unconfirmed(it) {
		return
	}
	if p := m.begun[it.Sample.Seq]; p.stillOf(it) {
		m.pending = p
		m.stale()
	}
}

// stillOf tells whether an answer in the making is of the sample as it stands.
func (p *pending) stillOf(it *review.Item) bool {
	return p != nil && p.seq == it.Sample.Seq && p.decision == it.State.Decision
}

// settle forgets what was begun on a sample of which something is decided.
func (m *model) settle(msg savedMsg) {
	seq := msg.item.Sample.Seq
	if p := m.begun[seq]; p != nil && msg.err == nil && !p.stillOf(&msg.item) {
		delete(m.begun, seq)
	}
}

// begunElsewhere are the ids of the samples on which something was begun that is
// not decided, but for the one on the card.
func (m *model) begunElsewhere() []string {
	on := uint64(0)
	if it := m.current(); it != nil {
		on = it.Sample.Seq
	}
	var out []string
	for _, seq := range slices.Sorted(maps.Keys(m.begun)) {
		saving := slices.ContainsFunc(m.unanswered, func(a asked) bool { return a.op == review.OpDecide && a.seq == seq })
		if seq == on || saving {
			continue
		}
		if it, err := m.session.Item(seq); err == nil && m.begun[seq].stillOf(&it) {
			out = append(out, it.Sample.ID)
		}
	}
	return out
}

// sayHere says what is about the card on screen, and goes with it.
func (m *model) sayHere(l level, text string, keys ...string) {
	m.status.say(l, text, keys...)
	if it := m.current(); it != nil {
		m.status.about = it.Sample.Seq
	}
}
